import type { DeviceReport, DeviceTrial, TrialOutcome } from '../engine/deviceReport.ts';
import { deviceNameOf } from './deviceNames.ts';
import type { Translate } from './translate.ts';

/** A device in the list, or something to do with the list. */
export interface DeviceItem {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  readonly action?: DeviceAction;
}

export type DeviceAction = 'tryAgain' | 'copyDiagnostics' | 'changeDevice';

/** Every device that was tried, with its speed or why it is passed over; then those not tried yet, and what can be done. */
export function deviceItems(report: DeviceReport, t: Translate): readonly DeviceItem[] {
  const tried = new Set(report.trials.map(({ device }) => device));
  const waiting = report.offered.filter((device) => !tried.has(device)).map((device): DeviceItem => ({ label: `$(circle-outline) ${deviceNameOf(device)}`, description: t('not tried yet') }));
  const actions: readonly DeviceItem[] = [
    { label: `$(refresh) ${t('Try Devices Again')}`, detail: t('Loads the model on each, checks its scores against the processor’s and times it.'), action: 'tryAgain' },
    { label: `$(copy) ${t('Copy Diagnostics')}`, action: 'copyDiagnostics' },
    { label: `$(gear) ${t('Change Device')}`, description: `semanticSearch.device: ${report.asked.device}`, action: 'changeDevice' },
  ];
  return [...serverItem(report, t), ...inUseItem(report, t), ...report.trials.map((trial) => trialItem(trial, report, t)), ...waiting, ...actions];
}

function serverItem({ server }: DeviceReport, t: Translate): readonly DeviceItem[] {
  return server === undefined ? [] : [{ label: `$(cloud) ${server}`, description: t('the server judges relevance; snippets are sent there') }];
}

function inUseItem({ inUse, model }: DeviceReport, t: Translate): readonly DeviceItem[] {
  if (inUse === undefined) return [{ label: `$(circle-slash) ${t('No model is in memory')}`, description: model }];
  const { device, precision, threads, memory, notice } = inUse;
  return [
    {
      label: `$(play) ${t('In use: {0} {1}', deviceNameOf(device), precision)}`,
      description: t('{0} · {1} MB · {2} threads', inUse.id, Math.round(memory / 2 ** 20), threads),
      ...(notice !== undefined && { detail: notice }),
    },
  ];
}

function trialItem(trial: DeviceTrial, { fastest }: DeviceReport, t: Translate): DeviceItem {
  const name = `${deviceNameOf(trial.device)} ${trial.precision}`.trim();
  if (trial.outcome !== 'works') return { label: `$(circle-slash) ${name}`, description: outcomeText(trial.outcome, t), ...(trial.reason !== undefined && { detail: trial.reason }) };
  const isFastest = fastest?.device === trial.device && fastest.precision === trial.precision;
  return {
    label: `${isFastest ? '$(star-full)' : '$(pass)'} ${name}`,
    description: [t('{0} pairs a second', (trial.pairsPerSecond ?? 0).toFixed(1)), isFastest ? t('fastest: auto takes it') : undefined].filter((part) => part !== undefined).join(' · '),
    detail: t('loaded in {0} ms, {1} MB', Math.round(trial.loadMs ?? 0), Math.round((trial.memory ?? 0) / 2 ** 20)),
  };
}

function outcomeText(outcome: Exclude<TrialOutcome, 'works'>, t: Translate): string {
  const texts = { absent: t('not installed'), failed: t('does not work'), timedOut: t('does not answer'), crashed: t('crashes'), disagrees: t('scores wrongly') };
  return texts[outcome];
}
