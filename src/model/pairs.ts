import type { PairLimits } from './protocol.ts';

/** How a model wants a (query, passage) pair: what stands before, between and after the two, as token ids. */
export interface PairTemplate {
  readonly before: readonly number[];
  readonly between: readonly number[];
  readonly after: readonly number[];
  /** Token type of the passage and of what follows it; everything before has type 0. */
  readonly passageType: number;
}

/** Ids that a model reads at once. */
export interface Pair {
  readonly ids: readonly number[];
  /** From this place on the ids are of the passage's token type. */
  readonly passageStart: number;
}

/** A passage as token ids. */
export interface PassageTokens {
  /** Its first line, which says where it is from; every window begins with it. May be empty. */
  readonly header: readonly number[];
  readonly body: readonly number[];
}

/** Share of the room for the passage that its header may take in a window: deep paths must leave room for code. */
const MAX_HEADER_SHARE = 1 / 3;

/**
 * Reads the template off a pair that the tokenizer itself put together, untruncated.
 * @param pair ids and token types (undefined where the model knows none) of the whole pair
 * @param query @param passage ids of its two parts alone, not empty
 * @returns undefined where the parts are not to be found in the pair
 */
export function pairTemplateOf(
  pair: { readonly ids: readonly number[]; readonly types: readonly number[] | undefined },
  query: readonly number[],
  passage: readonly number[],
): PairTemplate | undefined {
  const queryStart = indexOfRun(pair.ids, query, 0);
  if (queryStart < 0) return undefined;
  const queryEnd = queryStart + query.length;
  const passageStart = indexOfRun(pair.ids, passage, queryEnd);
  if (passageStart < 0) return undefined;
  return {
    before: pair.ids.slice(0, queryStart),
    between: pair.ids.slice(queryEnd, passageStart),
    after: pair.ids.slice(passageStart + passage.length),
    passageType: pair.types?.[passageStart] ?? 0,
  };
}

/**
 * The pairs in which a passage is offered to the model: one, or overlapping windows where it does not fit.
 * Each has the whole query (cut at `limits.maxQuery`), the header, and the template's closing separator, and none is
 * longer than `limits.maxLength`. Windows are of about equal length; what lies behind the last one allowed is not read.
 */
export function pairsOf(template: PairTemplate, query: readonly number[], passage: PassageTokens, limits: PairLimits): Pair[] {
  const asked = query.slice(0, limits.maxQuery);
  const room = roomFor(template, query, limits);
  const start = [...template.before, ...asked, ...template.between];
  const pairOf = (tokens: readonly number[]): Pair => ({ ids: [...start, ...tokens, ...template.after], passageStart: start.length });

  const whole = [...passage.header, ...passage.body];
  if (whole.length <= room || limits.maxWindows <= 1) return [pairOf(whole.slice(0, room))];
  const header = passage.header.slice(0, Math.floor(room * MAX_HEADER_SHARE));
  return windowsOf(passage.body, room - header.length, limits).map((window) => pairOf([...header, ...window]));
}

/** Tokens of a passage that one pair holds. */
export function roomFor({ before, between, after }: PairTemplate, query: readonly number[], { maxLength, maxQuery }: PairLimits): number {
  return Math.max(0, maxLength - Math.min(query.length, maxQuery) - before.length - between.length - after.length);
}

/** Cuts `body` into at most `maxWindows` runs of at most `size` tokens, each beginning `overlap` tokens before the last one's end. */
function windowsOf(body: readonly number[], size: number, { maxWindows, overlap }: PairLimits): (readonly number[])[] {
  const shared = Math.min(overlap, Math.floor(size / 2));
  const needed = Math.max(1, Math.ceil((body.length - shared) / Math.max(1, size - shared)));
  const count = Math.min(needed, maxWindows);
  // Equal windows cost no more than full ones with a short rest, and no window is left without context.
  const length = needed > maxWindows ? size : Math.min(size, Math.ceil((body.length + (count - 1) * shared) / count));
  return Array.from({ length: count }, (_, index) => {
    const start = index * (length - shared);
    return body.slice(start, start + length);
  });
}

function indexOfRun(ids: readonly number[], run: readonly number[], from: number): number {
  for (let start = from; start + run.length <= ids.length; start += 1) {
    if (run.every((id, offset) => ids[start + offset] === id)) return start;
  }
  return -1;
}
