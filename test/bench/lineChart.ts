/** One line of a chart; values above 0. */
export interface Curve {
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

const WIDTH = 720;
const HEIGHT = 400;
const LEFT = 64;
const RIGHT = 190;
const TOP = 20;
const BOTTOM = 48;
/** Least pixels between two names beside their curves. */
const NAME_GAP = 16;
/** Of middling lightness, so that they stand out from white and from black; in the order of the curves, with dashes for those who see no colours. */
const strokes = [['#7f7f7f', ''], ['#1f9e89', ''], ['#3b82d0', '7 4'], ['#d9772b', ''], ['#b04fc4', '2 4'], ['#c0392b', '9 3 2 3']] as const;

/**
 * A chart with logarithmic axes as SVG: it needs no background, and reads on a light page and on a dark one.
 * @param curves one point at least
 */
export function lineChart(title: string, xName: string, yName: string, curves: readonly Curve[]): string {
  const points = curves.flatMap((curve) => curve.points);
  const [x, y] = [axisOf(points.map((point) => point.x), LEFT, WIDTH - RIGHT), axisOf(points.map((point) => point.y), HEIGHT - BOTTOM, TOP)];
  const xTicks = x.ticks.map((tick) => `<line x1="${x.at(tick)}" x2="${x.at(tick)}" y1="${TOP}" y2="${HEIGHT - BOTTOM}"/><text x="${x.at(tick)}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${tick.toLocaleString('en')}</text>`);
  const yTicks = y.ticks.map((tick) => `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y.at(tick)}" y2="${y.at(tick)}"/><text x="${LEFT - 8}" y="${y.at(tick) + 4}" text-anchor="end">${tick.toLocaleString('en')}</text>`);
  const ends = spread(curves.map((curve) => y.at(curve.points.at(-1)?.y ?? 1)));
  const lines = curves.map(({ name, points: ofCurve }, at) => {
    const [colour, dashes] = strokes[at % strokes.length] ?? strokes[0];
    const path = ofCurve.map((point) => `${x.at(point.x)},${y.at(point.y)}`).join(' ');
    return `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2" stroke-dasharray="${dashes}"/><text x="${WIDTH - RIGHT + 8}" y="${(ends[at] ?? 0) + 4}" fill="${colour}" stroke="none">${escaped(name)}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" font-family="sans-serif" font-size="12">`,
    `<title>${escaped(title)}</title>`,
    `<g fill="#7f7f7f" stroke="#7f7f7f" stroke-opacity="0.35" stroke-width="1"><g>${[...xTicks, ...yTicks].join('\n').replaceAll('<text ', '<text stroke="none" ')}</g></g>`,
    `<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 8}" text-anchor="middle" fill="#7f7f7f">${escaped(xName)}</text>`,
    `<text transform="translate(14 ${(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)" text-anchor="middle" fill="#7f7f7f">${escaped(yName)}</text>`,
    ...lines,
    '</svg>',
    '',
  ].join('\n');
}

interface Axis {
  /** Powers of ten in reach. */
  readonly ticks: readonly number[];
  /** Pixels of a value, to a tenth. */
  readonly at: (value: number) => number;
}

function axisOf(values: readonly number[], from: number, to: number): Axis {
  const low = Math.log10(Math.min(...values));
  const high = Math.max(Math.log10(Math.max(...values)), low + 0.1);
  const first = Math.ceil(low);
  const ticks = Array.from({ length: Math.max(0, Math.floor(high) - first + 1) }, (_, at) => 10 ** (first + at));
  return { ticks, at: (value) => Math.round((from + ((to - from) * (Math.log10(value) - low)) / (high - low)) * 10) / 10 };
}

/** The same heights, moved down where two would touch. */
function spread(heights: readonly number[]): number[] {
  const moved = [...heights];
  let above = -Infinity;
  for (const at of heights.map((_, index) => index).sort((a, b) => (heights[a] ?? 0) - (heights[b] ?? 0))) {
    above = Math.max(heights[at] ?? 0, above + NAME_GAP);
    moved[at] = above;
  }
  return moved;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
