import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatElementString, parseElementString } from './element-string.ts';
import { anyElements, hostileText } from './elements.arbitrary.ts';

const structureOnly = { requireAssociations: false };

describe('parseElementString', () => {
  test('reads a medicine pack: GTIN, expiry, batch and serial', () => {
    const result = parseElementString('0108901234567890172702281021AB\u001d21S1', { now: new Date('2026-01-01') });
    expect(result).toEqual({
      ok: true,
      value: {
        symbology: null,
        kind: 'element-string',
        elements: [
          { ai: '01', value: '08901234567890', title: 'GTIN' },
          { ai: '17', value: '270228', title: 'USE BY or EXPIRY' },
          { ai: '10', value: '21AB', title: 'BATCH/LOT' },
          { ai: '21', value: 'S1', title: 'SERIAL' },
        ],
        gtin: '08901234567890',
        expiry: { year: 2027, month: 2, day: 28, iso: '2027-02-28' },
        batch: '21AB',
        serial: 'S1',
        notes: [],
      },
    });
  });

  test('allows a leading FNC1 and another character for it', () => {
    expect(parseElementString('\u001d0108901234567890').ok).toBe(true);
    expect(parseElementString('^010890123456789010A^21B', { fnc1: '^' })).toMatchObject({
      value: { batch: 'A', serial: 'B' },
    });
  });

  test('finds a stand-in for FNC1 that could be part of a value', () => {
    expect(parseElementString('010890123456789010A+21B', { fnc1: '+' })).toMatchObject({
      value: { batch: 'A', serial: 'B' },
    });
    expect(parseElementString('010890123456789010A\u001d21B', { fnc1: '' })).toMatchObject({ value: { serial: 'B' } });
  });

  test('takes day 00 as the last day of the month, and says so', () => {
    const result = parseElementString('010890123456789017280200', { now: new Date('2026-01-01') });
    expect(result).toMatchObject({
      value: { expiry: { day: null, iso: '2028-02-29' }, notes: [{ code: 'day-unspecified' }] },
    });
  });

  test('leaves out separators that separate nothing, and says so', () => {
    for (const data of ['010890123456789010A\u001d\u001d21B\u001d', '010890123456789010A\u001d21B\u001d']) {
      expect(parseElementString(data)).toMatchObject({
        value: { batch: 'A', serial: 'B', notes: [{ code: 'separator-redundant' }] },
      });
    }
  });

  test('allows a separator after a value of predefined length without a note', () => {
    expect(parseElementString('0108901234567890\u001d10A')).toMatchObject({ value: { batch: 'A', notes: [] } });
  });

  test('marks a wrong check digit in the data', () => {
    expect(parseElementString('0108901234567891')).toEqual({
      ok: false,
      error: {
        code: 'INCORRECT_CHECK_DIGIT',
        message: 'AI 01: The check digit does not match: scan or type the number again.',
        ai: '01',
        start: 15,
        end: 16,
      },
    });
  });

  test('marks what a lost separator makes too long', () => {
    expect(parseElementString('010890123456789010BATCH12345678901221SERIAL')).toMatchObject({
      error: { code: 'VALUE_TOO_LONG', ai: '10', start: 38, end: 43 },
    });
  });

  test('marks a value that a separator or the end of the data cuts short', () => {
    expect(parseElementString('01089012345678\u001d10A')).toMatchObject({
      error: { code: 'VALUE_TOO_SHORT', ai: '01', start: 2, end: 14 },
    });
    expect(parseElementString('0108901234567890172702')).toMatchObject({
      error: { code: 'VALUE_TOO_SHORT', ai: '17', start: 18, end: 22 },
    });
    expect(parseElementString('010890123456789010')).toMatchObject({ error: { code: 'VALUE_TOO_SHORT', ai: '10' } });
  });

  test('marks an AI that is not assigned', () => {
    expect(parseElementString('01089012345678900512')).toMatchObject({
      error: { code: 'UNKNOWN_AI', start: 16, end: 18 },
    });
    expect(parseElementString('4399A', structureOnly)).toMatchObject({
      error: { code: 'UNKNOWN_AI', start: 0, end: 4 },
    });
  });

  test('reads an AI that is not assigned where that is permitted and its length is known', () => {
    const options = { permitUnknownAIs: true, ...structureOnly };
    expect(parseElementString('4399AB\u001d14123456', options)).toMatchObject({
      value: {
        elements: [
          { ai: '4399', value: 'AB', title: '' },
          { ai: '14', value: '123456', title: '' },
        ],
      },
    });
    expect(parseElementString('0512', options)).toMatchObject({ error: { code: 'UNKNOWN_AI' } });
  });

  test('refuses data without elements', () => {
    for (const data of ['', '\u001d', '\u001d\u001d']) expect(parseElementString(data).ok).toBe(false);
  });

  test('refuses more element strings than any symbol holds', () => {
    const result = parseElementString('99A\u001d'.repeat(65));
    expect(result).toMatchObject({ error: { code: 'SYNTAX' } });
  });

  test('gives amounts with the decimals that their AI declares, and counts', () => {
    expect(parseElementString('01089012345678903922012345\u001d3012')).toMatchObject({
      value: { price: '123.45', count: 12 },
    });
    expect(parseElementString('0108901234567890393235699\u001d3012')).toMatchObject({ value: { price: '0.99' } });
  });

  test('takes the expiry of AI 7003 where there is no AI 17', () => {
    expect(parseElementString('010890123456789070032702281530')).toMatchObject({
      value: { expiry: { iso: '2027-02-28' } },
    });
  });
});

