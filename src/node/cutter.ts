import { parentPort, workerData } from 'node:worker_threads';
import type { CutterAnswer, CutterCall, CutterStart } from './cutterPool.ts';
import type { CutFile } from '../engine/types.ts';
import { FileCutter } from './fileCutter.ts';
import { TreeSitter } from './treeSitter.ts';

/** Worker thread: cuts files for the pool, one call at a time by id; a call can be stopped between files. */
const port = parentPort;
if (!port) throw new Error('cutter runs as a worker thread');

/** Text that is handed over at a time: taking it in holds the receiver's event loop, for a millisecond or two. */
const PORTION_CHARACTERS = 200_000;

const { grammars, maxKeptCharacters } = workerData as CutterStart;
const treeSitter = new TreeSitter(grammars);
const cutter = new FileCutter(treeSitter, maxKeptCharacters);
const running = new Map<number, AbortController>();

port.on('message', (call: CutterCall) => {
  if (call.type === 'stop') running.get(call.id)?.abort();
  else void answer(call);
});

// Ahead of the first call; where it fails, that call says so.
treeSitter.start().catch(() => undefined);

async function answer(call: Extract<CutterCall, { type: 'cut' }>): Promise<void> {
  const controller = new AbortController();
  running.set(call.id, controller);
  try {
    let portion: CutFile[] = [];
    let characters = 0;
    const send = (isLast: boolean): void => {
      post({ id: call.id, files: portion, isLast });
      portion = [];
      characters = 0;
    };
    const onCut = (file: CutFile): void => {
      portion.push(file);
      characters += file.snippets.reduce((sum, { text }) => sum + text.length, 0);
      if (characters > PORTION_CHARACTERS) send(false);
    };
    await cutter.cut(call.files, call.query, call.options, onCut, controller.signal);
    send(true);
  } catch (error) {
    post({ id: call.id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  } finally {
    running.delete(call.id);
  }
}

function post(message: CutterAnswer): void {
  port?.postMessage(message);
}
