import { describe, expect, test } from 'vitest';
import { formatBracketed, parseBracketed } from './bracketed.ts';
import {
  type ExpectedElement,
  type Row,
  differences,
  isMissing,
  vectorRows,
  whyNotRun,
} from './conformance-vectors.ts';
import { readDate } from './dates.ts';
import { readDecimal } from './decimals.ts';
import { formatDigitalLink, parseDigitalLink } from './digital-link.ts';
import { parseElementString } from './element-string.ts';
import { expandUpcE, parseGtin } from './gtin.ts';
import { lint } from './linters.ts';
import { parseScan } from './scan.ts';
import type { Element, ParseOptions } from './types.ts';

const asOf2026 = new Date('2026-06-01T00:00:00Z');
const structureOnly: ParseOptions = { requireAssociations: false, now: asOf2026 };

// What the source does and this package does not: names of prefixes, restricted circulation numbers with their regional
// rules, shorter forms of a number, several separators at once, and values that it keeps though they are
// wrong (check digits, dates, the time 99:99), as it does when it tries all readings of one scan.
const isNotApplicable = ({ kind, input, options }: Row) =>
  /^biip_gs1_prefixes|^biip_rcn_(rcn|rules)|strips_variable|company_rcn|_price_weight_/.test(kind) ||
  /encode_as_(gtin_12|gtin_8|upc_e)|nested_error|invalid_element_values/.test(kind) ||
  ['43240701029999', '800307071324001022085952', ']E0abc'].includes(input) ||
  ['157035381410375177', '00376130321109103421', '15210527'].includes(kind === 'biip_parse_parse' ? input : '') ||
  (options?.separator_chars?.length ?? 1) > 1;