describe('rules on combinations', () => {
  test('an AI that needs another is marked with its value', () => {
    expect(parseElementString('1727022810A')).toMatchObject({
      error: { code: 'REQUIRED_AI_MISSING', ai: '17', start: 0, end: 8 },
    });
    expect(parseElementString('1727022810A', structureOnly).ok).toBe(true);
  });

  test('AIs that exclude each other are an error', () => {
    const error = { code: 'EXCLUSIVE_AIS', ai: '01' };
    expect(parseElementString('01089012345678903712')).toMatchObject({ error });
    expect(parseElementString('01089012345678903712', structureOnly).ok).toBe(true);
  });

  test('an AI of a family excludes the others of it, but not itself', () => {
    expect(parseElementString('01189012345678973100000001\u001d3100000001').ok).toBe(true);
    expect(parseElementString('01189012345678973100000001\u001d3101000001')).toMatchObject({
      error: { code: 'EXCLUSIVE_AIS' },
    });
  });

  test('a repeated AI must have the same value, whatever the options', () => {
    expect(parseElementString('010890123456789010A\u001d10A', structureOnly).ok).toBe(true);
    expect(parseElementString('010890123456789010A\u001d10B', structureOnly)).toMatchObject({
      error: { code: 'REPEATED_AI_CONFLICT', ai: '10', start: 20, end: 23 },
    });
  });

  test('a signature needs the serial number of the key that it signs', () => {
    expect(parseElementString('2531231231231232\u001d8030ABC')).toMatchObject({
      error: { code: 'REQUIRED_AI_MISSING' },
    });
    expect(parseElementString('25312312312312327\u001d8030ABC').ok).toBe(true);
  });
});

describe('properties', () => {
  test('reads back what formatElementString writes', () => {
    fc.assert(
      fc.property(anyElements, (elements) => {
        const result = parseElementString(formatElementString(elements), structureOnly);
        expect(result.ok && result.value.elements).toEqual(elements);
      }),
    );
  });

  test('never throws, and an error marks a part of the data', () => {
    fc.assert(
      fc.property(hostileText, fc.boolean(), (data, permitUnknownAIs) => {
        const result = parseElementString(data, { permitUnknownAIs });
        const { start, end } = result.ok ? { start: 0, end: 0 } : result.error;
        expect(start).toBeGreaterThanOrEqual(0);
        expect(end).toBeGreaterThanOrEqual(start);
        expect(end).toBeLessThanOrEqual(data.length);
      }),
      { numRuns: 1000 },
    );
  });

  test('reads 64 KiB of anything in time that grows with its length', () => {
    for (const unit of ['20', '10A\u001d', '99', '\u001d', '4309', '8110', '(10)']) {
      const started = performance.now();
      parseElementString(unit.repeat(65_536 / unit.length), { permitUnknownAIs: true });
      expect(performance.now() - started).toBeLessThan(1000);
    }
  });
});
