import path from 'node:path';
import { sigmoid } from '../engine/sigmoid.ts';
import { formatBytes } from '../engine/bytes.ts';
import { SearchError } from '../engine/errors.ts';
import { modelCatalogue, shippedModelId } from '../engine/modelCatalogue.ts';
import type { CatalogueModel, Precision } from '../engine/modelCatalogue.ts';
import type { Verification } from '../engine/modelReferences.ts';
import type { DownloadProgress, ModelLibrary, ModelOnDisk, PrecisionSetting } from '../engine/models.ts';
import { verifyModel } from '../engine/verifyModel.ts';
import { UsageError, type CliArguments } from './arguments.ts';
import { exitCodes, type CliContext } from './commands.ts';

/** Milliseconds between two lines of progress. */
const PROGRESS_MS = 2000;

/** `models`: what is known and on disk, and the way to more. @returns exit code */
export async function runModels(given: CliArguments, library: ModelLibrary, context: CliContext): Promise<number> {
  const [action = 'list', id, ...others] = given.positionals;
  if (others.length > 0) throw new UsageError(`models ${action} takes one argument`);
  if (action === 'list') return list(library, context);
  if (id === undefined) throw new UsageError(`models ${action} needs ${action === 'import' ? 'a folder' : 'the id of a model'}`);
  switch (action) {
    case 'download':
      return download(id, given.precision as PrecisionSetting, library, context);
    case 'remove':
      await library.remove(path.isAbsolute(id) ? path.normalize(id) : id);
      await context.print(`removed ${id}`);
      return exitCodes.results;
    case 'import': {
      const model = await library.importFolder(path.resolve(context.currentFolder, id), context.signal);
      await context.print(`imported ${model.folder}: ${formatBytes(model.bytes)}, ${model.precisions.join(', ')}; use it with --model ${model.folder}`);
      return exitCodes.results;
    }
    case 'verify':
      return verify(id, context);
    default:
      throw new UsageError(`models '${action}' is not one of list, download, remove, verify, import`);
  }
}

async function list(library: ModelLibrary, { print }: CliContext): Promise<number> {
  const onDisk = await library.list();
  for (const card of modelCatalogue) {
    await print(`${card.id}\n    ${placeOf(onDisk.find(({ id }) => id === card.id))}; ${sizesOf(card)}; ${card.languages}; up to ${card.contextLength} tokens; ${card.licence}${card.isCommercialUseAllowed ? '' : ' (non-commercial use only)'}\n    good for ${card.goodFor}`);
  }
  for (const model of onDisk.filter(({ id }) => !modelCatalogue.some((card) => card.id === id))) await print(`${model.id}\n    ${placeOf(model)}`);
  return exitCodes.results;
}

function placeOf(model: ModelOnDisk | undefined): string {
  if (model === undefined) return 'not on disk';
  const place = model.place === 'shipped' ? 'ships with this program' : `on disk: ${model.folder}`;
  return `${place} (${formatBytes(model.bytes)}, ${model.precisions.join(', ')})`;
}

function sizesOf({ id, megabytes, otherMegabytes, isConfirmed }: CatalogueModel): string {
  const sizes = Object.entries(megabytes).map(([precision, size]) => `${precision as Precision} ${formatBytes((size + otherMegabytes) * 1e6)}`);
  return `${id === shippedModelId || isConfirmed ? '' : 'about '}${sizes.join(', ')}`;
}

async function download(id: string, precision: PrecisionSetting, library: ModelLibrary, { print, complain, signal, ports }: CliContext): Promise<number> {
  const there = await library.find(id, precision);
  if (there !== undefined) {
    await print(`${id} is on disk: ${there.folder}`);
    return exitCodes.results;
  }
  const plan = await library.plan(id, precision, signal);
  await print(`${plan.hub}/${plan.repository} at ${plan.commit}: ${plan.precision}, ${formatBytes(plan.bytes)}, licence ${plan.licence ?? 'not stated'}`);
  let last = { at: ports.clock(), line: '' };
  const model = await library.download(plan, (progress) => {
    const line = progressLine(progress);
    if (ports.clock() - last.at < PROGRESS_MS || line === last.line) return;
    last = { at: ports.clock(), line };
    complain(line);
  }, signal);
  await print(`downloaded ${model.folder}; use it with --model ${id}`);
  return exitCodes.results;
}

function progressLine({ bytes, total, isWaiting, msLeft }: DownloadProgress): string {
  const rest = isWaiting ? ', fetched by another program' : msLeft === undefined ? '' : `, ${Math.ceil(msLeft / 1000)} s left`;
  return `${formatBytes(bytes)} of ${formatBytes(total)}${rest}`;
}

async function verify(id: string, { ports, print, signal }: CliContext): Promise<number> {
  if (ports.reranker === undefined) throw new SearchError('modelMissing', 'no reranker');
  const result = await verifyModel(id, ports.reranker, signal);
  await print(verificationText(result));
  return result.agrees ? exitCodes.results : exitCodes.failed;
}

/** A line per pair: what is published, what came out here. */
export function verificationText({ id, device, precision, source, tolerance, pairs, agrees }: Verification): string {
  const head = `${id} on ${device}, ${precision}: ${source === undefined ? 'no scores are published; these are its own' : `known scores from: ${source}; tolerance ${tolerance}`}`;
  const lines = pairs.map(({ query, passage, logit, expected, agrees: isNear }) => {
    const published = expected === undefined ? '' : `  known ${expected.toFixed(4)} (${sigmoid(expected).toFixed(6)})  ${isNear ? 'agrees' : 'DIFFERS'}`;
    return `  ${logit.toFixed(4)} (${sigmoid(logit).toFixed(6)})${published}  [${query} | ${passage.split('\n')[0]?.slice(0, 60)}]`;
  });
  return [head, ...lines, agrees ? 'ok' : 'FAILED: the scores or their order differ'].join('\n');
}
