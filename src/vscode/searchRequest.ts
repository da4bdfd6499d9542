import { defaultTermChoice } from '../engine/options.ts';
import type { TermChoice } from '../engine/termChoice.ts';
import type { CodeOrigin } from '../engine/codeTerms.ts';

/** Which part of the workspace a search looks at. */
export type ScopeChoice =
  | { readonly kind: 'workspace' }
  | { readonly kind: 'openEditors' }
  /** Files that differ from the main branch, committed or not. */
  | { readonly kind: 'changed' }
  /** Files of the user's own recent commits. */
  | { readonly kind: 'myCommits' }
  /** One folder: of a workspace folder (absolute path) the part below `root` (relative, forward slashes). */
  | { readonly kind: 'folder'; readonly folder: string; readonly root: string };

/** What the view shows the answer of, and how to ask for it again. */
export interface SearchRequest {
  /** As typed; of a search for similar code, what stands for the code it began with. */
  readonly query: string;
  readonly similarTo?: CodeOrigin;
  readonly scope: ScopeChoice;
  readonly terms: TermChoice;
  /** Snippets to be read, and rows to be shown, beyond what the settings say. */
  readonly more: number;
}

/** A question in words, as it begins. */
export function requestFor(query: string, scope: ScopeChoice = { kind: 'workspace' }): SearchRequest {
  return { query, scope, terms: defaultTermChoice, more: 0 };
}

/** A search for code like this. @param title what stands for the code */
export function similarRequest(title: string, similarTo: CodeOrigin, scope: ScopeChoice = { kind: 'workspace' }): SearchRequest {
  return { ...requestFor(title, scope), similarTo };
}

/** True where the second asks what the first asked, whatever was changed by hand since. */
export function isSameQuestion(a: SearchRequest, b: SearchRequest): boolean {
  return a.query === b.query && JSON.stringify(a.similarTo) === JSON.stringify(b.similarTo);
}
