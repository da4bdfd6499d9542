import { spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startCodeServer } from './codeServer.ts';
import { SetupError } from './setup.ts';

const repository = path.resolve(import.meta.dirname, '../..');

const help = `npm start -- [folder]

Opens a folder in VS Code with this extension loaded: in the installed code, codium or cursor,
or else in a browser VS Code that is set up from npm the first time.

  folder      what to open; the folder that npm was called in by default
  --browser   the browser VS Code, even where an editor is installed
  --help      this text`;

/** Editors that take the arguments of VS Code, the commonest first; on Windows the program beside the command script. */
const editors = [
  { command: 'code', windows: '../Code.exe' },
  { command: 'codium', windows: '../VSCodium.exe' },
  { command: 'cursor', windows: '../../../Cursor.exe' },
] as const;

function installedEditor(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  for (const { command, windows } of editors) {
    for (const folder of folders) {
      // A .cmd file needs a shell, which we never use; the program itself takes the same arguments.
      const file = process.platform === 'win32' ? path.join(folder, windows) : path.join(folder, command);
      const isThere = process.platform === 'win32' ? existsSync(path.join(folder, `${command}.cmd`)) && existsSync(file) : existsSync(file);
      if (isThere) return file;
    }
  }
  return undefined;
}

/** The folder asked for, absolute. npm runs scripts in the project; INIT_CWD is where the person called it. */
function folderToOpen(argument: string | undefined): string {
  const folder = path.resolve(process.env['INIT_CWD'] ?? process.cwd(), argument ?? '.');
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw new SetupError(`No such folder: ${folder}`);
  return folder;
}

async function openEditor(editor: string, folder: string): Promise<void> {
  const child = spawn(editor, ['--new-window', `--extensionDevelopmentPath=${repository}`, folder], { stdio: 'inherit' });
  await new Promise<void>((resolve, reject) => {
    child.on('error', (error) => reject(new SetupError(`${editor} would not start: ${error.message}`)));
    child.on('close', () => resolve());
    console.log(`Opening ${folder} in ${path.basename(editor)} with Semantic Search loaded.`);
  });
}

async function openBrowserEditor(folder: string): Promise<void> {
  if (process.platform === 'win32') throw new SetupError('No editor was found: install VS Code, with its command "code" on the PATH, and run this again.');
  const server = await startCodeServer({ extensionFolders: [repository], report: (line) => console.log(line) });
  const stop = (): void => void server.dispose();
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  console.log(`\nVS Code with Semantic Search: ${server.address(folder)}\nOpen it in a browser and run Semantic Search from the palette (F1). Ctrl+C here stops it.`);
  await server.closed;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { browser: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } });
  if (values.help === true) {
    console.log(help);
    return;
  }
  const folder = folderToOpen(positionals[0]);
  const editor = values.browser === true ? undefined : installedEditor();
  await (editor === undefined ? openBrowserEditor(folder) : openEditor(editor, folder));
}

try {
  await main();
} catch (error) {
  const isUsage = error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
  if (!(error instanceof SetupError) && !isUsage) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
