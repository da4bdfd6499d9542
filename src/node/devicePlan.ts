import type { Precision } from '../engine/modelCatalogue.ts';
import type { PrecisionSetting } from '../engine/models.ts';
import type { Device, DeviceSetting } from '../model/protocol.ts';
import { wantedPrecisions } from './modelStore.ts';

/** A device, and what to load there. */
export interface Attempt {
  readonly device: Device;
  readonly precision: Precision;
}

/**
 * Accelerators of the packaged runtime by platform, the vendor's own before the general one. Source: the table in the README
 * of onnxruntime-node 1.30 (https://www.npmjs.com/package/onnxruntime-node). A platform that is not here has no native
 * binary at all, except linux-arm64, whose binary knows the processor only.
 */
const accelerators: Readonly<Record<string, readonly Device[]>> = {
  'linux-x64': ['cuda', 'webgpu'],
  'linux-arm64': [],
  'win32-x64': ['dml', 'webgpu'],
  'win32-arm64': ['dml', 'webgpu'],
  'darwin-arm64': ['coreml', 'webgpu'],
};

/** Both are tried on an accelerator, in this order: there are devices that lack half precision, or have an operator that mixes the two. */
const floatingPoint: readonly Precision[] = ['fp16', 'fp32'];

/** What this platform offers, in the order in which it is tried; the last one is what everything falls back to. */
export function offeredDevices(platform: string = process.platform, arch: string = process.arch): readonly Device[] {
  const native = accelerators[`${platform}-${arch}`];
  return native === undefined ? ['wasm'] : [...native, 'cpu'];
}

/** True for what is neither the processor nor its stand-in. */
export function isAccelerator(device: Device): boolean {
  return device !== 'cpu' && device !== 'wasm';
}

/**
 * What to try on one device, best first: one precision, or half and then single.
 * @param available precisions on disk
 */
export function attemptsOn(device: Device, setting: PrecisionSetting, available: readonly Precision[]): readonly Attempt[] {
  const wanted = wantedPrecisions(device, setting).filter((one) => available.includes(one));
  const floating = floatingPoint.filter((one) => available.includes(one));
  const isFloating = isAccelerator(device) && floating.length > 0 && (setting === 'auto' || setting === 'fp16');
  return (isFloating ? floating : wanted.slice(0, 1)).map((precision) => ({ device, precision }));
}

/** What everything falls back to on this platform, first to last: the processor, and WebAssembly where the native runtime cannot be loaded. */
export function processorsOf(offered: readonly Device[]): readonly Device[] {
  return offered.includes('cpu') ? ['cpu', 'wasm'] : ['wasm'];
}

export interface PlanInputs {
  readonly device: DeviceSetting;
  readonly precision: PrecisionSetting;
  readonly available: readonly Precision[];
  readonly offered: readonly Device[];
  /** What was fastest when all were tried; undefined where they were not. */
  readonly fastest: Attempt | undefined;
}

/**
 * What to load, first to last: what is asked for, then the processor, then WebAssembly. What the devices before the processor
 * could not do is not asked of it: its precision is chosen anew.
 * @returns never empty where any file is on disk
 */
export function planOf({ device, precision, available, offered, fastest }: PlanInputs): readonly Attempt[] {
  const wanted = wantedOf({ device, precision, available, offered, fastest });
  const isFallback = wanted.length > 0 && device !== 'auto' && isAccelerator(device);
  const last = processorsOf(offered).flatMap((processor) => attemptsOn(processor, isFallback ? 'auto' : precision, available));
  const plan = [...wanted, ...last];
  return plan.filter((one, place) => plan.findIndex((other) => other.device === one.device && other.precision === one.precision) === place);
}

/** What stands before the processors; nothing where they are what is asked for. */
function wantedOf({ device, precision, available, fastest }: PlanInputs): readonly Attempt[] {
  if (device === 'cpu') return [];
  if (device === 'auto') return fastest === undefined ? [] : [fastest];
  return attemptsOn(device, precision, available);
}