describe.skipIf(isMissing)(`conformance vectors of biip${whyNotRun}`, () => {
  const all = vectorRows('biip.jsonl');
  const rows = all.filter((row) => !isNotApplicable(row));
  const of = (pattern: RegExp) => rows.filter(({ kind }) => pattern.test(kind));
  const gtins = of(/^biip_gtin|^biip_rcn/);
  const upcs = of(/^biip_upc/);
  const checks = of(/^biip_checksums/);
  const keys = of(/^biip_(gln|sscc)/);
  const links = of(/^biip_gs1_digital_link/);
  const strings = of(/^biip_gs1_(?!digital_link)/);
  const scans = of(/^biip_parse/);

  test(`biip: every one of the ${rows.length} applicable rows of ${all.length} is in one group below`, () => {
    expect([gtins, upcs, checks, keys, links, strings, scans].flat()).toHaveLength(rows.length);
  });

  test(`GTIN: ${gtins.length} rows`, () => {
    const outcome = (row: Row) => gtinOf(parseGtin(row.input));
    expect(differences(gtins, outcome, expectedGtin)).toEqual([]);
  });

  test(`UPC: ${upcs.length} rows`, () => {
    const outcome = (row: Row) => {
      const { ok, gtin } = gtinOf(row.input.length <= 8 ? expandUpcE(row.input) : parseGtin(row.input));
      // A row on parsing tells the check digit of the number only.
      return typeof row.expect.value === 'object' ? { ok, check: Number(gtin?.at(-1)) } : { ok, gtin };
    };
    const expected = (row: Row) => {
      const { ok, value } = row.expect;
      return typeof value === 'object' ? { ok, check: value.check_digit } : expectedGtin(row);
    };
    expect(differences(upcs, outcome, expected)).toEqual([]);
  });

  test(`check digit: ${checks.length} rows`, () => {
    const outcome = (row: Row) => ({ ok: lint('csum', `${row.input}${Number(row.expect.value ?? 0)}`).ok });
    expect(differences(checks, outcome, ({ expect: { ok } }) => ({ ok }))).toEqual([]);
  });

  test(`GLN and SSCC: ${keys.length} rows`, () => {
    const outcome = ({ kind, input }: Row) => {
      const ai = kind.startsWith('biip_gln') ? '410' : '00';
      return { ok: parseElementString(ai + input, structureOnly).ok };
    };
    expect(differences(keys, outcome, ({ expect: { ok } }) => ({ ok }))).toEqual([]);
  });

  test(`element strings with their dates and decimals: ${strings.length} rows`, () => {
    const outcome = (row: Row) => {
      const elements = elementsOf(row);
      if (elements === undefined) return { ok: false };
      const { hri, date, value } = row.expect;
      const first = elements[0]!;
      const texts = [first.ai, formatBracketed(elements), readDecimal(first)?.value, dateOf(first)];
      return {
        ok: true,
        hri: hri === undefined ? undefined : formatBracketed(elements),
        date: date === undefined ? undefined : dateOf(first),
        value: typeof value === 'string' ? texts.find((text) => text === value) : undefined,
        elements: expectedElements(row)?.map((one, index) => asExpected(one, elements[index])),
      };
    };
    const expected = (row: Row) => {
      const { ok, hri, date, value } = row.expect;
      if (!ok) return { ok };
      return { ok, hri, date, value: typeof value === 'string' ? value : undefined, elements: expectedElements(row) };
    };
    expect(differences(strings, outcome, expected)).toEqual([]);
  });

  test(`Digital Links: ${links.length} rows, which always permit a zero-suppressed GTIN`, () => {
    const outcome = (row: Row) => {
      const result = parseDigitalLink(row.input, { ...structureOnly, permitZeroSuppressedGtin: true });
      if (!result.ok) return { ok: false };
      const { elements } = result.value;
      const uri = formatDigitalLink(elements);
      if (typeof row.expect.value === 'string') return { ok: true, value: uri.ok ? uri.value : uri.error.code };
      return { ok: true, value: expectedElements(row)?.map((one, index) => asExpected(one, elements[index])) };
    };
    const expected = (row: Row) => {
      const { ok, value } = row.expect;
      if (!ok) return { ok };
      return { ok, value: typeof value === 'string' ? value : expectedElements(row) };
    };
    expect(differences(links, outcome, expected)).toEqual([]);
  });

  test(`scans: ${scans.length} rows`, () => {
    const outcome = (row: Row) => {
      const result = parseScan(row.input, { permitZeroSuppressedGtin: true, requireAssociations: false });
      if (!result.ok) return { ok: false };
      return { symbology: result.value.symbology, gtin: result.value.gtin };
    };
    const expected = ({ expect: { value } }: Row) => {
      const { symbology_identifier: identifier, gtin } = typeof value === 'object' ? value : {};
      return { symbology: identifier?.value ?? null, gtin: gtin?.value.padStart(14, '0') };
    };
    expect(differences(scans, outcome, expected)).toEqual([]);
  });
});

function gtinOf(result: ReturnType<typeof parseGtin>): { ok: boolean; gtin: string | undefined } {
  return { ok: result.ok, gtin: result.ok ? result.value.padStart(14, '0') : undefined };
}

function expectedGtin({ expect: { ok, value } }: Row): { ok: boolean; gtin: string | undefined } {
  const digits = typeof value === 'object' ? value.value : value;
  return { ok, gtin: ok ? String(digits).padStart(14, '0') : undefined };
}

function elementsOf({ input, options }: Row): readonly Element[] | undefined {
  const read = input.startsWith('(') ? parseBracketed : parseElementString;
  const result = read(input, { ...structureOnly, fnc1: options?.separator_chars?.[0] ?? '\u001d' });
  return result.ok ? result.value.elements : undefined;
}

function expectedElements({ expect: { value } }: Row): readonly ExpectedElement[] | undefined {
  if (typeof value !== 'object') return undefined;
  const list = value.element_strings ?? [
    { ai: value.ai!, value: value.value!, ...(value.date && { date: value.date }) },
  ];
  return list.map(({ ai, value: text, date }) =>
    date === undefined ? { ai, value: text } : { ai, value: text, date },
  );
}

function asExpected({ date }: ExpectedElement, element: Element | undefined): object | undefined {
  if (element === undefined) return undefined;
  const { ai, value } = element;
  return date === undefined ? { ai, value } : { ai, value, date: dateOf(element) };
}

function dateOf({ value }: Element): string | undefined {
  return readDate(value, asOf2026)?.iso;
}
