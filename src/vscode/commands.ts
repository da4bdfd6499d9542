import { commands, type Uri } from 'vscode';
import type { SnippetSource } from '../engine/types.ts';
import type { CalibrateCommand } from './calibrateCommand.ts';
import { commandIds } from './contributions.ts';
import type { DeviceCommands } from './deviceCommands.ts';
import { exportCommands } from './exportCommands.ts';
import { filterCommands } from './filterCommands.ts';
import type { Log } from './log.ts';
import type { ModelCommands } from './modelCommands.ts';
import { pinCommands } from './pinCommands.ts';
import type { PinStore } from './pinStore.ts';
import type { PinsView } from './pinsView.ts';
import { questionCommands } from './questionCommands.ts';
import type { QueryInput } from './queryInput.ts';
import type { CommandTable } from './registerCommands.ts';
import { resultCommands } from './resultCommands.ts';
import type { ResultOpener } from './resultOpener.ts';
import type { ResultsView } from './resultsView.ts';
import { scopeCommands } from './scopeCommands.ts';
import type { ScopeMemory } from './scopeMemory.ts';
import type { Session } from './session.ts';
import type { SettingsReader } from './settings.ts';
import { similarCommands } from './similarCommands.ts';
import { chooseTerms } from './termPicker.ts';

/** What commands work on that few ever use. */
export interface SeldomRooms {
  readonly models: ModelCommands;
  readonly devices: DeviceCommands;
  readonly calibration: CalibrateCommand;
}

/** What the commands work on. */
export interface Rooms {
  readonly session: Session;
  readonly view: ResultsView;
  readonly opener: ResultOpener;
  readonly pins: PinStore;
  readonly pinsView: PinsView;
  readonly input: QueryInput;
  readonly scopes: ScopeMemory;
  readonly settings: SettingsReader;
  readonly snippets: SnippetSource;
  readonly seldom: () => Promise<SeldomRooms>;
  /** Asks for the key of the server that the settings name. */
  readonly setEndpointKey: () => Promise<void>;
  /** Folder of this workspace that the extension may write to. */
  readonly storage: Uri;
  readonly log: Log;
  /** Extension id, `publisher.name`: its settings are shown by it. */
  readonly extensionId: string;
}

/** Rows that are added at a time, and snippets that the model reads for them. */
const MORE_RESULTS = 30;

/** What every command does. */
export function commandTable(rooms: Rooms): CommandTable {
  const { session, view, opener, settings, seldom, log, extensionId } = rooms;
  return {
    ...questionCommands(rooms),
    ...filterCommands(rooms),
    ...scopeCommands(rooms),
    ...similarCommands(rooms),
    [commandIds.refresh]: () => session.refresh(),
    [commandIds.cancel]: () => session.cancel(),
    [commandIds.clear]: () => session.clear(),
    ...resultCommands(view, opener),
    ...pinCommands(rooms),
    ...exportCommands(rooms),
    [commandIds.viewAsList]: () => settings.write('view', 'list'),
    [commandIds.viewAsTree]: () => settings.write('view', 'tree'),
    [commandIds.orderText]: () => settings.write('order', 'text'),
    [commandIds.orderReranked]: () => settings.write('order', 'reranked'),
    [commandIds.orderBlended]: () => settings.write('order', 'blended'),
    [commandIds.chooseTerms]: () => chooseTerms(session),
    [commandIds.showMore]: () => session.showMore(MORE_RESULTS),
    [commandIds.chooseModel]: async () => (await seldom()).models.choose(),
    [commandIds.downloadModel]: async () => (await seldom()).models.download(),
    [commandIds.removeModel]: async () => (await seldom()).models.remove(),
    [commandIds.importModel]: async () => (await seldom()).models.importFolder(),
    [commandIds.verifyModel]: async () => (await seldom()).models.verify(),
    [commandIds.calibrate]: async () => (await seldom()).calibration.run(),
    [commandIds.openModelFolder]: async () => (await seldom()).models.openFolder(),
    [commandIds.setHubToken]: async () => (await seldom()).models.setToken(),
    [commandIds.showDevices]: async () => (await seldom()).devices.show(),
    [commandIds.copyDiagnostics]: async () => (await seldom()).devices.copyDiagnostics(),
    [commandIds.setEndpointKey]: () => rooms.setEndpointKey(),
    [commandIds.openSettings]: () => commands.executeCommand('workbench.action.openSettings', `@ext:${extensionId}`),
    [commandIds.showLog]: () => log.show(),
  };
}
