import type { RankedResult, StageTimes } from '../engine/types.ts';
import { percentOf } from '../engine/percent.ts';
import { lineRangeOf } from './resultText.ts';
import type { Translate } from './translate.ts';

/** Most lines and characters of code in a tooltip; the rest is one click away. */
const MAX_LINES = 40;
const MAX_CHARACTERS = 6_000;

/**
 * Markdown of a result's tooltip: where it is, why it was found, and its code.
 * Everything that comes from the workspace is escaped or fenced, so it is shown as it stands and never as markup.
 * @param path as shown to people
 * @param rank 1-based place in the list as it stands
 * @param stages what the search took; left out where not known
 */
export function tooltipOf(result: RankedResult, path: string, rank: number, stages: StageTimes | undefined, t: Translate): string {
  const names = [result.container, result.symbol].filter((name) => name !== undefined && name !== '').join(' › ');
  const place = `${escapeMarkdown(path)}:${lineRangeOf(result)}`;
  const heading = names === '' ? place : `**${escapeMarkdown(names)}** — ${place}`;
  return [heading, reasonsOf(result, rank, t), ...(stages ? [timesOf(stages, t)] : []), codeBlock(shortened(result.text), result.language)].join('\n\n');
}

/** Why a result stands where it stands, on one line of Markdown. */
export function reasonsOf(result: RankedResult, rank: number, t: Translate): string {
  const { explain, logit, relevance, textScore, textRank } = result;
  const terms = explain.terms.map((term) => `**${escapeMarkdown(term)}**`).join(', ');
  const scored = logit === undefined || relevance === undefined ? [] : [t('relevance {0} (logit {1})', percentOf(relevance), logit.toFixed(2))];
  const text = t('text score {0}, rank {1} in text order', textScore.toFixed(2), textRank);
  const found = terms === '' ? [] : [t('found by {0}', terms)];
  return [t('Rank {0}', rank), ...scored, text, ...found].join(' · ');
}

/** The stages of the whole search: one result has no time of its own. */
function timesOf({ find, cut, rank, rerank }: StageTimes, t: Translate): string {
  const text = t('Found by text in {0} ms', Math.round(find + cut + rank));
  return rerank === undefined ? text : `${text} · ${t('read by the model in {0} ms', Math.round(rerank))}`;
}

function shortened(text: string): string {
  const lines = text.replace(/\s+$/, '').split('\n');
  const kept = lines.slice(0, MAX_LINES).join('\n').slice(0, MAX_CHARACTERS);
  return kept.length < lines.join('\n').length ? `${kept}\n…` : kept;
}

/** A fence longer than any run of backticks inside cannot be closed by the code. */
export function codeBlock(code: string, language: string): string {
  const longestRun = Math.max(0, ...[...code.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(Math.max(3, longestRun + 1));
  return `${fence}${language.replace(/[^\w+#-]/g, '')}\n${code}\n${fence}`;
}

/** Text that Markdown shows as it stands. Line ends become spaces: they could begin a block. */
export function escapeMarkdown(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]()#+\-.!<>|~$&:@]/g, '\\$&');
}
