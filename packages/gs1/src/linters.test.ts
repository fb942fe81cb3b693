import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type LinterName, lint, linters } from './linters.ts';

/** The value with the offending part between asterisks, or the value itself. */
function marked(linter: LinterName, value: string): string {
  const result = lint(linter, value);
  if (result.ok) return result.value;
  const { code, start, end } = result.error;
  return `${code} ${value.slice(0, start)}*${value.slice(start, end)}*${value.slice(end)}`;
}

describe('lint', () => {
  test.each<[LinterName, string, string]>([
    ['csum', '8901234567891', 'INCORRECT_CHECK_DIGIT 890123456789*1*'],
    ['csum', '', 'TOO_SHORT_FOR_CHECK_DIGIT **'],
    ['csumalpha', '1987654Ad4X4bL5ttr2310c2X', 'INCORRECT_CHECK_PAIR 1987654Ad4X4bL5ttr2310c*2X*'],
    ['cset82', 'AB C', 'INVALID_CSET82_CHARACTER AB* *C'],
    ['cset39', 'AB_C', 'INVALID_CSET39_CHARACTER AB*_*C'],
    ['cset64', '123==', 'INVALID_CSET64_PADDING 123*==*'],
    ['yymmdd', '270200', 'ILLEGAL_DAY 2702*00*'],
    ['yymmd0', '271300', 'ILLEGAL_MONTH 27*13*00'],
    ['hhmi', '2460', 'ILLEGAL_HOUR *24*60'],
    ['gcppos2', '1890', 'TOO_SHORT_FOR_GCP 1*890*'],
    ['iban', 'GB98MIDL0700931234567x', 'INVALID_IBAN_CHARACTER GB98MIDL0700931234567*x*'],
    ['iban', 'GB98MIDL07009312345679', 'INCORRECT_IBAN_CHECKSUM GB*98*MIDL07009312345679'],
    ['pcenc', 'A%2', 'INVALID_PERCENT_SEQUENCE A*%2*'],
    ['pieceoftotal', '0302', 'PIECE_NUMBER_EXCEEDS_TOTAL *0302*'],
    ['posinseqslash', '3/2', 'POSITION_EXCEEDS_END *3/2*'],
    ['iso4217', '000', 'NOT_ISO4217 *000*'],
    ['couponcode', '0123456123456111101237', 'COUPON_EXCESS_DATA 012345612345611110123*7*'],
    ['couponposoffer', '00', 'COUPON_TRUNCATED_FUNDER *00*'],
  ])('%s marks what is wrong with %j', (linter, value, expected) => {
    expect(marked(linter, value)).toBe(expected);
  });

  test.each<[LinterName, string]>([
    ['csum', '8901234567890'],
    ['csumalpha', '1987654Ad4X4bL5ttr2310c2K'],
    ['cset64', '12='],
    ['yymmd0', '280200'],
    ['iban', 'GB98MIDL07009312345678'],
    ['iso3166', '356'],
    ['iso3166alpha2', 'IN'],
    ['iso4217', '356'],
    ['packagetype', 'CT'],
    ['posinseqslash', '1/3'],
    ['latitude', '0279085848'],
  ])('%s passes %j', (linter, value) => {
    expect(marked(linter, value)).toBe(value);
  });

  test('an error has a sentence for the person who corrects it', () => {
    const result = lint('couponcode', '01');
    expect(result).toMatchObject({ error: { message: 'Coupon: the company prefix is cut short.' } });
  });

  test('a linter that does not exist is an error, also with the name of a built-in property', () => {
    for (const name of ['nonsense', 'toString']) {
      expect(lint(name, 'A')).toMatchObject({ error: { code: 'SYNTAX' } });
    }
  });

  test('no linter throws, and each marks a part of the value', () => {
    const names = Object.keys(linters);
    const values = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.stringMatching(/^[0-9]{0,40}$/),
      fc.stringMatching(/^[0-9A-Z%/=-]{0,40}$/),
    );
    fc.assert(
      fc.property(fc.constantFrom(...names), values, (name, value) => {
        const result = lint(name, value);
        const { start, end, message } = result.ok ? { start: 0, end: 0, message: 'none' } : result.error;
        expect(end).toBeLessThanOrEqual(value.length);
        expect(start).toBeLessThanOrEqual(end);
        expect(message).not.toBe('');
      }),
      { numRuns: 3000 },
    );
  });
});
