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

/** What went wrong, as `failed` says it; what is no ModelFailure gets `code`. */
export function failureOf(error: unknown, code: FailureCode): ModelFailure {
  if (error instanceof ModelFailure) return error;
  return new ModelFailure(code, error instanceof Error ? error.message : String(error), { cause: error });
}
