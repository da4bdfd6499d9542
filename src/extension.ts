import { type ExtensionContext, l10n, workspace } from 'vscode';
import { registerCommands } from './vscode/commands.ts';
import { EndpointKey } from './vscode/endpointKey.ts';
import { ExamplesView } from './vscode/examplesView.ts';
import { createLog } from './vscode/log.ts';
import { ScopeMemory } from './vscode/scopeMemory.ts';
import { currentScope } from './vscode/searchScope.ts';
import { SettingsReader } from './vscode/settings.ts';
import { createAgentTools } from './wiring/agentParts.ts';
import { createAnswerParts } from './wiring/answerParts.ts';
import { createCalibration } from './wiring/calibrationParts.ts';
import { createDeviceCommands } from './wiring/deviceParts.ts';
import { createFileHistory } from './wiring/gitParts.ts';
import { createPinParts } from './wiring/pinParts.ts';
import { createQuestionParts } from './wiring/questionParts.ts';
import { createResultParts } from './wiring/resultParts.ts';
import { createSearchParts } from './wiring/searchParts.ts';
import type { ScopeOf } from './wiring/sessionPorts.ts';

/** Builds and wires; nothing is read, started or searched before the first command. */
export function activate(context: ExtensionContext): void {
  const log = createLog(l10n.t('Semantic Search'));
  const settings = new SettingsReader(workspace);
  const key = new EndpointKey(context.secrets);
  const history = createFileHistory();
  const scopeOf: ScopeOf = (choice, signal) => currentScope(settings.read(), choice, history, signal);
  const parts = createSearchParts(context, settings, key, log, () => void answers.session.refresh());
  const answers = createAnswerParts(context, settings, parts, scopeOf, log);
  const { session, view, models } = answers;
  const { input, examples } = createQuestionParts(context, settings, parts.ports, scopeOf, () => parts.warm());
  const examplesView = new ExamplesView(examples);
  const onFolders = workspace.onDidChangeWorkspaceFolders(() => examplesView.refresh());
  const results = createResultParts(view, log);
  const kept = createPinParts(context, results.highlights, log);
  const calibration = createCalibration(context, settings, parts.ports, scopeOf, log);
  const setEndpointKey = async (): Promise<void> => {
    if (!(await key.ask(settings.read().endpoint))) return;
    parts.remote.reset();
    await session.refresh();
  };
  const commands = registerCommands({
    session, view, opener: results.opener, pins: kept.pins, pinsView: kept.pinsView, input, scopes: new ScopeMemory(context.workspaceState), settings, models,
    storage: context.storageUri ?? context.globalStorageUri, snippets: parts.ports.snippets, devices: createDeviceCommands(context, parts, log), calibration, setEndpointKey, log, extensionId: context.extension.id,
  });
  const agents = createAgentTools(context, settings, parts, (signal) => scopeOf({ kind: 'workspace' }, signal));
  context.subscriptions.push(commands, agents, onFolders, examplesView, kept, results, answers, parts, log);
}
