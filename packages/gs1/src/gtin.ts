import { DIGITS, firstOutside } from './character-sets.ts';
import { checkDigit, hasCheckDigit } from './check-digit.ts';
import { failure } from './failure.ts';
import { faultMessage } from './linter-messages.ts';
import type { Result } from './types.ts';

/**
 * Reads a GTIN-8, GTIN-12, GTIN-13 or GTIN-14, or the six to eight digits of a UPC-E symbol, and gives the GTIN-14 (GS1
 * General Specifications 3.3.2, 5.2). Eight digits are a GTIN-8 if their check digit says so, else a UPC-E. Errors:
 * `NON_DIGIT_CHARACTER`, `VALUE_TOO_SHORT`, `VALUE_TOO_LONG`, `INCORRECT_CHECK_DIGIT`.
 */
export function parseGtin(digits: string): Result<string> {
  const length = digits.length;
  const at = firstOutside(DIGITS, digits, 0, length);
  if (at !== length) return failure('NON_DIGIT_CHARACTER', faultMessage('NON_DIGIT_CHARACTER'), at, at + 1);
  if (length < 6) return failure('VALUE_TOO_SHORT', 'A GTIN has 8, 12, 13 or 14 digits.', 0, length);
  if (length > 14) return failure('VALUE_TOO_LONG', 'A GTIN has 8, 12, 13 or 14 digits.', 0, length);
  if (length > 8 && length < 12) return failure('VALUE_TOO_SHORT', 'A GTIN has 8, 12, 13 or 14 digits.', 0, length);
  if (length >= 8 && hasCheckDigit(digits, 0, length)) return { ok: true, value: digits.padStart(14, '0') };
  if (length > 8) return wrongCheckDigit(length);
  const upcA = expandUpcE(digits);
  return upcA.ok ? { ok: true, value: upcA.value.padStart(14, '0') } : upcA;
}

/**
 * Restores the twelve digits of a UPC-A from the digits of a UPC-E symbol (GS1 General Specifications 5.2): six, with
 * number system 0; seven, which start with number system 0 or 1; or eight, which also end in the check digit. Errors:
 * `NON_DIGIT_CHARACTER`, `VALUE_TOO_SHORT`, `VALUE_TOO_LONG`, `SYNTAX` (another number system), `INCORRECT_CHECK_DIGIT`.
 */
export function expandUpcE(digits: string): Result<string> {
  const length = digits.length;
  const at = firstOutside(DIGITS, digits, 0, length);
  if (at !== length) return failure('NON_DIGIT_CHARACTER', faultMessage('NON_DIGIT_CHARACTER'), at, at + 1);
  if (length < 6) return failure('VALUE_TOO_SHORT', 'A UPC-E has six to eight digits.', 0, length);
  if (length > 8) return failure('VALUE_TOO_LONG', 'A UPC-E has six to eight digits.', 0, length);
  const numberSystem = length === 6 ? '0' : digits[0]!;
  if (numberSystem !== '0' && numberSystem !== '1') {
    return length === 8 ? wrongCheckDigit(8) : failure('SYNTAX', 'A UPC-E starts with number system 0 or 1.', 0, 1);
  }
  const body = numberSystem + suppressedZeros(length === 6 ? digits : digits.slice(1, 7));
  const check = String(checkDigit(body, 0, 11));
  if (length === 8 && digits[7] !== check) return wrongCheckDigit(8);
  return { ok: true, value: body + check };
}

// The sixth digit tells where the zeros were.
function suppressedZeros(six: string): string {
  const last = six[5]!;
  if (last <= '2') return `${six.slice(0, 2)}${last}0000${six.slice(2, 5)}`;
  if (last === '3') return `${six.slice(0, 3)}00000${six.slice(3, 5)}`;
  if (last === '4') return `${six.slice(0, 4)}00000${six[4]}`;
  return `${six.slice(0, 5)}0000${last}`;
}

function wrongCheckDigit(length: number): Result<never> {
  return failure('INCORRECT_CHECK_DIGIT', faultMessage('INCORRECT_CHECK_DIGIT'), length - 1, length);
}
