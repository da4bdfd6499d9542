import { env, l10n, ProgressLocation, type QuickPickItem, QuickPickItemKind, window } from 'vscode';
import type { CalibrationReport, CalibrationRow } from '../engine/calibrationReport.ts';
import type { CalibrationProgress } from '../engine/calibrationRun.ts';
import { isAbort } from '../engine/errors.ts';
import { calibrationItems, calibrationMarkdown, questionsText, verdictText } from './calibrationItems.ts';
import type { Log } from './log.ts';
import { nameOf } from './modelItems.ts';
import { reportFailure } from './notices.ts';
import type { SettingsReader } from './settings.ts';

export interface CalibrateCommandOptions {
  /** Measures the workspace as it is now. @throws SearchError; AbortError */
  readonly run: (onProgress: (progress: CalibrationProgress) => void, signal: AbortSignal) => Promise<CalibrationReport>;
  readonly settings: SettingsReader;
  readonly log: Log;
}

/** Measures the orders and models on the workspace's own questions, and sets the one that the user chooses. Failures are shown, never thrown. */
export class CalibrateCommand {
  readonly #options: CalibrateCommandOptions;
  #isRunning = false;

  constructor(options: CalibrateCommandOptions) {
    this.#options = options;
  }

  /** A second call while the first one measures does nothing: its progress is on show. */
  async run(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    try {
      const report = await this.#measure();
      this.#isRunning = false;
      await this.#offer(report);
    } catch (error) {
      if (!isAbort(error)) await reportFailure(error, this.#options.log);
    } finally {
      this.#isRunning = false;
    }
  }

  #measure(): Thenable<CalibrationReport> {
    return window.withProgress({ location: ProgressLocation.Notification, title: l10n.t('Calibrating on this workspace'), cancellable: true }, (progress, token) => {
      const stop = new AbortController();
      token.onCancellationRequested(() => stop.abort());
      return this.#options.run((state) => progress.report({ message: progressText(state) }), stop.signal);
    });
  }

  async #offer(report: CalibrationReport): Promise<void> {
    const { log } = this.#options;
    for (const { model, error } of report.failures) log.warn(`calibrate: ${model}: ${String(error)}`);
    if (report.questions.length === 0) {
      void window.showInformationMessage(l10n.t('The comments and commits of this workspace gave no questions to measure with.'));
      return;
    }
    const copy: QuickPickItem = { label: l10n.t('$(copy) Copy as Markdown'), alwaysShow: true };
    const separator: QuickPickItem = { label: '', kind: QuickPickItemKind.Separator };
    const chosen = await window.showQuickPick([...calibrationItems(report, l10n.t), separator, copy], {
      title: questionsText(report, l10n.t),
      placeHolder: `${verdictText(report, l10n.t)} ${l10n.t('Choose what this workspace is to use.')}`,
      ignoreFocusOut: true,
    });
    if (chosen === copy) await env.clipboard.writeText(calibrationMarkdown(report, l10n.t));
    else if (chosen !== undefined && 'row' in chosen) await this.#use(chosen.row);
  }

  /** For this workspace alone: elsewhere another way may be better. */
  async #use({ order, model }: CalibrationRow): Promise<void> {
    const { settings } = this.#options;
    const now = settings.read();
    if (model !== undefined && model !== now.model) await settings.writeHere('model', model);
    if (order !== now.order) await settings.writeHere('order', order);
  }
}

function progressText({ model, done, total }: CalibrationProgress): string {
  if (total === 0) return l10n.t('looking for questions in comments and commits');
  return model === undefined ? l10n.t('text: {0} of {1} questions', done, total) : l10n.t('{0}: {1} of {2} questions', nameOf(model), done, total);
}
