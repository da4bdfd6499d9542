import type { SearchScope } from '../engine/types.ts';
import type { Settings } from './settings.ts';

/** Settings that the server takes over. The server that reranks is not among them: agreeing to it was the window's, not an agent's. */
type ServerSettings = Pick<Settings, 'order' | 'candidateLimit' | 'expandQuery' | 'model' | 'device' | 'precision' | 'cudaFolder'>;

/**
 * The command line of the MCP server that answers as this window would: same folders, excludes, order and model.
 * @param cacheFolder absolute path of the fetched models
 * @returns arguments behind the name of the program; values are bound to their names, so that none passes for an option
 */
export function agentServerArguments(settings: ServerSettings, { folders, include, exclude, useIgnoreFiles }: SearchScope, cacheFolder: string): string[] {
  const { order, candidateLimit, expandQuery, model, device, precision, cudaFolder } = settings;
  return [
    'mcp',
    `--order=${order}`,
    `--candidates=${candidateLimit}`,
    `--model=${model}`,
    `--device=${device}`,
    `--precision=${precision}`,
    `--cache-folder=${cacheFolder}`,
    ...(cudaFolder === '' ? [] : [`--cuda-folder=${cudaFolder}`]),
    ...(expandQuery ? [] : ['--no-expansions']),
    ...(useIgnoreFiles ? [] : ['--no-ignore']),
    ...include.map((glob) => `--include=${glob}`),
    ...exclude.map((glob) => `--exclude=${glob}`),
    '--',
    ...folders.map(({ path }) => path),
  ];
}
