import { DIGITS, codeAt, firstOutside } from './character-sets.ts';
import { daysInMonth } from './calendar.ts';
import type { Fault, Linter } from './linter.ts';

/** YYMMDD, a real day (GS1 General Specifications 3.4). */
export const dateYymmdd: Linter = (data, start, end) => date(data, start, end, 2, 1);

/** YYMMDD, day 00 allowed. */
export const dateYymmd0: Linter = (data, start, end) => date(data, start, end, 2, 0);

/** YYYYMMDD, a real day. */
export const dateYyyymmdd: Linter = (data, start, end) => date(data, start, end, 4, 1);

/** YYYYMMDD, day 00 allowed. */
export const dateYyyymmd0: Linter = (data, start, end) => date(data, start, end, 4, 0);

/** HH from 00 to 23. */
export const hour: Linter = (data, start, end) => pair(data, start, end, 'HOUR', 23);

/** Minutes from 00 to 59. */
export const minute: Linter = (data, start, end) => pair(data, start, end, 'MINUTE', 59);

/** Seconds from 00 to 59. */
export const second: Linter = (data, start, end) => pair(data, start, end, 'SECOND', 59);

/** HHMM. */
export function hourMinute(data: string, start: number, end: number): Fault | null {
  const wrong = lengthOrDigits(data, start, end, 4, 'HOUR_WITH_MINUTE');
  if (wrong !== null) return wrong;
  if (twoDigits(data, start) > 23) return { code: 'ILLEGAL_HOUR', start, end: start + 2 };
  if (twoDigits(data, start + 2) > 59) return { code: 'ILLEGAL_MINUTE', start: start + 2, end };
  return null;
}

function date(data: string, start: number, end: number, yearDigits: 2 | 4, leastDay: 0 | 1): Fault | null {
  const wrong = lengthOrDigits(data, start, end, yearDigits + 4, 'DATE');
  if (wrong !== null) return wrong;
  const monthAt = start + yearDigits;
  const month = twoDigits(data, monthAt);
  if (month < 1 || month > 12) return { code: 'ILLEGAL_MONTH', start: monthAt, end: monthAt + 2 };
  // Two-digit years are checked as 20YY: 1900 and 2100, where the leap-year rule differs, are out of their window.
  const year =
    yearDigits === 2 ? 2000 + twoDigits(data, start) : twoDigits(data, start) * 100 + twoDigits(data, start + 2);
  const day = twoDigits(data, monthAt + 2);
  if (day < leastDay || day > daysInMonth(year, month)) return { code: 'ILLEGAL_DAY', start: monthAt + 2, end };
  return null;
}

function pair(
  data: string,
  start: number,
  end: number,
  name: 'HOUR' | 'MINUTE' | 'SECOND',
  most: number,
): Fault | null {
  const wrong = lengthOrDigits(data, start, end, 2, name);
  if (wrong !== null) return wrong;
  return twoDigits(data, start) > most ? { code: `ILLEGAL_${name}`, start, end } : null;
}

function lengthOrDigits(data: string, start: number, end: number, length: number, name: string): Fault | null {
  if (end - start !== length) {
    return { code: end - start < length ? `${name}_TOO_SHORT` : `${name}_TOO_LONG`, start, end };
  }
  const at = firstOutside(DIGITS, data, start, end);
  return at === end ? null : { code: 'NON_DIGIT_CHARACTER', start: at, end: at + 1 };
}

function twoDigits(data: string, at: number): number {
  return (codeAt(data, at) - 48) * 10 + codeAt(data, at + 1) - 48;
}
