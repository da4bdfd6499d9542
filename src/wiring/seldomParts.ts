import type { ExtensionContext } from 'vscode';
import type { SeldomRooms } from '../vscode/commands.ts';
import type { Log } from '../vscode/log.ts';
import type { ModelSpeeds } from '../vscode/modelSpeeds.ts';
import type { SettingsReader } from '../vscode/settings.ts';
import { createCalibration } from './calibrationParts.ts';
import { createDeviceCommands } from './deviceParts.ts';
import { createModelCommands } from './modelParts.ts';
import type { SearchParts } from './searchParts.ts';
import type { ScopeOf } from './sessionPorts.ts';

interface SeldomInput {
  readonly context: ExtensionContext;
  readonly settings: SettingsReader;
  readonly parts: SearchParts;
  /** Files that a choice means now. */
  readonly scopeOf: ScopeOf;
  readonly speeds: ModelSpeeds;
  /** Told when models came or went. */
  readonly onModels: () => void;
  readonly log: Log;
}

/** What looks after models and devices, and what calibrates. Loaded with the first command that asks for any of it. */
export function createSeldomRooms({ context, settings, parts, scopeOf, speeds, onModels, log }: SeldomInput): SeldomRooms {
  return {
    models: createModelCommands(context, settings, speeds, log, onModels),
    devices: createDeviceCommands(context, parts, log),
    calibration: createCalibration(context, settings, parts.ports, scopeOf, log),
  };
}
