import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkDigit } from './check-digit.ts';
import { digits } from './elements.arbitrary.ts';
import { expandUpcE, parseGtin } from './gtin.ts';

const withCheckDigit = (body: string) => body + String(checkDigit(body, 0, body.length));

describe('parseGtin', () => {
  test('gives the GTIN-14 of a GTIN-8, GTIN-12, GTIN-13 and GTIN-14', () => {
    expect(parseGtin('96385074')).toEqual({ ok: true, value: '00000096385074' });
    expect(parseGtin('614141123452')).toEqual({ ok: true, value: '00614141123452' });
    expect(parseGtin('8901234567890')).toEqual({ ok: true, value: '08901234567890' });
    expect(parseGtin('18901234567897')).toEqual({ ok: true, value: '18901234567897' });
  });

  test('marks a wrong check digit', () => {
    expect(parseGtin('8901234567891')).toMatchObject({
      ok: false,
      error: { code: 'INCORRECT_CHECK_DIGIT', start: 12, end: 13 },
    });
  });

  test('marks the first character that is no digit, of any script', () => {
    expect(parseGtin('89012345६7890')).toMatchObject({ error: { code: 'NON_DIGIT_CHARACTER', start: 8, end: 9 } });
  });

  test.each(['', '12345', '123456789', '12345678901'])('refuses %j as too short', (text) => {
    expect(parseGtin(text)).toMatchObject({ error: { code: 'VALUE_TOO_SHORT' } });
  });

  test('refuses more than 14 digits', () => {
    expect(parseGtin('123456789012345')).toMatchObject({ error: { code: 'VALUE_TOO_LONG' } });
  });

  test('reads eight digits as UPC-E only where they are no GTIN-8', () => {
    expect(parseGtin('04252614')).toEqual({ ok: true, value: '00042100005264' });
    expect(parseGtin('02345147')).toEqual({ ok: true, value: '00000002345147' });
  });

  test('reads every number with its check digit back', () => {
    fc.assert(
      fc.property(fc.constantFrom(7, 11, 12, 13).chain(digits), (body) => {
        const gtin = withCheckDigit(body);
        expect(parseGtin(gtin)).toEqual({ ok: true, value: gtin.padStart(14, '0') });
      }),
    );
  });

  test('never gives a number with a wrong check digit, and never throws', () => {
    const anything = fc.oneof(fc.string(), fc.integer({ min: 0, max: 16 }).chain(digits));
    fc.assert(
      fc.property(anything, (text) => {
        const result = parseGtin(text);
        const gtin = result.ok ? result.value : withCheckDigit('0');
        expect(withCheckDigit(gtin.slice(0, -1))).toBe(gtin);
      }),
    );
  });

  test('gives one changed digit of a GTIN-13 away', () => {
    fc.assert(
      fc.property(digits(12), fc.nat(12), fc.integer({ min: 1, max: 9 }), (body, at, change) => {
        const gtin = withCheckDigit(body);
        const changed = gtin.slice(0, at) + String((Number(gtin[at]) + change) % 10) + gtin.slice(at + 1);
        expect(parseGtin(changed).ok).toBe(false);
      }),
    );
  });
});

describe('expandUpcE', () => {
  test.each([
    ['425261', '042100005264'],
    ['0425261', '042100005264'],
    ['04252614', '042100005264'],
    ['02345673', '023456000073'],
    ['02345147', '023450000017'],
    ['1234533', expect.stringMatching(/^1234\d{8}$/)],
    ['1234544', expect.stringMatching(/^12345\d{7}$/)],
  ])('restores the zeros of %s', (digits, upcA) => {
    expect(expandUpcE(digits)).toEqual({ ok: true, value: upcA });
  });

  test('refuses another number system than 0 and 1', () => {
    expect(expandUpcE('2425261')).toMatchObject({ error: { code: 'SYNTAX', start: 0, end: 1 } });
    expect(expandUpcE('24252614')).toMatchObject({ error: { code: 'INCORRECT_CHECK_DIGIT' } });
  });

  test('refuses a wrong check digit, a wrong length and other characters', () => {
    expect(expandUpcE('04252613')).toMatchObject({ error: { code: 'INCORRECT_CHECK_DIGIT', start: 7, end: 8 } });
    expect(expandUpcE('42526')).toMatchObject({ error: { code: 'VALUE_TOO_SHORT' } });
    expect(expandUpcE('042526140')).toMatchObject({ error: { code: 'VALUE_TOO_LONG' } });
    expect(expandUpcE('04252x14')).toMatchObject({ error: { code: 'NON_DIGIT_CHARACTER', start: 5, end: 6 } });
  });
});
