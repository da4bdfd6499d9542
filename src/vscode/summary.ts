import { shippedModelId } from '../engine/modelCatalogue.ts';
import type { RerankerModel, SearchUpdate } from '../engine/types.ts';
import { deviceNameOf } from './deviceNames.ts';
import { problemOf } from './errors.ts';
import { isFolder } from './modelConsent.ts';
import { nameOf } from './modelItems.ts';
import { countFiles } from './resultRows.ts';
import { scopeNameOf } from './scopeNames.ts';
import type { SearchState } from './session.ts';
import type { Settings } from './settings.ts';
import type { Translate } from './translate.ts';

/** What the user asked for, to be compared with what really ran. */
export type RequestedModel = Pick<Settings, 'model' | 'device' | 'precision' | 'endpoint'>;

/** `12 results in 7 files`. */
export function countsOf(update: SearchUpdate, t: Translate): string {
  const results = update.results.length;
  const files = countFiles(update.results);
  return t('{0} in {1}', results === 1 ? t('1 result') : t('{0} results', results), files === 1 ? t('1 file') : t('{0} files', files));
}

/** What stands beside the question: how many results, and where they were looked for, if not everywhere. */
export function descriptionOf(state: SearchState, t: Translate): string {
  if (state.kind === 'idle') return '';
  const counts = state.update && state.update.results.length > 0 ? countsOf(state.update, t) : undefined;
  return [counts, scopeNameOf(state.request.scope, t)].filter((part) => part !== undefined).join(' · ');
}

/**
 * The line above the results: whether nothing seems to answer, how many, by which model on which device, how long, and in one sentence what is not as asked for.
 * Undefined where a welcome text speaks instead: before the first search, and where nothing was found.
 */
export function summaryOf(state: SearchState, requested: RequestedModel, t: Translate): string | undefined {
  if (state.kind === 'idle') return undefined;
  if (state.kind === 'failed') return problemOf(state.error, t).message;
  const { update } = state;
  // A final update in a running search is the answer from before.
  if (state.kind === 'searching') return update && update.stage !== 'final' ? progressOf(state.request.query, update, t) : t('Searching…');
  const place = scopeNameOf(state.request.scope, t);
  if (!update || update.results.length === 0) return state.kind === 'stopped' ? t('Stopped.') : place && t('Nothing found {0}: choose another scope to search more.', place);
  const facts = [answersOf(state.request.query, update, t), place, modelOf(update, t), durationOf(update.ms, t), state.kind === 'stopped' ? t('stopped') : undefined];
  const summary = [facts.filter((fact) => fact !== undefined).join(' · '), noticeOf(update, requested, t)].filter((part) => part !== undefined).join(' — ');
  return update.isAnswered === false ? `${t('Nothing here seems to answer this. The nearest places are below.')} ${summary}` : summary;
}

function answersOf(query: string, update: SearchUpdate, t: Translate): string {
  return t('{0} for “{1}”', countsOf(update, t), query);
}

function progressOf(query: string, update: SearchUpdate, t: Translate): string {
  const answers = answersOf(query, update, t);
  return update.toScore === 0 ? answers : t('{0} · model has read {1} of {2}', answers, update.scored, update.toScore);
}

/** The question, and before it, where a narrow view does not cut it off, the server that it was sent to. */
export function titleOf(query: string, model: RerankerModel | undefined, t: Translate): string {
  return model?.server === undefined ? query : t('Sent to {0}: {1}', model.server, query);
}

function modelOf({ model }: SearchUpdate, t: Translate): string | undefined {
  if (model?.server !== undefined) return t('{0} at {1}: snippets were sent there', model.id, model.server);
  // Of a repository, its owner is left out.
  return model && `${model.id.split(/[\\/]/).at(-1) ?? model.id} ${model.precision} · ${deviceNameOf(model.device)}`;
}

/** Milliseconds below a second, else seconds with one decimal. */
export function durationOf(ms: number, t: Translate): string {
  return ms < 1000 ? t('{0} ms', Math.round(ms)) : t('{0} s', (ms / 1000).toFixed(1));
}

function noticeOf({ fallback, model }: SearchUpdate, requested: RequestedModel, t: Translate): string | undefined {
  if (fallback !== undefined) return t('In text order: {0}', problemOf(fallback, t).message);
  if (model?.id === shippedModelId && model.server === undefined && requested.model !== shippedModelId) return standInOf(requested.model, model.id, t);
  if (requested.endpoint !== '' && model?.notice !== undefined) return t('The server did not do its work ({0}).', model.notice);
  if (model?.server !== undefined) return undefined;
  if (model && requested.device !== 'auto' && requested.device !== model.device) {
    return t('{0} cannot be used here, so {1} did the work.', deviceNameOf(requested.device), deviceNameOf(model.device));
  }
  if (model?.notice !== undefined && requested.device === model.device) return t('{0} can run this model in {1} only.', deviceNameOf(model.device), model.precision);
  if (model && requested.precision !== 'auto' && requested.precision !== model.precision) {
    return t('Precision {0} is not available for this model.', requested.precision);
  }
  return undefined;
}

/** A folder may be there: its model is loaded only after the user has agreed. */
function standInOf(wanted: string, standIn: string, t: Translate): string {
  return isFolder(wanted) ? t('The model in {0} was not loaded, so {1} did the work.', nameOf(wanted), nameOf(standIn)) : t('{0} is not on this machine, so {1} did the work.', nameOf(wanted), nameOf(standIn));
}
