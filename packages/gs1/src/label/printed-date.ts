import { daysInMonth } from '../calendar.ts';
import { readDate } from '../dates.ts';
import type { LocalDate } from '../types.ts';

/** What had to be assumed to read a date: the century of its year, or the order of its day, month and year. */
export type DateAssumption = 'century' | 'order';

/** A date as people print it: read, with several meanings, clearly month first (which Indian labels are not), or none. */
export type PrintedDate =
  | { readonly is: 'date'; readonly date: LocalDate; readonly assumptions: readonly DateAssumption[] }
  | { readonly is: 'ambiguous' | 'month-first' | 'no-date' };

/** A reading of the parts: `year` as written, of two or four digits. */
type Candidate = { readonly year: string; readonly month: number; readonly day: number | null };

const LENGTH_MAX = 32;
const YEAR_FIRST = 1970;
const YEAR_LAST = 2099;

// How far from today a year may lie that is only one of the ways to read the digits.
const PLAUSIBLE_YEARS = 15;

const NO_DATE: PrintedDate = { is: 'no-date' };
const AMBIGUOUS: PrintedDate = { is: 'ambiguous' };

const MONTHS: readonly (readonly string[])[] = [
  ['jan', 'january', 'जनवरी', 'जन'],
  ['feb', 'february', 'फरवरी', 'फ़रवरी', 'फर'],
  ['mar', 'march', 'मार्च'],
  ['apr', 'april', 'अप्रैल'],
  ['may', 'मई'],
  ['jun', 'june', 'जून'],
  ['jul', 'july', 'जुलाई'],
  ['aug', 'august', 'अगस्त'],
  ['sep', 'sept', 'september', 'सितंबर', 'सितम्बर'],
  ['oct', 'october', 'अक्टूबर', 'अक्तूबर'],
  ['nov', 'november', 'नवंबर', 'नवम्बर'],
  ['dec', 'december', 'दिसंबर', 'दिसम्बर'],
];
const monthByName: ReadonlyMap<string, number> = new Map(
  MONTHS.flatMap((names, index) => names.map((name) => [name.normalize('NFKC'), index + 1] as const)),
);

// A time of midnight belongs to the day it stands with; any other could be the evening before in India.
const MIDNIGHT = /^(\d{4}-\d{2}-\d{2})[T ]00:00(?::00)?(?:\.0{1,6})?(?:Z|\+05:30|\+00:00)?$/;

/**
 * Reads a date as printed on packs: `MM/YYYY`, `FEB.2027`, `FEB-27`, `28/02/2027`, `28 FEB 2027`, `2027-02-28`, `YYMMDD`,
 * with any of `. - / ,` or space between. Digits that could be two dates within 15 years of `now` are ambiguous; with a
 * year of four digits the day comes before the month. A date without a day has `day: null` and the month's last day.
 */
export function readPrintedDate(text: string, now?: Date): PrintedDate {
  const trimmed = withoutEnds(text.trim());
  if (trimmed.length > LENGTH_MAX) return NO_DATE;
  const written = MIDNIGHT.exec(trimmed)?.[1] ?? trimmed;
  const parts = partsOf(written);
  if (parts === null) return NO_DATE;
  const named = parts.filter((part) => part.isMonth);
  if (named.length > 1) return NO_DATE;
  const shape = parts.map(({ isMonth, text: { length } }) => (isMonth ? 'M' : String(length))).join(' ');
  const values = parts.map((part) => part.text);
  return named.length === 1 ? withMonthName(shape, values, now) : withDigitsOnly(shape, values, now);
}

type Part = { readonly text: string; readonly isMonth: boolean };

