import { Disposable, type FileRenameEvent, FileType, type TextDocument, type TextDocumentChangeEvent, Uri, workspace } from 'vscode';
import { findAnchor } from '../engine/anchor.ts';
import { type LineRange, shiftLinesBy } from '../engine/lineShift.ts';
import { defaultSearchOptions } from '../engine/options.ts';
import type { Logger } from '../engine/types.ts';
import { rangeIn } from './codePlace.ts';
import { editsOf } from './documentEdits.ts';
import { anchoredPin, editedPin, linesOf, type Pin, type PinState } from './pins.ts';
import type { PinStore } from './pinStore.ts';
import { uriOf } from './resultItems.ts';

/** Files change in bursts (a checkout, a formatter): they are looked at once it is over. */
const SETTLE_MS = 300;

interface Followed {
  readonly pin: Pin;
  readonly state: PinState;
}

/** Lets pins follow their code: through edits line by line, and by its text when a file was changed otherwise. */
export class PinFollower implements Disposable {
  readonly #store: PinStore;
  readonly #log: Logger;
  readonly #owned: Disposable[];
  #watcher: Disposable | undefined;
  readonly #waiting = new Map<string, Uri>();
  #timer: NodeJS.Timeout | undefined;

  constructor(store: PinStore, log: Logger) {
    this.#store = store;
    this.#log = log;
    this.#owned = [
      workspace.onDidOpenTextDocument(({ uri }) => this.#lookAt(uri)),
      workspace.onDidSaveTextDocument(({ uri }) => this.#lookAt(uri)),
      workspace.onDidChangeTextDocument((event) => this.#shift(event)),
      workspace.onDidRenameFiles((event) => this.#rename(event)),
      store.onDidChange(() => {
        this.#watch();
        this.#lookAtNew();
      }),
    ];
    this.#watch();
  }

  /** Looks at the files of all pins: called when they come into sight. */
  checkAll(): void {
    for (const pin of this.#store.pins) this.#lookAt(uriOf(pin));
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#watcher?.dispose();
    for (const owned of this.#owned) owned.dispose();
  }

  /** Files that other programs change are watched only while there are pins. */
  #watch(): void {
    if (this.#store.pins.length === 0) {
      this.#watcher?.dispose();
      this.#watcher = undefined;
      return;
    }
    if (this.#watcher) return;
    const watcher = workspace.createFileSystemWatcher('**/*');
    const look = (uri: Uri): void => this.#lookAt(uri);
    this.#watcher = Disposable.from(watcher, watcher.onDidChange(look), watcher.onDidCreate(look), watcher.onDidDelete(look));
  }

  #lookAtNew(): void {
    for (const pin of this.#store.pins) if (this.#store.stateOf(pin) === undefined) this.#lookAt(uriOf(pin));
  }

  #pinsIn(uri: Uri): readonly Pin[] {
    if (uri.scheme !== 'file') return [];
    const key = uri.toString();
    // A deleted folder is told of as itself, not as its files.
    return this.#store.pins.filter((pin) => {
      const own = uriOf(pin).toString();
      return own === key || own.startsWith(`${key}/`);
    });
  }

  #lookAt(uri: Uri): void {
    if (this.#pinsIn(uri).length === 0) return;
    this.#waiting.set(uri.toString(), uri);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#lookAtWaiting(), SETTLE_MS);
  }

  async #lookAtWaiting(): Promise<void> {
    const uris = [...this.#waiting.values()];
    this.#waiting.clear();
    const files = new Map(uris.flatMap((uri) => this.#pinsIn(uri)).map((pin) => [uriOf(pin).toString(), uriOf(pin)]));
    for (const uri of files.values()) {
      const text = await this.#textOf(uri);
      const lines = text?.split('\n');
      this.#store.follow(this.#pinsIn(uri).map((pin) => (lines ? followed(pin, lines) : { pin, state: 'fileGone' })));
    }
  }

  /** The file as the user sees it: unsaved text before that on disk. Undefined where there is none. */
  async #textOf(uri: Uri): Promise<string | undefined> {
    const document = workspace.textDocuments.find((open) => open.uri.toString() === uri.toString() && !open.isClosed);
    try {
      const { type, size } = await workspace.fs.stat(uri);
      if (document) return document.getText();
      if ((type & FileType.File) === 0 || size > defaultSearchOptions.maxFileBytes) return undefined;
      return new TextDecoder().decode(await workspace.fs.readFile(uri));
    } catch (error) {
      this.#log.debug(`No file of a pin at ${uri.toString()}: ${String(error)}`);
      return undefined;
    }
  }

  /** While the user types, lines move with the text; what no longer fits is looked for by its text. */
  #shift({ document, contentChanges }: TextDocumentChangeEvent): void {
    const pins = contentChanges.length === 0 ? [] : this.#pinsIn(document.uri);
    if (pins.length === 0) return;
    const edits = editsOf(contentChanges);
    const shifted = pins.flatMap((pin): Followed[] => {
      // Where code is gone, or was not looked for yet, no line can be followed.
      const lines = this.#store.stateOf(pin) === 'here' ? shiftLinesBy(linesOf(pin), edits) : undefined;
      return lines ? [{ pin: editedPin(pin, lines, textOf(document, lines)), state: 'here' }] : [];
    });
    this.#store.follow(shifted);
    if (shifted.length < pins.length) this.#lookAt(document.uri);
  }

  #rename({ files }: FileRenameEvent): void {
    for (const { oldUri, newUri } of files) {
      const renamed = this.#pinsIn(oldUri).flatMap((pin) => {
        const moved = newUri.toString() + uriOf(pin).toString().slice(oldUri.toString().length);
        const path = pathIn(pin.folder, Uri.parse(moved, true));
        return path === undefined ? [] : [{ pin: { ...pin, path }, state: 'here' as const }];
      });
      this.#store.follow(renamed);
    }
    this.checkAll();
  }
}

function followed(pin: Pin, lines: readonly string[]): Followed {
  const place = findAnchor(pin.anchor, lines);
  return place ? { pin: anchoredPin(pin, place, lines), state: 'here' } : { pin, state: 'gone' };
}

function textOf(document: TextDocument, lines: LineRange): string {
  return document.getText(rangeIn(document, lines)).replaceAll('\r\n', '\n');
}

/** Path of a file in a folder; undefined where it lies outside. */
function pathIn(folder: string, { path }: Uri): string | undefined {
  const root = `${Uri.file(folder).path}/`;
  return path.startsWith(root) ? path.slice(root.length) : undefined;
}
