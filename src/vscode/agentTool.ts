import { type CancellationToken, l10n, MarkdownString } from 'vscode';
import { AgentInputError } from '../engine/agentInput.ts';
import { isAbort } from '../engine/errors.ts';
import { type AgentSearchPorts, answerAgent } from './agentSearch.ts';
import { problemOf } from './errors.ts';
import type { PreparedInvocation } from './newerEditor.ts';
import type { AgentTool } from './registerAgentTool.ts';

/** Longest question that a confirmation shows, in characters. */
const MAX_SHOWN = 200;

/** The search for the language models of the editor's chat. Nothing runs before one of them asks, and the view is left alone. */
export function createAgentTool(ports: AgentSearchPorts): AgentTool {
  return {
    prepare: ({ input }) => preparation(input),
    answer: async ({ input, tokenizationOptions }, token) => {
      try {
        return await answerAgent(input, tokenizationOptions?.tokenBudget, ports, l10n.t, signalOf(token));
      } catch (error) {
        if (isAbort(error) || error instanceof AgentInputError) throw error;
        // The editor hands the message to the model, which can then do something else.
        throw new Error(problemOf(error, l10n.t).message, { cause: error });
      }
    },
  };
}

/** What the user is asked before the tool runs. The question comes from a model: it is shown as plain text. */
function preparation(input: unknown): PreparedInvocation {
  const query = typeof input === 'object' && input !== null && 'query' in input && typeof input.query === 'string' ? input.query.slice(0, MAX_SHOWN) : '';
  return {
    invocationMessage: plain(l10n.t('Searching the code for “{0}”', query)),
    confirmationMessages: {
      title: l10n.t('Search the code of this workspace?'),
      message: plain(l10n.t('Semantic Search looks for “{0}” on this machine. The best pieces of code, with their paths, are then given to the language model of the chat.', query)),
    },
  };
}

function plain(text: string): MarkdownString {
  return new MarkdownString().appendText(text);
}

function signalOf(token: CancellationToken): AbortSignal {
  const stop = new AbortController();
  if (token.isCancellationRequested) stop.abort();
  token.onCancellationRequested(() => stop.abort());
  return stop.signal;
}
