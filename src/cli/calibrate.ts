import path from 'node:path';
import { type CalibrationProgress, calibrate, type CalibrationPorts } from '../engine/calibrationRun.ts';
import { type CalibrationReport, type CalibrationRow, isSameWay, LEAST_QUESTIONS } from '../engine/calibrationReport.ts';
import type { MinedQuestion } from '../engine/calibrationQuestions.ts';
import type { CliArguments } from './arguments.ts';
import { type CliContext, describe, exitCodes, optionsOf, scopeOf } from './commands.ts';

/** Time of a calibration unless `--seconds` says otherwise. */
const SECONDS = 120;
/** Milliseconds between two lines of progress. */
const PROGRESS_MS = 2000;

/** What only the root can give. */
export type CalibrationParts = Omit<CalibrationPorts, 'search' | 'absolute' | 'after'>;

/** `calibrate`: which order and model answer questions about these folders best. @returns exit code: 1 where no question could be made */
export async function runCalibrate(given: CliArguments, parts: CalibrationParts, context: CliContext): Promise<number> {
  const folders = (given.positionals.length > 0 ? given.positionals : ['.']).map((folder) => ({ path: path.resolve(context.currentFolder, folder) }));
  const request = { scope: scopeOf(given, folders), options: optionsOf(given, 10), seconds: given.seconds ?? SECONDS, present: { order: given.order, model: given.order === 'text' ? undefined : parts.models[0]?.id } };
  const ports = { ...parts, search: context.ports, absolute: (folder: string, file: string) => path.join(folder, file), after: (ms: number, call: () => void) => void setTimeout(call, ms).unref() };
  const report = await calibrate(request, ports, progressOn(context), context.signal);
  for (const { model, error } of report.failures) context.complain(`${model}: ${describe(error)}`);
  await context.print(given.json ? JSON.stringify(jsonOfReport(report)) : reportText(report));
  return report.questions.length > 0 ? exitCodes.results : exitCodes.none;
}

function progressOn({ ports, complain }: CliContext): (progress: CalibrationProgress) => void {
  let told = -Infinity;
  return ({ model, done, total }) => {
    if (ports.clock() - told < PROGRESS_MS) return;
    told = ports.clock();
    complain(total === 0 ? 'looking for questions' : `${model === undefined ? 'searching' : model}: ${done} of ${total} questions`);
  };
}

/** A table for people, and what follows from it. */
export function reportText(report: CalibrationReport): string {
  if (report.questions.length === 0) return 'No question could be made of the comments and commits of these folders.';
  const head = ['order', 'model', 'MRR@10', 'hit@5', 's per search', 'against text (95 %)'];
  const cells = [head, ...report.rows.map((row) => cellsOf(row, report))];
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const table = cells.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd());
  return [questionsText(report), '', ...table, '', verdictOf(report)].join('\n');
}

function questionsText({ questions }: CalibrationReport): string {
  const ofCommits = questions.filter(({ kind }) => kind === 'commit').length;
  return `${questions.length} questions: ${questions.length - ofCommits} of documentation comments, ${ofCommits} of commit subjects`;
}

function cellsOf(row: CalibrationRow, { questions, present }: CalibrationReport): string[] {
  const gain = row.gain ? `${signed(row.gain.mean)} (${signed(row.gain.lower)} to ${signed(row.gain.upper)})` : '';
  const asked = row.questions < questions.length ? ` of ${row.questions}` : '';
  return [`${row.order}${isSameWay(row, present) ? ' *' : ''}`, row.model ?? '', `${row.mrr.toFixed(3)}${asked}`, row.hitAt5.toFixed(2), row.seconds.toFixed(2), gain];
}

function verdictOf({ better, present, isTooLittle }: CalibrationReport): string {
  if (isTooLittle) return `* now. Too few questions to recommend anything: ${LEAST_QUESTIONS} are needed.`;
  if (!better) return `* now. Nothing is surely better here: keep ${present.order}.`;
  return `* now. Surely better here: --order ${better.order}${better.model === undefined || better.model === present.model ? '' : ` --model ${better.model}`}`;
}

function signed(value: number): string {
  return `${value >= 0 ? '+' : ''}${value.toFixed(3)}`;
}

function jsonOfReport({ questions, rows, present, better, isTooLittle }: CalibrationReport) {
  return {
    questions: questions.map(({ kind, text, folder, answers }: MinedQuestion) => ({ kind, text, folder, answers })),
    rows: rows.map(({ model = null, gain = null, ...row }) => ({ ...row, model, gain })),
    present: { order: present.order, model: present.model ?? null },
    better: better ? { order: better.order, model: better.model ?? null } : null,
    isTooLittle,
  };
}
