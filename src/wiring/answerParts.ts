import type { ExtensionContext } from 'vscode';
import type { SearchUpdate } from '../engine/types.ts';
import type { Log } from '../vscode/log.ts';
import type { ModelCommands } from '../vscode/modelCommands.ts';
import { ModelOffer } from '../vscode/modelOffer.ts';
import { ModelSpeeds } from '../vscode/modelSpeeds.ts';
import { reportFailure } from '../vscode/notices.ts';
import { ResultsView } from '../vscode/resultsView.ts';
import { Session } from '../vscode/session.ts';
import { effectOf, type SettingsReader } from '../vscode/settings.ts';
import { createModelCommands } from './modelParts.ts';
import type { SearchParts } from './searchParts.ts';
import { createSessionPorts, type ScopeOf } from './sessionPorts.ts';

/** The one answer on show, what shows it, and the models that it may be asked of. */
export interface AnswerParts {
  readonly session: Session;
  readonly view: ResultsView;
  readonly models: ModelCommands;
  dispose(): void;
}

export function createAnswerParts(context: ExtensionContext, settings: SettingsReader, parts: SearchParts, scopeOf: ScopeOf, log: Log): AnswerParts {
  const view = new ResultsView(settings);
  const session = new Session({
    ...createSessionPorts(settings, parts.ports, scopeOf),
    publish: (state) => {
      view.show(state);
      if (state.kind === 'failed') void reportFailure(state.error, log);
      if (state.kind === 'done') void afterSearch(state.update);
    },
  });
  const speeds = new ModelSpeeds(context.globalState);
  const models = createModelCommands(context, settings, speeds, log, () => {
    parts.reloadModels();
    void session.refresh();
  });
  const offer = new ModelOffer(context.globalState, (id) => models.offer(id));
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
    models,
    dispose: () => {
      onSettings.dispose();
      session.dispose();
      view.dispose();
    },
  };
}
