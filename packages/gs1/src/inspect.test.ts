import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatBracketed } from './bracketed.ts';
import { formatDigitalLink } from './digital-link.ts';
import { formatElementString } from './element-string.ts';
import { anyElements, hostileText } from './elements.arbitrary.ts';
import { type Inspection, inspect } from './inspect.ts';
import { parseScan } from './scan.ts';
import type { ParseOptions } from './types.ts';

const GTIN = '08901234567890';
const NOW = new Date('2026-06-01');
const noAssociations: ParseOptions = { requireAssociations: false, now: NOW };

const brief = (data: string, options: ParseOptions = noAssociations) =>
  inspect(data, options).segments.map(
    ({ kind, start, end, ai }) => `${ai === undefined ? '' : `${ai} `}${kind}:${data.slice(start, end)}`,
  );

function expectWhole(data: string, { segments, elements, error }: Inspection): void {
  let at = 0;
  for (const { start, end } of segments) {
    expect(start).toBe(at);
    expect(end).toBeGreaterThan(start);
    at = end;
  }
  expect(at).toBe(data.length);
  for (const { start, end } of [...elements, ...(error === null ? [] : [error])]) {
    expect(start).toBeGreaterThanOrEqual(0);
    expect(end).toBeGreaterThanOrEqual(start);
    expect(end).toBeLessThanOrEqual(data.length);
  }
}

describe('segments', () => {
  const prefix = fc.constantFrom('', ']d2', ']C1', ']Q3', ']E0', ']E3', ']E4', ']d1', 'https://id.gs1.org/', 'http://');
  const options = fc.record(
    {
      fnc1: fc.constantFrom('^', '0', '(', ''),
      permitUnknownAIs: fc.boolean(),
      permitZeroSuppressedGtin: fc.boolean(),
      requireAssociations: fc.boolean(),
    },
    { requiredKeys: [] },
  );
  const anyText = fc.oneof(hostileText, fc.string({ unit: 'binary' }), fc.webUrl({ withQueryParameters: true }));

  test('cover any input without gap or overlap, and nothing throws', () => {
    fc.assert(
      fc.property(prefix, anyText, options, (start, text, chosen) => {
        const data = start + text;
        expectWhole(data, inspect(data, chosen));
      }),
      { numRuns: 3000 },
    );
  });

  test('are few, whatever repeats in the input', () => {
    for (const repeated of ['\u001d', '01', '(10)A', '/01/1', '?17=270228&', '|]e0'])
      expect(inspect(']d2' + repeated.repeat(5000)).segments.length).toBeLessThan(1000);
  });

  test('cover an input that is far too long', () => {
    const data = '(01)'.repeat(20_000);
    const inspection = inspect(data);
    expectWhole(data, inspection);
    expect(inspection).toMatchObject({ scan: null, error: { code: 'SYNTAX' }, segments: [{ kind: 'rest' }] });
  });

  const spelt = (data: string) =>
    inspect(data, noAssociations).segments.filter(({ kind }) => kind === 'ai' || kind === 'value');

  test('spell the elements of every valid element string', () => {
    fc.assert(
      fc.property(anyElements, (elements) => {
        const data = `]d2${formatElementString(elements)}`;
        const expected = elements.flatMap(({ ai, value }) => [ai, value]);
        expect(spelt(data).map(({ start, end }) => data.slice(start, end))).toEqual(expected);
        expectWhole(data, inspect(data, noAssociations));
      }),
    );
  });

  test('spell the elements of every valid bracketed text', () => {
    fc.assert(
      fc.property(anyElements, (elements) => {
        const data = formatBracketed(elements);
        const written = spelt(data).map(({ start, end }) => data.slice(start, end).replaceAll('\\(', '('));
        expect(written).toEqual(elements.flatMap(({ ai, value }) => [ai, value]));
      }),
    );
  });

  test('spell the elements of every valid Digital Link, percent-encoded as the input has them', () => {
    fc.assert(
      fc.property(anyElements, (elements) => {
        const link = formatDigitalLink(elements);
        if (!link.ok) return;
        const data = link.value;
        const read = parseScan(data, noAssociations);
        if (!read.ok) throw new Error(read.error.message);
        const written = spelt(data).map(({ start, end }) => decodeURIComponent(data.slice(start, end)));
        expect(written).toEqual(read.value.elements.flatMap(({ ai, value }) => [ai, value]));
      }),
    );
  });

  test('give the scan and the error of the parser', () => {
    fc.assert(
      fc.property(prefix, anyText, (start, text) => {
        const read = parseScan(start + text, noAssociations);
        const { scan, error } = inspect(start + text, noAssociations);
        expect(scan).toEqual(read.ok ? read.value : null);
        if (!read.ok) expect(error).toEqual(read.error);
      }),
    );
  });
});

