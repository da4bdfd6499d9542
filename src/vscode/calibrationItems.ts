import { type CalibrationReport, type CalibrationRow, isSameWay, LEAST_QUESTIONS, type Way } from '../engine/calibrationReport.ts';
import type { Order } from '../engine/types.ts';
import { nameOf } from './modelItems.ts';
import type { Translate } from './translate.ts';

/** One way to order results, as the quick pick shows it. */
export interface CalibrationItem {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
  readonly row: CalibrationRow;
}

/** The way to take first: the one that is surely better, else the one in force. */
export function calibrationItems(report: CalibrationReport, t: Translate): CalibrationItem[] {
  const first = report.better ?? report.present;
  return report.rows.toSorted((a, b) => Number(isSameWay(b, first)) - Number(isSameWay(a, first))).map((row) => itemOf(row, report, t));
}

function itemOf(row: CalibrationRow, { present, better, questions }: CalibrationReport, t: Translate): CalibrationItem {
  const icon = row === better ? '$(star-full) ' : isSameWay(row, present) ? '$(check) ' : '';
  const facts = [
    row.gain && t('{0} against text alone, with 95 % certainty {1} to {2}', signed(row.gain.mean), signed(row.gain.lower), signed(row.gain.upper)),
    isSameWay(row, present) ? t('set now') : undefined,
    row.questions < questions.length ? t('{0} questions in the time there was', row.questions) : undefined,
  ];
  return {
    label: `${icon}${wayName(row, t)}`,
    description: t('MRR {0} · in the first five {1} % · {2} s a search', row.mrr.toFixed(3), Math.round(100 * row.hitAt5), row.seconds.toFixed(2)),
    detail: facts.filter((fact) => fact !== undefined).join(' · '),
    row,
  };
}

function wayName({ order, model }: Way, t: Translate): string {
  return model === undefined ? orderName(order, t) : `${orderName(order, t)} · ${nameOf(model)}`;
}

function orderName(order: Order, t: Translate): string {
  if (order === 'text') return t('Text');
  return order === 'reranked' ? t('Model') : t('Text and model');
}

/** How much was asked. */
export function questionsText({ questions }: CalibrationReport, t: Translate): string {
  const ofCommits = questions.filter(({ kind }) => kind === 'commit').length;
  return t('{0} questions: {1} of comments, {2} of commits', questions.length, questions.length - ofCommits, ofCommits);
}

/** What follows from the figures. */
export function verdictText({ rows, present, better, isTooLittle }: CalibrationReport, t: Translate): string {
  if (isTooLittle) return t('Too few questions to recommend anything: {0} are needed.', LEAST_QUESTIONS);
  if (better) return t('Surely better here: {0}.', wayName(better, t));
  if (!rows.some((row) => isSameWay(row, present))) return t('What is set now was not measured.');
  return t('Nothing is surely better here than what is set now.');
}

/** The figures as a Markdown table with what was asked and what follows. */
export function calibrationMarkdown(report: CalibrationReport, t: Translate): string {
  const head = [t('order'), t('model'), 'MRR@10', 'hit@5', t('s per search'), t('against text (95 %)'), t('questions')];
  const rows = report.rows.map((row) => {
    const gain = row.gain ? `${signed(row.gain.mean)} (${signed(row.gain.lower)} … ${signed(row.gain.upper)})` : '';
    return [orderName(row.order, t), cell(row.model === undefined ? '' : nameOf(row.model)), row.mrr.toFixed(3), row.hitAt5.toFixed(2), row.seconds.toFixed(2), gain, String(row.questions)];
  });
  const table = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return [`${questionsText(report, t)}.`, '', ...table, '', verdictText(report, t), ''].join('\n');
}

/** The name of a model's folder can be anything. */
function cell(text: string): string {
  return text.replace(/[\p{Cc}\s]+/gu, ' ').replace(/[\\|`*_[\]<>]/g, '\\$&');
}

function signed(value: number): string {
  return `${value >= 0 ? '+' : ''}${value.toFixed(3)}`;
}
