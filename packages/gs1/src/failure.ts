import type { Gs1Error } from './types.ts';

/** A failed result that marks `start` to `end` of the input. */
export function failure(
  code: string,
  message: string,
  start: number,
  end: number,
  ai?: string,
): { readonly ok: false; readonly error: Gs1Error } {
  return { ok: false, error: ai === undefined ? { code, message, start, end } : { code, message, ai, start, end } };
}
