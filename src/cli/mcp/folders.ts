import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { SearchError } from '../../engine/errors.ts';

export interface SearchedFoldersOptions {
  /** Folders named on the command line, absolute; they win. */
  readonly named: readonly string[];
  /** Where the server was started: searched when neither it nor its client names a folder. */
  readonly currentFolder: string;
  /** The client's roots as URIs; undefined where it has none to offer. */
  readonly listRoots: () => Promise<readonly string[] | undefined>;
}

/** Which folders the server searches: those of its arguments, else the client's roots, else the one that it was started in. */
export class SearchedFolders {
  readonly #options: SearchedFoldersOptions;
  #asked: Promise<readonly string[]> | undefined;

  constructor(options: SearchedFoldersOptions) {
    this.#options = options;
  }

  /**
   * Absolute paths, at least one. The client is asked once.
   * @throws SearchError `noFolder` where there is none but the user's home or the root of the disk, which nobody means to search
   */
  async list(): Promise<readonly string[]> {
    this.#asked ??= this.#find();
    try {
      return await this.#asked;
    } catch (error) {
      this.#asked = undefined;
      throw error;
    }
  }

  /** The client's roots have changed: it is asked again. */
  forget(): void {
    this.#asked = undefined;
  }

  async #find(): Promise<readonly string[]> {
    const { named, currentFolder, listRoots } = this.#options;
    if (named.length > 0) return named;
    const roots = (await listRoots() ?? []).filter((uri) => uri.startsWith('file:')).map((uri) => path.resolve(fileURLToPath(uri)));
    if (roots.length > 0) return [...new Set(roots)];
    if (currentFolder === os.homedir() || currentFolder === path.parse(currentFolder).root) throw new SearchError('noFolder', `started in ${currentFolder}`);
    return [currentFolder];
  }
}
