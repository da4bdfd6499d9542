import { setImmediate } from 'node:timers/promises';
import { availableParallelism } from 'node:os';
import { type ExtensionContext, l10n, workspace } from 'vscode';
import { defaultSearchOptions } from './engine/options.ts';
import { searchRerankOptions } from './engine/rerankOptions.ts';
import { search } from './engine/search.ts';
import type { SearchPorts } from './engine/types.ts';
import { assetsOf } from './node/assets.ts';
import { CutterPool } from './node/cutterPool.ts';
import { ModelProcess, type ModelSettings } from './node/modelProcess.ts';
import { RipgrepTextSearch } from './node/ripgrep.ts';
import { registerCommands } from './vscode/commands.ts';
import { Highlights } from './vscode/highlights.ts';
import { createLog, type Log } from './vscode/log.ts';
import { reportFailure } from './vscode/notices.ts';
import { QueryInput } from './vscode/queryInput.ts';
import { ResultOpener } from './vscode/resultOpener.ts';
import { ResultsView } from './vscode/resultsView.ts';
import { currentScope } from './vscode/searchScope.ts';
import { Session } from './vscode/session.ts';
import { changesResults, modelSettingsOf, searchOptionsOf, type Settings, SettingsReader } from './vscode/settings.ts';

/** Builds and wires; nothing is read, started or searched before the first command. */
export function activate(context: ExtensionContext): void {
  const log = createLog(l10n.t('Semantic Search'));
  const settings = new SettingsReader(workspace);
  const { textSearch, snippets, reranker } = createParts(context.asAbsolutePath('dist'), settings.read(), log);
  const ports: SearchPorts = { textSearch, snippets, reranker, clock: () => performance.now(), nextTurn: () => setImmediate(), log };
  const view = new ResultsView(settings);
  const session = new Session(
    (query, signal) => search(query, currentScope(settings.read()), searchOptionsOf(settings.read()), ports, signal),
    (state) => {
      view.show(state);
      if (state.kind === 'failed') void reportFailure(state.error, log);
    },
  );
  const warm = (): void => {
    snippets.warm();
    if (settings.read().order !== 'text') reranker.warm().catch((error: unknown) => log.debug(`The model is not ready: ${String(error)}`));
  };
  const input = new QueryInput(context.workspaceState, warm);
  const highlights = new Highlights();
  const opener = new ResultOpener(view, highlights, log);
  const onSettings = settings.onDidChange((changed) => {
    reranker.configure(modelOf(settings.read()));
    if (changesResults(changed)) void session.refresh();
    else view.render();
  });
  const commands = registerCommands({ session, view, opener, input, settings, log, extensionId: context.extension.id });
  context.subscriptions.push(commands, onSettings, session, view, highlights, snippets, reranker, log);
}

function createParts(dist: string, settings: Settings, log: Log): { textSearch: RipgrepTextSearch; snippets: CutterPool; reranker: ModelProcess } {
  const assets = assetsOf(dist);
  return {
    textSearch: new RipgrepTextSearch({ executable: assets.ripgrep, maxFileBytes: defaultSearchOptions.maxFileBytes, log }),
    // One processor stays free for the editor.
    snippets: new CutterPool({ entry: assets.cutterEntry, grammars: assets.grammars, threads: Math.max(1, availableParallelism() - 1), log }),
    reranker: new ModelProcess({ entry: assets.modelEntry, wasmEntry: assets.wasmModelEntry, models: assets.models, settings: modelOf(settings), log }),
  };
}

function modelOf(settings: Settings): ModelSettings {
  return { ...modelSettingsOf(settings), rerank: searchRerankOptions };
}
