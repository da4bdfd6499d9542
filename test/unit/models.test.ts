import assert from 'node:assert/strict';
import test from 'node:test';
import { formatBytes } from '../../src/engine/bytes.ts';
import { cardOf, modelCatalogue, modelSourceOf, shippedModelId } from '../../src/engine/modelCatalogue.ts';
import { pairsToVerify, tolerances, verificationOf } from '../../src/engine/modelReferences.ts';
import { sigmoid } from '../../src/engine/sigmoid.ts';
import { hashOf, isSafePath } from '../../src/node/hubRepository.ts';
import { huggingFaceCache } from '../../src/node/modelCaches.ts';
import { checkClassifier } from '../../src/node/modelConfig.ts';

test('every model of the catalogue has all that a person wants to know before a download', () => {
  assert.equal(new Set(modelCatalogue.map(({ id }) => id)).size, modelCatalogue.length);
  for (const card of modelCatalogue) {
    assert.ok(Object.keys(card.megabytes).includes('q8'), `${card.id} runs on a processor`);
    assert.match(card.revision, /^([0-9a-f]{40}|main|as shipped)$/);
    assert.ok(card.isConfirmed ? card.revision !== 'main' : true, `${card.id} is pinned where it is confirmed`);
    for (const text of [card.languages, card.licence, card.goodFor]) assert.ok(text.length > 2);
    assert.equal(modelSourceOf(card.id)?.repository, card.repository);
  }
  assert.deepEqual(modelCatalogue.filter((card) => !card.isCommercialUseAllowed).map(({ licence }) => licence), ['CC-BY-NC-4.0']);
});

test('names of repositories are told from folders and from what leads elsewhere', () => {
  assert.deepEqual(modelSourceOf('some-one/any.model_2'), { id: 'some-one/any.model_2', repository: 'some-one/any.model_2', revision: 'main' });
  assert.equal(modelSourceOf('owner/name@v1.0')?.revision, 'v1.0');
  assert.equal(cardOf('cross-encoder/ms-marco-MiniLM-L6-v2')?.repository, 'Xenova/ms-marco-MiniLM-L-6-v2');
  assert.equal(cardOf('baai/BGE-reranker-base')?.id, 'BAAI/bge-reranker-base');
  for (const id of [shippedModelId, '', 'name', 'a/b/c', '/a/b', '../b', 'a/..', 'a/.', './a', 'a/b@../c', 'C:\\models', 'a b/c', 'https://hub/x', 'a..b/c..d']) assert.equal(modelSourceOf(id), undefined, id);
});

test('published scores of bge-reranker-v2-m3 are those of its card, normalised too', () => {
  const expected = [0.003497010252573502, 0.00027803096387751553, 0.9948403768236574];
  const logits = [-5.65234375, -8.1875, 5.26171875];
  const result = verificationOf({ id: 'BAAI/bge-reranker-v2-m3', device: 'cpu', precision: 'fp16' }, logits);
  assert.ok(result.agrees);
  for (const [place, { expected: logit = NaN }] of result.pairs.entries()) assert.ok(Math.abs(sigmoid(logit) - (expected[place] ?? NaN)) < 1e-9);
});

test('a model whose scores or their order differ does not pass', () => {
  const model = { id: 'BAAI/bge-reranker-v2-m3', device: 'cpu', precision: 'q8' };
  assert.ok(verificationOf(model, [-5, -8.9, 5.9]).agrees);
  assert.deepEqual(verificationOf(model, [-5, -8.9, 3]).pairs.map(({ agrees }) => agrees), [true, true, false]);
  assert.ok(!verificationOf({ ...model, precision: 'fp32' }, [-5, -8.9, 5.9]).agrees);
  assert.ok(!verificationOf(model, [NaN, -8, 5]).agrees);
  // Within the tolerance of four bits, yet the wrong way round.
  assert.ok(!verificationOf({ id: 'Alibaba-NLP/gte-reranker-modernbert-base', device: 'cpu', precision: 'q4' }, [2.6, 2.3, -1.6]).agrees);
  assert.ok(tolerances.fp32 < tolerances.fp16 && tolerances.fp16 < tolerances.q8 && tolerances.q8 < tolerances.q4);
});

test('a model without published scores passes when it answers with numbers', () => {
  const model = { id: 'some/other', device: 'cpu', precision: 'fp32' };
  assert.equal(pairsToVerify('some/other').length, 2);
  const result = verificationOf(model, [0.1, 0.2]);
  assert.deepEqual([result.agrees, result.source], [true, undefined]);
  assert.ok(!verificationOf(model, [0.1]).agrees);
});

test('sizes read as on a download page', () => {
  assert.deepEqual([0, 999, 1000, 23_444_657, 278_600_000, 999_600_000, 1_110_000_000].map(formatBytes), ['0 bytes', '999 bytes', '1 kB', '23.4 MB', '279 MB', '1 GB', '1.11 GB']);
});

test('file names that lead elsewhere on any system are told', () => {
  for (const name of ['config.json', 'onnx/model.onnx_data', '.gitattributes', 'a/b c/d']) assert.ok(isSafePath(name), name);
  for (const name of ['', '/a', 'a/', '../a', 'a/../b', './a', 'a\\b', 'C:a', 'a\u0000b', 'a//b', 'con?', '\\\\host\\share']) assert.ok(!isSafePath(name), name);
});

test('a hash is known by its length, whatever stands around it', () => {
  assert.deepEqual(hashOf(`"${'a'.repeat(64)}"`), { kind: 'sha256', hex: 'a'.repeat(64) });
  assert.deepEqual(hashOf(`W/"${'B'.repeat(40)}"`), { kind: 'gitSha1', hex: 'b'.repeat(40) });
  for (const text of [undefined, '', '"abc"', 'z'.repeat(64), `${'a'.repeat(32)}-5`]) assert.equal(hashOf(text), undefined);
});

const check = (config: unknown): void => checkClassifier(typeof config === 'string' ? config : JSON.stringify(config), 'config.json');

test('a reranker is told from other models by its config', () => {
  check({ model_type: 'bert' });
  check({ architectures: ['XLMRobertaForSequenceClassification'], num_labels: 1, id2label: { 0: 'LABEL_0' } });
  for (const config of ['{', 'null', '[]', '{}']) assert.throws(() => check(config), { code: 'modelInvalid' }, config);
  for (const config of [{ model_type: 'bert', architectures: ['BertModel'] }, { model_type: 'bert', id2label: { 0: 'no', 1: 'yes' } }, { model_type: 'bert', num_labels: 3 }]) {
    assert.throws(() => check(config), { code: 'modelUnsupported' }, JSON.stringify(config));
  }
});

test('the Hugging Face cache lies where its own tools put it', () => {
  assert.equal(huggingFaceCache({ HF_HUB_CACHE: '/a', HF_HOME: '/b' }), '/a');
  assert.equal(huggingFaceCache({ HF_HOME: '/b', XDG_CACHE_HOME: '/c' }), '/b/hub');
  assert.equal(huggingFaceCache({ XDG_CACHE_HOME: '/c' }), '/c/huggingface/hub');
  assert.match(huggingFaceCache({}), /[\\/]\.cache[\\/]huggingface[\\/]hub$/);
});
