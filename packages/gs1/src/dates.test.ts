import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readDate } from './dates.ts';

const in2026 = new Date('2026-07-01T00:00:00Z');

describe('readDate', () => {
  test('reads a date in the century of today', () => {
    expect(readDate('270228', in2026)).toEqual({ year: 2027, month: 2, day: 28, iso: '2027-02-28' });
  });

  test('takes a year 51 or more ahead as past and 50 or more behind as future', () => {
    expect(readDate('760101', in2026)?.year).toBe(2076);
    expect(readDate('770101', in2026)?.year).toBe(1977);
    expect(readDate('991231', in2026)?.year).toBe(1999);
    expect(readDate('010101', new Date('2051-01-01'))?.year).toBe(2101);
    expect(readDate('020101', new Date('2051-01-01'))?.year).toBe(2002);
  });

  test('takes day 00 as no day and the last day of the month', () => {
    expect(readDate('280200', in2026)).toEqual({ year: 2028, month: 2, day: null, iso: '2028-02-29' });
    expect(readDate('270200', in2026)?.iso).toBe('2027-02-28');
    expect(readDate('270400', in2026)?.iso).toBe('2027-04-30');
  });

  test.each(['271301', '270001', '270229', '270431', '27022', '27 228', '', 'abcdef'])('gives null for %j', (text) => {
    expect(readDate(text, in2026)).toBeNull();
  });

  test('takes today where it is not told the day', () => {
    const year = new Date().getUTCFullYear();
    expect(readDate(`${String(year).slice(2)}0615`)?.year).toBe(year);
    expect(readDate('270228', new Date(Number.NaN))).toEqual(readDate('270228'));
  });

  test('reads back every day from 49 years ago to 49 years ahead', () => {
    const days = fc.date({ min: new Date('1977-01-01'), max: new Date('2075-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(days, (day) => {
        const iso = day.toISOString().slice(0, 10);
        expect(readDate(iso.slice(2).replaceAll('-', ''), in2026)?.iso).toBe(iso);
      }),
    );
  });
});
