import path from 'node:path';
import { type ExtensionContext, workspace } from 'vscode';
import { calibrate, type CalibrationModel } from '../engine/calibrationRun.ts';
import { shippedModelId } from '../engine/modelCatalogue.ts';
import { defaultSearchOptions } from '../engine/options.ts';
import type { SearchPorts } from '../engine/types.ts';
import { assetsOf } from '../node/assets.ts';
import { ModelProcess } from '../node/modelProcess.ts';
import { questionSources } from '../node/questionSources.ts';
import { CalibrateCommand } from '../vscode/calibrateCommand.ts';
import type { Log } from '../vscode/log.ts';
import { searchOptionsOf, type SettingsReader } from '../vscode/settings.ts';
import { gitOptions } from './gitParts.ts';
import { createLibrary } from './modelParts.ts';
import { deviceMemoryOf, modelOf } from './searchParts.ts';
import type { ScopeOf } from './sessionPorts.ts';

/** Two minutes: some hundred questions with the model that ships. */
const SECONDS = 120;

/**
 * Models are started one after another, each in a process of its own, beside the one that searches.
 * @param scopeOf files that a choice means now
 */
export function createCalibration(context: ExtensionContext, settings: SettingsReader, ports: SearchPorts, scopeOf: ScopeOf, log: Log): CalibrateCommand {
  const assets = assetsOf(context.asAbsolutePath('dist'));
  const library = createLibrary(context, settings);
  const maxFileBytes = defaultSearchOptions.maxFileBytes;
  const modelFor = (id: string): CalibrationModel => {
    const { standIn: _, ...wanted } = modelOf(settings.read(), context);
    const memory = deviceMemoryOf(context, log);
    return { id, open: () => new ModelProcess({ entry: assets.modelEntry, wasmEntry: assets.wasmModelEntry, models: assets.models, offered: assets.offered, settings: { ...wanted, model: id }, memory, log }) };
  };
  return new CalibrateCommand({
    run: async (onProgress, signal) => {
      const given = settings.read();
      const onDisk = await library.list();
      const model = onDisk.some(({ id }) => id === given.model) ? given.model : shippedModelId;
      const byCost = onDisk.toSorted((a, b) => Number(b.id === model) - Number(a.id === model) || a.bytes - b.bytes);
      const present = { order: given.order, model: given.order === 'text' || given.endpoint !== '' ? undefined : model };
      const sources = questionSources({ ripgrep: assets.ripgrep, maxFileBytes, snippets: ports.snippets, git: workspace.isTrusted ? gitOptions : undefined, log });
      const request = { scope: await scopeOf({ kind: 'workspace' }, signal), options: searchOptionsOf(given), seconds: SECONDS, present };
      return calibrate(request, { search: ports, sources, models: byCost.map(({ id }) => modelFor(id)), absolute: (folder, file) => path.join(folder, file), after }, onProgress, signal);
    },
    settings,
    log,
  });
}

function after(ms: number, call: () => void): void {
  setTimeout(call, ms).unref();
}
