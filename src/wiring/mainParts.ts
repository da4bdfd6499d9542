import { type ExtensionContext, workspace } from 'vscode';
import { commandTable } from '../vscode/commands.ts';
import { EndpointKey } from '../vscode/endpointKey.ts';
import { ExamplesView } from '../vscode/examplesView.ts';
import type { LateTree } from '../vscode/lateTree.ts';
import type { Log } from '../vscode/log.ts';
import { ModelSpeeds } from '../vscode/modelSpeeds.ts';
import type { PinRow } from '../vscode/pinsView.ts';
import type { AgentTool } from '../vscode/registerAgentTool.ts';
import type { CommandTable } from '../vscode/registerCommands.ts';
import type { Row } from '../vscode/resultRows.ts';
import { ScopeMemory } from '../vscode/scopeMemory.ts';
import { currentScope } from '../vscode/searchScope.ts';
import type { SettingsReader } from '../vscode/settings.ts';
import { createWorkspaceTool } from './agentToolParts.ts';
import { createAnswerParts } from './answerParts.ts';
import { createFileHistory } from './gitParts.ts';
import { once } from './once.ts';
import { createPinParts } from './pinParts.ts';
import { createQuestionParts } from './questionParts.ts';
import { createResultParts } from './resultParts.ts';
import { createSearchParts } from './searchParts.ts';
import type { ScopeOf } from './sessionPorts.ts';

/** The views, as the editor has them before anything is in them. */
export interface Trees {
  readonly results: LateTree<Row>;
  readonly examples: LateTree<string>;
  readonly pins: LateTree<PinRow>;
}

/** All that the extension does, behind what it has registered. */
export interface MainParts {
  readonly commands: CommandTable;
  readonly agentTool: AgentTool;
  dispose(): void;
}

/** Builds and wires, and fills the views; nothing is read, started or searched before it is asked for. */
export function createMainParts(context: ExtensionContext, settings: SettingsReader, trees: Trees, log: Log): MainParts {
  const key = new EndpointKey(context.secrets);
  const history = createFileHistory();
  const scopeOf: ScopeOf = (choice, signal) => currentScope(settings.read(), choice, history, signal);
  const parts = createSearchParts(context, settings, key, log, () => void answers.session.refresh());
  const speeds = new ModelSpeeds(context.globalState);
  const onModels = (): void => {
    parts.reloadModels();
    void answers.session.refresh();
  };
  const seldom = once(async () => (await import('./seldomParts.ts')).createSeldomRooms({ context, settings, parts, scopeOf, speeds, onModels, log }));
  const offerModel = async (id: string): Promise<void> => (await seldom()).models.offer(id);
  const answers = createAnswerParts({ context, settings, tree: trees.results, parts, scopeOf, speeds, offerModel, log });
  const { session, view } = answers;
  const { input, examples } = createQuestionParts(context, settings, parts.ports, scopeOf, () => parts.warm());
  const examplesView = new ExamplesView(trees.examples, examples);
  const onFolders = workspace.onDidChangeWorkspaceFolders(() => examplesView.refresh());
  const results = createResultParts(view, log);
  const kept = createPinParts(context, trees.pins, results.highlights, log);
  const setEndpointKey = async (): Promise<void> => {
    if (!(await key.ask(settings.read().endpoint))) return;
    parts.remote.reset();
    await session.refresh();
  };
  const commands = commandTable({
    session, view, opener: results.opener, pins: kept.pins, pinsView: kept.pinsView, input, scopes: new ScopeMemory(context.workspaceState), settings, seldom,
    storage: context.storageUri ?? context.globalStorageUri, snippets: parts.ports.snippets, setEndpointKey, log, extensionId: context.extension.id,
  });
  return {
    commands,
    agentTool: createWorkspaceTool(settings, parts.ports, scopeOf),
    dispose: () => {
      for (const part of [onFolders, kept, results, answers]) part.dispose();
      // Threads and processes end on their own time; nobody waits for them.
      void parts.dispose();
    },
  };
}
