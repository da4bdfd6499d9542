import { l10n, type SecretStorage, window } from 'vscode';

const key = 'hubToken';

/** The access token for private and gated repositories: in the editor's secret storage, nowhere else. */
export class HubToken {
  readonly #secrets: SecretStorage;

  constructor(secrets: SecretStorage) {
    this.#secrets = secrets;
  }

  async read(): Promise<string | undefined> {
    return (await this.#secrets.get(key)) || undefined;
  }

  /** Asks for a token; an empty one removes what was kept. */
  async ask(): Promise<void> {
    const token = await window.showInputBox({ title: l10n.t('Set Hub Token'), password: true, ignoreFocusOut: true, placeHolder: 'hf_…', prompt: l10n.t('Access token of the model hub; leave it empty to remove the one that is kept') });
    if (token === undefined) return;
    if (token.trim() === '') await this.#secrets.delete(key);
    else await this.#secrets.store(key, token.trim());
  }
}
