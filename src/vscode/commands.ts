import { commands, Disposable, type Uri } from 'vscode';
import type { SnippetSource } from '../engine/types.ts';
import type { CalibrateCommand } from './calibrateCommand.ts';
import { type CommandId, commandIds } from './contributions.ts';
import type { DeviceCommands } from './deviceCommands.ts';
import { exportCommands } from './exportCommands.ts';
import { filterCommands } from './filterCommands.ts';
import type { Log } from './log.ts';
import type { ModelCommands } from './modelCommands.ts';
import { pinCommands } from './pinCommands.ts';
import type { PinStore } from './pinStore.ts';
import type { PinsView } from './pinsView.ts';
import { questionCommands } from './questionCommands.ts';
import type { QueryInput } from './queryInput.ts';
import { resultCommands } from './resultCommands.ts';
import type { ResultOpener } from './resultOpener.ts';
import type { ResultsView } from './resultsView.ts';
import { scopeCommands } from './scopeCommands.ts';
import type { ScopeMemory } from './scopeMemory.ts';
import type { Session } from './session.ts';
import type { SettingsReader } from './settings.ts';
import { similarCommands } from './similarCommands.ts';
import { chooseTerms } from './termPicker.ts';

/** What the commands work on. */
export interface Rooms {
  readonly session: Session;
  readonly view: ResultsView;
  readonly opener: ResultOpener;
  readonly pins: PinStore;
  readonly pinsView: PinsView;
  readonly input: QueryInput;
  readonly scopes: ScopeMemory;
  readonly settings: SettingsReader;
  readonly snippets: SnippetSource;
  readonly models: ModelCommands;
  readonly devices: DeviceCommands;
  readonly calibration: CalibrateCommand;
  /** Asks for the key of the server that the settings name. */
  readonly setEndpointKey: () => Promise<void>;
  /** Folder of this workspace that the extension may write to. */
  readonly storage: Uri;
  readonly log: Log;
  /** Extension id, `publisher.name`: its settings are shown by it. */
  readonly extensionId: string;
}

/** Rows that are added at a time, and snippets that the model reads for them. */
const MORE_RESULTS = 30;

/** A command's work; the editor passes what was clicked or what another extension gave. */
type Handler = (argument: unknown) => unknown;

export function registerCommands(rooms: Rooms): Disposable {
  const handlers = Object.entries(commandTable(rooms));
  return Disposable.from(...handlers.map(([id, handler]) => commands.registerCommand(id, handler)));
}

function commandTable(rooms: Rooms): Record<CommandId, Handler> {
  const { session, view, opener, settings, models, devices, log, extensionId } = rooms;
  return {
    ...questionCommands(rooms),
    ...filterCommands(rooms),
    ...scopeCommands(rooms),
    ...similarCommands(rooms),
    [commandIds.refresh]: () => session.refresh(),
    [commandIds.cancel]: () => session.cancel(),
    [commandIds.clear]: () => session.clear(),
    ...resultCommands(view, opener),
    ...pinCommands(rooms),
    ...exportCommands(rooms),
    [commandIds.viewAsList]: () => settings.write('view', 'list'),
    [commandIds.viewAsTree]: () => settings.write('view', 'tree'),
    [commandIds.orderText]: () => settings.write('order', 'text'),
    [commandIds.orderReranked]: () => settings.write('order', 'reranked'),
    [commandIds.orderBlended]: () => settings.write('order', 'blended'),
    [commandIds.chooseTerms]: () => chooseTerms(session),
    [commandIds.showMore]: () => session.showMore(MORE_RESULTS),
    [commandIds.chooseModel]: () => models.choose(),
    [commandIds.downloadModel]: () => models.download(),
    [commandIds.removeModel]: () => models.remove(),
    [commandIds.importModel]: () => models.importFolder(),
    [commandIds.verifyModel]: () => models.verify(),
    [commandIds.calibrate]: () => rooms.calibration.run(),
    [commandIds.openModelFolder]: () => models.openFolder(),
    [commandIds.setHubToken]: () => models.setToken(),
    [commandIds.showDevices]: () => devices.show(),
    [commandIds.copyDiagnostics]: () => devices.copyDiagnostics(),
    [commandIds.setEndpointKey]: () => rooms.setEndpointKey(),
    [commandIds.openSettings]: () => commands.executeCommand('workbench.action.openSettings', `@ext:${extensionId}`),
    [commandIds.showLog]: () => log.show(),
  };
}
