/** What went wrong, as a code that survives the worker border. Words are for people; codes are for the program. */
export type ErrorCode =
  | 'cancelled'
  | 'bad-input'
  | 'too-short'
  | 'empty'
  | 'unreachable'
  | 'unauthorised'
  | 'not-found'
  | 'bad-query'
  | 'bad-response'
  | 'unsupported'
  | 'backend-failed'
  | 'storage'
  | 'damaged'
  | 'internal';

/** The plain form of an error, safe to clone across a worker border or keep in state. */
export interface Failure {
  readonly code: ErrorCode;
  /** What happened and why, one or two plain sentences. */
  readonly message: string;
  /** What to do next, in the imperative; absent when there is nothing sensible to say. */
  readonly next?: string;
  /** The parameter, field or place where it can be mended, e.g. `lookback` or `url`. */
  readonly place?: string;
  /** The offending value, as text. */
  readonly value?: string;
  readonly stack?: string;
}

/** Every error a person can meet. Carries a code, the words, the next step and where it can be mended. */
export class StudioError extends Error {
  readonly code: ErrorCode;
  readonly next: string | undefined;
  readonly place: string | undefined;
  readonly value: string | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    detail: { next?: string; place?: string; value?: unknown; cause?: unknown } = {},
  ) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.name = 'StudioError';
    this.code = code;
    this.next = detail.next;
    this.place = detail.place;
    this.value = detail.value === undefined ? undefined : String(detail.value);
  }
}

/** The error a cancelled job settles with. */
export const cancelled = (): StudioError => new StudioError('cancelled', 'Cancelled.');

/** Throws `cancelled` once the signal is aborted. Call it inside every loop that can take more than a few milliseconds. */
export function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw cancelled();
}

/** What to do about an error nobody foresaw. */
const unforeseen = 'This was not foreseen. Try again; if it happens once more, report it with the details below.';

/** Any thrown value as a plain `Failure`. Unknown errors keep their message and become `internal`. */
export function toFailure(error: unknown): Failure {
  if (error instanceof StudioError) {
    return {
      code: error.code,
      message: error.message,
      ...(error.next !== undefined && { next: error.next }),
      ...(error.place !== undefined && { place: error.place }),
      ...(error.value !== undefined && { value: error.value }),
      ...(error.stack !== undefined && { stack: error.stack }),
    };
  }
  if (error instanceof Error) {
    const code: ErrorCode = error.name === 'AbortError' ? 'cancelled' : 'internal';
    const next = code === 'internal' ? { next: unforeseen } : {};
    return { code, message: error.message, ...next, ...(error.stack !== undefined && { stack: error.stack }) };
  }
  return { code: 'internal', message: String(error), next: unforeseen };
}

/** A `Failure` that crossed a border, as an error again. */
export function fromFailure(failure: Failure): StudioError {
  const error = new StudioError(failure.code, failure.message, {
    ...(failure.next !== undefined && { next: failure.next }),
    ...(failure.place !== undefined && { place: failure.place }),
    ...(failure.value !== undefined && { value: failure.value }),
  });
  if (failure.stack !== undefined) error.stack = failure.stack;
  return error;
}
