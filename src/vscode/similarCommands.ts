import { commands, type DocumentSymbol, l10n, type Range, type SymbolInformation, SymbolKind, type TextDocument, type TextEditor, window, workspace } from 'vscode';
import { codeOriginAt, codeOriginOf } from '../engine/codeOrigin.ts';
import { isAbort } from '../engine/errors.ts';
import type { CodeOrigin } from '../engine/codeTerms.ts';
import type { RankedResult, SnippetSource } from '../engine/types.ts';
import { type CodeSymbol, symbolAround, type SymbolRole } from './codeSymbols.ts';
import { commandIds } from './contributions.ts';
import type { Log } from './log.ts';
import type { ResultsView } from './resultsView.ts';
import { lineRangeOf, titleOf } from './resultText.ts';
import type { ScopeMemory } from './scopeMemory.ts';
import { similarRequest } from './searchRequest.ts';
import type { Session } from './session.ts';
import { type SettingsReader, searchOptionsOf } from './settings.ts';

/** Longest wait for another extension to name the symbols of a file, and for this one to cut it, in milliseconds. */
const ORIGIN_WAIT_MS = 1_000;

/** What the command that finds similar code works on. */
export interface SimilarRooms {
  readonly session: Session;
  readonly view: ResultsView;
  readonly scopes: ScopeMemory;
  readonly settings: SettingsReader;
  readonly snippets: SnippetSource;
  readonly log: Log;
}

/** Code to begin with, and what it is called. */
interface NamedOrigin {
  readonly origin: CodeOrigin;
  readonly name: string;
}

export function similarCommands(rooms: SimilarRooms) {
  return { [commandIds.findSimilar]: (clicked: unknown) => findSimilar(rooms, clicked) };
}

/** From the result that was clicked, else from the active editor. */
async function findSimilar(rooms: SimilarRooms, clicked: unknown): Promise<void> {
  const { session, view, scopes } = rooms;
  const editor = window.activeTextEditor;
  const found = isResultRow(clicked) ? { origin: clicked.result, name: titleOf(clicked.result) } : editor && (await originIn(editor, rooms));
  if (!found) return;
  const { folder, path, language, startLine, endLine, text } = found.origin;
  const request = similarRequest(l10n.t('Similar to {0}', found.name), { folder, path, language, startLine, endLine, text }, scopes.current);
  await Promise.all([view.focus(), session.search(request)]);
}

function isResultRow(value: unknown): value is { readonly result: RankedResult } {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'result' && 'result' in value;
}

/** The selection where it holds more than a word, else the symbol around the cursor, else what a search would show of that place. */
async function originIn({ document, selection }: TextEditor, rooms: SimilarRooms): Promise<NamedOrigin> {
  const file = fileOf(document);
  const lines = document.getText().split(/\r\n|\n|\r/);
  const selected = document.getText(selection);
  if (/\S\s+\S/.test(selected)) {
    // A selection up to the start of a line leaves that line out.
    const isLineEnd = selection.end.character === 0 && selection.end.line > selection.start.line;
    return namedByPlace({ ...codeOriginOf(file, lines, selection.start.line + 1, selection.end.line + (isLineEnd ? 0 : 1)), text: selected });
  }
  const line = selection.active.line + 1;
  const symbol = symbolAround(await inTime(symbolsOf(document), [], rooms.log), line);
  if (symbol) return { origin: codeOriginOf(file, lines, symbol.startLine, symbol.endLine), name: symbol.name };
  return namedByPlace(await snippetAt(document, lines, line, rooms));
}

async function snippetAt(document: TextDocument, lines: readonly string[], line: number, { settings, snippets, log }: SimilarRooms): Promise<CodeOrigin> {
  const stop = new AbortController();
  const file = { ...fileOf(document), overlay: document.getText() };
  const around = codeOriginOf(file, lines, line, line);
  try {
    return await inTime(codeOriginAt(file, lines, line, searchOptionsOf(settings.read()), snippets, stop.signal), around, log);
  } finally {
    stop.abort();
  }
}

/** The file as results name it; one outside the workspace by its own folder. */
function fileOf({ uri }: TextDocument): Pick<CodeOrigin, 'folder' | 'path'> {
  const folder = workspace.getWorkspaceFolder(uri);
  if (folder) return { folder: folder.uri.fsPath, path: uri.path.slice(folder.uri.path.replace(/\/$/, '').length + 1) };
  const name = uri.path.lastIndexOf('/') + 1;
  return { folder: uri.with({ path: uri.path.slice(0, name) || '/' }).fsPath, path: uri.path.slice(name) };
}

function namedByPlace(origin: CodeOrigin): NamedOrigin {
  return { origin, name: `${origin.path.slice(origin.path.lastIndexOf('/') + 1)}:${lineRangeOf(origin)}` };
}

const roles: ReadonlyMap<SymbolKind, SymbolRole> = new Map([
  ...[SymbolKind.Function, SymbolKind.Method, SymbolKind.Constructor, SymbolKind.Class, SymbolKind.Interface, SymbolKind.Struct, SymbolKind.Enum, SymbolKind.Operator].map((kind) => [kind, 'code'] as const),
  ...[SymbolKind.File, SymbolKind.Module, SymbolKind.Namespace, SymbolKind.Package].map((kind) => [kind, 'holder'] as const),
]);

/** Symbols as the extension for the language names them; none where there is no such extension. */
async function symbolsOf({ uri }: TextDocument): Promise<CodeSymbol[]> {
  const found = await commands.executeCommand<(DocumentSymbol | SymbolInformation)[] | undefined>('vscode.executeDocumentSymbolProvider', uri);
  // What has children has a location, too: the editor gives both forms in one.
  return (found ?? []).flatMap((symbol) => ('children' in symbol ? withChildren(symbol) : [codeSymbolOf(symbol, symbol.location.range)]));
}

function withChildren(symbol: DocumentSymbol): CodeSymbol[] {
  return [codeSymbolOf(symbol, symbol.range), ...symbol.children.flatMap(withChildren)];
}

function codeSymbolOf({ name, kind }: { readonly name: string; readonly kind: SymbolKind }, { start, end }: Range): CodeSymbol {
  return { name, role: roles.get(kind) ?? 'value', startLine: start.line + 1, endLine: end.line + 1 };
}

/** @returns the fallback where the work fails or takes too long: what it brings later is dropped */
async function inTime<Result>(work: Promise<Result>, fallback: Result, log: Log): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Result>((resolve) => (timer = setTimeout(() => resolve(fallback), ORIGIN_WAIT_MS)));
  try {
    return await Promise.race([work, late]);
  } catch (error) {
    if (!isAbort(error)) log.debug(`The code at the cursor is taken as its lines: ${String(error)}`);
    return fallback;
  } finally {
    clearTimeout(timer);
  }
}
