/** A case with its features (the constant is added here), whether it came true, and how many it stands for. */
export interface Case {
  readonly features: readonly number[];
  readonly isTrue: boolean;
  readonly weight: number;
}

/** Holds weights back a little, so that features that say the same do not run off in opposite directions. */
const RIDGE = 1e-3;
/** Newton's method has long converged by then. */
const STEPS = 30;

/**
 * Logistic regression by Newton's method (iteratively reweighted least squares).
 * @returns weights of the features, the constant last; chance = sigmoid(sum of weight * feature + constant)
 */
export function fitLogistic(cases: readonly Case[]): number[] {
  const size = (cases[0]?.features.length ?? 0) + 1;
  let weights = Array.from({ length: size }, () => 0);
  for (let step = 0; step < STEPS; step++) {
    const gradient = weights.map((weight, at) => (at === size - 1 ? 0 : -RIDGE * weight));
    const curvature = weights.map((_, row): number[] => weights.map((__, column) => (row === column ? RIDGE : 0)));
    for (const { features, isTrue, weight } of cases) {
      const x = [...features, 1];
      const chance = chanceOf(weights, features);
      x.forEach((value, row) => {
        gradient[row] = (gradient[row] ?? 0) + weight * (Number(isTrue) - chance) * value;
        x.forEach((other, column) => {
          const line = curvature[row];
          if (line) line[column] = (line[column] ?? 0) + weight * chance * (1 - chance) * value * other;
        });
      });
    }
    const change = solve(curvature, gradient);
    weights = weights.map((weight, at) => weight + (change[at] ?? 0));
    if (Math.max(...change.map(Math.abs)) < 1e-9) break;
  }
  return weights;
}

/** @param weights the constant last */
export function chanceOf(weights: readonly number[], features: readonly number[]): number {
  const sum = features.reduce((total, value, at) => total + value * (weights[at] ?? 0), weights.at(-1) ?? 0);
  return 1 / (1 + Math.exp(-sum));
}

/** Solves matrix * x = right by Gauss's elimination with pivots. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, at) => [...row, right[at] ?? 0]);
  const size = rows.length;
  for (let column = 0; column < size; column++) {
    const pivot = rows.reduce((best, row, at) => (at >= column && Math.abs(row[column] ?? 0) > Math.abs(rows[best]?.[column] ?? 0) ? at : best), column);
    const [top = [], other = []] = [rows[column], rows[pivot]];
    rows[column] = other;
    rows[pivot] = top;
    const lead = other[column] ?? 1;
    rows.forEach((row, at) => {
      if (at === column) return;
      const factor = (row[column] ?? 0) / lead;
      rows[at] = row.map((value, place) => value - factor * (other[place] ?? 0));
    });
  }
  return rows.map((row, at) => (row[size] ?? 0) / (row[at] ?? 1));
}
