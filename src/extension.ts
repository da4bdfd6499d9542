import { type ExtensionContext, l10n, workspace } from 'vscode';
import type { SearchUpdate } from './engine/types.ts';
import { machineLines } from './node/machine.ts';
import { registerCommands } from './vscode/commands.ts';
import { DeviceCommands } from './vscode/deviceCommands.ts';
import { EndpointKey } from './vscode/endpointKey.ts';
import { ExamplesView } from './vscode/examplesView.ts';
import { createLog } from './vscode/log.ts';
import { ModelOffer } from './vscode/modelOffer.ts';
import { ModelSpeeds } from './vscode/modelSpeeds.ts';
import { reportFailure } from './vscode/notices.ts';
import { ResultsView } from './vscode/resultsView.ts';
import { ScopeMemory } from './vscode/scopeMemory.ts';
import type { ScopeChoice } from './vscode/searchRequest.ts';
import { currentScope } from './vscode/searchScope.ts';
import { Session } from './vscode/session.ts';
import { effectOf, SettingsReader } from './vscode/settings.ts';
import { createAgentTools } from './wiring/agentParts.ts';
import { createFileHistory } from './wiring/gitParts.ts';
import { createModelCommands } from './wiring/modelParts.ts';
import { createPinParts } from './wiring/pinParts.ts';
import { createQuestionParts } from './wiring/questionParts.ts';
import { createResultParts } from './wiring/resultParts.ts';
import { createSearchParts } from './wiring/searchParts.ts';
import { createSessionPorts } from './wiring/sessionPorts.ts';

/** Builds and wires; nothing is read, started or searched before the first command. */
export function activate(context: ExtensionContext): void {
  const log = createLog(l10n.t('Semantic Search'));
  const settings = new SettingsReader(workspace);
  const key = new EndpointKey(context.secrets);
  const parts = createSearchParts(context, settings, key, log, () => void session.refresh());
  const view = new ResultsView(settings);
  const history = createFileHistory();
  const scopeOf = (choice: ScopeChoice, signal: AbortSignal) => currentScope(settings.read(), choice, history, signal);
  const session = new Session({
    ...createSessionPorts(settings, parts.ports, scopeOf),
    publish: (state) => {
      view.show(state);
      if (state.kind === 'failed') void reportFailure(state.error, log);
      if (state.kind === 'done') void afterSearch(state.update);
    },
  });
  const speeds = new ModelSpeeds(context.globalState);
  const models = createModelCommands(context, settings, speeds, log, () => {
    parts.reloadModels();
    void session.refresh();
  });
  const offer = new ModelOffer(context.globalState, (id) => models.offer(id));
  const afterSearch = async (update: SearchUpdate): Promise<void> => {
    await speeds.note(update);
    await offer.after(update, settings.read());
  };
  const { input, examples } = createQuestionParts(context, settings, parts.ports, scopeOf, () => parts.warm());
  const examplesView = new ExamplesView(examples);
  const onFolders = workspace.onDidChangeWorkspaceFolders(() => examplesView.refresh());
  const results = createResultParts(view, log);
  const kept = createPinParts(context, results.highlights, log);
  const onSettings = settings.onDidChange((changed) => {
    parts.configure();
    const effect = effectOf(changed);
    if (effect === 'search') void session.refresh();
    else if (effect === 'order') void session.reorder();
    else view.render();
  });
  const version = (context.extension.packageJSON as { readonly version: string }).version;
  const devices = new DeviceCommands({ report: async () => ({ ...(await parts.reranker.deviceReport(machineLines(version))), server: parts.remote.model?.server }), tryAll: (signal) => parts.reranker.tryDevices(signal) }, log);
  const setEndpointKey = async (): Promise<void> => {
    if (!(await key.ask(settings.read().endpoint))) return;
    parts.remote.reset();
    await session.refresh();
  };
  const commands = registerCommands({ session, view, opener: results.opener, pins: kept.pins, pinsView: kept.pinsView, storage: context.storageUri ?? context.globalStorageUri, input, scopes: new ScopeMemory(context.workspaceState), settings, snippets: parts.ports.snippets, models, devices, setEndpointKey, log, extensionId: context.extension.id });
  const agents = createAgentTools(context, settings, parts.ports, (signal) => scopeOf({ kind: 'workspace' }, signal));
  context.subscriptions.push(commands, agents, onSettings, onFolders, examplesView, session, kept, results, view, parts, log);
}
