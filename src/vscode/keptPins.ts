import type { Memento } from 'vscode';

/** Where the pins of this workspace are kept. */
export const pinsKey = 'semanticSearch.pins';

/** Whether anything is kept there: whoever reads it says what of it are pins. */
export function keepsPins(memory: Memento): boolean {
  const kept = memory.get(pinsKey);
  return Array.isArray(kept) && kept.length > 0;
}
