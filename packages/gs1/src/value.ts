import { firstOutside } from './character-sets.ts';
import type { ApplicationIdentifier } from './dictionary.ts';
import type { Fault } from './linter.ts';
import { faultMessage } from './linter-messages.ts';
import type { Gs1Error } from './types.ts';

/**
 * Checks the value of an AI, `data` from `start` to `end`: its length, then each component's character set and linters in
 * the order of the value. Gives the first error or null.
 */
export function valueFault(
  identifier: ApplicationIdentifier,
  data: string,
  start: number,
  end: number,
): Gs1Error | null {
  const length = end - start;
  if (length < identifier.least) return tooShort(identifier.ai, start, end);
  if (length > identifier.most) return tooLong(identifier, start, end);
  const { components } = identifier;
  let at = start;
  for (let index = 0; index < components.length; index++) {
    const { least, most, optional, set, setCode, linters } = components[index]!;
    if (optional && at === end) break;
    if (end - at < least) return tooShort(identifier.ai, start, end);
    const to = end - at < most ? end : at + most;
    if (set !== 0) {
      const outside = firstOutside(set, data, at, to);
      if (outside !== to) return lintError(identifier.ai, { code: setCode, start: outside, end: outside + 1 });
    }
    for (let linter = 0; linter < linters.length; linter++) {
      const fault = linters[linter]!(data, at, to);
      if (fault !== null) return lintError(identifier.ai, fault);
    }
    at = to;
  }
  return null;
}

function lintError(ai: string, { code, start, end }: Fault): Gs1Error {
  return { code, message: `AI ${ai}: ${faultMessage(code)}`, ai, start, end };
}

function tooShort(ai: string, start: number, end: number): Gs1Error {
  return { code: 'VALUE_TOO_SHORT', message: `The value of AI ${ai} is cut short.`, ai, start, end };
}

// The characters that are too many; a separator may have been lost before them.
function tooLong({ ai, most }: ApplicationIdentifier, start: number, end: number): Gs1Error {
  const message = `The value of AI ${ai} has more than ${most} characters; a separator may be missing.`;
  return { code: 'VALUE_TOO_LONG', message, ai, start: start + most, end };
}
