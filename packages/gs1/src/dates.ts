import { codeAt } from './character-sets.ts';
import { daysInMonth } from './calendar.ts';
import type { LocalDate } from './types.ts';

// `-01-01` to `-12-31`: what follows the year in an ISO 8601 date, by month × 32 + day.
const isoDays: readonly string[] = Array.from({ length: 13 * 32 }, (_, index) => {
  return `-${String(index >> 5).padStart(2, '0')}-${String(index & 31).padStart(2, '0')}`;
});

/**
 * Reads the date in the first six digits, YYMMDD, in the century that lies closest to `now` (51 years back to 49 or 50
 * ahead, GS1 General Specifications 7.12); day 00 is the last day of the month. Gives null for what is no date.
 */
export function readDate(yymmdd: string, now?: Date): LocalDate | null {
  const year = fullYear(twoDigits(yymmdd, 0), now);
  const month = twoDigits(yymmdd, 2);
  const carriedDay = twoDigits(yymmdd, 4);
  const lastDay = daysInMonth(year, month);
  if (!(year >= 0 && lastDay > 0 && carriedDay <= lastDay)) return null;
  const isoDay = carriedDay === 0 ? lastDay : carriedDay;
  const iso = String(year) + isoDays[month * 32 + isoDay]!;
  return { year, month, day: carriedDay === 0 ? null : carriedDay, iso };
}

function fullYear(yearOfCentury: number, now: Date | undefined): number {
  const current = currentYear(now);
  const century = current - (current % 100);
  const difference = yearOfCentury - (current % 100);
  if (difference >= 51) return century - 100 + yearOfCentury;
  if (difference <= -50) return century + 100 + yearOfCentury;
  return century + yearOfCentury;
}

const YEAR_MS = 365.2425 * 86_400_000;

// Without a given day, the mean length of a year is exact enough to choose a century, and cheaper than a Date.
function currentYear(now: Date | undefined): number {
  const given = now === undefined ? Number.NaN : now.getUTCFullYear();
  return Number.isNaN(given) ? 1970 + Math.floor(Date.now() / YEAR_MS) : given;
}

function twoDigits(text: string, at: number): number {
  const tens = codeAt(text, at) - 48;
  const ones = codeAt(text, at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}
