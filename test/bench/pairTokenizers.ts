import path from 'node:path';
import { AutoTokenizer, env } from '@huggingface/transformers';
import type { RerankOptions } from '../../src/engine/rerankOptions.ts';
import { pairTemplateOf } from '../../src/model/pairs.ts';
import { PairTokenizer } from '../../src/model/pairTokenizer.ts';
import type { PairLimits } from '../../src/model/protocol.ts';

/** What the model process makes pairs with. @param folder of the model */
export async function pairTokenizerFrom(folder: string): Promise<PairTokenizer> {
  env.allowRemoteModels = false;
  env.localModelPath = path.dirname(folder);
  const tokenizer = await AutoTokenizer.from_pretrained(path.basename(folder));
  const encode = (text: string): number[] => tokenizer.encode(text, { add_special_tokens: false });
  const sample = tokenizer('find', { text_pair: 'code', return_tensor: false }) as { input_ids: number[]; token_type_ids?: number[] };
  const template = pairTemplateOf({ ids: sample.input_ids, types: sample.token_type_ids }, encode('find'), encode('code'));
  if (template === undefined) throw new Error('the tokenizer puts no pair together');
  return new PairTokenizer(encode, template);
}

export function pairLimitsOf({ maxLength, maxQueryShare, maxWindows, windowOverlap }: RerankOptions): PairLimits {
  return { maxLength, maxQuery: Math.floor(maxLength * maxQueryShare), maxWindows, overlap: windowOverlap };
}
