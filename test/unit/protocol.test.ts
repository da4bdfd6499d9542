import assert from 'node:assert/strict';
import test from 'node:test';
import * as fc from 'fast-check';
import { isHostMessage, isModelMessage, lineOf, LineReader } from '../../src/model/protocol.ts';
import type { HostMessage, ModelMessage } from '../../src/model/protocol.ts';

const limits = { maxLength: 192, maxQuery: 96, maxWindows: 3, overlap: 24 };

const hostMessages: Readonly<Record<HostMessage['type'], HostMessage>> = {
  load: { type: 'load', id: 'code-reranker', folder: '/models/code-reranker', device: 'webgpu', precision: 'q8', threads: 4 },
  score: { type: 'score', requestId: 1, query: 'naïve 検索 🔎', passages: ['a', ''], limits },
  cancel: { type: 'cancel', requestId: 1 },
};

const modelMessages: Readonly<Record<ModelMessage['type'], ModelMessage>> = {
  hello: { type: 'hello', version: 3 },
  loaded: { type: 'loaded', id: 'code-reranker', device: 'cpu', precision: 'q8', ms: 312.5, threads: 4, memory: 2e8, runtime: 'onnxruntime-node 1.30.0' },
  scores: { type: 'scores', requestId: 1, scores: [{ index: 0, logit: -3.25 }] },
  done: { type: 'done', requestId: 1 },
  failed: { type: 'failed', requestId: 1, code: 'modelInvalid', detail: 'no logits' },
};

test('every message comes over the wire as it was, and is recognised', () => {
  for (const message of Object.values(hostMessages)) {
    const [copy] = new LineReader(1000).push(lineOf(message));
    assert.deepEqual(copy, message);
    assert.ok(isHostMessage(copy), message.type);
    assert.ok(!isModelMessage(copy), message.type);
  }
  for (const message of Object.values(modelMessages)) {
    const [copy] = new LineReader(1000).push(lineOf(message));
    assert.deepEqual(copy, message);
    assert.ok(isModelMessage(copy), message.type);
    assert.ok(!isHostMessage(copy), message.type);
  }
});

test('what may be absent may be absent', () => {
  assert.ok(isHostMessage({ type: 'load', id: 'a', folder: '/a', device: 'cpu', precision: 'fp32' }));
  assert.ok(isModelMessage({ type: 'failed', code: 'modelMissing', detail: '' }));
});

test('a message that lacks a field, or has one of another type, is not recognised', () => {
  const optional = new Set(['load.threads', 'failed.requestId']);
  for (const [messages, isMessage] of [[hostMessages, isHostMessage], [modelMessages, isModelMessage]] as const) {
    for (const message of Object.values(messages)) {
      for (const key of Object.keys(message)) {
        assert.ok(!isMessage({ ...message, [key]: Symbol.iterator }), `${message.type}.${key} of another type`);
        if (!optional.has(`${message.type}.${key}`)) assert.ok(!isMessage({ ...message, [key]: undefined }), `${message.type} without ${key}`);
      }
    }
  }
});

test('garbage is not recognised', () => {
  const oddities: unknown[] = [undefined, null, 0, '', 'hello', [], {}, { type: 'toString' }, { type: '__proto__' }, { type: 'scores', requestId: 1, scores: [{ index: 0, logit: NaN }] }, { type: 'done', requestId: -1 }, { type: 'done', requestId: 0.5 }, { type: 'score', requestId: 1, query: 'a', passages: [1], limits }, { type: 'load', id: 'a', folder: '/a', device: 'abacus', precision: 'q8' }];
  for (const oddity of oddities) assert.ok(!isHostMessage(oddity) && !isModelMessage(oddity), JSON.stringify(oddity));
});

test('no value makes a guard throw', () => {
  fc.assert(fc.property(fc.anything(), (value) => typeof isHostMessage(value) === 'boolean' && typeof isModelMessage(value) === 'boolean'));
});

test('messages come through whole, however the stream is cut', () => {
  const messages = [...Object.values(hostMessages), { type: 'score', query: 'a\nb\u2028c' } as unknown as HostMessage];
  const text = messages.map(lineOf).join('');
  fc.assert(
    fc.property(fc.array(fc.nat(text.length), { maxLength: 30 }), (cuts) => {
      const places = [0, ...cuts.toSorted((a, b) => a - b), text.length];
      const reader = new LineReader(10_000);
      assert.deepEqual(places.slice(1).flatMap((end, place) => reader.push(text.slice(places[place], end))), messages);
    }),
  );
});

test('what is no JSON is told, and what follows is read; so is a line that is too long', () => {
  const reader = new LineReader(10);
  assert.deepEqual(reader.push('nonsense\n1\n\n'), [undefined, 1, undefined]);
  assert.deepEqual(reader.push('[[[[[[[[[[[[[[['), [undefined]);
});
