/** Numeric form of a model's weights. */
export type Precision = 'fp32' | 'fp16' | 'q8' | 'int8' | 'uint8' | 'q4' | 'q4f16' | 'bnb4';

/** Where each form lies in the layout of ONNX models for transformers.js, below the model's folder. */
export const onnxFiles: Readonly<Record<Precision, string>> = {
  fp32: 'onnx/model.onnx',
  fp16: 'onnx/model_fp16.onnx',
  q8: 'onnx/model_quantized.onnx',
  int8: 'onnx/model_int8.onnx',
  uint8: 'onnx/model_uint8.onnx',
  q4: 'onnx/model_q4.onnx',
  q4f16: 'onnx/model_q4f16.onnx',
  bnb4: 'onnx/model_bnb4.onnx',
};

/** A reranker that is known to work, and what a person wants to know before it is fetched. */
export interface CatalogueModel {
  /** The name that people know and that the setting `model` takes: the original's repository on the hub. */
  readonly id: string;
  /** Repository with its ONNX files; undefined for the model that ships. */
  readonly repository?: string;
  /** Commit of that repository, so that what arrives is what was seen; `main` where none could be confirmed. */
  readonly revision: string;
  /** Sizes of the ONNX files in megabytes (10^6), rounded as published. The exact ones are asked from the hub before a download. */
  readonly megabytes: Readonly<Partial<Record<Precision, number>>>;
  /** The other files together, above all the vocabulary. */
  readonly otherMegabytes: number;
  /** False where names and sizes come from programs that use the files, not from the repository's own page. */
  readonly isConfirmed: boolean;
  /** Parameters in millions. */
  readonly parameters: number;
  /** Longest pair, in tokens. */
  readonly contextLength: number;
  readonly languages: string;
  /** SPDX identifier. */
  readonly licence: string;
  readonly isCommercialUseAllowed: boolean;
  readonly goodFor: string;
}

/** The model that is part of the extension. */
export const shippedModelId = 'code-reranker';

