/** Entry of the model process: receives, works messages off in their order, answers; leaves when the host does. */
import { Socket } from 'node:net';
import { availableParallelism } from 'node:os';
import { failureOf } from './failure.ts';
import type { ModelServer } from './modelServer.ts';
import { ANSWER_PIPE, lineOf, LineReader, PROTOCOL_VERSION } from './protocol.ts';
import type { ModelMessage } from './protocol.ts';
import { threadsFor } from './threads.ts';

const leave = (): void => process.exit(0);

const answers = new Socket({ fd: ANSWER_PIPE, readable: false, writable: true });
// Nobody reads any more: the host has gone.
answers.on('error', leave);

const send = (message: ModelMessage): void => {
  answers.write(lineOf(message));
};

/** The native runtime is loaded with the server: where it cannot be (another C library, no binary), the host is told. */
const server: Promise<ModelServer | undefined> = import('./modelServer.ts').then(
  ({ ModelServer }) => new ModelServer(send, threadsFor(availableParallelism())),
  (error: unknown) => {
    send({ type: 'failed', code: 'deviceUnavailable', detail: `the runtime cannot be loaded: ${failureOf(error, 'deviceUnavailable').message}` });
    return undefined;
  },
);

const questions = new LineReader(Infinity);
process.stdin.setEncoding('utf8').on('data', (text: string) => {
  for (const message of questions.push(text)) void server.then((ready) => ready?.receive(message));
});
process.stdin.on('end', leave).on('error', leave);
send({ type: 'hello', version: PROTOCOL_VERSION });
