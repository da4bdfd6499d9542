import { l10n, type Memento, window } from 'vscode';

const key = 'allowedEndpoints';

/** Whether snippets may be sent to a server: asked once for each address, before anything is sent. */
export class EndpointConsent {
  readonly #memory: Memento;
  readonly #onAllowed: () => void;
  /** Asked in this window, whatever the answer. */
  readonly #asked = new Set<string>();

  /** @param onAllowed told when the user has agreed */
  constructor(memory: Memento, onAllowed: () => void) {
    this.#memory = memory;
    this.#onAllowed = onAllowed;
  }

  /** Answers at once; where the user was not asked yet, asks behind the search's back. */
  isAllowed(url: string): boolean {
    const origin = URL.canParse(url) ? new URL(url).origin : url;
    if (this.#memory.get<readonly string[]>(key, []).includes(origin)) return true;
    if (!this.#asked.has(origin)) void this.#ask(origin);
    return false;
  }

  async #ask(origin: string): Promise<void> {
    this.#asked.add(origin);
    const send = l10n.t('Send');
    const facts = [
      l10n.t('The setting semanticSearch.endpoint names a server that judges relevance. Every search then sends the question and the best snippets of your files there, with their paths.'),
      origin.startsWith('https:') ? undefined : l10n.t('The connection is not encrypted.'),
      l10n.t('Otherwise the model on this machine does the work.'),
    ];
    const chosen = await window.showWarningMessage(l10n.t('Send questions and code snippets to {0}?', origin), { modal: true, detail: facts.filter((fact) => fact !== undefined).join(' ') }, send);
    if (chosen !== send) return;
    await this.#memory.update(key, [...this.#memory.get<readonly string[]>(key, []), origin]);
    this.#onAllowed();
  }
}
