import { parseArgs } from 'node:util';
import type { Order } from '../engine/types.ts';

/** Wrong use of the command line: one line for people, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export interface CliArguments {
  readonly command: 'search' | 'similar' | 'batch' | 'rerank' | 'models' | 'doctor' | 'calibrate' | 'mcp' | 'help' | 'version';
  readonly positionals: readonly string[];
  readonly json: boolean;
  readonly explain: boolean;
  readonly limit: number | undefined;
  readonly seconds: number | undefined;
  readonly candidates: number | undefined;
  readonly perFile: number;
  readonly order: Order;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly scope: (typeof scopes)[number];
  readonly noIgnore: boolean;
  readonly noExpansions: boolean;
  readonly maxLength: number | undefined;
  readonly queryMaxLength: number | undefined;
  readonly batchSize: number | undefined;
  readonly normalize: boolean;
  readonly model: string;
  readonly device: string;
  readonly precision: string;
  readonly hub: string | undefined;
  readonly cacheFolder: string | undefined;
  readonly offline: boolean;
  readonly cudaFolder: string;
  /** Empty for none. */
  readonly endpoint: string;
  readonly endpointShape: (typeof endpointShapes)[number];
  readonly endpointModel: string;
}

export const usage = `Semantic Search: ranked pieces of code for a question in plain words.

usage:
  search [options] QUERY [FOLDER...]   rows for one question; the current folder unless others are named
  similar [options] PLACE [FOLDER...]  code like the lines of a place: FILE:LINE-LINE, or FILE:LINE for what stands around it
  batch  [options] FILE.jsonl          one {"qid","query","folder","root"?} a line in, one {"qid","results",...} a line out
  rerank [options] < PAIRS.jsonl       one {"query","passages":[...]} a line in, one {"scores","normalized"} a line out
  models [list]                        rerankers that are known, and which are on disk
  models download|remove|verify ID     fetch a reranker, delete it, compare its scores with the published ones
  models import FOLDER                 copy a reranker from a folder, for machines without network
  doctor                               what works on this machine
  calibrate [options] [FOLDER...]      which order and model on this machine answer questions about these folders best
  mcp    [options] [FOLDER...]         a server of the Model Context Protocol for agents, on standard input and output

options:
  --limit K          rows at most (search 10, batch 100)
  --order O          blended, reranked or text (blended)
  --per-file N       rows of one file at most (0: no limit)
  --candidates N     snippets that the model reads (30)
  --include GLOB     only paths that match; may be repeated
  --exclude GLOB     no path that matches; may be repeated
  --scope S          all, changed (differs from the main branch) or my-commits (files of your recent ones); search and similar
  --no-ignore        search what .gitignore leaves out, too
  --no-expansions    look for the words of the query alone
  --json             one JSON object instead of text
  --explain          say what each row's score is made of
  --model ID|FOLDER  model that reranks (code-reranker)
  --device D         auto, cpu, webgpu, cuda, dml, coreml or wasm (auto: the fastest that doctor found right)
  --precision P      auto, fp32, fp16, q8 or q4 (auto)
  --cuda-folder F    folder with the model runtime and its CUDA libraries; doctor says how to get them
  --endpoint URL     server that reranks in place of this machine: query and snippets are sent there
  --endpoint-shape S auto, rerank, tei or score (auto); see docs/devices.md
  --endpoint-model M model to ask that server for
                     SEMANTIC_SEARCH_ENDPOINT_KEY in the environment is sent as its key.
  --help, --version

options of rerank:
  --max-length L        longest pair, in tokens (512)
  --query-max-length L  longest query, in tokens (three quarters of the longest pair)
  --batch-size N        pairs that the model reads at once (chosen by their length)
  --normalize           scores from 0 to 1 (sigmoid) instead of logits

options of calibrate:
  --seconds N           time that it may take (120); --order and --model say what is in use now

options of models:
  --hub ADDRESS         where models are fetched from (HF_ENDPOINT, or https://huggingface.co)
  --cache-folder F      where they are kept; the Hugging Face cache is read, too
  --offline             make no request
  HF_TOKEN in the environment opens private and gated repositories.

exit codes: 0 results, 1 none, 2 wrong use, 3 failed`;

