import { orderResults } from './blend.ts';
import { modelFitOf } from './modelFit.ts';
import type { SearchOptions } from './options.ts';
import type { RowKind } from './rankOptions.ts';
import type { RankedResult, RerankerModel, SearchUpdate } from './types.ts';

/** What decides which of the held results are shown, and in which order. */
export type PresentOptions = Pick<SearchOptions, 'order' | 'resultLimit' | 'perFile' | 'minimumRelevance'>;

/** Whether a file has one row or as many as it earns: the two are ranked by weights of their own. */
export function rowKindOf({ perFile }: Pick<SearchOptions, 'perFile'>): RowKind {
  return perFile === 1 ? 'fileRows' : 'lines';
}

/**
 * The rows handed out: ordered, with the limits applied.
 * @param held in text order, with logits where known
 * @param isFinal no more scores will arrive
 * @param model that gave the logits
 */
export function present(held: readonly RankedResult[], options: PresentOptions, isFinal: boolean, model?: RerankerModel): RankedResult[] {
  // Where a least relevance is asked for, what the model has not read cannot have it.
  const mustBeRead = options.minimumRelevance > 0 && isFinal && held.some(({ relevance }) => relevance !== undefined);
  const ofFile = new Map<string, number>();
  const rows: RankedResult[] = [];
  for (const result of orderResults(held, options.order, modelFitOf(model, rowKindOf(options)).blend, isFinal)) {
    if (rows.length >= options.resultLimit) break;
    if (result.relevance === undefined ? mustBeRead : result.relevance < options.minimumRelevance) continue;
    const key = `${result.folder}\0${result.path}`;
    const count = (ofFile.get(key) ?? 0) + 1;
    ofFile.set(key, count);
    if (options.perFile === 0 || count <= options.perFile) rows.push(result);
  }
  return rows;
}

/** An update's rows chosen and ordered anew from what it holds: nothing is searched or scored. */
export function presentAgain(update: SearchUpdate, options: PresentOptions): SearchUpdate {
  const order = update.fallback === undefined ? options.order : 'text';
  return { ...update, results: present(update.held, { ...options, order }, update.stage === 'final', update.model) };
}
