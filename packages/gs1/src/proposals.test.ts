import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatElementString } from './element-string.ts';
import { hostileText } from './elements.arbitrary.ts';
import { mayHideElements, proposeReadings } from './proposals.ts';
import { parseScan } from './scan.ts';
import type { Scan } from './types.ts';

const now = new Date('2026-06-01');
const GTIN = '0108901234567890';
const GS = '\u001d';

const proposed = (data: string) => proposeReadings(data, { now }).map((proposal) => proposal.data);
const evidence = (data: string) => proposeReadings(data, { now })[0]!.evidence.map(({ code }) => code);

function scanOf(data: string): Scan {
  const reading = parseScan(data, { now });
  if (!reading.ok) throw new Error(reading.error.message);
  return reading.value;
}

describe('a separator that was lost', () => {
  test.each([
    ['a value too long', `${GTIN}10BATCH12345678901221SERIAL`, `${GTIN}10BATCH123456789012${GS}21SERIAL`],
    ['after a serial number', `${GTIN}21SER12345610AB12345678901234`, `${GTIN}21SER123456${GS}10AB12345678901234`],
    ['before a date', `${GTIN}10AB121727022821SERIAL00001234`, `${GTIN}10AB12${GS}1727022821SERIAL00001234`],
    ['before a date and a batch', `${GTIN}21SERIAL0000123417270228`, `${GTIN}21SERIAL00001234${GS}17270228`],
  ])('is proposed: %s', (_, data, repaired) => {
    expect(proposed(data)).toEqual([repaired]);
    expect(proposed(`]d2${data}`)).toEqual([`]d2${repaired}`]);
    expect(evidence(data)).toContain('separator-lost');
  });

  test('two of them', () => {
    const data = `]d2${GTIN}21SERIAL00001234567810AB121727022891X`;
    expect(proposed(data)).toEqual([`]d2${GTIN}21SERIAL000012345678${GS}10AB12${GS}1727022891X`]);
  });

  test('a batch that is valid but could hold the serial number', () => {
    const data = `]d2${GTIN}1727022810AB1221S123456`;
    expect(scanOf(data)).toMatchObject({ batch: 'AB1221S123456' });
    expect(mayHideElements(scanOf(data), now)).toBe(true);
    const [proposal] = proposeReadings(data, { now });
    expect(proposal).toMatchObject({
      data: `]d2${GTIN}1727022810AB12${GS}21S123456`,
      scan: { symbology: ']d2', kind: 'element-string', batch: 'AB12', serial: 'S123456' },
    });
    expect(evidence(data)).toEqual(['separator-lost', 'valid-as-it-stands']);
  });

  test('a serial number that is valid but could hold the expiry', () => {
    const data = `]d2${GTIN}21ABC1234517270228`;
    expect(mayHideElements(scanOf(data), now)).toBe(true);
    expect(proposed(data)).toEqual([`]d2${GTIN}21ABC12345${GS}17270228`]);
  });

  test('says why, in words that name the place', () => {
    const [{ evidence }] = proposeReadings(`${GTIN}10AB1217270228`, { now }) as [ReturnType<typeof proposeReadings>[0]];
    expect(evidence[0]!.message).toContain('After "AB12", AI 17 (USE BY or EXPIRY) can start with a plausible date');
    expect(evidence.map(({ code }) => code)).toContain('readings-compete');
  });

  test('nothing is proposed where too many readings compete', () => {
    expect(proposed(`${GTIN}21${'1'.repeat(40)}`)).toEqual([]);
    expect(proposed(`${GTIN}10${'A1'.repeat(200)}`)).toEqual([]);
  });

  test.each([
    'hello',
    '8901234567890',
    ']E08901234567890',
    'https://id.gs1.org/01/08901234567890/10/AB1221S123456',
    `(01)08901234567890(10)AB1221S123456`,
    `${GTIN}1727022810AB12`,
    `${GTIN}1727022810B2021A4`,
    '010890123456789110AB1221S123456',
    '10AB1221S12345678901234',
    ']X',
    '',
  ])('nothing is proposed for %j', (data) => {
    expect(proposed(data)).toEqual([]);
  });

  test('an ordinary batch and serial number hide nothing', () => {
    for (const data of [
      `${GTIN}1727022810AB12${GS}21S1`,
      `${GTIN}10B2021A4`,
      '8901234567890',
      `${GTIN}10${'A'.repeat(20)}`,
    ]) {
      expect(mayHideElements(scanOf(data), now)).toBe(false);
    }
  });
});

