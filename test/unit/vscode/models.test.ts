import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Memento } from 'vscode';
import { verificationOf } from '../../../src/engine/modelReferences.ts';
import type { DownloadPlan, ModelOnDisk } from '../../../src/engine/models.ts';
import { modelItems, offerOf, planText, progressText, verificationDocument } from '../../../src/vscode/modelItems.ts';
import { ModelOffer } from '../../../src/vscode/modelOffer.ts';
import { ModelSpeeds } from '../../../src/vscode/modelSpeeds.ts';
import { english, sampleUpdate } from './samples.ts';

const onDisk: ModelOnDisk[] = [
  { id: 'code-reranker', folder: '/ext/models/code-reranker', place: 'shipped', precisions: ['q8'], bytes: 24e6 },
  { id: 'BAAI/bge-reranker-base', folder: '/cache/x', place: 'huggingface', precisions: ['q8'], bytes: 301e6 },
  { id: '/cache/imported/mine', folder: '/cache/imported/mine', place: 'imported', precisions: ['fp32'], bytes: 5e6 },
];
const facts = { current: 'code-reranker', speed: (id: string) => (id === 'code-reranker' ? 81.4 : undefined) };

function memory(): Memento {
  const values = new Map<string, unknown>();
  const get = (key: string, standard?: unknown): unknown => values.get(key) ?? standard;
  return { get, update: async (key, value) => void values.set(key, value), keys: () => [...values.keys()] };
}

describe('the list of models', () => {
  it('says of each its size, languages, licence, whether it is here, and how fast it was', () => {
    const items = modelItems(onDisk, facts, english);
    const text = (id: string): string => Object.values(items.find((item) => item.id === id) ?? {}).filter((value) => typeof value === 'string').join(' | ');
    assert.match(text('code-reranker'), /\$\(check\).*part of the extension: 24 MB.*81 snippets per second here/);
    assert.match(text('BAAI/bge-reranker-base'), /in the Hugging Face cache: 301 MB.*English, Chinese · MIT · good for texts in English and Chinese · up to 512 tokens/);
    assert.match(text('BAAI/bge-reranker-v2-m3'), /to download: about 8-bit 588 MB, 16-bit 1\.16 GB, 32-bit 2\.29 GB/);
    assert.match(text('jinaai/jina-reranker-v2-base-multilingual'), /CC-BY-NC-4\.0 \(non-commercial use only\)/);
    assert.match(text('/cache/imported/mine'), /\| mine \| imported: 5 MB/);
  });
});

describe('before a download', () => {
  it('size, source and licence are told, and that a licence excludes commerce', () => {
    const plan: DownloadPlan = { id: 'jinaai/jina-reranker-v2-base-multilingual', hub: 'https://hub', repository: 'jinaai/jina-reranker-v2-base-multilingual', revision: 'main', commit: 'c', precision: 'q8', licence: undefined, files: [], bytes: 297e6 };
    assert.match(planText(plan, english), /^297 MB, 8-bit\nFrom https:\/\/hub\/jinaai\/.*\nLicence: CC-BY-NC-4\.0 \(non-commercial use only\)\n/);
    assert.match(planText({ ...plan, id: 'some/other', licence: 'mit' }, english), /Licence: mit/);
    assert.match(planText({ ...plan, id: 'some/other' }, english), /states no licence/);
    assert.match(offerOf('BAAI/bge-reranker-base', english), /301 MB.*licence MIT/);
  });

  it('a model that a setting names is offered once, whatever the answer', async () => {
    const offered: string[] = [];
    const offer = new ModelOffer(memory(), async (id) => void offered.push(id));
    const update = sampleUpdate();
    for (const model of ['BAAI/bge-reranker-base', 'BAAI/bge-reranker-base', 'code-reranker', '/some/folder']) await offer.after(update, { model, offline: false });
    await offer.after(update, { model: 'some/other', offline: true });
    await offer.after(sampleUpdate({ model: { id: 'x/y', device: 'cpu', precision: 'q8' } }), { model: 'x/y', offline: false });
    assert.deepEqual(offered, ['BAAI/bge-reranker-base']);
  });
});

describe('during a download', () => {
  it('bytes and time left are shown', () => {
    assert.equal(progressText({ bytes: 0, total: 279e6, isWaiting: false, msLeft: undefined }, english), '0 bytes of 279 MB');
    assert.equal(progressText({ bytes: 120e6, total: 279e6, isWaiting: false, msLeft: 41_200 }, english), '120 MB of 279 MB, 42 s left');
    assert.equal(progressText({ bytes: 120e6, total: 279e6, isWaiting: false, msLeft: 300_000 }, english), '120 MB of 279 MB, 5 min left');
    assert.equal(progressText({ bytes: 120e6, total: 279e6, isWaiting: true, msLeft: undefined }, english), '120 MB of 279 MB, fetched by another window');
  });
});

describe('a verification', () => {
  it('shows what is known beside what came out here', () => {
    const text = verificationDocument(verificationOf({ id: 'BAAI/bge-reranker-v2-m3', device: 'cpu', precision: 'fp16' }, [-5.65, -8.19, 5.26]), english);
    assert.match(text, /The scores agree.*\nKnown scores: model card.*Tolerance for this precision: 0\.1/);
    assert.match(text, /\| query \| passage \| -5\.6500 \(0\.003505\) \| -5\.6523 \(0\.003497\) \| 0\.0023 \| yes \|/);
    assert.match(verificationDocument(verificationOf({ id: 'BAAI/bge-reranker-v2-m3', device: 'cpu', precision: 'fp16' }, [1, 2, 3]), english), /DIFFER/);
    assert.match(verificationDocument(verificationOf({ id: 'some/other', device: 'cpu', precision: 'fp32' }, [1, 2]), english), /No scores are known/);
  });
});

describe('the speed of a model', () => {
  it('is that of its best search, and of no search that says too little', async () => {
    const speeds = new ModelSpeeds(memory());
    const search = (scored: number, rerank: number, stage: 'final' | 'reranking' = 'final') => speeds.note(sampleUpdate({ stage, scored, stages: { find: 1, cut: 1, rank: 1, rerank } }));
    await search(5, 10);
    await search(60, 10, 'reranking');
    assert.equal(speeds.of('code-reranker'), undefined);
    await search(60, 2000);
    await search(60, 1000);
    await search(60, 3000);
    assert.equal(speeds.of('code-reranker'), 60);
  });
});