// Digits and month names, with separators only between them.
function partsOf(text: string): readonly Part[] | null {
  const parts: Part[] = [];
  if (!/^[\d\p{L}].*[\d\p{L}\p{M}]$/u.test(text)) return null;
  for (const token of text.match(/\d+|[\p{L}\p{M}]+|[^\d\p{L}\p{M}]+/gu) ?? []) {
    if (/^\d/.test(token)) {
      parts.push({ text: token, isMonth: false });
    } else if (/^[\p{L}\p{M}]/u.test(token)) {
      const month = monthByName.get(token.normalize('NFKC').toLowerCase());
      if (month === undefined) return null;
      parts.push({ text: String(month), isMonth: true });
    } else if (!/^[ ./,'-]{1,3}$/.test(token)) {
      return null;
    }
  }
  return parts.length === 0 || parts.length > 3 ? null : parts;
}

function withoutEnds(text: string): string {
  return text.endsWith('.') || text.endsWith(',') ? text.slice(0, -1).trimEnd() : text;
}

function withMonthName(shape: string, values: readonly string[], now: Date | undefined): PrintedDate {
  const [first = '', second = '', third = ''] = values;
  switch (shape) {
    case 'M 4':
    case 'M 2':
      return only([{ year: second, month: Number(first), day: null }], [], now);
    case '4 M':
      return only([{ year: first, month: Number(second), day: null }], [], now);
    case '1 M 4':
    case '2 M 4':
    case '1 M 2':
    case '2 M 2':
      return only([{ year: third, month: Number(second), day: Number(first) }], [], now);
    case 'M 1 4':
    case 'M 2 4':
      return only([{ year: third, month: Number(first), day: Number(second) }], [], now);
    case '4 M 1':
    case '4 M 2':
      return only([{ year: first, month: Number(second), day: Number(third) }], [], now);
    default:
      return NO_DATE;
  }
}

function withDigitsOnly(shape: string, values: readonly string[], now: Date | undefined): PrintedDate {
  const [first = '', second = '', third = ''] = values;
  switch (shape) {
    case '1 4':
    case '2 4':
      return only([{ year: second, month: Number(first), day: null }], [], now);
    case '4 1':
    case '4 2':
      return only([{ year: first, month: Number(second), day: null }], [], now);
    case '1 2':
    case '2 2':
      return onlyPlausible(
        [
          { year: second, month: Number(first), day: null },
          { year: first, month: Number(second), day: null },
        ],
        now,
      );
    case '4 1 1':
    case '4 1 2':
    case '4 2 1':
    case '4 2 2':
      return only([{ year: first, month: Number(second), day: Number(third) }], [], now);
    case '1 1 4':
    case '1 2 4':
    case '2 1 4':
    case '2 2 4':
      return dayFirst(first, second, third, now);
    case '1 1 2':
    case '1 2 2':
    case '2 1 2':
    case '2 2 2':
      return onlyPlausible(
        [
          { year: third, month: Number(second), day: Number(first) },
          { year: first, month: Number(second), day: Number(third) },
        ],
        now,
      );
    case '6':
      return sixDigits(first, now);
    case '8':
      return eightDigits(first, now);
    default:
      return NO_DATE;
  }
}

function dayFirst(first: string, second: string, year: string, now: Date | undefined): PrintedDate {
  const isEither = Number(first) <= 12 && Number(second) <= 12 && Number(first) !== Number(second);
  const assumptions: readonly DateAssumption[] = isEither && Number(first) > 0 ? ['order'] : [];
  const reading = only([{ year, month: Number(second), day: Number(first) }], assumptions, now);
  if (reading.is === 'date') return reading;
  const isMonthFirst = dateOf({ year, month: Number(first), day: Number(second) }, now) !== null;
  return isMonthFirst ? { is: 'month-first' } : NO_DATE;
}

function sixDigits(digits: string, now: Date | undefined): PrintedDate {
  const [a, b, c] = [digits.slice(0, 2), digits.slice(2, 4), digits.slice(4)] as const;
  return onlyPlausible(
    [
      { year: a, month: Number(b), day: Number(c) },
      { year: c, month: Number(b), day: Number(a) },
      { year: b + c, month: Number(a), day: null },
      { year: a + b, month: Number(c), day: null },
    ],
    now,
  );
}

function eightDigits(digits: string, now: Date | undefined): PrintedDate {
  const yearFirst = { year: digits.slice(0, 4), month: Number(digits.slice(4, 6)), day: Number(digits.slice(6)) };
  if (dateOf(yearFirst, now) !== null) return only([yearFirst], [], now);
  return dayFirst(digits.slice(0, 2), digits.slice(2, 4), digits.slice(4), now);
}

/** The one date that the candidates mean, if they mean one. */
function only(
  candidates: readonly Candidate[],
  assumptions: readonly DateAssumption[],
  now: Date | undefined,
): PrintedDate {
  const byIso = new Map<string, { date: LocalDate; year: string }>();
  for (const candidate of candidates) {
    const date = dateOf(candidate, now);
    if (date !== null) byIso.set(`${date.iso} ${date.day}`, { date, year: candidate.year });
  }
  const [found, another] = [...byIso.values()];
  if (found === undefined) return NO_DATE;
  if (another !== undefined) return AMBIGUOUS;
  const century: readonly DateAssumption[] = found.year.length === 2 ? ['century'] : [];
  return { is: 'date', date: found.date, assumptions: [...assumptions, ...century] };
}

function onlyPlausible(candidates: readonly Candidate[], now: Date | undefined): PrintedDate {
  const current = (now ?? new Date()).getUTCFullYear();
  const plausible = candidates.filter((candidate) => {
    const date = dateOf(candidate, now);
    return date !== null && Math.abs(date.year - current) <= PLAUSIBLE_YEARS;
  });
  return only(plausible, ['order'], now);
}

function dateOf({ year, month, day }: Candidate, now: Date | undefined): LocalDate | null {
  if (year.length !== 2 && year.length !== 4) return null;
  const monthAndDay = twoDigits(month) + twoDigits(day ?? 0);
  if (year.length === 2) return readDate(year + monthAndDay, now);
  const full = Number(year);
  const lastDay = daysInMonth(full, month);
  if (full < YEAR_FIRST || full > YEAR_LAST || lastDay === 0 || (day ?? 0) > lastDay) return null;
  const iso = `${year}-${twoDigits(month)}-${twoDigits(day === null || day === 0 ? lastDay : day)}`;
  return { year: full, month, day: day === 0 ? null : day, iso };
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
