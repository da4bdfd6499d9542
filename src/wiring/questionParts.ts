import type { ExtensionContext } from 'vscode';
import type { SearchPorts, SearchScope } from '../engine/types.ts';
import { ExampleQuestions } from '../vscode/exampleQuestions.ts';
import { type LiveSearchPorts, waitFor } from '../vscode/liveSearch.ts';
import { QueryInput } from '../vscode/queryInput.ts';
import { SearchHistory } from '../vscode/searchHistory.ts';
import type { ScopeChoice } from '../vscode/searchRequest.ts';
import type { SettingsReader } from '../vscode/settings.ts';
import { createSessionPorts } from './sessionPorts.ts';

/** The box that asks for a question, and the questions that it and the empty view begin with. */
export interface QuestionParts {
  readonly input: QueryInput;
  readonly examples: ExampleQuestions;
}

/**
 * @param scopeOf files that a choice means now
 * @param onIntent told when the box opens
 */
export function createQuestionParts(context: ExtensionContext, settings: SettingsReader, ports: SearchPorts, scopeOf: (choice: ScopeChoice, signal: AbortSignal) => Promise<SearchScope>, onIntent: () => void): QuestionParts {
  const examples = new ExampleQuestions(ports, (signal) => scopeOf({ kind: 'workspace' }, signal));
  const byText = createSessionPorts({ read: () => ({ ...settings.read(), order: 'text' }) }, ports, scopeOf);
  const inFull = createSessionPorts(settings, ports, scopeOf);
  const live: LiveSearchPorts = {
    byText: (request, signal) => byText.run(request, undefined, signal),
    inFull: (request, update, signal) => inFull.run(request, { kind: 'results', update }, signal),
    wait: waitFor,
    log: ports.log,
  };
  const input = new QueryInput({
    history: new SearchHistory(context.workspaceState),
    examples: () => examples.questions(),
    live: () => (settings.read().liveSearch ? live : undefined),
    onIntent,
  });
  return { input, examples };
}
