import type { Passage } from '../engine/types.ts';

/** What a model reads of a passage: the shipped one was trained on passages that begin with a line saying where they are from. */
export function offeredText({ path, text }: Passage): string {
  return path === '' ? text : `${path}\n${text}`;
}
