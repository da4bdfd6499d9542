import { type Disposable, EventEmitter, type Memento } from 'vscode';
import { pinsKey } from './keptPins.ts';
import { MAX_NOTE_LENGTH, type Pin, type PinState, readPins, withPins } from './pins.ts';

/** What typing changes is written once it pauses; were it lost, the code would be found by its text again. */
const WRITE_DELAY_MS = 1000;

/** The pins of this workspace. What became of their code is found out anew in every window. */
export class PinStore implements Disposable {
  readonly #memory: Memento;
  readonly #changes = new EventEmitter<undefined>();
  readonly onDidChange = this.#changes.event;
  readonly #states = new Map<string, PinState>();
  #pins: readonly Pin[];
  #writing: NodeJS.Timeout | undefined;

  constructor(memory: Memento) {
    this.#memory = memory;
    this.#pins = readPins(memory.get(pinsKey));
  }

  get pins(): readonly Pin[] {
    return this.#pins;
  }

  /** Undefined until the pin's file was looked at in this window. */
  stateOf({ id }: Pin): PinState | undefined {
    return this.#states.get(id);
  }

  /** @returns how many found no place */
  async add(more: readonly Pin[]): Promise<number> {
    const { pins, refused } = withPins(this.#pins, more);
    await this.#set(pins);
    return refused;
  }

  async remove(gone: readonly Pin[]): Promise<void> {
    const ids = new Set(gone.map(({ id }) => id));
    await this.#set(this.#pins.filter(({ id }) => !ids.has(id)));
  }

  /** @param note empty: the pin has none */
  async setNote({ id }: Pin, note: string): Promise<void> {
    await this.#set(this.#pins.map((pin) => (pin.id === id ? withNote(pin, note.trim().slice(0, MAX_NOTE_LENGTH)) : pin)));
  }

  /** Takes over where pins stand and what became of them; what has not changed is not written again. */
  follow(followed: readonly { readonly pin: Pin; readonly state: PinState }[]): void {
    const changed = followed.filter(({ pin, state }) => this.stateOf(pin) !== state || this.#pins.some((old) => old.id === pin.id && old !== pin));
    if (changed.length === 0) return;
    for (const { pin, state } of changed) this.#states.set(pin.id, state);
    const byId = new Map(changed.map(({ pin }) => [pin.id, pin]));
    this.#pins = this.#pins.map((pin) => byId.get(pin.id) ?? pin);
    this.#changes.fire(undefined);
    clearTimeout(this.#writing);
    this.#writing = setTimeout(() => void this.#write(), WRITE_DELAY_MS);
  }

  dispose(): void {
    clearTimeout(this.#writing);
    this.#changes.dispose();
  }

  async #set(pins: readonly Pin[]): Promise<void> {
    this.#pins = pins;
    this.#changes.fire(undefined);
    await this.#write();
  }

  async #write(): Promise<void> {
    await this.#memory.update(pinsKey, this.#pins);
  }
}

function withNote(pin: Pin, note: string): Pin {
  const { note: _, ...bare } = pin;
  return note === '' ? bare : { ...bare, note };
}
