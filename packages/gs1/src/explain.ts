import { countries } from './code-lists.ts';
import { currencyOf } from './currencies.ts';
import { readDate } from './dates.ts';
import { readDecimal } from './decimals.ts';
import { type TableLine, tableLines } from './dictionary.ts';
import type { Decimal, Element, LocalDate } from './types.ts';

/** What a value means, for whoever shows it in the words of a language. */
export type Meaning =
  /** `time` is `HH:MM` or `HH:MM:SS`, local to where the item is; `until` is the last day of a period. */
  | { readonly kind: 'date'; readonly date: LocalDate; readonly time?: string; readonly until?: LocalDate }
  /** `currency` is an ISO 4217 alphabetic code; without it the amount is in the currency of the place of sale. */
  | { readonly kind: 'amount'; readonly value: Decimal; readonly currency?: string }
  /** `unit` as the data title writes it: `kg`. */
  | { readonly kind: 'quantity'; readonly value: Decimal; readonly unit: string }
  | { readonly kind: 'percent'; readonly value: Decimal }
  | { readonly kind: 'count'; readonly value: number }
  | { readonly kind: 'piece'; readonly piece: number; readonly total: number }
  | { readonly kind: 'flag'; readonly value: boolean }
  /** ISO 3166-1 alpha-2 codes. */
  | { readonly kind: 'countries'; readonly codes: readonly string[] }
  /** Text without its percent-encoding. */
  | { readonly kind: 'text'; readonly value: string };

/** What the table says of an AI, and what its value means where that is more than its characters. */
export type Explanation = {
  /** AI and value as the GS1 General Specifications write it: `N2+X..20`, `N3+N13[+X..17]`. */
  readonly format: string;
  /** Names of the linters that the value passes, in the order of its components. */
  readonly linters: readonly string[];
  readonly meaning: Meaning | null;
};

type Component = {
  readonly type: string;
  readonly most: number;
  readonly linters: readonly string[];
  readonly isOptional: boolean;
};

const components: ReadonlyMap<string, readonly Component[]> = new Map(
  tableLines.flatMap((line) => {
    const ofLine = componentsOf(line);
    return line.codes.map((ai) => [ai, ofLine] as const);
  }),
);
const alpha2ByNumeric: ReadonlyMap<string, string> = new Map(
  countries.map((country) => [country.slice(2), country.slice(0, 2)]),
);

/** Explains an element whose value is valid. An AI that is not assigned has the format of any value. */
export function explain(element: Element, now?: Date): Explanation {
  const { format, linters } = formatOf(element.ai);
  return { format, linters, meaning: meaningOf(element, components.get(element.ai) ?? [], now) };
}

/** The part of an explanation that needs no valid value. */
export function formatOf(ai: string): Omit<Explanation, 'meaning'> {
  const parts = components.get(ai);
  if (parts === undefined) return { format: `N${ai.length}+X..90`, linters: [] };
  const written = parts.map(({ type, isOptional }) => (isOptional ? `[+${type}]` : `+${type}`)).join('');
  return { format: `N${ai.length}${written}`, linters: [...new Set(parts.flatMap(({ linters }) => linters))] };
}

function componentsOf(line: TableLine): readonly Component[] {
  return line.components.split(' ').map((text) => {
    const [type = '', linters = ''] = text.replace('?', '').split(':');
    return {
      type: type.toUpperCase(),
      most: Number(/\d+$/.exec(type)![0]),
      linters: linters === '' ? [] : linters.split('+'),
      isOptional: text.endsWith('?'),
    };
  });
}

function meaningOf(element: Element, parts: readonly Component[], now: Date | undefined): Meaning | null {
  const { ai, title } = element;
  if (ai === '30' || ai === '37') return { kind: 'count', value: Number(element.value) };
  const decimal = readDecimal(element);
  if (decimal !== null) {
    const { value } = decimal;
    if (ai.startsWith('394')) return { kind: 'percent', value };
    if (!ai.startsWith('39')) return { kind: 'quantity', value, unit: /\((.+)\)/.exec(title)?.[1] ?? '' };
    const currency = decimal.currency === undefined ? undefined : currencyOf(decimal.currency);
    return currency === undefined ? { kind: 'amount', value } : { kind: 'amount', value, currency };
  }
  return meaningOfParts(element.value, parts, now);
}

function meaningOfParts(value: string, parts: readonly Component[], now: Date | undefined): Meaning | null {
  const dates: LocalDate[] = [];
  const times: string[] = [];
  const codes: string[] = [];
  let at = 0;
  for (const { most, linters } of parts) {
    const part = value.slice(at, at + most);
    at += most;
    if (part === '') break;
    for (const linter of linters) {
      if (linter.startsWith('yy')) add(dates, dateOf(part, linter, now));
      else if (linter === 'hhmi') times.push(part.slice(0, 2), part.slice(2));
      else if (linter === 'hh' || linter === 'mi' || linter === 'ss') times.push(part);
      else if (linter === 'iso3166' || linter === 'iso3166999') add(codes, alpha2ByNumeric.get(part));
      else if (linter === 'iso3166alpha2') codes.push(part);
      else if (linter === 'yesno') return { kind: 'flag', value: part === '1' };
      else if (linter === 'pieceoftotal') {
        return {
          kind: 'piece',
          piece: Number(part.slice(0, part.length / 2)),
          total: Number(part.slice(part.length / 2)),
        };
      } else if (linter === 'pcenc' && part.includes('%')) return { kind: 'text', value: percentDecoded(part) };
    }
  }
  const [date, until] = dates;
  if (date !== undefined) {
    const time = times.length === 0 ? {} : { time: times.length === 1 ? `${times[0]}:00` : times.join(':') };
    return { kind: 'date', date, ...time, ...(until === undefined ? {} : { until }) };
  }
  return codes.length > 0 ? { kind: 'countries', codes } : null;
}

function add<T>(list: T[], item: T | null | undefined): void {
  if (item !== null && item !== undefined) list.push(item);
}

function dateOf(digits: string, linter: string, now: Date | undefined): LocalDate | null {
  if (linter.startsWith('yymmd')) return readDate(digits, now);
  const year = Number(digits.slice(0, 4));
  // Read in its own century, a date of four-digit year has the days of its month.
  const date = readDate(digits.slice(2), new Date(Date.UTC(year, 0)));
  return date === null || date.year !== year ? null : date;
}

// Octets of UTF-8; what is no such text stays as it is.
function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
