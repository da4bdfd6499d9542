import { l10n, type SecretStorage, window } from 'vscode';

/** The key of a server, one for each address: in the editor's secret storage, nowhere else, and sent to that address alone. */
export class EndpointKey {
  readonly #secrets: SecretStorage;

  constructor(secrets: SecretStorage) {
    this.#secrets = secrets;
  }

  async read(url: string): Promise<string | undefined> {
    return (await this.#secrets.get(nameOf(url))) || undefined;
  }

  /** Asks for the key of the server that the settings name; an empty one removes what was kept. @returns true where it may have changed */
  async ask(url: string): Promise<boolean> {
    if (!URL.canParse(url)) {
      await window.showInformationMessage(l10n.t('Name a server in the setting semanticSearch.endpoint first.'));
      return false;
    }
    const { host } = new URL(url);
    const key = await window.showInputBox({ title: l10n.t('Set Endpoint Key'), password: true, ignoreFocusOut: true, prompt: l10n.t('Key for {0}; leave it empty to remove the one that is kept', host) });
    if (key === undefined) return false;
    if (key.trim() === '') await this.#secrets.delete(nameOf(url));
    else await this.#secrets.store(nameOf(url), key.trim());
    return true;
  }
}

function nameOf(url: string): string {
  return `endpointKey:${URL.canParse(url) ? new URL(url).origin : url}`;
}
