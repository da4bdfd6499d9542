import { commands, env, l10n, window } from 'vscode';
import { diagnosticsOf } from '../engine/deviceReport.ts';
import type { DeviceReport } from '../engine/deviceReport.ts';
import { isAbort } from '../engine/errors.ts';
import { type DeviceAction, deviceItems } from './deviceItems.ts';
import type { Log } from './log.ts';
import { reportFailure } from './notices.ts';

/** What is asked of the model's side. */
export interface Devices {
  readonly report: () => Promise<DeviceReport>;
  /** Tries all devices; a search stops it. */
  readonly tryAll: (signal: AbortSignal) => Promise<void>;
}

/** The report on devices, and what can be done with it. Failures are shown, never thrown. */
export class DeviceCommands {
  readonly #devices: Devices;
  readonly #log: Log;

  constructor(devices: Devices, log: Log) {
    this.#devices = devices;
    this.#log = log;
  }

  /** The list of devices; those of a machine where none was tried yet are tried while it is open. */
  async show(): Promise<void> {
    const stop = new AbortController();
    const picker = window.createQuickPick<ReturnType<typeof deviceItems>[number]>();
    picker.title = l10n.t('Devices');
    picker.placeholder = l10n.t('What the model runs on here, and why');
    const refresh = async (): Promise<DeviceReport> => {
      const report = await this.#devices.report();
      picker.items = deviceItems(report, l10n.t);
      return report;
    };
    const tryAll = async (): Promise<void> => {
      picker.busy = true;
      await this.#devices.tryAll(stop.signal);
      await refresh();
      picker.busy = false;
    };
    const hidden = new Promise<void>((resolve) => picker.onDidHide(resolve));
    picker.onDidAccept(() => {
      const action = picker.selectedItems[0]?.action;
      if (action === 'tryAgain') void this.#guarded(tryAll);
      else if (action !== undefined) {
        picker.hide();
        void this.#guarded(() => this.#do(action));
      }
    });
    picker.show();
    await this.#guarded(async () => {
      const { trials } = await refresh();
      if (trials.length === 0) await tryAll();
    });
    await hidden;
    stop.abort();
    picker.dispose();
  }

  /** Puts everything that helps others to help on the clipboard: no query, no path of the workspace. */
  copyDiagnostics(): Promise<void> {
    return this.#guarded(async () => {
      await env.clipboard.writeText(diagnosticsOf(await this.#devices.report()));
      void window.setStatusBarMessage(l10n.t('Diagnostics copied'), 3000);
    });
  }

  async #do(action: DeviceAction): Promise<void> {
    if (action === 'copyDiagnostics') await this.copyDiagnostics();
    else await commands.executeCommand('workbench.action.openSettings', 'semanticSearch.device');
  }

  async #guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!isAbort(error)) await reportFailure(error, this.#log);
    }
  }
}
