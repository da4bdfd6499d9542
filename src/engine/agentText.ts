/** Columns of one line that are shown: what is longer is data. */
const MAX_COLUMNS = 300;

/** Room in characters for the line that says what is left out. */
const LEFT_OUT_ROOM = 45;

export interface NumberedLines {
  /** Each line with its number, as `12<tab>code`. */
  readonly text: string;
  /** The same lines without their numbers. */
  readonly code: string;
  /** The last line that is in the text, in part at least. */
  readonly lastLine: number;
}

/**
 * Lines with their numbers, cut at the end of a line so that the text keeps to a bound; the first line is cut within where it alone is
 * too long. Where lines are left out, a last line says which.
 * @param startLine number of the first line
 * @param maxCharacters bound of `text`, at least 100
 * @param maxLines at least 1
 */
export function numberedLines(lines: readonly string[], startLine: number, maxCharacters: number, maxLines = Infinity): NumberedLines {
  const shown = lines.map((line) => shortened(visible(line)));
  const numbered = shown.map((line, at) => `${startLine + at}\t${line}`);
  const lastOf = (count: number): number => startLine + count - 1;
  const whole = numbered.join('\n');
  if (whole.length <= maxCharacters && lines.length <= maxLines) return { text: whole, code: shown.join('\n'), lastLine: lastOf(lines.length) };
  let room = maxCharacters - LEFT_OUT_ROOM;
  const tooMuch = numbered.findIndex((line, at) => at >= maxLines || (room -= line.length + 1) < 0);
  const count = Math.max(1, tooMuch);
  const leftOut = count === lines.length ? '' : `\n… ${rangeOf(lastOf(count) + 1, lastOf(lines.length))} left out`;
  const text = numbered.slice(0, count).join('\n').slice(0, Math.max(0, maxCharacters - leftOut.length));
  return { text: `${text}${leftOut}`, code: shown.slice(0, count).join('\n').slice(0, text.length), lastLine: lastOf(count) };
}

function rangeOf(first: number, last: number): string {
  return first === last ? `line ${first}` : `lines ${first}-${last}`;
}

/** A name or path on one line: what would break the line or turn it round becomes a replacement character. */
export function printableName(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
}

/** Code as it stands, but for control characters other than the tab. */
function visible(line: string): string {
  return line.replace(/\r$/, '').replace(/[^\P{Cc}\t]/gu, '\ufffd');
}

function shortened(line: string): string {
  return line.length <= MAX_COLUMNS ? line : `${line.slice(0, MAX_COLUMNS - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
