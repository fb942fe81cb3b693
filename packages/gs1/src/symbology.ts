import { failure } from './failure.ts';
import type { Result } from './types.ts';

/** A symbology identifier and where the data after it starts. */
export type SymbologyReading = { readonly symbology: string | null; readonly dataAt: number };

/** Symbology identifiers after which the data is a GS1 element string (GS1 General Specifications 5.1). */
export const elementStringSymbologies: ReadonlySet<string> = new Set([']C1', ']d2', ']e0', ']J1', ']Q3']);

// ISO/IEC 15424 code characters.
const CODE_CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUXYZcdeghpsz';
const MODIFIERS = '0123456789ABCDEF';

/**
 * Reads the AIM symbology identifier (ISO/IEC 15424) that a scanner may put before the data: `]`, a code character and a
 * modifier. Error: `SYMBOLOGY` for data that starts with `]` but with no such identifier.
 */
export function readSymbology(data: string): Result<SymbologyReading> {
  if (!data.startsWith(']')) return { ok: true, value: { symbology: null, dataAt: 0 } };
  if (data.length < 3 || !CODE_CHARACTERS.includes(data[1]!) || !MODIFIERS.includes(data[2]!)) {
    const end = Math.min(3, data.length);
    return failure('SYMBOLOGY', 'The data starts with "]" but with no symbology identifier.', 0, end);
  }
  return { ok: true, value: { symbology: data.slice(0, 3), dataAt: 3 } };
}
