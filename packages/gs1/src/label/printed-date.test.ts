import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readPrintedDate } from './printed-date.ts';

const now = new Date('2026-06-01');

function read(text: string): string {
  const reading = readPrintedDate(text, now);
  if (reading.is !== 'date') return reading.is;
  const { date, assumptions } = reading;
  return [date.day === null ? date.iso.slice(0, 7) : date.iso, ...assumptions].join(' ');
}

describe('a printed date', () => {
  test.each([
    ['02/2027', '2027-02'],
    ['2/2027', '2027-02'],
    ['02-2027', '2027-02'],
    ['02.2027', '2027-02'],
    ['02 2027', '2027-02'],
    ['2027-02', '2027-02'],
    ['FEB.2027', '2027-02'],
    ['FEB. 2027', '2027-02'],
    ['Feb 2027', '2027-02'],
    ['february-2027', '2027-02'],
    ['FEB2027', '2027-02'],
    ['SEPT 2027.', '2027-09'],
    ['फरवरी 2027', '2027-02'],
    ['फ़रवरी 2027', '2027-02'],
    ['28 दिसम्बर 2027', '2027-12-28'],
    ['28/02/2027', '2027-02-28'],
    ['28.2.2027', '2027-02-28'],
    ['28-FEB-2027', '2027-02-28'],
    ['FEB 28, 2027', '2027-02-28'],
    ['2027-02-28', '2027-02-28'],
    ['2027/02/28', '2027-02-28'],
    ['2027-FEB-28', '2027-02-28'],
    ['2027-02-28T00:00:00.000Z', '2027-02-28'],
    ['2027-02-28T00:00:00+05:30', '2027-02-28'],
    ['20270228', '2027-02-28'],
    ['28022027', '2027-02-28'],
    ['05/05/2027', '2027-05-05'],
    ['00/02/2027', '2027-02'],
  ])('%s is read without an assumption', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  test.each([
    ['FEB-27', '2027-02 century'],
    ["Feb'27", '2027-02 century'],
    ['28 FEB 27', '2027-02-28 century'],
    ['02/27', '2027-02 order century'],
    ['05/06/2027', '2027-06-05 order'],
    ['05062027', '2027-06-05 order'],
    ['270200', '2027-02 order century'],
    ['022027', '2027-02 order'],
    ['28/02/27', 'ambiguous'],
    ['30/06/45', 'no-date'],
  ])('%s is read as %s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  test('digits that could be two dates are ambiguous', () => {
    for (const text of ['270228', '11/12', '11/12/25', '251026']) expect(read(text)).toBe('ambiguous');
  });

  test('a month before its day is told, and not read', () => {
    expect(read('02/28/2027')).toBe('month-first');
  });

  test('a time that could be the evening before in India is no date', () => {
    expect(read('2027-02-27T18:30:00Z')).toBe('no-date');
  });

  test.each([
    '',
    'soon',
    '2027',
    '13/2027',
    '00/2027',
    '30/02/2027',
    '32 JAN 2027',
    'FOO 2027',
    'FEB MAR 2027',
    '02/1899',
    '02//////2027',
    '1735689600',
    '02/2027 FEB',
    '/02/2027',
    '28 days',
    'FEB',
  ])('"%s" is no date', (text) => {
    expect(read(text)).toBe('no-date');
  });

  test('every day that exists is read back, and none that does not', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1970, max: 2099 }),
        fc.integer({ min: 0, max: 13 }),
        fc.integer({ min: 1, max: 32 }),
        (year, month, day) => {
          const pad = (number: number) => String(number).padStart(2, '0');
          const iso = `${year}-${pad(month)}-${pad(day)}`;
          const isDay = new Date(Date.UTC(year, month - 1, day)).toISOString().startsWith(iso);
          expect(read(iso)).toBe(isDay ? iso : 'no-date');
        },
      ),
    );
  });

  test('any text is answered without an exception', () => {
    const unit = fc.constantFrom('0', '1', '2', '9', '/', '.', ' ', 'FEB', 'T', 'मई', "'", '-');
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit })), (text) => {
        const reading = readPrintedDate(text, now);
        if (reading.is === 'date') expect(reading.date.iso).toMatch(/^(19[7-9]|20)\d+-\d{2}-\d{2}$/);
      }),
    );
  });
});
