import type { RerankerModel } from './types.ts';

/** What came of trying a device: it works, or why it is passed over. */
export type TrialOutcome = 'works' | 'absent' | 'failed' | 'timedOut' | 'crashed' | 'disagrees';

/** One device, tried with one precision of a model in a process of its own. */
export interface DeviceTrial {
  readonly device: string;
  readonly precision: string;
  readonly outcome: TrialOutcome;
  /** Why it is passed over, in the words of the runtime; absent where it works. */
  readonly reason?: string;
  /** Query-passage pairs a second on a small batch; only where it works. */
  readonly pairsPerSecond?: number;
  /** Milliseconds until the model was loaded there; only where it works. */
  readonly loadMs?: number;
  /** Resident memory of the process with the model, in bytes; only where it works. */
  readonly memory?: number;
}

/** Everything there is to say about what a model runs on, and why. */
export interface DeviceReport {
  /** Lines on the extension, Node, the system and the processor. */
  readonly machine: readonly string[];
  /** Package and version of the model runtime; undefined before the first load. */
  readonly runtime: string | undefined;
  readonly model: string;
  /** Device and precision as the settings ask for them. */
  readonly asked: { readonly device: string; readonly precision: string };
  /** What runs at this moment; undefined while no model is in memory. */
  readonly inUse: (RerankerModel & { readonly threads: number; readonly memory: number }) | undefined;
  /** Host of the server that scores in place of this machine; undefined where none does. */
  readonly server: string | undefined;
  /** Devices of this platform in the order in which they are tried. */
  readonly offered: readonly string[];
  /** Empty until they were tried. */
  readonly trials: readonly DeviceTrial[];
  /** What `auto` takes with the next load. */
  readonly fastest: DeviceTrial | undefined;
  /** When they were tried, ISO 8601. */
  readonly triedAt: string | undefined;
}

/** The fastest of the devices that work. */
export function fastestOf(trials: readonly DeviceTrial[]): DeviceTrial | undefined {
  return trials.filter(({ outcome }) => outcome === 'works').toSorted((a, b) => (b.pairsPerSecond ?? 0) - (a.pairsPerSecond ?? 0))[0];
}

/** What the user, and whoever helps them, needs to know, as plain text: no path of a workspace and no query is in it. */
export function diagnosticsOf(report: DeviceReport): string {
  const { machine, runtime, model, asked, inUse, server, offered, trials, fastest, triedAt } = report;
  return [
    ...machine,
    `runtime: ${runtime ?? 'not loaded yet'}`,
    `model: ${model}; device ${asked.device}, precision ${asked.precision}`,
    `in use: ${inUse === undefined ? 'nothing is loaded' : `${inUse.device}, ${inUse.precision}, ${inUse.threads} threads, ${megabytes(inUse.memory)} MB${inUse.notice === undefined ? '' : `; ${inUse.notice}`}`}`,
    ...(server === undefined ? [] : [`server: ${server}`]),
    `offered here, in order: ${offered.join(', ')}`,
    trials.length === 0 ? 'not tried yet' : `tried ${triedAt ?? ''}:`,
    ...trials.map((trial) => `  ${trialLine(trial)}`),
    ...(fastest === undefined ? [] : [`auto takes: ${fastest.device}, ${fastest.precision}`]),
  ].join('\n');
}

/** One finding on one line. */
export function trialLine({ device, precision, outcome, reason, pairsPerSecond, loadMs, memory }: DeviceTrial): string {
  const name = precision === '' ? device : `${device} ${precision}`;
  if (outcome !== 'works') return `${name}: ${outcome}${reason === undefined ? '' : `: ${reason.replaceAll('\n', ' ')}`}`;
  return `${name}: ${(pairsPerSecond ?? 0).toFixed(1)} pairs a second, loaded in ${Math.round(loadMs ?? 0)} ms, ${megabytes(memory ?? 0)} MB`;
}

function megabytes(bytes: number): string {
  return Math.round(bytes / 2 ** 20).toString();
}
