import type { Memento } from 'vscode';
import type { SearchUpdate } from '../engine/types.ts';

const key = 'modelSpeeds';

/** Fewer snippets say more about starting than about speed. */
const LEAST_SNIPPETS = 20;

/** How many snippets per second each model has read on this machine at its best, from the searches themselves. */
export class ModelSpeeds {
  readonly #memory: Memento;

  constructor(memory: Memento) {
    this.#memory = memory;
  }

  /** @returns undefined where no search has used this model */
  of(id: string): number | undefined {
    return this.#all()[id];
  }

  /** Takes note of a search that has ended. */
  async note({ stage, model, scored, remembered = 0, stages }: SearchUpdate): Promise<void> {
    const ms = stages.rerank ?? 0;
    const read = scored - remembered;
    if (stage !== 'final' || model === undefined || model.server !== undefined || read < LEAST_SNIPPETS || ms <= 0) return;
    const speed = (read * 1000) / ms;
    const all = this.#all();
    // The first search with a model has its loading in it, so the best one counts.
    if (speed > (all[model.id] ?? 0)) await this.#memory.update(key, { ...all, [model.id]: speed });
  }

  #all(): Readonly<Record<string, number>> {
    return this.#memory.get<Record<string, number>>(key, {});
  }
}
