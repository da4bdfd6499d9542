import type { ExtensionContext } from 'vscode';
import type { SearchUpdate } from '../engine/types.ts';
import type { LateTree } from '../vscode/lateTree.ts';
import type { Log } from '../vscode/log.ts';
import { ModelOffer } from '../vscode/modelOffer.ts';
import type { ModelSpeeds } from '../vscode/modelSpeeds.ts';
import { reportFailure } from '../vscode/notices.ts';
import type { Row } from '../vscode/resultRows.ts';
import { ResultsView } from '../vscode/resultsView.ts';
import { Session } from '../vscode/session.ts';
import { effectOf, type SettingsReader } from '../vscode/settings.ts';
import type { SearchParts } from './searchParts.ts';
import { createSessionPorts, type ScopeOf } from './sessionPorts.ts';

/** The one answer on show, and what shows it. */
export interface AnswerParts {
  readonly session: Session;
  readonly view: ResultsView;
  dispose(): void;
}

interface AnswerInput {
  readonly context: ExtensionContext;
  readonly settings: SettingsReader;
  readonly tree: LateTree<Row>;
  readonly parts: SearchParts;
  /** Files that a choice means now. */
  readonly scopeOf: ScopeOf;
  readonly speeds: ModelSpeeds;
  /** Offers to fetch a model. */
  readonly offerModel: (id: string) => Promise<void>;
  readonly log: Log;
}

export function createAnswerParts({ context, settings, tree, parts, scopeOf, speeds, offerModel, log }: AnswerInput): AnswerParts {
  const view = new ResultsView(tree, settings);
  const session = new Session({
    ...createSessionPorts(settings, parts.ports, scopeOf),
    publish: (state) => {
      view.show(state);
      if (state.kind === 'failed') void reportFailure(state.error, log);
      if (state.kind === 'done') void afterSearch(state.update);
    },
  });
  const offer = new ModelOffer(context.globalState, offerModel);
  const afterSearch = async (update: SearchUpdate): Promise<void> => {
    await speeds.note(update);
    await offer.after(update, settings.read());
    await parts.consent.after(settings.read());
  };
  const onSettings = settings.onDidChange((changed) => {
    parts.configure();
    const effect = effectOf(changed);
    if (effect === 'search') void session.refresh();
    else if (effect === 'order') void session.reorder();
    else view.render();
  });
  return {
    session,
    view,
    dispose: () => {
      onSettings.dispose();
      session.dispose();
      view.dispose();
    },
  };
}
