import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { abortError } from '../../../src/engine/errors.ts';
import { parseQuery } from '../../../src/engine/terms.ts';
import type { CutFile, Snippet, TextSearch } from '../../../src/engine/types.ts';
import { ExampleQuestions } from '../../../src/vscode/exampleQuestions.ts';
import { questionsAbout } from '../../../src/vscode/symbolQuestions.ts';
import { scope, snippetsOf, textSearchOver } from '../searchDoubles.ts';

type Name = readonly [symbol: string, container?: string | undefined, kind?: Snippet['kind']];

function fileWith(path: string, ...names: readonly Name[]): CutFile {
  const snippets = names.map(([symbol, container, kind = 'function'], at): Snippet => ({
    startLine: at + 1, endLine: at + 1, titleLine: at + 1, kind, symbol, ...(container === undefined ? {} : { container }), text: symbol, length: 1, counts: new Float64Array(8), hitLines: [],
  }));
  return { folder: '/w', path, language: 'typescript', lineCount: names.length, isGenerated: false, snippets };
}

describe('questions about real names', () => {
  it('take a form that suits the name: words, a method of a class, a name', () => {
    const files = [fileWith('src/config.ts', ['parseConfigFile'], ['wait', 'RetryPolicy'], ['requestQueue'])];
    assert.deepEqual(questionsAbout(files), ['where do we parse a config file', 'how does RetryPolicy wait', 'where is requestQueue called']);
  });

  it('read as a sentence in snake case, too', () => {
    assert.deepEqual(questionsAbout([fileWith('src/a.py', ['load_saved_models'])]), ['where do we load saved models']);
  });

  it('are of different files where there are several', () => {
    const files = [fileWith('a.ts', ['parseConfig'], ['readState'], ['writeState']), fileWith('b.ts', ['mergeRows'])];
    const questions = questionsAbout(files);
    assert.ok(questions.includes('where is mergeRows called'), questions.join());
  });

  it('share neither a verb nor a noun, in whatever form', () => {
    const files = [fileWith('a.ts', ['cutFile']), fileWith('b.ts', ['cutSnippets']), fileWith('c.ts', ['FileReader', undefined, 'class']), fileWith('d.ts', ['sortRows'], ['parse_files'])];
    assert.deepEqual(questionsAbout(files), ['where do we cut a file', 'where is sortRows called']);
  });

  it('take four forms where the names allow it, the same ones each time', () => {
    const files = [fileWith('a.ts', ['readConfigFile']), fileWith('b.ts', ['buildResponse', 'HttpAdapter']), fileWith('c.ts', ['TokenStream', undefined, 'class']), fileWith('d.ts', ['merge_rows'])];
    const questions = ['where do we read a config file', 'how does HttpAdapter build a response', 'where is TokenStream used', 'where are rows merged'];
    for (let time = 0; time < 2; time++) assert.deepEqual(questionsAbout(files), questions);
  });

  it('ask for what a type or a component is used for, not for what its name seems to do', () => {
    const files = [fileWith('a.ts', ['FilterItem', undefined, 'class']), fileWith('b.ts', ['SortIcon'])];
    assert.deepEqual(questionsAbout(files), ['where is FilterItem used']);
  });

  it('fit in a side bar', () => {
    const files = [fileWith('a.ts', ['prepareGenerationConfig', 'PreTrainedModelOfText']), fileWith('b.ts', ['readFile', 'Pipeline'])];
    assert.deepEqual(questionsAbout(files), ['where do we prepare a generation config', 'how does Pipeline read a file']);
  });

  it('do not say twice what a class is for', () => {
    assert.deepEqual(questionsAbout([fileWith('a.ts', ['visitNode', 'Visitor'])]), ['where do we visit a node']);
  });

  it('leave out names that make no sentence: single words, abbreviations, very long ones', () => {
    const files = [fileWith('a.ts', ['main'], ['parseX'], ['Config', 'wait'], [`read${'Long'.repeat(20)}`], ['parseConfigFileOfTheOldForm'])];
    assert.deepEqual(questionsAbout(files), []);
  });

  it('hold nothing but names, whatever a hostile file calls its symbols', () => {
    const files = [fileWith('a.ts', ['parse](command:evil) config'], ['$(zap)runThis'], ['readState', '<img src=x>'], ['read\u202EState'])];
    assert.deepEqual(questionsAbout(files), []);
  });

  it('give each search something to find', () => {
    const files = [fileWith('a.ts', ['parseConfigFile'], ['wait', 'RetryPolicy'], ['requestQueue'])];
    for (const question of questionsAbout(files)) assert.ok(parseQuery(question).terms.length > 0, question);
  });
});

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined };
const code = fileWith('src/config.ts', ['parseConfigFile'], ['requestQueue']);

function examplesOver(files: readonly CutFile[], changes: Partial<TextSearch> = {}): ExampleQuestions {
  return new ExampleQuestions({ textSearch: { ...textSearchOver(files), ...changes }, snippets: snippetsOf(files), log }, async () => scope);
}

describe('examples of a workspace', () => {
  it('come from its own code, not from tests, documents or what others wrote', async () => {
    const files = [fileWith('test/a.test.ts', ['checkSomeCase']), fileWith('node_modules/x/i.js', ['sendOtherThing']), fileWith('docs/a.md', ['readTheGuide']), code];
    assert.deepEqual(await examplesOver(files).questions(), ['where do we parse a config file', 'where is requestQueue called']);
  });

  it('are general ones where nothing can be found or searched', async () => {
    const general = await examplesOver([]).questions();
    assert.ok(general.includes('where are failed requests retried'));
    assert.deepEqual(await examplesOver([code], { search: async () => Promise.reject(new Error('no ripgrep')) }).questions(), general);
  });

  it('cost one look, which ends early in a large workspace', async () => {
    let looks = 0;
    let found = 0;
    const examples = examplesOver([code], {
      async search(_query, _scope, onCandidate, signal) {
        looks++;
        for (let at = 0; at < 100_000 && !signal.aborted; at++, found++) onCandidate({ folder: '/w', path: 'src/config.ts', counts: new Float64Array(8).fill(1) });
        throw abortError();
      },
    });
    const questions = await examples.questions();
    assert.deepEqual(await examples.questions(), questions);
    assert.equal(looks, 1);
    assert.ok(found < 1000, `${found} files`);
    assert.ok(questions.length > 0 && questions[0] === 'where do we parse a config file', questions.join());
  });

  it('are made anew when the folders change', async () => {
    const files = [code];
    const examples = examplesOver(files);
    await examples.questions();
    files.splice(0, 1, fileWith('src/b.ts', ['mergeRows']));
    examples.forget();
    assert.deepEqual(await examples.questions(), ['where do we merge rows']);
  });
});
