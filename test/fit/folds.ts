import { seededRandom } from '../../src/engine/statistics.ts';

/** Parts that the repositories are dealt into. Each part is judged by what was fitted on the others. */
const FOLDS = 5;

/**
 * Whole repositories are left out at a time: queries of one repository are alike, and a fit that has seen some of them looks better on the
 * rest than it is.
 * @returns fold 0.. of each repository, the same in every run
 */
export function foldsOf(repositories: Iterable<string>): ReadonlyMap<string, number> {
  const random = seededRandom(FOLDS);
  const dealt = [...new Set(repositories)].sort().map((name) => ({ name, at: random() })).sort((a, b) => a.at - b.at);
  return new Map(dealt.map(({ name }, at) => [name, at % FOLDS]));
}

/**
 * What is honest to expect elsewhere: every item is judged by a fit that has not seen its repository.
 * @param fit given the items of the other folds
 * @param judge given the fit and the items left out
 * @returns what `judge` gave, all folds together
 */
export function crossValidate<Item, Fitted, Judged>(items: readonly Item[], repositoryOf: (item: Item) => string, fit: (items: readonly Item[]) => Fitted, judge: (fitted: Fitted, items: readonly Item[]) => readonly Judged[]): Judged[] {
  const folds = foldsOf(items.map(repositoryOf));
  return Array.from({ length: FOLDS }, (_, fold) => fold).flatMap((fold) => {
    const isLeftOut = (item: Item): boolean => folds.get(repositoryOf(item)) === fold;
    return judge(fit(items.filter((item) => !isLeftOut(item))), items.filter(isLeftOut));
  });
}
