import type { Answering } from './answering.ts';
import { defaultBlendOptions, type BlendOptions } from './blend.ts';
import type { Calibration } from './calibration.ts';
import { fittedAnswering, fittedBlend, fittedCalibration, fittedModelId, fittedTextAnswering } from './fitted.ts';
import type { RowKind } from './rankOptions.ts';

/** What was fitted for one model. Logits of two models have no scale in common. */
export interface ModelFit {
  readonly blend: BlendOptions;
  /** Undefined: relevance is the sigmoid of the logit. */
  readonly calibration: Calibration | undefined;
  readonly answering: Answering;
}

/** @param modelId undefined where no model has read anything */
export function modelFitOf(modelId: string | undefined, rows: RowKind): ModelFit {
  if (modelId === fittedModelId) return { blend: fittedBlend[rows], calibration: fittedCalibration[rows], answering: fittedAnswering };
  return { blend: { ...defaultBlendOptions, isByFile: rows === 'fileRows' }, calibration: undefined, answering: fittedTextAnswering };
}