/** Models in the order in which they are offered. Sources of each line: docs/models.md. */
export const modelCatalogue: readonly CatalogueModel[] = [
  {
    id: shippedModelId,
    revision: 'as shipped',
    megabytes: { q8: 23.4 },
    otherMegabytes: 0.5,
    isConfirmed: true,
    parameters: 22.6,
    contextLength: 512,
    languages: 'English, programming languages',
    licence: 'Apache-2.0',
    isCommercialUseAllowed: true,
    goodFor: 'questions about code, in well under a second on a processor',
  },
  {
    id: 'Alibaba-NLP/gte-reranker-modernbert-base',
    repository: 'Alibaba-NLP/gte-reranker-modernbert-base',
    revision: 'f1700f2a81b09a87d53e5237a9be9a753d0ce419',
    megabytes: { fp32: 599, fp16: 300, q8: 151, int8: 151, uint8: 151, q4: 225, q4f16: 140, bnb4: 218 },
    otherMegabytes: 3.6,
    isConfirmed: true,
    parameters: 149,
    contextLength: 8192,
    languages: 'English, programming languages',
    licence: 'Apache-2.0',
    isCommercialUseAllowed: true,
    goodFor: 'code and long passages; the strongest on code of this list by its own figures',
  },
  {
    id: 'BAAI/bge-reranker-v2-m3',
    repository: 'onnx-community/bge-reranker-v2-m3-ONNX',
    revision: 'main',
    megabytes: { fp32: 2270, fp16: 1140, q8: 571, int8: 571 },
    otherMegabytes: 17.1,
    isConfirmed: false,
    parameters: 568,
    contextLength: 8192,
    languages: 'more than 100 languages',
    licence: 'Apache-2.0',
    isCommercialUseAllowed: true,
    goodFor: 'texts and questions in any language; slow without a graphics card',
  },
  {
    id: 'BAAI/bge-reranker-base',
    repository: 'Xenova/bge-reranker-base',
    revision: '77dbd7be5264f6e82a938c94c459dd3c3b70fcac',
    megabytes: { fp32: 1110, fp16: 556, q8: 279 },
    otherMegabytes: 22.2,
    isConfirmed: true,
    parameters: 278,
    contextLength: 512,
    languages: 'English, Chinese',
    licence: 'MIT',
    isCommercialUseAllowed: true,
    goodFor: 'texts in English and Chinese',
  },
  {
    id: 'mixedbread-ai/mxbai-rerank-xsmall-v1',
    repository: 'mixedbread-ai/mxbai-rerank-xsmall-v1',
    revision: 'd1ba0a474aeed7c9fa96c3f57b128277580c5fae',
    megabytes: { fp32: 284, q8: 87.2 },
    otherMegabytes: 8.7,
    isConfirmed: true,
    parameters: 70.8,
    contextLength: 512,
    languages: 'English',
    licence: 'Apache-2.0',
    isCommercialUseAllowed: true,
    goodFor: 'documents in English, on a processor',
  },
  {
    id: 'cross-encoder/ms-marco-MiniLM-L-6-v2',
    repository: 'Xenova/ms-marco-MiniLM-L-6-v2',
    revision: 'fec3517fe1016cfeee39338ef98ba76fc449dbcc',
    megabytes: { fp32: 91, fp16: 45.6, q8: 23.1 },
    otherMegabytes: 0.9,
    isConfirmed: true,
    parameters: 22.7,
    contextLength: 512,
    languages: 'English',
    licence: 'Apache-2.0',
    isCommercialUseAllowed: true,
    goodFor: 'documents in English; as small and fast as the shipped model',
  },
  {
    id: 'jinaai/jina-reranker-v2-base-multilingual',
    repository: 'jinaai/jina-reranker-v2-base-multilingual',
    revision: '6371035883584acb0584c34dbaa9350e4752b8d2',
    megabytes: { fp32: 1110, fp16: 557, q8: 280, int8: 280, uint8: 280, q4: 827, bnb4: 822 },
    otherMegabytes: 17.1,
    isConfirmed: true,
    parameters: 278,
    contextLength: 1024,
    languages: 'more than 100 languages',
    licence: 'CC-BY-NC-4.0',
    isCommercialUseAllowed: false,
    goodFor: 'texts and code in any language, for non-commercial use',
  },
];

/** `owner/name` or `owner/name@revision`, as the hub allows it. */
const repositoryId = /^([A-Za-z0-9][\w.-]{0,95}\/[A-Za-z0-9][\w.-]{0,95})(?:@([A-Za-z0-9][\w.-]{0,95}))?$/;

/** A repository on the hub with the files of a model. */
export interface ModelSource {
  /** What the setting `model` holds. */
  readonly id: string;
  readonly repository: string;
  readonly revision: string;
  /** What the catalogue knows of it. */
  readonly card?: CatalogueModel;
}

/**
 * @param id value of the setting `model`
 * @returns the repository to fetch it from; undefined for the shipped model, folders, and what is no name of a repository
 */
export function modelSourceOf(id: string): ModelSource | undefined {
  const card = cardOf(id);
  if (card !== undefined) return card.repository === undefined ? undefined : { id, repository: card.repository, revision: card.revision, card };
  const [, repository, revision = 'main'] = repositoryId.exec(id) ?? [];
  if (repository === undefined || repository.includes('..') || revision.includes('..')) return undefined;
  return { id, repository, revision };
}

/** What the catalogue knows of a model; `cross-encoder/ms-marco-MiniLM-L6-v2` is the newer spelling of one of them. */
export function cardOf(id: string): CatalogueModel | undefined {
  const wanted = id.replace('MiniLM-L6-v2', 'MiniLM-L-6-v2').toLowerCase();
  return modelCatalogue.find((card) => card.id.toLowerCase() === wanted);
}

/** `q8` or `8-bit`-like names are for experts; these are for people. */
export const precisionNames: Readonly<Record<Precision, string>> = {
  fp32: '32-bit',
  fp16: '16-bit',
  q8: '8-bit',
  int8: '8-bit (int8)',
  uint8: '8-bit (uint8)',
  q4: '4-bit',
  q4f16: '4-bit, rest 16-bit',
  bnb4: '4-bit (bnb4)',
};