describe('a separator that a scanner typed as something else', () => {
  const typed = [
    '<GS>',
    '<gs>',
    '{GS}',
    '[GS]',
    '(GS)',
    '<FNC1>',
    '\\x1d',
    '\\x1D',
    '\\u001d',
    '\u241d',
    '\u2194',
    '^]',
    '^',
    '%1D',
    '%1d',
    '|',
    '~',
    '#',
    '\n',
    '\r\n',
    '\t',
    '029',
  ];
  test.each(typed)('%j', (separator) => {
    const data = `${GTIN}1727022810AB12${separator}21S123456789012345678`;
    for (const symbology of ['', ']d2']) {
      expect(proposed(symbology + data)).toEqual([`${symbology}${GTIN}1727022810AB12${GS}21S123456789012345678`]);
      expect(evidence(symbology + data)).toContain('separator-typed');
    }
  });

  test.each(['<GS>', '%1D', '029'])('%s in a batch that is valid with it', (separator) => {
    const data = `${GTIN}10AB12${separator}21S1`;
    expect(mayHideElements(scanOf(data), now)).toBe(true);
    expect(proposed(data)).toEqual([`${GTIN}10AB12${GS}21S1`]);
    expect(evidence(data)).toContain('valid-as-it-stands');
  });

  test('more than one of them, and at the start', () => {
    expect(proposed(`^${GTIN}10AB12^21S1^17270228`)).toEqual([`${GTIN}10AB12${GS}21S1${GS}17270228`]);
  });

  test('redundant ones before the data of a maker are read without a proposal', () => {
    expect(scanOf(`]d2${GTIN}10AB12${GS}${GS}97AUTH${GS}${GS}98KEY`)).toMatchObject({
      batch: 'AB12',
      notes: [{ code: 'separator-redundant' }],
    });
  });

  test('the character that the caller names for FNC1 is one', () => {
    const [proposal] = proposeReadings(`${GTIN}10BATCH12345678901221SERIAL!17270228`, { now, fnc1: '!' });
    expect(proposal!.data).toBe(`${GTIN}10BATCH123456789012${GS}21SERIAL${GS}17270228`);
  });
});

const upper = fc.constantFrom(...'ABCDEFGHJKLMNPRSTUVWXYZ'.split(''));
const letters = (minLength: number, maxLength: number) => fc.string({ unit: upper, minLength, maxLength });

test('a lost separator between batch and serial number is found again, whatever letters they have', () => {
  fc.assert(
    fc.property(letters(4, 12), letters(9, 18), (batch, serial) => {
      const elements = [
        { ai: '01', value: '08901234567890', title: '' },
        { ai: '10', value: batch, title: '' },
        { ai: '21', value: serial, title: '' },
      ];
      const whole = formatElementString(elements);
      expect(proposed(whole.replace(GS, ''))).toEqual([whole]);
    }),
  );
});

test('every proposal is a valid reading, whatever the data', () => {
  const glued = fc
    .array(fc.oneof(hostileText, fc.constantFrom(GTIN, '10AB12', '21S123456', '17270228', '029', '<GS>', '^', GS)), {
      maxLength: 8,
    })
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(fc.constantFrom('', ']d2', ']C1', ']Q1', GTIN, `]d2${GTIN}`), glued, (before, data) => {
      const proposals = proposeReadings(before + data, { now });
      expect(proposals.length).toBeLessThanOrEqual(5);
      for (const { data: repaired, scan, evidence } of proposals) {
        expect(evidence.length).toBeGreaterThan(0);
        expect(parseScan(repaired, { now })).toEqual({ ok: true, value: scan });
      }
    }),
    { numRuns: 2000 },
  );
});

test.each(['10', '1121', '21029', '91', '1711', '10A', '<GS>', '#', '11010110'])(
  'the work on %j repeated is bounded',
  (piece) => {
    for (const length of [1000, 65_536]) {
      const startedAt = performance.now();
      proposeReadings(`${GTIN}10${piece.repeat(length / piece.length)}`.slice(0, length), { now });
      expect(performance.now() - startedAt).toBeLessThan(250);
    }
  },
);