describe('a code that is right', () => {
  test('is cut at its symbology identifier, separators, AIs and values', () => {
    expect(brief(`]d201${GTIN}10A\u001d\u001d21S`)).toEqual([
      'symbology:]d2',
      '01 ai:01',
      `01 value:${GTIN}`,
      '10 ai:10',
      '10 value:A',
      'separator:\u001d\u001d',
      '21 ai:21',
      '21 value:S',
    ]);
    expect(brief(`^01${GTIN}10A^`, { fnc1: '^' }).filter((part) => part === 'separator:^')).toHaveLength(2);
  });

  test('in brackets keeps them apart, also one in a value', () => {
    expect(brief(`(01)${GTIN}(10)A\\(1`)).toEqual([
      'bracket:(',
      '01 ai:01',
      'bracket:)',
      `01 value:${GTIN}`,
      'bracket:(',
      '10 ai:10',
      'bracket:)',
      '10 value:A\\(1',
    ]);
  });

  test('as a Digital Link is scheme, domain, path and query', () => {
    expect(brief(`https://example.in/shop/01/${GTIN}/10/A%2FB?utm=x&17=270228#top`)).toEqual([
      'scheme:https://',
      'domain:example.in',
      'path:/shop/',
      '01 ai:01',
      'path:/',
      `01 value:${GTIN}`,
      'path:/',
      '10 ai:10',
      'path:/',
      '10 value:A%2FB',
      'path:?utm=x&',
      '17 ai:17',
      'path:=',
      '17 value:270228',
      'path:#top',
    ]);
  });

  test('as EAN/UPC is a GTIN, with what may come after it', () => {
    expect(brief(']E3890123456789012')).toEqual(['symbology:]E3', '01 value:8901234567890', 'rest:12']);
    expect(brief(']E08901234567890|]e010A')).toEqual([
      'symbology:]E0',
      '01 value:8901234567890',
      'symbology:|]e0',
      '10 ai:10',
      '10 value:A',
    ]);
    expect(inspect('8901234567890').elements).toMatchObject([{ ai: '01', value: GTIN, start: 0, end: 13 }]);
  });

  test('that is a web address or a text says so and has no error', () => {
    expect(brief('https://example.in?x=1')).toEqual(['scheme:https://', 'domain:example.in', 'path:?x=1']);
    expect(inspect('https://example.in/a b')).toMatchObject({ scan: { kind: 'url' }, error: null });
    expect(inspect('hello')).toMatchObject({ scan: { kind: 'text' }, error: null, segments: [{ kind: 'rest' }] });
    expect(inspect('')).toMatchObject({ segments: [], elements: [], scan: null, error: { code: 'SYNTAX' } });
    expect(inspect(']E0')).toMatchObject({ elements: [], error: { code: 'VALUE_TOO_SHORT' } });
  });
});

describe('a code that is wrong', () => {
  const wrong = (data: string, options = noAssociations) => {
    const { error, elements } = inspect(data, options);
    return {
      code: error?.code,
      text: error && data.slice(error.start, error.end),
      valid: elements.map((e) => e.isValid),
    };
  };

  test('in a value is cut up to the end of that value', () => {
    const data = `]d210A\u001d01${GTIN.slice(0, 13)}517270228`;
    expect(brief(data).slice(-3)).toEqual(['01 ai:01', `01 value:${GTIN.slice(0, 13)}5`, 'rest:17270228']);
    expect(wrong(data)).toEqual({ code: 'INCORRECT_CHECK_DIGIT', text: '5', valid: [true, false] });
  });

  test('for a lost separator marks what is too much', () => {
    const data = `]d201${GTIN}10BATCH123456789021SERIAL\u001d17270228`;
    expect(wrong(data)).toEqual({ code: 'VALUE_TOO_LONG', text: 'IAL', valid: [true, false] });
    expect(brief(data).at(-1)).toBe('rest:\u001d17270228');
  });

  test('with no assigned AI leaves the rest', () => {
    expect(brief(`]d201${GTIN}05X`).at(-1)).toBe('rest:05X');
    expect(wrong(']x9')).toMatchObject({ code: 'SYMBOLOGY' });
  });

  test('in a combination is cut wholly', () => {
    expect(brief(']d217270228', {})).toEqual(['symbology:]d2', '17 ai:17', '17 value:270228']);
    expect(wrong(']d217270228', {})).toEqual({ code: 'REQUIRED_AI_MISSING', text: '17270228', valid: [true] });
  });

  test('in brackets is marked in the text as written, behind an identifier too', () => {
    const data = `]d1(10)A\\(1(01)${GTIN.slice(0, 13)}5(21)X`;
    expect(wrong(data)).toEqual({ code: 'INCORRECT_CHECK_DIGIT', text: '5', valid: [true, false] });
    expect(brief(data).at(-1)).toBe('rest:(21)X');
  });

  test('in a Digital Link is marked in the link, and the AIs before it are known', () => {
    const link = (tail: string) => `https://id.gs1.org/01/${GTIN}${tail}`;
    expect(wrong(link('/10/A%20B'))).toEqual({
      code: 'INVALID_CSET82_CHARACTER',
      text: '%20',
      valid: [true, false],
    });
    expect(wrong(link('?17=270228&999=1'))).toEqual({ code: 'UNKNOWN_AI', text: '999', valid: [true, true] });
    expect(brief(link('?17=270228&999=1')).slice(-2)).toEqual(['path:&', 'rest:999=1']);
    expect(wrong(link('/10/A B'))).toEqual({ code: 'DIGITAL_LINK', text: ' ', valid: [true, false] });
    expect(wrong(link('/21/S/10/A'))).toMatchObject({ code: 'DIGITAL_LINK', valid: [] });
    expect(wrong(`]Q1${link('?17=271328')}`)).toEqual({ code: 'ILLEGAL_MONTH', text: '13', valid: [true, false] });
  });

  test('as EAN/UPC or as bare digits marks the check digit', () => {
    expect(wrong(']E08901234567891')).toEqual({ code: 'INCORRECT_CHECK_DIGIT', text: '1', valid: [false] });
    expect(wrong('8901234567891')).toEqual({ code: 'INCORRECT_CHECK_DIGIT', text: '1', valid: [false] });
    expect(wrong(']E08901234567890|]e01727132810A')).toEqual({
      code: 'ILLEGAL_MONTH',
      text: '13',
      valid: [true, false],
    });
  });
});
