import { CancellationError } from 'vscode';
import { once } from './once.ts';

/** A part that is made when it is first asked for, and its one owner. What was never made needs no disposal; what is on its way when this is disposed is disposed on arrival. */
export class OnDemand<Part extends { dispose(): unknown }> {
  /** @throws what making the part throws; a CancellationError, of which the editor shows nothing, where this was disposed meanwhile */
  readonly get: () => Promise<Part>;
  #part: Part | undefined;
  #isDisposed = false;

  constructor(make: () => Promise<Part>) {
    this.get = once(async () => {
      const part = await make();
      if (this.#isDisposed) {
        part.dispose();
        throw new CancellationError();
      }
      this.#part = part;
      return part;
    });
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#part?.dispose();
    this.#part = undefined;
  }
}
