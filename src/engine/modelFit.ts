import type { Answering } from './answering.ts';
import { defaultBlendOptions, type BlendOptions } from './blend.ts';
import type { Calibration } from './calibration.ts';
import { fittedAnswering, fittedBlend, fittedCalibration, fittedModelId, fittedTextAnswering } from './fitted.ts';
import type { RowKind } from './rankOptions.ts';
import type { RerankerModel } from './types.ts';

/** What was fitted for one model. Logits of two models have no scale in common. */
export interface ModelFit {
  readonly blend: BlendOptions;
  /** Undefined: relevance is the sigmoid of the logit. */
  readonly calibration: Calibration | undefined;
  readonly answering: Answering;
}

/**
 * The fitted numbers hold for the model that ships, on any device and in any precision; not for a model of the same name on a server.
 * @param model undefined where no model has read anything
 */
export function modelFitOf(model: Pick<RerankerModel, 'id' | 'server'> | undefined, rows: RowKind): ModelFit {
  if (model?.id === fittedModelId && model.server === undefined) return { blend: fittedBlend[rows], calibration: fittedCalibration[rows], answering: fittedAnswering };
  return { blend: { ...defaultBlendOptions, isByFile: rows === 'fileRows' }, calibration: undefined, answering: fittedTextAnswering };
}
