/**
 * Fits the numbers of src/engine/fitted.ts anew: the weights of the text order, the blend with the model, the calibration of relevance and the
 * operating point of "nothing here answers this". Each part is fitted with what the parts before it have written; test/fit/fittedModel.json
 * says which files of the model they were fitted for.
 * usage: npm run fit -- --trees DIR --sets DIR --work DIR [--only text|blend|calibration]
 * --trees: a folder per repository; --sets: e2e-semble.jsonl, e2e-history.jsonl, scope.json.gz; --work keeps what the first stage saw and all
 * logits, so that a later fit scores only what is new. Its *.bin files are to be removed when cutting or matching changes.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { fittedModelId } from '../../src/engine/fitted.ts';
import { collect, type QueryRecord } from '../bench/collect.ts';
import { sampleOf } from '../bench/firstStage.ts';
import { readJudgedPaths, readQueries, setNames } from '../bench/judgedQueries.ts';
import { benchPorts } from '../bench/ports.ts';
import { askAll, elsewhere, type Asked } from './asked.ts';
import { fitAnswering } from './fitAnswering.ts';
import { fitBlend } from './fitBlend.ts';
import { fitCalibration } from './fitCalibration.ts';
import { fitText } from './fitText.ts';
import { answeringConstants, blendConstant, calibrationConstant, textConstants } from './describe.ts';
import { recordFittedModel } from './fittedModel.ts';
import { writeFitted } from './writeFitted.ts';

/** Questions of each set that are asked elsewhere: enough for a share of flagged ones to within two percent, and each one costs scores of its own. */
const ASKED_ELSEWHERE = 200;

const parts = ['text', 'blend', 'calibration'] as const;

const { values } = parseArgs({ options: { trees: { type: 'string' }, sets: { type: 'string' }, work: { type: 'string' }, only: { type: 'string' } } });
const { trees, sets, work } = values;
if (trees === undefined || sets === undefined || work === undefined || (values.only !== undefined && !parts.some((part) => part === values.only))) {
  print('fit needs --trees DIR, --sets DIR and --work DIR; --only takes text, blend or calibration; see docs/ranking.md');
  process.exit(2);
}
if (values.only === undefined) fitEachPart();
else if (values.only === 'text') await fitTextPart(trees, sets, work);
else if (values.only === 'blend') await fitBlendPart(trees, sets, work);
else await fitCalibrationPart(trees, sets, work);

/** A process for each part, so that each one runs with the numbers that the one before has written. */
function fitEachPart(): void {
  for (const part of parts) {
    const { status } = spawnSync(process.execPath, [import.meta.filename, ...process.argv.slice(2), '--only', part], { stdio: 'inherit' });
    if (status !== 0) process.exit(status ?? 1);
  }
}

async function fitTextPart(treeFolder: string, setFolder: string, workFolder: string): Promise<void> {
  const ports = await portsFor(workFolder);
  const records: QueryRecord[] = [];
  for (const set of setNames) records.push(...(await collect(set, await readQueries(setFolder, set), treeFolder, ports, workFolder)));
  await ports.dispose();
  await writeFitted(textConstants(fitText(records, await readJudgedPaths(setFolder), print)));
}

async function fitBlendPart(treeFolder: string, setFolder: string, workFolder: string): Promise<void> {
  const paths = await readJudgedPaths(setFolder);
  const home = await askAtHome(treeFolder, setFolder, workFolder);
  const [fileRows, lines] = [fitBlend(home.filter(({ set }) => set === 'semble'), true, paths, print), fitBlend(home.filter(({ set }) => set === 'history'), false, paths, print)];
  for (const [name, fit] of [['file rows', fileRows], ['lines', lines]] as const) {
    print(`blend of ${name}: objective ${fit.text.toFixed(4)} in text order, ${fit.after.toFixed(4)} blended, ${fit.crossValidated.toFixed(4)} cross-validated`);
    print(`blend of ${name}: below the text order, of languages with 20 queries or more: ${fit.losses.join(', ') || 'none'}; cross-validated: ${fit.lossesElsewhere.join(', ') || 'none'}`);
  }
  await writeFitted([blendConstant({ lines, fileRows })]);
  await recordFittedModel('blend');
}

async function fitCalibrationPart(treeFolder: string, setFolder: string, workFolder: string): Promise<void> {
  const paths = await readJudgedPaths(setFolder);
  const home = await askAtHome(treeFolder, setFolder, workFolder);
  const [fileRows, lines] = [fitCalibration(home.filter(({ set }) => set === 'semble'), paths), fitCalibration(home.filter(({ set }) => set === 'history'), paths)];
  for (const [name, { sigmoid, crossValidated, bins }] of [['file rows', fileRows], ['lines', lines]] as const) {
    print(`calibration of ${name}: error ${sigmoid.all.toFixed(3)} of the sigmoid, ${crossValidated.all.toFixed(3)} cross-validated; of the first ten rows ${sigmoid.firstTen.toFixed(3)} and ${crossValidated.firstTen.toFixed(3)}`);
    for (const bin of bins) print(`| ${bin.from.toFixed(1)} | ${bin.count} | ${bin.meanChance.toFixed(3)} | ${bin.shareTrue.toFixed(3)} |`);
  }
  const all = [...home, ...(await askElsewhere(treeFolder, setFolder, workFolder))];
  const [withModel, textAlone] = [fitAnswering(all, true), fitAnswering(all, false)];
  for (const [name, { flagged }] of [['with the model', withModel], ['by text alone', textAlone]] as const) {
    print(`nothing answers, ${name}: flags ${percent(flagged.unanswerable)} of the questions of other repositories and ${percent(flagged.answerable)} of the repository's own, cross-validated`);
  }
  await writeFitted([calibrationConstant({ lines, fileRows }), ...answeringConstants(withModel, textAlone)]);
  await recordFittedModel('calibration');
}

async function askAtHome(treeFolder: string, setFolder: string, workFolder: string): Promise<Asked[]> {
  const ports = await portsFor(workFolder);
  const asked: Asked[] = [];
  for (const set of setNames) asked.push(...(await askAll(set, await readQueries(setFolder, set), true, treeFolder, ports)));
  await ports.dispose();
  return asked;
}

async function askElsewhere(treeFolder: string, setFolder: string, workFolder: string): Promise<Asked[]> {
  const ports = await portsFor(workFolder);
  const asked: Asked[] = [];
  for (const set of setNames) asked.push(...(await askAll(set, sampleOf(elsewhere(set, await readQueries(setFolder, set)), ASKED_ELSEWHERE), false, treeFolder, ports)));
  await ports.dispose();
  return asked;
}

function portsFor(workFolder: string): ReturnType<typeof benchPorts> {
  return benchPorts(path.join(import.meta.dirname, '../../dist'), { model: fittedModelId, work: workFolder });
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
