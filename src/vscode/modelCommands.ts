import { commands, env, l10n, type CancellationToken, ProgressLocation, type QuickPickItem, UIKind, Uri, window, workspace } from 'vscode';
import { isAbort } from '../engine/errors.ts';
import { modelSourceOf, shippedModelId } from '../engine/modelCatalogue.ts';
import type { Verification } from '../engine/modelReferences.ts';
import type { DownloadPlan, ModelLibrary, ModelOnDisk } from '../engine/models.ts';
import type { HubToken } from './hubToken.ts';
import type { Log } from './log.ts';
import { modelItems, nameOf, offerOf, onDiskItems, planText, progressText, verificationDocument } from './modelItems.ts';
import type { ModelFacts } from './modelItems.ts';
import type { ModelSpeeds } from './modelSpeeds.ts';
import { reportFailure } from './notices.ts';
import type { SettingsReader } from './settings.ts';

export interface ModelCommandsOptions {
  readonly library: ModelLibrary;
  readonly settings: SettingsReader;
  readonly token: HubToken;
  readonly speeds: ModelSpeeds;
  readonly verify: (id: string, signal: AbortSignal) => Promise<Verification>;
  /** Told when a model has come or gone: what a search answers may change. */
  readonly onModels: () => void;
  readonly log: Log;
}

/** The commands that choose, fetch and look after models. Failures are shown, never thrown. */
export class ModelCommands {
  readonly #options: ModelCommandsOptions;

  constructor(options: ModelCommandsOptions) {
    this.#options = options;
  }

  /** Any known model, fetched first where need be, becomes the setting's value. */
  choose(): Promise<void> {
    return this.#guarded(async () => {
      const id = await this.#pick();
      if (id !== undefined && ((await this.#isThere(id)) || (await this.#fetch(id)) !== undefined)) await this.#use(id);
    });
  }

  download(): Promise<void> {
    return this.#guarded(async () => {
      const id = await this.#pick();
      if (id === undefined) return;
      if (await this.#isThere(id)) {
        void window.showInformationMessage(l10n.t('{0} is on this machine.', nameOf(id)));
        return;
      }
      if ((await this.#fetch(id)) === undefined || this.#options.settings.read().model === id) return;
      const use = l10n.t('Use It');
      if ((await window.showInformationMessage(l10n.t('{0} was downloaded.', nameOf(id)), use)) === use) await this.#use(id);
    });
  }

  remove(): Promise<void> {
    return this.#guarded(async () => {
      const model = await this.#pickOnDisk(l10n.t('Remove Model'), ({ place }) => place === 'cache' || place === 'imported');
      if (model === undefined) return;
      const remove = l10n.t('Remove');
      if ((await window.showWarningMessage(l10n.t('Remove {0} from this machine?', nameOf(model.id)), { modal: true, detail: model.folder }, remove)) !== remove) return;
      await this.#options.library.remove(model.id);
      if (this.#options.settings.read().model === model.id) await this.#use(shippedModelId);
    });
  }

