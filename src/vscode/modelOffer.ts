import type { Memento } from 'vscode';
import { modelSourceOf, shippedModelId } from '../engine/modelCatalogue.ts';
import type { SearchUpdate } from '../engine/types.ts';
import type { Settings } from './settings.ts';

const key = 'modelOffers';

/** Offers to fetch the model that the setting names where another one did its work: once per model, whatever the answer. */
export class ModelOffer {
  readonly #memory: Memento;
  readonly #offer: (id: string) => Promise<void>;

  /** @param offer asks the person */
  constructor(memory: Memento, offer: (id: string) => Promise<void>) {
    this.#memory = memory;
    this.#offer = offer;
  }

  /** Looks at a search that has ended. */
  async after({ model }: SearchUpdate, { model: wanted, offline }: Pick<Settings, 'model' | 'offline'>): Promise<void> {
    if (model?.id !== shippedModelId || model.server !== undefined || offline || modelSourceOf(wanted) === undefined) return;
    const offered = this.#memory.get<readonly string[]>(key, []);
    if (offered.includes(wanted)) return;
    await this.#memory.update(key, [...offered, wanted]);
    await this.#offer(wanted);
  }
}
