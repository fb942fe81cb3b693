import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkDigit } from './check-digit.ts';
import { hostileText } from './elements.arbitrary.ts';
import { parseScan } from './scan.ts';

const packed = '0108901234567890172702281021AB\u001d21S1';

describe('data that promises to be GS1 data', () => {
  test.each([']C1', ']d2', ']Q3', ']e0', ']J1'])('%s is read as an element string', (symbology) => {
    expect(parseScan(symbology + packed)).toMatchObject({
      ok: true,
      value: { symbology, kind: 'element-string', gtin: '08901234567890', batch: '21AB', serial: 'S1', notes: [] },
    });
  });

  test('a bad element string is an error, marked behind the identifier', () => {
    expect(parseScan(']d20108901234567891')).toMatchObject({
      error: { code: 'INCORRECT_CHECK_DIGIT', ai: '01', start: 18, end: 19 },
    });
    expect(parseScan(']C1')).toMatchObject({ error: { code: 'SYNTAX' } });
    expect(parseScan(']C110A^21B').ok).toBe(false);
  });

  test('an error in a combination is marked behind the identifier', () => {
    expect(parseScan(']d217270228')).toMatchObject({ error: { code: 'REQUIRED_AI_MISSING', start: 3, end: 11 } });
  });

  test('EAN-13, UPC-A and EAN-8 give a GTIN', () => {
    expect(parseScan(']E08901234567890')).toMatchObject({
      value: { kind: 'gtin', gtin: '08901234567890', elements: [] },
    });
    expect(parseScan(']E0614141123452')).toMatchObject({ value: { gtin: '00614141123452' } });
    expect(parseScan(']E496385074')).toMatchObject({ value: { gtin: '00000096385074' } });
  });

  test('a UPC-E is expanded and an add-on left out, both with a note', () => {
    expect(parseScan(']E004252614')).toMatchObject({
      value: { gtin: '00042100005264', notes: [{ code: 'upc-e-expanded' }] },
    });
    expect(parseScan(']E3890123456789012')).toMatchObject({
      value: { gtin: '08901234567890', notes: [{ code: 'add-on-ignored' }] },
    });
  });

  test('a bad EAN is an error', () => {
    expect(parseScan(']E08901234567891')).toMatchObject({
      error: { code: 'INCORRECT_CHECK_DIGIT', start: 15, end: 16 },
    });
    expect(parseScan(']E41234567')).toMatchObject({ error: { code: 'VALUE_TOO_SHORT' } });
    expect(parseScan(']E0x901234567890')).toMatchObject({ error: { code: 'NON_DIGIT_CHARACTER', start: 3, end: 4 } });
  });

  test('a composite component adds its elements to the GTIN', () => {
    expect(parseScan(']E08901234567890|]e01727022810A')).toMatchObject({
      value: { kind: 'gtin', gtin: '08901234567890', batch: 'A', expiry: { iso: '2027-02-28' } },
    });
  });
});

describe('data that promises nothing', () => {
  test('an element string with a GTIN or a separator is read, with a note', () => {
    const value = { kind: 'element-string', notes: [{ code: 'element-string-assumed' }] };
    for (const data of [packed, `]Q1${packed}`, `]C0${packed}`, '\u001d99ABC']) {
      expect(parseScan(data)).toMatchObject({ value });
    }
  });

  test('text that only could be an element string stays text', () => {
    for (const data of ['9876543210', '4012345678', '8004567890']) {
      expect(parseScan(data)).toMatchObject({ value: { kind: 'text', notes: [{ code: 'element-string-possible' }] } });
    }
  });

  test('8, 12, 13 or 14 digits with a correct check digit are a GTIN', () => {
    for (const data of ['96385074', '614141123452', '8901234567890', ']I118901234567897']) {
      expect(parseScan(data)).toMatchObject({ value: { kind: 'gtin', elements: [], notes: [] } });
    }
  });

  test('digits of that length with a wrong check digit are text, with a note', () => {
    expect(parseScan('8901234567891')).toMatchObject({ value: { kind: 'text', notes: [{ code: 'check-digit' }] } });
  });

  test('a damaged element string is text, with what is wrong', () => {
    const result = parseScan('010890123456789010BATCH12345678901221SERIAL');
    expect(result).toMatchObject({ value: { kind: 'text', notes: [{ code: 'element-string-invalid' }] } });
    expect(result.ok && result.value.notes[0]!.message).toContain('AI 10');
  });

  test('a part of an element string is text, with a note that it could be one', () => {
    expect(parseScan('1727022810ABC')).toMatchObject({
      value: { kind: 'text', notes: [{ code: 'element-string-possible' }] },
    });
    expect(parseScan('0108901234567890\u001d1799')).toMatchObject({
      value: { kind: 'text', notes: [{ code: 'element-string-invalid' }] },
    });
  });

  test('printed brackets in a symbol are read, with a note', () => {
    expect(parseScan(']Q1(01)08901234567890(10)A')).toMatchObject({
      value: { symbology: ']Q1', kind: 'element-string', batch: 'A', notes: [{ code: 'bracketed-text' }] },
    });
  });

  test('a Digital Link is read, also after an identifier that promises an element string', () => {
    const link = 'https://id.gs1.org/01/08901234567890/10/A?17=270228';
    expect(parseScan(`]Q1${link}`)).toMatchObject({
      value: { symbology: ']Q1', kind: 'digital-link', batch: 'A', notes: [] },
    });
    expect(parseScan(`]Q3${link}`)).toMatchObject({
      value: { kind: 'digital-link', notes: [{ code: 'symbology-contradicts-data' }] },
    });
  });

  test('a Digital Link with a wrong value stays a URL, with a note', () => {
    expect(parseScan('https://id.gs1.org/01/08901234567891')).toMatchObject({
      value: { kind: 'url', elements: [], notes: [{ code: 'digital-link-invalid' }] },
    });
  });

  test('web addresses are told from other text, in any case', () => {
    expect(parseScan('https://example.com/x')).toMatchObject({ value: { kind: 'url' } });
    expect(parseScan(']Q1HTTP://EXAMPLE.COM')).toMatchObject({ value: { kind: 'url' } });
    expect(parseScan('hello')).toEqual({ ok: true, value: { symbology: null, kind: 'text', elements: [], notes: [] } });
    expect(parseScan(']Q1')).toMatchObject({ value: { kind: 'text' } });
  });
});

describe('data that is not a scan', () => {
  test('nothing at all is an error', () => {
    expect(parseScan('')).toMatchObject({ error: { code: 'SYNTAX' } });
  });

  test('a bracket without symbology identifier is an error', () => {
    for (const data of [']', ']d', ']XX', ']?0A'])
      expect(parseScan(data)).toMatchObject({ error: { code: 'SYMBOLOGY' } });
  });

  test('more data than any symbol holds is refused', () => {
    expect(parseScan('1'.repeat(65_537))).toMatchObject({ error: { code: 'SYNTAX' } });
  });
});

test('parseScan never throws and never gives a GTIN with a wrong check digit', () => {
  fc.assert(
    fc.property(hostileText, fc.constantFrom('', ']d2', ']C1', ']E0', ']E4', ']Q1', ']I1'), (text, symbology) => {
      const result = parseScan(symbology + text);
      const gtin = (result.ok ? result.value.gtin : undefined) ?? '00000000000000';
      expect(Number(gtin[13])).toBe(checkDigit(gtin, 0, 13));
    }),
    { numRuns: 2000 },
  );
});
