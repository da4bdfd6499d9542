import type { DeviceSetting } from './protocol.ts';

/** What came of trying devices in order. */
export interface DeviceAttempt<Loaded> {
  readonly loaded: Loaded;
  readonly device: string;
  /** Why the device is not the one asked for. */
  readonly notice?: string;
}

/** Devices in the order in which they are tried. `auto` is the processor: it works everywhere and is measured. */
export function devicesToTry(setting: DeviceSetting): readonly string[] {
  return setting === 'auto' || setting === 'cpu' ? ['cpu'] : [setting, 'cpu'];
}

/**
 * Loads on the first device that can.
 * @param load loads on one device and proves that it works there
 * @throws what `load` threw for the last device
 */
export async function loadOnFirst<Loaded>(setting: DeviceSetting, load: (device: string) => Promise<Loaded>): Promise<DeviceAttempt<Loaded>> {
  const [first = 'cpu', ...others] = devicesToTry(setting);
  try {
    return { loaded: await load(first), device: first };
  } catch (error) {
    const [next] = others;
    if (next === undefined) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    return { loaded: await load(next), device: next, notice: `${first} unavailable: ${reason.trim()}; using ${next}` };
  }
}
