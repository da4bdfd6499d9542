import { commands, Disposable } from 'vscode';
import { type CommandId, commandIds } from './contributions.ts';

/** A command's work; the editor passes what was clicked or what another extension gave. */
export type CommandHandler = (argument: unknown) => unknown;

/** What each command does. */
export type CommandTable = Readonly<Record<CommandId, CommandHandler>>;

/** Registers every command. @param table asked for when one of them is first used */
export function registerCommands(table: () => Promise<CommandTable>): Disposable {
  const run = async (id: CommandId, argument: unknown): Promise<unknown> => (await table())[id](argument);
  return Disposable.from(...Object.values(commandIds).map((id) => commands.registerCommand(id, (argument: unknown) => run(id, argument))));
}