  importFolder(): Promise<void> {
    return this.#guarded(async () => {
      const [folder] = (await window.showOpenDialog({ canSelectFolders: true, canSelectFiles: false, openLabel: l10n.t('Import'), title: l10n.t('Folder with config.json, tokenizer.json and onnx/') })) ?? [];
      if (folder === undefined) return;
      const model = await withProgress(l10n.t('Copying the model'), (signal) => this.#options.library.importFolder(folder.fsPath, signal));
      await this.#use(model.id);
    });
  }

  verify(): Promise<void> {
    return this.#guarded(async () => {
      const model = await this.#pickOnDisk(l10n.t('Verify Model'));
      if (model === undefined) return;
      const result = await withProgress(l10n.t('Verifying {0}', nameOf(model.id)), (signal) => this.#options.verify(model.id, signal));
      const document = await workspace.openTextDocument({ language: 'markdown', content: verificationDocument(result, l10n.t) });
      await window.showTextDocument(document);
    });
  }

  openFolder(): Promise<void> {
    return this.#guarded(async () => {
      const model = await this.#pickOnDisk(l10n.t('Open Model Folder'));
      if (model === undefined) return;
      if (env.remoteName === undefined && env.uiKind === UIKind.Desktop) {
        await commands.executeCommand('revealFileInOS', Uri.file(model.folder));
        return;
      }
      // The folder lies on another machine than the window: its file manager cannot show it.
      await env.clipboard.writeText(model.folder);
      void window.showInformationMessage(l10n.t('The folder’s path was copied: {0}', model.folder));
    });
  }

  setToken(): Promise<void> {
    return this.#guarded(() => this.#options.token.ask());
  }

  /** Offers to fetch a model that a setting names and that is not here. "Not now" keeps the shipped one. */
  offer(id: string): Promise<void> {
    return this.#guarded(async () => {
      const download = l10n.t('Download');
      if ((await window.showInformationMessage(offerOf(id, l10n.t), download, l10n.t('Not Now'))) !== download) return;
      if ((await this.#fetch(id)) !== undefined) this.#options.onModels();
    });
  }

  async #pick(): Promise<string | undefined> {
    const other: QuickPickItem = { label: l10n.t('$(cloud-download) Another Repository…'), detail: l10n.t('Any sequence classifier with one output in ONNX form, by its name on the hub'), alwaysShow: true };
    const folder: QuickPickItem = { label: l10n.t('$(folder) Import Folder…'), detail: l10n.t('For machines without network'), alwaysShow: true };
    const items = modelItems(await this.#options.library.list(), this.#facts(), l10n.t);
    const chosen = await window.showQuickPick([...items, other, folder], { title: l10n.t('Choose Model'), placeHolder: l10n.t('What judges relevance'), matchOnDescription: true, matchOnDetail: true });
    if (chosen === folder) {
      await this.importFolder();
      return undefined;
    }
    if (chosen === other) return askRepository();
    return chosen !== undefined && 'id' in chosen ? chosen.id : undefined;
  }

  async #pickOnDisk(title: string, isMeant: (model: ModelOnDisk) => boolean = () => true): Promise<ModelOnDisk | undefined> {
    const models = (await this.#options.library.list()).filter(isMeant);
    if (models.length === 0) {
      void window.showInformationMessage(l10n.t('There is no such model on this machine.'));
      return undefined;
    }
    return (await window.showQuickPick(onDiskItems(models, this.#facts(), l10n.t), { title, matchOnDescription: true }))?.model;
  }

  #facts(): ModelFacts {
    return { current: this.#options.settings.read().model, speed: (id) => this.#options.speeds.of(id) };
  }

  async #isThere(id: string): Promise<boolean> {
    return (await this.#options.library.find(id, this.#options.settings.read().precision)) !== undefined;
  }

  async #use(id: string): Promise<void> {
    const { settings, onModels } = this.#options;
    // A setting that does not change tells nobody; the files behind it may have.
    if (settings.read().model === id) onModels();
    else await settings.write('model', id);
  }

  /** Asks the hub, then the person, and fetches. @returns undefined where the person does not want it */
  async #fetch(id: string): Promise<ModelOnDisk | undefined> {
    const { library, settings } = this.#options;
    const plan = await withProgress(l10n.t('Asking the hub for {0}', nameOf(id)), (signal) => library.plan(id, settings.read().precision, signal));
    const download = l10n.t('Download');
    const answer = await window.showInformationMessage(l10n.t('Download {0}?', nameOf(id)), { modal: true, detail: planText(plan, l10n.t) }, { title: download }, { title: l10n.t('Not Now'), isCloseAffordance: true });
    return answer?.title === download ? this.#downloadPlan(plan) : undefined;
  }

  #downloadPlan(plan: DownloadPlan): Thenable<ModelOnDisk> {
    return window.withProgress({ location: ProgressLocation.Notification, title: l10n.t('Downloading {0}', nameOf(plan.id)), cancellable: true }, (progress, token) => {
      let told = 0;
      return this.#options.library.download(plan, (state) => {
        const percent = plan.bytes === 0 ? 100 : Math.floor((state.bytes / state.total) * 100);
        progress.report({ message: progressText(state, l10n.t), increment: percent - told });
        told = percent;
      }, signalOf(token));
    });
  }

  async #guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!isAbort(error)) await reportFailure(error, this.#options.log);
    }
  }
}

function withProgress<Result>(title: string, work: (signal: AbortSignal) => Promise<Result>): Thenable<Result> {
  return window.withProgress({ location: ProgressLocation.Notification, title, cancellable: true }, (_, token) => work(signalOf(token)));
}

function signalOf(token: CancellationToken): AbortSignal {
  const stop = new AbortController();
  token.onCancellationRequested(() => stop.abort());
  return stop.signal;
}

function askRepository(): Thenable<string | undefined> {
  return window.showInputBox({
    title: l10n.t('Another Repository'),
    placeHolder: 'owner/name',
    prompt: l10n.t('Name of a repository on the hub, or owner/name@revision'),
    validateInput: (text) => (modelSourceOf(text.trim()) === undefined ? l10n.t('A repository is named owner/name.') : undefined),
  }).then((text) => text?.trim());
}
