/** Entry of the model process: receives, works messages off in their order, answers; leaves when the host does. */
import { availableParallelism } from 'node:os';
import { ModelServer } from './modelServer.ts';
import { PROTOCOL_VERSION } from './protocol.ts';
import type { ModelMessage } from './protocol.ts';
import { threadsFor } from './threads.ts';

const send = (message: ModelMessage): void => {
  // After the host has gone there is nobody to tell; `disconnect` ends the process.
  if (process.connected) process.send?.(message);
};

const server = new ModelServer(send, threadsFor(availableParallelism()));
process.on('message', (message: unknown) => {
  server.receive(message);
});
process.on('disconnect', () => {
  process.exit(0);
});
send({ type: 'hello', version: PROTOCOL_VERSION });
