import type { FailureCode } from './protocol.ts';

/** An error that the process reports by its code. */
export class ModelFailure extends Error {
  override readonly name = 'ModelFailure';
  readonly code: FailureCode;

  constructor(code: FailureCode, detail: string, options?: { cause?: unknown }) {
    super(detail, options);
    this.code = code;
  }
}

/** What the runtime and its libraries say when an allocation fails. */
const memoryWords = /bad_?alloc|bad allocation|out of memory|OutOfMemory|Failed to allocate|Array buffer allocation failed|not enough memory|ENOMEM/i;

/** What the model library says of a type that it has no code for. */
const typeWords = /Unsupported model type|Unknown model class|not supported for AutoModel/i;

/** What went wrong, as `failed` says it; what is no ModelFailure gets the code that its words tell, else `code`. */
export function failureOf(error: unknown, code: FailureCode): ModelFailure {
  if (error instanceof ModelFailure) return error;
  const text = error instanceof Error ? error.message : String(error);
  return new ModelFailure(memoryWords.test(text) ? 'outOfMemory' : typeWords.test(text) ? 'modelUnsupported' : code, text, { cause: error });
}
