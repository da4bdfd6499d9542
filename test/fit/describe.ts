import { fittedModelId } from '../../src/engine/fitted.ts';
import type { AnsweringFit } from './fitAnswering.ts';
import type { BlendFit } from './fitBlend.ts';
import type { CalibrationFit } from './fitCalibration.ts';
import type { TextFit } from './fitText.ts';
import type { FittedConstant } from './writeFitted.ts';

/** The constants of the generated file as they are written, each with how it was fitted and how well it does. */

export function textConstants({ lines, fileRows, after, crossValidated }: TextFit): FittedConstant[] {
  const figure = `Objective of both kinds of rows ${after.toFixed(3)}; ${crossValidated.toFixed(3)} on repositories that a fit from plain weights had not seen.`;
  return [
    { name: 'defaultRankOptions', type: 'RankOptions', about: ['Text order where each row is a piece of a file.', figure], value: lines },
    {
      name: 'fileRowRankOptions', type: 'RankOptions', base: 'defaultRankOptions', value: differences(fileRows, lines),
      about: ['Text order where one row stands for each file. Then the file counts more than one snippet, and repetition hardly saturates: a file that', 'is about the question says its words again and again.'],
    },
  ];
}

/** The values that are not those of `base`. */
function differences<Values extends object>(values: Values, base: Values): Partial<Values> {
  return Object.fromEntries(Object.entries(values).filter(([name, value]) => value !== base[name as keyof Values])) as Partial<Values>;
}

export function blendConstant({ lines, fileRows }: { readonly lines: BlendFit; readonly fileRows: BlendFit }): FittedConstant {
  return {
    name: 'fittedBlend', type: 'Readonly<Record<RowKind, BlendOptions>>', value: { lines: lines.values, fileRows: fileRows.values },
    about: [`For ${fittedModelId}.`, ...blendFigures('Lines', lines), ...blendFigures('File rows', fileRows)],
  };
}

export function calibrationConstant({ lines, fileRows }: { readonly lines: CalibrationFit; readonly fileRows: CalibrationFit }): FittedConstant {
  return {
    name: 'fittedCalibration', type: 'Readonly<Record<RowKind, Calibration>>', value: { lines: lines.values, fileRows: fileRows.values },
    about: [`For ${fittedModelId}. Expected calibration error of the first ten rows, on repositories that a fit had not seen:`, `lines ${errorOf(lines)}, file rows ${errorOf(fileRows)}.`],
  };
}

export function answeringConstants(withModel: AnsweringFit, textAlone: AnsweringFit): FittedConstant[] {
  return [
    { name: 'fittedAnswering', type: 'Answering', value: withModel.values, about: [`For ${fittedModelId}. ${flaggedBy(withModel)}`] },
    { name: 'fittedTextAnswering', type: 'Answering', value: textAlone.values, about: [`Where no model has read anything, or another one. ${flaggedBy(textAlone)}`] },
  ];
}

function blendFigures(name: string, { text, after, crossValidated, losses }: BlendFit): string[] {
  return [
    `${name}: objective ${text.toFixed(3)} in text order, ${after.toFixed(3)} blended; ${crossValidated.toFixed(3)} on repositories that a fit had not seen.`,
    `Below the text order, of languages with 20 queries or more: ${losses.join(', ') || 'none'}.`,
  ];
}

function errorOf({ sigmoid, crossValidated }: CalibrationFit): string {
  return `${crossValidated.firstTen.toFixed(3)} (sigmoid ${sigmoid.firstTen.toFixed(3)})`;
}

function flaggedBy({ flagged }: AnsweringFit): string {
  return `Flags ${percent(flagged.unanswerable)} of the questions of other repositories, ${percent(flagged.answerable)} of a repository's own.`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
