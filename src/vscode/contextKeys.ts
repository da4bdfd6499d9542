import { commands } from 'vscode';
import { contextKeys } from './contributions.ts';

type Name = keyof typeof contextKeys;

/** Tells the editor what menus, key bindings and welcome texts depend on; what has not changed is not sent again. */
export class ContextKeys {
  readonly #sent = new Map<Name, string | boolean>();

  set(values: Readonly<Partial<Record<Name, string | boolean>>>): void {
    for (const [name, value] of Object.entries(values) as [Name, string | boolean][]) {
      if (this.#sent.get(name) === value) continue;
      this.#sent.set(name, value);
      void commands.executeCommand('setContext', contextKeys[name], value);
    }
  }
}
