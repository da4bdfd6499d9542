import { defaultBlendOptions, type BlendOptions } from './blend.ts';

/** What was fitted for one model: its logits are of no other model's scale. */
export interface ModelFit {
  readonly blend: BlendOptions;
}

/** For a model that nothing was fitted for. */
const anyModel: ModelFit = { blend: defaultBlendOptions };

/** @param fits by model id */
export function modelFitOf(modelId: string | undefined, fits: Readonly<Record<string, ModelFit>>): ModelFit {
  return (modelId === undefined ? undefined : fits[modelId]) ?? anyModel;
}
