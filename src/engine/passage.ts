import type { Passage, RankedResult } from './types.ts';

/** What the reranker reads of a snippet: its path and its code, in the form that the shipped model was trained on. docs/ranking.md compares others. */
export function passageOf({ path, text }: Pick<RankedResult, 'path' | 'text'>): Passage {
  return { path, text };
}
