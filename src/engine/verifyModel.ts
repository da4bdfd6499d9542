import { pairsToVerify, verificationOf } from './modelReferences.ts';
import type { Verification } from './modelReferences.ts';
import { SearchError } from './errors.ts';
import type { Reranker } from './types.ts';

/**
 * Scores the pairs whose scores are known and compares.
 * @param id name in the catalogue: which pairs are known
 * @param reranker with this model, offered whole pairs without a path
 * @throws what the reranker throws; SearchError `modelCrashed` where it leaves a pair out
 */
export async function verifyModel(id: string, reranker: Reranker, signal: AbortSignal): Promise<Verification> {
  const pairs = pairsToVerify(id);
  const logits = Array.from({ length: pairs.length }, () => NaN);
  for (const [place, { query, passage }] of pairs.entries()) {
    for await (const scores of reranker.score(query, [{ path: '', text: passage }], signal)) {
      for (const { logit } of scores) logits[place] = logit;
    }
  }
  const { model } = reranker;
  if (model === undefined) throw new SearchError('modelCrashed', 'the model answered nothing');
  return verificationOf({ id, device: model.device, precision: model.precision }, logits);
}
