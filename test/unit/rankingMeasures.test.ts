import assert from 'node:assert/strict';
import test from 'node:test';
import type { FileLines } from '../../src/engine/measures.ts';
import { bootstrapInterval } from '../../src/engine/statistics.ts';
import { ByteReader } from '../bench/byteReader.ts';
import { sampleOf } from '../bench/firstStage.ts';
import type { JudgedQuery } from '../bench/judgedQueries.ts';
import { fileMeasures, lineMeasures } from '../bench/metrics.ts';
import { report } from '../bench/report.ts';
import type { QueryRun } from '../bench/runs.ts';

const row = (path: string, startLine = 1, endLine = 10): FileLines => ({ path, startLine, endLine });

const judged: JudgedQuery = {
  qid: 'q', query: 'where', lang: 'go', name: 'r',
  relevant: [{ path: 'a.go', startLine: 1, endLine: 10, grade: 2 }, { path: 'b.go', startLine: 50, endLine: 59, grade: 1 }],
};

test('lines count where half of the shorter is shared, in files that are judged', () => {
  const paths = new Map([['r', new Set(['a.go', 'b.go'])]]);
  const measures = lineMeasures(judged, [row('test.go'), row('a.go', 6, 30), row('b.go', 40, 53)], paths);
  assert.equal(measures['mrr'], 1);
  assert.equal(measures['recall@10'], 1);
  assert.equal(measures['ndcg@10'], 3 / (3 + 1 / Math.log2(3)));
  assert.equal(lineMeasures(judged, [row('a.go', 7, 30)], paths)['hit@10'], 0);
  assert.equal(lineMeasures(judged, [row('b.go', 50, 59)], paths)['recall@10'], 0);
});

test('files count once, below the root of the question alone', () => {
  const inRoot = { ...judged, root: 'src', relevant: judged.relevant.map((target) => ({ ...target, path: `src/${target.path}` })) };
  const measures = fileMeasures(inRoot, [row('docs/x.md'), row('src/c.go'), row('src/a.go'), row('src/b.go')]);
  assert.deepEqual([measures['mrr'], measures['hit@1'], measures['hit@5'], measures['recall@10']], [0.5, 0, 1, 1]);
  assert.equal(measures['ndcg@10'], (1 / Math.log2(3) + 1 / 2) / (1 + 1 / Math.log2(3)));
  assert.equal(fileMeasures(inRoot, [])['mrr'], 0);
});

test('a report names the languages where the model loses, and says when its time is not known', () => {
  const runs = Array.from({ length: 20 }, (_, at): QueryRun => ({
    judged: { ...judged, qid: `q${at}`, category: at % 2 ? 'symbol' : 'semantic' }, times: { find: at },
    measures: { text: { mrr: 1, 'ndcg@10': 1 }, reranked: { mrr: 0, 'ndcg@10': 0 }, blended: { mrr: 0.5, 'ndcg@10': 1 } },
  }));
  const text = report('history', runs, new Map(runs.map(({ judged: { qid } }) => [qid, { blended: [1, 0.25] }])));
  assert.match(text, /blended is below text, by mrr: go -0\.500\./);
  assert.match(text, /\| blended \| mrr \| 0\.500 \| 0\.500 to 0\.500 \| -0\.500 \(-0\.500 to -0\.500\) \| \+0\.250 \(\+0\.250 to \+0\.250\) \|/);
  assert.match(text, /\| symbol \| 10 \|/);
  assert.match(text, /Rerank times are not measured/);
  assert.match(report('semble', runs, new Map()), /by ndcg@10: none\./);
});

test('intervals and samples are the same in every run', () => {
  const values = Array.from({ length: 100 }, (_, at) => at % 2);
  assert.deepEqual(bootstrapInterval(values), bootstrapInterval(values));
  const [lower, upper] = bootstrapInterval(values);
  assert.ok(lower > 0.35 && lower < 0.5 && upper > 0.5 && upper < 0.65);
  const queries = Array.from({ length: 50 }, (_, at) => ({ ...judged, qid: `q${at + 10}` }));
  const ten = sampleOf(queries, 10).map(({ qid }) => qid);
  assert.equal(ten.length, 10);
  assert.ok(ten.every((qid) => sampleOf(queries, 20).some((other) => other.qid === qid)));
});

test('files of a repository are read from a stream wherever its chunks end', async () => {
  const all = Buffer.from('id blob 5\na\nb\nc\nid missing\n');
  for (const size of [1, 4, 100]) {
    const chunks = Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.subarray(at * size, (at + 1) * size));
    const reader = new ByteReader((async function* chunked() { yield* chunks; })());
    assert.equal(await reader.line(), 'id blob 5');
    assert.equal((await reader.take(5)).toString(), 'a\nb\nc');
    await reader.take(1);
    assert.equal(await reader.line(), 'id missing');
    await assert.rejects(reader.line());
  }
});
