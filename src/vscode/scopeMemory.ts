import type { Memento } from 'vscode';
import { scopeFrom } from './scopeNames.ts';
import type { ScopeChoice } from './searchRequest.ts';

/** Where the scope of this workspace's searches is kept. */
const scopeKey = 'semanticSearch.scope';

/** What new questions look at, kept for the workspace. */
export class ScopeMemory {
  readonly #memory: Memento;

  constructor(memory: Memento) {
    this.#memory = memory;
  }

  get current(): ScopeChoice {
    return scopeFrom(this.#memory.get(scopeKey));
  }

  async keep(scope: ScopeChoice): Promise<void> {
    await this.#memory.update(scopeKey, scope.kind === 'workspace' ? undefined : scope);
  }
}
