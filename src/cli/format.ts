import path from 'node:path';
import { percentOf } from '../engine/percent.ts';
import type { RankedResult, SearchUpdate } from '../engine/types.ts';

/** Lines of a snippet that are shown: its title and the lines with hits. */
const SHOWN_LINES = 4;
/** Columns of code that are shown. */
const SHOWN_COLUMNS = 140;

export interface FormatOptions {
  readonly isColored: boolean;
  readonly explain: boolean;
  readonly currentFolder: string;
}

/** One search for people: a head line, then a block per row. */
export function formatUpdate(update: SearchUpdate, options: FormatOptions): string {
  const files = new Set(update.results.map(({ folder, path: file }) => `${folder}\0${file}`)).size;
  const model = update.model ? `${update.model.id} on ${update.model.server ?? update.model.device}` : 'text order';
  const head = `${count(update.results.length, 'result')} in ${count(files, 'file')} of ${update.filesSearched.toLocaleString('en')} searched, ${model}, ${Math.round(update.ms)} ms`;
  return [...update.results.map((result) => formatResult(result, options)), paint(head, 'dim', options)].join('\n\n');
}

function formatResult(result: RankedResult, options: FormatOptions): string {
  const place = path.relative(options.currentFolder, path.join(result.folder, result.path)) || result.path;
  const name = [result.container, result.symbol].filter((part) => part !== undefined).join(' › ');
  const relevance = result.relevance === undefined ? '' : percentOf(result.relevance);
  const head = [paint(`${clean(place)}:${result.startLine}`, 'cyan', options), paint(relevance || result.score.toFixed(2), 'green', options), clean(name)].filter((part) => part !== '').join('  ');
  return [head, ...shownLines(result).map((line) => formatLine(result, line, options)), ...(options.explain ? [paint(explained(result), 'dim', options)] : [])].join('\n');
}

function shownLines(result: RankedResult): number[] {
  return [...new Set([result.titleLine, ...result.hitLines])].slice(0, SHOWN_LINES).sort((a, b) => a - b);
}

function formatLine(result: RankedResult, line: number, options: FormatOptions): string {
  const text = clean((result.text.split('\n')[line - result.startLine] ?? '').trimEnd().replaceAll('\t', '  ')).slice(0, SHOWN_COLUMNS);
  return `${paint(String(line).padStart(6), 'dim', options)}  ${text}`;
}

function explained({ textRank, textScore, logit, score, explain }: RankedResult): string {
  const signals = Object.entries(explain.signals).map(([name, value]) => `${name} ${value.toFixed(2)}`);
  return `        score ${score.toFixed(3)}; text ${textScore.toFixed(2)}, rank ${textRank}${logit === undefined ? '' : `; logit ${logit.toFixed(2)}`}; found ${explain.terms.join(', ')}; ${signals.join(', ')}`;
}

/** Code is hostile text: no control characters reach the terminal. */
function clean(text: string): string {
  return text.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** Numbers that begin and end a style on a terminal, by ECMA-48, 8.3.117. (styleText of node:util came with Node 20.12.) */
const styles = { cyan: [36, 39], green: [32, 39], dim: [2, 22] } as const;

function paint(text: string, style: keyof typeof styles, options: FormatOptions): string {
  const [begin, end] = styles[style];
  return options.isColored ? `\u001b[${begin}m${text}\u001b[${end}m` : text;
}

/** One search for programs. */
export function jsonOf(update: SearchUpdate, explain: boolean): object {
  return {
    query: update.query.raw,
    results: update.results.map((result) => ({ ...rowOf(result), symbol: result.symbol ?? null, folder: result.folder, ...(explain ? { explain: result.explain } : {}) })),
    answered: update.isAnswered ?? null,
    files: { searched: update.filesSearched, matched: update.filesMatched },
    ms: rounded(update.ms),
    stages: stagesOf(update),
    model: update.model?.id ?? null,
    device: update.model?.device ?? null,
  };
}

export function rowOf({ path: file, startLine, endLine, score, relevance, logit, textScore, textRank }: RankedResult) {
  return { path: file, startLine, endLine, score, relevance: relevance ?? null, logit: logit ?? null, textScore, textRank };
}

export function stagesOf({ stages }: SearchUpdate): Record<string, number> {
  return Object.fromEntries(Object.entries(stages).map(([name, ms]) => [name, rounded(Number(ms))]));
}

export function rounded(ms: number): number {
  return Math.round(ms * 10) / 10;
}
