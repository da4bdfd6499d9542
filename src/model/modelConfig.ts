import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** Types of the model library by the beginning of the architecture's name, for configs that leave the type to code of their own. */
const types: readonly (readonly [architecture: RegExp, type: string])[] = [
  [/^XLMRoberta/, 'xlm-roberta'],
  [/^Roberta/, 'roberta'],
  [/^ModernBert/, 'modernbert'],
  [/^DebertaV2/, 'deberta-v2'],
  [/^DistilBert/, 'distilbert'],
  [/^Bert/, 'bert'],
];

/**
 * Reads config.json and names the model's type where the file does not: jina-reranker-v2 names its architecture only.
 * @param folder absolute path of the model's folder
 */
export async function readModelConfig(folder: string): Promise<Record<string, unknown>> {
  const config = JSON.parse(await readFile(path.join(folder, 'config.json'), 'utf8')) as Record<string, unknown>;
  if (config['model_type'] !== undefined) return config;
  const architecture = Array.isArray(config['architectures']) ? String(config['architectures'][0]) : '';
  const type = types.find(([pattern]) => pattern.test(architecture))?.[1];
  return type === undefined ? config : { ...config, model_type: type };
}
