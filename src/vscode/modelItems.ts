import { formatBytes } from '../engine/bytes.ts';
import { cardOf, modelCatalogue, precisionNames } from '../engine/modelCatalogue.ts';
import type { CatalogueModel, Precision } from '../engine/modelCatalogue.ts';
import type { Verification } from '../engine/modelReferences.ts';
import type { DownloadPlan, DownloadProgress, ModelOnDisk } from '../engine/models.ts';
import { sigmoid } from '../engine/sigmoid.ts';
import { isFolder } from './modelConsent.ts';
import type { Translate } from './translate.ts';

/** One line of a list of models, as the quick pick shows it. */
export interface ModelItem {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly detail: string;
  /** Undefined where it must be fetched first. */
  readonly model: ModelOnDisk | undefined;
}

/** What is known of models here, beside what is on disk. */
export interface ModelFacts {
  /** The setting's value. */
  readonly current: string;
  /** Pairs per second that were measured here; undefined where none were. */
  readonly speed: (id: string) => number | undefined;
}

/** The catalogue in its order, each with what is on disk of it, then whatever else is on disk. */
export function modelItems(models: readonly ModelOnDisk[], facts: ModelFacts, t: Translate): ModelItem[] {
  const known = modelCatalogue.map((card) => itemOf(card.id, card, models.find(({ id }) => id === card.id), facts, t));
  return [...known, ...onDiskItems(models.filter(({ id }) => cardOf(id) === undefined), facts, t)];
}

/** Models that are on disk. */
export function onDiskItems(models: readonly ModelOnDisk[], facts: ModelFacts, t: Translate): ModelItem[] {
  return models.map((model) => itemOf(model.id, cardOf(model.id), model, facts, t));
}

function itemOf(id: string, card: CatalogueModel | undefined, model: ModelOnDisk | undefined, { current, speed }: ModelFacts, t: Translate): ModelItem {
  const pairsPerSecond = speed(id);
  const facts = [
    // What the catalogue says has its translations as the sentences here do.
    card && t(card.languages),
    card && licenceOf(card, t),
    pairsPerSecond === undefined ? undefined : t('{0} snippets per second here', Math.round(pairsPerSecond)),
    card && t('good for {0}', t(card.goodFor)),
    // Last: narrow windows cut the line.
    card && t('up to {0} tokens', card.contextLength),
  ];
  return {
    id,
    label: `${current === id ? '$(check) ' : ''}${nameOf(id)}`,
    description: model === undefined ? t('to download: {0}', card === undefined ? '?' : sizesOf(card, t)) : t('{0}: {1}', placeOf(model, t), formatBytes(model.bytes)),
    detail: facts.filter((fact) => fact !== undefined).join(' · ') || (model?.folder ?? id),
    model,
  };
}

/** The id of a model outside catalogue and hub is its folder's path. */
export function nameOf(id: string): string {
  return isFolder(id) ? (id.split(/[\\/]/).at(-1) ?? id) : id;
}

function placeOf({ place }: ModelOnDisk, t: Translate): string {
  if (place === 'shipped') return t('part of the extension');
  if (place === 'huggingface') return t('in the Hugging Face cache');
  return place === 'imported' ? t('imported') : t('on this machine');
}

function sizesOf({ megabytes, otherMegabytes, isConfirmed }: CatalogueModel, t: Translate): string {
  // The other 8-bit and 4-bit forms are for those who ask for them by name.
  const shown = (['q8', 'fp16', 'fp32'] as const).flatMap((precision: Precision) => {
    const size = megabytes[precision];
    return size === undefined ? [] : [`${precisionNames[precision]} ${formatBytes((size + otherMegabytes) * 1e6)}`];
  });
  return isConfirmed ? shown.join(', ') : t('about {0}', shown.join(', '));
}

function licenceOf({ licence, isCommercialUseAllowed }: CatalogueModel, t: Translate): string {
  return isCommercialUseAllowed ? licence : t('{0} (non-commercial use only)', licence);
}

/** What is asked before the first download of a model whose setting was written by hand. */
export function offerOf(id: string, t: Translate): string {
  const card = cardOf(id);
  if (card === undefined) return t('{0} is not on this machine. Download it? Until then the model of the extension does the work.', nameOf(id));
  return t('{0} is not on this machine. Download it ({1}, licence {2})? Until then the model of the extension does the work.', nameOf(id), sizesOf(card, t), licenceOf(card, t));
}

/** What a person must know before a download: how much, from where, under which licence. */
export function planText(plan: DownloadPlan, t: Translate): string {
  const card = cardOf(plan.id);
  const lines = [
    t('{0}, {1}', formatBytes(plan.bytes), precisionNames[plan.precision]),
    t('From {0}/{1}', plan.hub, plan.repository),
    card !== undefined ? t('Licence: {0}', licenceOf(card, t)) : plan.licence === undefined ? t('The repository states no licence: see its page.') : t('Licence: {0}', plan.licence),
    t('Only the files of the model are fetched; nothing is sent.'),
  ];
  return lines.join('\n');
}

/** `120 MB of 279 MB, 1 min left`. */
export function progressText({ bytes, total, isWaiting, msLeft }: DownloadProgress, t: Translate): string {
  const done = t('{0} of {1}', formatBytes(bytes), formatBytes(total));
  if (isWaiting) return t('{0}, fetched by another window', done);
  if (msLeft === undefined) return done;
  const seconds = Math.ceil(msLeft / 1000);
  return seconds < 90 ? t('{0}, {1} s left', done, seconds) : t('{0}, {1} min left', done, Math.round(seconds / 60));
}

/** The result of a verification as a Markdown document. */
export function verificationDocument({ id, device, precision, source, tolerance, pairs, agrees }: Verification, t: Translate): string {
  const verdict = source === undefined ? t('No scores are known for this model. It loads and answers with numbers:') : agrees ? t('The scores agree with the known ones.') : t('The scores DIFFER from the known ones, or their order does.');
  const head = [`# ${t('Verify Model')}: ${nameOf(id)}`, '', t('On {0}, precision {1}.', device, precision), verdict];
  const origin = source === undefined ? [] : [t('Known scores: {0}. Tolerance for this precision: {1}.', source, tolerance)];
  const rows = pairs.map((pair) => {
    const known = pair.expected === undefined ? ['', '', ''] : [scoreText(pair.expected), Math.abs(pair.logit - pair.expected).toFixed(4), pair.agrees ? t('yes') : t('NO')];
    return `| ${[cell(pair.query), cell(pair.passage), scoreText(pair.logit), ...known].join(' | ')} |`;
  });
  const columns = [t('question'), t('passage'), t('here (0..1)'), t('known (0..1)'), t('difference'), t('agrees')];
  return [...head, ...origin, '', `| ${columns.join(' | ')} |`, `|${' --- |'.repeat(columns.length)}`, ...rows, ''].join('\n');
}

function scoreText(logit: number): string {
  return `${logit.toFixed(4)} (${sigmoid(logit).toFixed(6)})`;
}

function cell(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|');
  return line.length > 70 ? `${line.slice(0, 69)}…` : line;
}
