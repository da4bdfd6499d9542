import { SearchError } from '../engine/errors.ts';

/**
 * Looks whether a config.json describes a reranker: a sequence classifier with one output.
 * @param text content of the file
 * @param file its name, for the error
 * @throws SearchError `modelInvalid` where it is no model's config; `modelUnsupported` where the model is of another kind
 */
export function checkClassifier(text: string, file: string): void {
  const config = parsed(text, file);
  const { model_type: type, architectures } = config;
  const architecture: unknown = Array.isArray(architectures) ? architectures[0] : undefined;
  if (typeof type !== 'string' && typeof architecture !== 'string') throw new SearchError('modelInvalid', `${file} names neither model_type nor architecture`);
  if (typeof architecture === 'string' && !architecture.endsWith('ForSequenceClassification')) {
    throw new SearchError('modelUnsupported', `${file}: ${architecture} is no sequence classifier`);
  }
  const labels = labelsOf(config);
  if (labels !== undefined && labels !== 1) throw new SearchError('modelUnsupported', `${file}: the classifier has ${labels} outputs, a reranker has one`);
}

/** Outputs of the classifier; undefined where the file does not say, and only loading shows it. */
function labelsOf({ id2label: labels, num_labels: count }: Record<string, unknown>): number | undefined {
  if (typeof labels === 'object' && labels !== null) return Object.keys(labels).length;
  return typeof count === 'number' ? count : undefined;
}

function parsed(text: string, file: string): Record<string, unknown> {
  let config: unknown;
  try {
    config = JSON.parse(text);
  } catch (error) {
    throw new SearchError('modelInvalid', `${file} cannot be read`, { cause: error });
  }
  if (typeof config !== 'object' || config === null || Array.isArray(config)) throw new SearchError('modelInvalid', `${file} is no model's config`);
  return config as Record<string, unknown>;
}
