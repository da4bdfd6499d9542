/** Entry of the model process: receives, works messages off in their order, answers; leaves when the host does. */
import { availableParallelism } from 'node:os';
import { failureOf } from './failure.ts';
import type { ModelServer } from './modelServer.ts';
import { PROTOCOL_VERSION } from './protocol.ts';
import type { ModelMessage } from './protocol.ts';
import { threadsFor } from './threads.ts';

const send = (message: ModelMessage): void => {
  // After the host has gone there is nobody to tell; `disconnect` ends the process.
  if (process.connected) process.send?.(message);
};

/** The native runtime is loaded with the server: where it cannot be (another C library, no binary), the host is told. */
const server: Promise<ModelServer | undefined> = import('./modelServer.ts').then(
  ({ ModelServer }) => new ModelServer(send, threadsFor(availableParallelism())),
  (error: unknown) => {
    send({ type: 'failed', code: 'deviceUnavailable', detail: `the runtime cannot be loaded: ${failureOf(error, 'deviceUnavailable').message}` });
    return undefined;
  },
);

process.on('message', (message: unknown) => {
  void server.then((ready) => ready?.receive(message));
});
process.on('disconnect', () => {
  process.exit(0);
});
send({ type: 'hello', version: PROTOCOL_VERSION });
