import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Device } from '../model/protocol.ts';
import { offeredDevices } from './devicePlan.ts';

/** Where the files lie that are not code of the bundle (build/assets.js puts them there): the same in dist/ of a checkout and of the installed extension. */
export interface Assets {
  /** The ripgrep binary. */
  readonly ripgrep: string;
  /** Folder of tree-sitter.wasm and the grammars. */
  readonly grammars: string;
  /** Entry of the worker thread that reads and cuts files. */
  readonly cutterEntry: string;
  /** Entry of the model process. */
  readonly modelEntry: string;
  /** Entry of the model process with the WebAssembly runtime, for where the native one does not load. */
  readonly wasmModelEntry: string;
  /** The server side of the Model Context Protocol. */
  readonly mcpEntry: string;
  /** Folder of the models that ship; `code-reranker` is one. */
  readonly models: string;
  /** What the packaged runtimes can run on here, in the order in which it is tried: packages for Alpine and macOS on Intel hold WebAssembly only. */
  readonly offered: readonly Device[];
}

/** @param dist absolute path of the folder that the bundles lie in */
export function assetsOf(dist: string): Assets {
  return {
    ripgrep: path.join(dist, 'bin', process.platform === 'win32' ? 'rg.exe' : 'rg'),
    grammars: path.join(dist, 'grammars'),
    cutterEntry: path.join(dist, 'cutter.js'),
    modelEntry: path.join(dist, 'model.js'),
    wasmModelEntry: path.join(dist, 'modelWasm.js'),
    mcpEntry: path.join(dist, 'mcp.js'),
    models: path.join(path.dirname(dist), 'models'),
    offered: existsSync(path.join(dist, 'runtime')) ? offeredDevices() : ['wasm'],
  };
}
