import { type Disposable, window } from 'vscode';
import type { Logger } from '../engine/types.ts';

/** The extension's own output channel: the editor stamps the time and filters by the level that the user chose. */
export interface Log extends Logger, Disposable {
  error(message: string): void;
  /** Brings the channel to the front. */
  show(): void;
}

export function createLog(name: string): Log {
  const channel = window.createOutputChannel(name, { log: true });
  return {
    debug: (message) => channel.debug(message),
    info: (message) => channel.info(message),
    warn: (message) => channel.warn(message),
    error: (message) => channel.error(message),
    show: () => channel.show(),
    dispose: () => channel.dispose(),
  };
}
