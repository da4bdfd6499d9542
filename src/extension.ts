import { type ExtensionContext, l10n, workspace } from 'vscode';
import { examplesViewId, pinsViewId, viewId } from './vscode/contributions.ts';
import { keepsPins } from './vscode/keptPins.ts';
import { LateTree } from './vscode/lateTree.ts';
import { createLog } from './vscode/log.ts';
import { registerAgentTool } from './vscode/registerAgentTool.ts';
import { registerCommands } from './vscode/registerCommands.ts';
import { SettingsReader } from './vscode/settings.ts';
import { offerAgentServer } from './wiring/agentServerParts.ts';
import type { MainParts, Trees } from './wiring/mainParts.ts';
import { OnDemand } from './wiring/onDemand.ts';

/** Registers what the editor may ask for. Whatever answers is loaded when it is first asked; nothing is read, started or searched before. */
export function activate(context: ExtensionContext): void {
  const log = createLog(l10n.t('Semantic Search'));
  const settings = new SettingsReader(workspace);
  const main: OnDemand<MainParts> = new OnDemand(async () => (await import('./wiring/mainParts.ts')).createMainParts(context, settings, trees, log));
  const trees: Trees = {
    results: new LateTree(viewId, { showCollapseAll: true, canSelectMany: true }),
    examples: new LateTree(examplesViewId, {}, () => main.get()),
    pins: new LateTree(pinsViewId, { canSelectMany: true }, () => main.get()),
  };
  const commands = registerCommands(async () => (await main.get()).commands);
  const tool = registerAgentTool(async () => (await main.get()).agentTool);
  const server = offerAgentServer(context, settings);
  context.subscriptions.push(commands, tool, server, main, trees.pins, trees.examples, trees.results, log);
  // Their view is to be there, and they follow their code from now on.
  if (keepsPins(context.workspaceState)) main.get().catch((error: unknown) => log.error(`The pins are not shown: ${String(error)}`));
}
