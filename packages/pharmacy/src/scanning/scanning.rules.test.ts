import { checkDigit } from '@sutra/gs1/check-digit';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { KnownPackage } from '../library/public.ts';
import {
  businessDay,
  confidenceOf,
  duplicateSerialWarning,
  gtinOf,
  identify,
  match,
  normalise,
  type Parsed,
  propose,
  read,
  scaled,
  standing,
  type Warning,
  warningsOf,
} from './scanning.rules.ts';

const now = new Date('2026-11-21T12:00:00Z');
const GTIN = '08907701000013';

function reading(raw: string, symbology?: string) {
  return read(normalise(raw, symbology), raw.length, now);
}
function parsedFrom(raw: string, symbology?: string): Parsed {
  const result = reading(raw, symbology);
  if (!result.ok) throw new Error(`${result.error.code} at ${result.error.start}`);
  return result.parsed;
}
function known(batch: Partial<NonNullable<KnownPackage['batch']>> | null = null, packageId = '2'): KnownPackage {
  return {
    product: {
      id: '1',
      brand: 'Zenpyrix',
      composition: 'Paracetamol',
      strength: '650 mg',
      form: 'Tablet',
      manufacturer: 'Narmadix',
      schedule: 'OTC',
    },
    package: { id: packageId, gtin: GTIN, description: 'Strip of 15', level: 'unit', quantity: 15 },
    batch: batch && { id: '3', number: 'B1', expiry: '2028-03-31', mrpPaise: 3090, recalledAt: null, ...batch },
  };
}
function warningsFor(raw: string, options: { known?: KnownPackage[]; scannedAt?: Date; now?: Date } = {}): Warning[] {
  const result = reading(raw);
  return warningsOf({
    parsed: result.ok ? result.parsed : null,
    error: result.ok ? null : result.error,
    known: options.known ?? [known()],
    proposals: standing(propose(normalise(raw, undefined), result, now), options.known ?? [known()]),
    scannedAt: options.scannedAt ?? now,
    now: options.now ?? now,
  });
}
const codes = (warnings: readonly Warning[]) => warnings.map((warning) => warning.code);

describe('normalise', () => {
  test('takes off what a keyboard-wedge scanner types around a code, and nothing inside it', () => {
    expect(normalise('\t 0108907701000013\r\n', undefined)).toEqual({
      data: '0108907701000013',
      shift: 2,
      outcome: 'trimmed',
    });
    expect(normalise('\u001d10A B\u001d', undefined).data).toBe('\u001d10A B\u001d');
  });

  test('puts the symbology identifier before the data unless the scanner had done so', () => {
    expect(normalise('10AB', ']d2')).toEqual({ data: ']d210AB', shift: -3, outcome: 'symbology-added' });
    expect(normalise(']d210AB', ']d2')).toEqual({ data: ']d210AB', shift: 0, outcome: 'unchanged' });
  });

  test('keeps positions: the data is found in what was scanned, at the shift', () => {
    const blank = fc.stringMatching(/^[ \t\r\n]{0,4}$/);
    fc.assert(
      fc.property(blank, fc.string(), blank, (before, text, after) => {
        const { data, shift } = normalise(before + text + after, undefined);
        expect((before + text + after).slice(shift, shift + data.length)).toBe(data);
        expect(data.trim().length).toBeLessThanOrEqual(data.length);
        expect(/^[ \t\r\n]|[ \t\r\n]$/.test(data)).toBe(false);
      }),
    );
  });

  test('stays fast on white space that never ends', () => {
    const startedAt = performance.now();
    normalise(`x${' '.repeat(8190)}x`, undefined);
    expect(performance.now() - startedAt).toBeLessThan(50);
  });
});

