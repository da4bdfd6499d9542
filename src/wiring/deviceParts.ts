import type { ExtensionContext } from 'vscode';
import { machineLines } from '../node/machine.ts';
import { DeviceCommands } from '../vscode/deviceCommands.ts';
import type { Log } from '../vscode/log.ts';
import type { SearchParts } from './searchParts.ts';

export function createDeviceCommands(context: ExtensionContext, { reranker, remote }: SearchParts, log: Log): DeviceCommands {
  const { version } = context.extension.packageJSON as { readonly version: string };
  const report = async () => ({ ...(await reranker.deviceReport(machineLines(version))), server: remote.model?.server });
  return new DeviceCommands({ report, tryAll: (signal) => reranker.tryDevices(signal) }, log);
}