const commands = ['search', 'similar', 'batch', 'rerank', 'models', 'doctor', 'calibrate', 'mcp'] as const;
const orders = ['blended', 'reranked', 'text'] as const;
const scopes = ['all', 'changed', 'my-commits'] as const;
export const devices = ['auto', 'cpu', 'webgpu', 'cuda', 'dml', 'coreml', 'wasm'] as const;
const endpointShapes = ['auto', 'rerank', 'tei', 'score'] as const;
export const precisions = ['auto', 'fp32', 'fp16', 'q8', 'q4'] as const;

/**
 * @param argv without the program's own name
 * @throws UsageError with one line that says what is wrong
 */
export function parseArguments(argv: readonly string[]): CliArguments {
  const { values, positionals } = parsed(argv);
  const [name, ...rest] = positionals;
  const command = values.help ? 'help' : values.version ? 'version' : oneOf('command', name ?? 'help', [...commands, 'help']);
  return {
    command,
    positionals: rest,
    json: values.json ?? false,
    explain: values.explain ?? false,
    limit: count('limit', values.limit, 1),
    seconds: count('seconds', values.seconds, 1),
    candidates: count('candidates', values.candidates, 1),
    perFile: count('per-file', values['per-file'], 0) ?? 0,
    order: oneOf('--order', values.order ?? 'blended', orders),
    include: values.include ?? [],
    exclude: values.exclude ?? [],
    scope: oneOf('--scope', values.scope ?? 'all', scopes),
    noIgnore: values['no-ignore'] ?? false,
    noExpansions: values['no-expansions'] ?? false,
    maxLength: count('max-length', values['max-length'], 8),
    queryMaxLength: count('query-max-length', values['query-max-length'], 1),
    batchSize: count('batch-size', values['batch-size'], 1),
    normalize: values.normalize ?? false,
    model: values.model ?? 'code-reranker',
    device: oneOf('--device', values.device ?? 'auto', devices),
    precision: oneOf('--precision', values.precision ?? 'auto', precisions),
    hub: values.hub,
    cacheFolder: values['cache-folder'],
    offline: values.offline ?? false,
    cudaFolder: values['cuda-folder'] ?? '',
    endpoint: values.endpoint ?? '',
    endpointShape: oneOf('--endpoint-shape', values['endpoint-shape'] ?? 'auto', endpointShapes),
    endpointModel: values['endpoint-model'] ?? '',
  };
}

function parsed(argv: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const many = { type: 'string', multiple: true } as const;
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        json: flag, explain: flag, help: { ...flag, short: 'h' }, version: flag, 'no-ignore': flag, 'no-expansions': flag, normalize: flag, offline: flag,
        limit: text, seconds: text, candidates: text, 'per-file': text, order: text, scope: text, 'max-length': text, 'query-max-length': text, 'batch-size': text, hub: text, 'cache-folder': text, model: text, device: text, precision: text, 'cuda-folder': text, endpoint: text, 'endpoint-shape': text, 'endpoint-model': text,
        include: many, exclude: many,
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? (error.message.split('. ')[0] ?? error.message) : String(error));
  }
}

function oneOf<Choice extends string>(what: string, given: string, choices: readonly Choice[]): Choice {
  const found = choices.find((choice) => choice === given);
  if (found === undefined) throw new UsageError(`${what} '${given}' is not one of ${choices.join(', ')}`);
  return found;
}

function count(name: string, given: string | undefined, least: number): number | undefined {
  if (given === undefined) return undefined;
  if (!/^\d{1,7}$/.test(given) || Number(given) < least) throw new UsageError(`--${name} takes a whole number from ${least}, not '${given}'`);
  return Number(given);
}
