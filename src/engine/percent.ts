/** A relevance as people read it. Only one of exactly 0 or 1 is shown as such: `<1%` and `>99%` say that it is rounded. @param relevance 0..1 */
export function percentOf(relevance: number): string {
  const percent = Math.round(relevance * 100);
  if (percent === 0 && relevance > 0) return '<1%';
  if (percent === 100 && relevance < 1) return '>99%';
  return `${percent}%`;
}
