// Expected failures travel as AppError and reach the caller as problem details (RFC 9457).
import type { Failure } from '@sutra/contracts/endpoint';
import type { Problem } from '@sutra/contracts/wire';

export interface ErrorExtras {
  detail?: string;
  fields?: readonly { path: string; message: string }[];
  /** What the detail names, by the code for which a page has words: `record.varieties`, `permission.scan.create`. */
  about?: readonly { what: string; count?: number }[];
  headers?: Readonly<Record<string, string>>;
  /** With `record.changed`: the record as it is now, as the wire shows it. */
  current?: Readonly<Record<string, unknown>>;
  cause?: unknown;
}

/** What a module throws for a failure that its endpoint declares. */
export class AppError extends Error {
  override name = 'AppError';
  readonly failure: Failure;
  readonly detail: string | undefined;
  readonly fields: readonly { path: string; message: string }[] | undefined;
  readonly about: ErrorExtras['about'];
  readonly headers: Readonly<Record<string, string>> | undefined;
  readonly current: Readonly<Record<string, unknown>> | undefined;
  constructor(failure: Failure, extras: ErrorExtras = {}) {
    super(failure.code, { cause: extras.cause });
    this.failure = failure;
    this.detail = extras.detail;
    this.fields = extras.fields;
    this.about = extras.about;
    this.headers = extras.headers;
    this.current = extras.current;
  }
}

export function toProblem(error: AppError, requestId: string): Problem {
  const { code, status, title } = error.failure;
  return {
    type: `https://sutra.example/problems/${code}`,
    title,
    status,
    code,
    ...(error.detail !== undefined && { detail: error.detail }),
    requestId,
    ...(error.fields !== undefined && { errors: [...error.fields] }),
    ...(error.about !== undefined && { about: [...error.about] }),
    ...(error.current !== undefined && { current: { ...error.current } }),
  };
}

/** For what cannot be: a broken assumption of ours, never somebody's bad input. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`Broken assumption: ${message}`);
}
