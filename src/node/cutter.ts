import { parentPort, workerData } from 'node:worker_threads';
import type { CutterAnswer, CutterCall } from './cutterPool.ts';
import { FileCutter } from './fileCutter.ts';
import { TreeSitter } from './treeSitter.ts';

/** Worker thread: cuts files for the pool, one call at a time by id; a call can be stopped between files. */
const port = parentPort;
if (!port) throw new Error('cutter runs as a worker thread');

const cutter = new FileCutter(new TreeSitter((workerData as { grammars: string }).grammars));
const running = new Map<number, AbortController>();

port.on('message', (call: CutterCall) => {
  if (call.type === 'stop') running.get(call.id)?.abort();
  else void answer(call);
});

async function answer(call: Extract<CutterCall, { type: 'cut' }>): Promise<void> {
  const controller = new AbortController();
  running.set(call.id, controller);
  try {
    const files = await cutter.cut(call.files, call.query, call.options, controller.signal);
    post({ id: call.id, files });
  } catch (error) {
    post({ id: call.id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  } finally {
    running.delete(call.id);
  }
}

function post(message: CutterAnswer): void {
  port?.postMessage(message);
}