describe('read', () => {
  test('takes an element string apart, with and without symbology identifier', () => {
    const expected = {
      gtin: GTIN,
      batch: 'ZP2601',
      serial: 'S1',
      expiry: { year: 2028, month: 3, day: null, iso: '2028-03-31' },
    };
    const raw = `01${GTIN}1728030010ZP2601\u001d21S1`;
    expect(parsedFrom(`]d2${raw}`)).toMatchObject({ symbology: ']d2', kind: 'element-string', ...expected });
    expect(parsedFrom(raw, ']d2')).toMatchObject({ symbology: ']d2', ...expected });
    expect(parsedFrom(raw)).toMatchObject({ symbology: null, ...expected });
  });

  test('gives a price as an integer and its scale', () => {
    expect(scaled('30.90')).toEqual({ unscaled: 3090, scale: 2 });
    expect(scaled('45')).toEqual({ unscaled: 45, scale: 0 });
    expect(scaled('0.005')).toEqual({ unscaled: 5, scale: 3 });
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n - 1n }), fc.integer({ min: 0, max: 9 }), (digits, scale) => {
        const text = digits.toString().padStart(scale + 1, '0');
        const decimal = scale === 0 ? text : `${text.slice(0, -scale)}.${text.slice(-scale)}`;
        expect(scaled(decimal)).toEqual({ unscaled: Number(digits), scale });
      }),
    );
  });

  const wrong = '8907701000014'; // the right check digit is 3
  test.each([
    ['after ]d2', `]d2010${wrong}1728033110B`, undefined, 18, 19],
    ['with the identifier beside it', `010${wrong}1728033110B`, ']d2', 15, 16],
    ['with nothing to tell that it is GS1', `010${wrong}17280331`, undefined, 15, 16],
    ['in brackets', `(01)0${wrong}(17)280331`, undefined, 17, 18],
    ['of an EAN-13', wrong, undefined, 12, 13],
    ['of an EAN-13 after ]E0', `]E0${wrong}`, undefined, 15, 16],
    ['behind white space', `  ${wrong}\r\n`, ']E0', 14, 15],
  ])('marks the wrong check digit %s', (_, raw, symbology, start, end) => {
    const result = reading(raw, symbology);
    expect(result).toMatchObject({ ok: false, error: { code: 'INCORRECT_CHECK_DIGIT', start, end } });
    expect(raw.slice(start, end)).toBe('4');
  });

  test('names the identifier whose value is wrong', () => {
    expect(reading(`]d201${GTIN}17281399`)).toMatchObject({
      ok: false,
      error: { code: 'ILLEGAL_MONTH', ai: '17', start: 23, end: 25 },
    });
    expect(reading(`01${GTIN}17281399`)).toMatchObject({
      ok: false,
      error: { code: 'ILLEGAL_MONTH', ai: '17', start: 20, end: 22 },
    });
  });

  test('leaves alone what only happens to be digits', () => {
    expect(parsedFrom('12345678', ']C0')).toMatchObject({ kind: 'text' });
    expect(parsedFrom('0112345678901234567890')).toMatchObject({ kind: 'text' });
    expect(parsedFrom('https://maker.example/p/1')).toMatchObject({ kind: 'url' });
  });

  test('never throws, and marks a place inside what was scanned', () => {
    const piece = fc.constantFrom(
      '01',
      GTIN,
      '17',
      '280300',
      '10',
      'AB',
      '\u001d',
      '(01)',
      '(17)',
      ']d2',
      ']E0',
      ']',
      ' ',
      '\r',
      'https://',
      '21',
      '\u{1f48a}',
      '0',
      '9',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
    );
    const symbology = fc.option(fc.constantFrom(']d2', ']C1', ']E0', ']E4', ']Q3', ']Q1', ']V9'), { nil: undefined });
    fc.assert(
      fc.property(text, symbology, (raw, given) => {
        const result = reading(raw, given);
        if (result.ok) return;
        const { start, end } = result.error;
        expect(0 <= start && start <= end && end <= raw.length).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test('one wrong digit in a GTIN is always found at the check digit', () => {
    const digits = fc.stringMatching(/^[0-9]{12}$/);
    fc.assert(
      fc.property(digits, fc.integer({ min: 0, max: 11 }), fc.integer({ min: 1, max: 9 }), (body, place, step) => {
        const good = `${body}${checkDigit(body, 0, 12)}`;
        expect(reading(good)).toMatchObject({ ok: true, parsed: { gtin: `0${good}` } });
        const bad = good.slice(0, place) + ((Number(good[place]) + step) % 10) + good.slice(place + 1);
        expect(reading(bad)).toMatchObject({ ok: false, error: { code: 'INCORRECT_CHECK_DIGIT', start: 12, end: 13 } });
      }),
    );
  });
});

describe('match', () => {
  test('one package resolves, several are candidates, none is unknown', () => {
    expect(match([known({})])).toMatchObject({
      status: 'resolved',
      package: { id: '2' },
      batch: { number: 'B1' },
      candidates: [],
    });
    expect(match([known(), known(null, '5')])).toMatchObject({
      status: 'ambiguous',
      candidates: [{ package: { id: '2' } }, { package: { id: '5' } }],
    });
    expect(match([known(), known(null, '5')])).not.toHaveProperty('package');
    expect(match([])).toEqual({ status: 'unknown', candidates: [] });
  });

  test('a product code among particulars is a GTIN, or one of its own kind', () => {
    const text = (code: string) => `UPIC: ${code}; Batch No: B1; Exp: 03/2028`;
    expect(identify(parsedFrom(text(GTIN)))).toEqual({ kind: 'gtin', value: GTIN });
    expect(identify(parsedFrom(text('8907701000013')))).toEqual({ kind: 'gtin', value: GTIN });
    expect(identify(parsedFrom(text('UP-4711')))).toEqual({ kind: 'h2-product-code', value: 'UP-4711' });
    expect(identify(parsedFrom('Batch No: B1; Exp: 03/2028'))).toBeNull();
    expect(gtinOf(parsedFrom(text(GTIN)))).toBe(GTIN);
    expect(gtinOf(parsedFrom(text('UP-4711')))).toBeNull();
    expect(parsedFrom(text(GTIN))).not.toHaveProperty('gtin');
  });

  test('nothing else than a product code identifies a pack', () => {
    expect(identify(parsedFrom('8907701000013'))).toEqual({ kind: 'gtin', value: GTIN });
    expect(identify(parsedFrom('PARACETAMOL'))).toBeNull();
    expect(identify(parsedFrom(']d200006141411234567890'))).toBeNull();
  });
});

describe('warnings', () => {
  test('a pack is good through its last day in India', () => {
    const raw = `]d201${GTIN}17261121`;
    const lastMinute = new Date('2026-11-21T18:29:59.999Z');
    expect(warningsFor(raw, { now: lastMinute, scannedAt: lastMinute })).toMatchObject([
      {
        code: 'expires-soon',
        severity: 'warning',
        message: expect.stringContaining('today'),
        values: { day: '2026-11-21', days: 0 },
      },
    ]);
    const midnight = new Date('2026-11-21T18:30:00Z');
    expect(warningsFor(raw, { now: midnight, scannedAt: midnight })).toMatchObject([
      { code: 'expired', severity: 'danger' },
    ]);
  });

  test('day 00 means the last day of the month', () => {
    expect(codes(warningsFor(`]d201${GTIN}17261100`))).toEqual(['expires-soon']);
    expect(codes(warningsFor(`]d201${GTIN}17261000`))).toEqual(['expired']);
  });

  test('soon is 90 days', () => {
    expect(codes(warningsFor(`]d201${GTIN}17270219`))).toEqual(['expires-soon']);
    expect(codes(warningsFor(`]d201${GTIN}17270220`))).toEqual([]);
  });

  test('the earlier of the dates of pack and library counts', () => {
    expect(codes(warningsFor(`]d201${GTIN}1728033110B1`, { known: [known({ expiry: '2026-10-31' })] }))).toEqual([
      'expired',
      'batch-mismatch',
    ]);
    expect(codes(warningsFor(`]d201${GTIN}1726103110B1`, { known: [known({ expiry: '2028-03-31' })] }))).toEqual([
      'expired',
      'batch-mismatch',
    ]);
    expect(codes(warningsFor(`]d201${GTIN}10B1`, { known: [known({ expiry: '2026-10-31' })] }))).toEqual(['expired']);
  });

  test('a pack that prints only a month does not contradict a day in it', () => {
    expect(warningsFor(`]d201${GTIN}1728030010B1`, { known: [known({ expiry: '2028-03-15' })] })).toEqual([]);
    expect(codes(warningsFor(`]d201${GTIN}1728031410B1`, { known: [known({ expiry: '2028-03-15' })] }))).toEqual([
      'batch-mismatch',
    ]);
  });

  test('a recall is danger, whatever the pack it was recorded for', () => {
    expect(warningsFor(`]d201${GTIN}10B1`, { known: [known(null), known({ recalledAt: now }, '5')] })[0]).toMatchObject(
      { code: 'recalled', severity: 'danger' },
    );
  });

  test('an unknown batch of a known product is worth a word, of an unknown product none', () => {
    expect(warningsFor(`]d201${GTIN}10B9`)).toMatchObject([{ code: 'batch-unknown', severity: 'info' }]);
    expect(warningsFor(`]d201${GTIN}10B9`, { known: [] })).toEqual([]);
    expect(warningsFor('8907701000013')).toEqual([]);
  });

  test('an expired pack that nobody knows is still expired', () => {
    expect(codes(warningsFor(`]d201${GTIN}17200101`, { known: [] }))).toEqual(['expired']);
  });

  test('several packs and a wrong check digit are told', () => {
    expect(codes(warningsFor('8907701000013', { known: [known(), known(null, '5')] }))).toEqual(['gtin-ambiguous']);
    expect(warningsFor('8907701000014', { known: [] })).toMatchObject([{ code: 'check-digit', severity: 'warning' }]);
  });

  test('a missing separator is told where the code could be read otherwise, unless the library knows the batch', () => {
    const glued = `]d201${GTIN}10AB1221S123456`;
    expect(warningsFor(glued)).toMatchObject([
      { code: 'separator-missing', severity: 'warning', message: expect.stringContaining('After "AB12", AI 21') },
      { code: 'batch-unknown' },
    ]);
    expect(codes(warningsFor(glued, { known: [known({ number: 'AB1221S123456' })] }))).toEqual([]);
    expect(codes(warningsFor(`]d201${GTIN}10BATCH12345678901221SERIAL`, { known: [] }))).toEqual(['separator-missing']);
    expect(codes(warningsFor(`]d201${GTIN}10AB12\u001d21S123456`, { known: [] }))).toEqual([]);
  });

  test('the batch and expiry of particulars count, with their assumptions', () => {
    const text = `UPIC: ${GTIN}\nBatch No: B1\nExp: 10/2026`;
    expect(codes(warningsFor(text, { known: [known({ expiry: '2028-03-31' })] }))).toEqual([
      'expired',
      'batch-mismatch',
    ]);
    expect(codes(warningsFor(text.replace('10/2026', '03/2028')))).toEqual(['batch-unknown']);
    expect(warningsFor(text, { known: [known({ recalledAt: now })] })[0]).toMatchObject({ code: 'recalled' });
  });

  test('a clock is suspect beyond ten minutes ahead or thirty days behind', () => {
    const at = (text: string) => codes(warningsFor('8907701000013', { scannedAt: new Date(text) }));
    expect(at('2026-11-21T12:10:00Z')).toEqual([]);
    expect(at('2026-11-21T12:10:00.001Z')).toEqual(['clock-suspect']);
    expect(at('2026-10-22T12:00:00Z')).toEqual([]);
    expect(at('2026-10-22T11:59:59.999Z')).toEqual(['clock-suspect']);
  });

  test('the most dangerous comes first', () => {
    const severities = warningsFor(`]d201${GTIN}1726101010B1`, {
      known: [known({ recalledAt: now })],
      scannedAt: new Date(0),
    }).map((warning) => warning.severity);
    expect(severities).toEqual(['danger', 'danger', 'warning', 'warning']);
  });

  test('a serial seen before is stated with its day in India, without a verdict', () => {
    const { message, severity } = duplicateSerialWarning(new Date('2026-11-20T20:00:00Z'));
    expect(severity).toBe('warning');
    expect(message).toContain('2026-11-21');
    expect(message).not.toMatch(/fake|counterfeit|genuine|copied/i);
  });
});

describe('confidence', () => {
  const matched = match([known({})]);
  const warning = (code: Warning['code']): Warning => ({ code, message: '', severity: 'info' });

  test('is whole for an announced GS1 code, less where the parser assumed or the library contradicts', () => {
    const announced = parsedFrom(`]d201${GTIN}17280300`);
    expect(confidenceOf(announced, matched, [])).toBe(100);
    expect(confidenceOf(parsedFrom(`01${GTIN}17280300`), matched, [])).toBe(90);
    expect(confidenceOf(announced, matched, [warning('batch-unknown')])).toBe(95);
    expect(confidenceOf(announced, matched, [warning('batch-mismatch')])).toBe(70);
    expect(confidenceOf(announced, matched, [warning('separator-missing')])).toBe(80);
  });

  test('of particulars is low: they follow no standard', () => {
    const particulars = parsedFrom(`UPIC: ${GTIN}\nBatch No: B1\nExp: 03/2028`);
    expect(confidenceOf(particulars, matched, [])).toBe(50);
  });

  test('is shared among candidates, and nothing where nothing is known', () => {
    expect(confidenceOf(parsedFrom('8907701000013'), match([known(), known(null, '5')]), [])).toBe(50);
    expect(confidenceOf(parsedFrom('8907701000013'), match([]), [])).toBe(0);
    expect(confidenceOf(null, { status: 'invalid', candidates: [] }, [])).toBe(0);
  });

  test('stays within 0 and 100', () => {
    const notes = fc.array(fc.record({ code: fc.string(), message: fc.string() }), { maxLength: 30 });
    const warnings = fc.subarray<Warning>([warning('batch-unknown'), warning('batch-mismatch'), warning('expired')]);
    fc.assert(
      fc.property(notes, warnings, fc.integer({ min: 0, max: 5 }), (all, told, count) => {
        const parsed = { ...parsedFrom('8907701000013'), notes: all };
        const confidence = confidenceOf(parsed, match(Array.from({ length: count }, () => known())), told);
        expect(Number.isInteger(confidence) && confidence >= 0 && confidence <= 100).toBe(true);
      }),
    );
  });
});

test('the business day is the day in India', () => {
  expect(businessDay(new Date('2026-12-31T18:29:59Z'))).toBe('2026-12-31');
  expect(businessDay(new Date('2026-12-31T18:30:00Z'))).toBe('2027-01-01');
});
