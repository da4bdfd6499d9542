import type { Memento } from 'vscode';
import { shippedModelId } from '../engine/modelCatalogue.ts';
import type { Settings } from './settings.ts';

const key = 'allowedModelFolders';

export interface ModelConsentPorts {
  /** Of this machine, not of a workspace: a repository must not agree for its user. */
  readonly memory: Memento;
  /** True for folders that the user has imported a model into. */
  readonly isImported: (folder: string) => boolean;
  /** Asks the person. */
  readonly ask: (folder: string) => Promise<boolean>;
  /** Told when the person has agreed. */
  readonly onAllowed: () => void;
}

/**
 * Whether a model is loaded from a folder that a setting names: asked once for each folder, before any of its files is read. A workspace's
 * settings may name a folder of the workspace, and nobody is to load a repository's model without knowing.
 */
export class ModelConsent {
  readonly #ports: ModelConsentPorts;
  /** Asked in this window, whatever the answer. */
  readonly #asked = new Set<string>();

  constructor(ports: ModelConsentPorts) {
    this.#ports = ports;
  }

  /** See `permittedModel`. */
  permitted(settings: Settings): Settings {
    return permittedModel(settings, this.#ports);
  }

  /** Asks, after a search that had to do without the folder that the settings name. */
  async after({ model, order }: Pick<Settings, 'model' | 'order'>): Promise<void> {
    if (order === 'text' || isAllowed(model, this.#ports) || this.#asked.has(model)) return;
    this.#asked.add(model);
    if (!(await this.#ports.ask(model))) return;
    await this.#ports.memory.update(key, [...allowedIn(this.#ports.memory), model]);
    this.#ports.onAllowed();
  }
}

/** The settings with the model of the extension in place of a folder that nobody has agreed to. */
export function permittedModel(settings: Settings, ports: Pick<ModelConsentPorts, 'memory' | 'isImported'>): Settings {
  return isAllowed(settings.model, ports) ? settings : { ...settings, model: shippedModelId };
}

function isAllowed(model: string, { memory, isImported }: Pick<ModelConsentPorts, 'memory' | 'isImported'>): boolean {
  return !isFolder(model) || isImported(model) || allowedIn(memory).includes(model);
}

function allowedIn(memory: Memento): readonly string[] {
  return memory.get<readonly string[]>(key, []);
}

/** An absolute path, of whichever system; ids and names of repositories are none. */
export function isFolder(model: string): boolean {
  return /^([\\/]|[A-Za-z]:)/.test(model);
}
