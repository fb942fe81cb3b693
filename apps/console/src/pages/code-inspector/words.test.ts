import { inspect } from '@sutra/gs1/inspect';
import { tableLines } from '@sutra/gs1/dictionary';
import { describe, expect, it } from 'vitest';
import en from '../../i18n/en/code-inspector.json';
import hi from '../../i18n/hi/code-inspector.json';
import { EXAMPLES } from './examples.ts';
import { errorWords, helpFor, identifierName } from './words.ts';

const SOURCES = Object.values(
  import.meta.glob<string>(
    ['../../../../../packages/gs1/src/**/*.ts', '!**/*.{test,arbitrary}.ts', '!**/command/*.ts'],
    {
      query: '?raw',
      import: 'default',
      eager: true,
    },
  ),
).join('\n');
const found = (pattern: RegExp) => [...SOURCES.matchAll(pattern)].map((match) => match[1]!);

/** The linters' messages by code, the parser's own codes, and the notes. */
const LINTER_CODES = found(/^ {2}([A-Z0-9_]+): '/gm);
const PARSER_CODES = found(/^ {2}\| '([A-Z_]+)'/gm);
/** Whatever is written like the code of a note and is none. */
const NO_NOTES = new Set(['digital-link', 'element-string', 'look-up', 'month-first', 'no-date']);
const NOTE_CODES = found(/'([a-z]+(?:-[a-z]+)+)'/g).filter((code) => !NO_NOTES.has(code));
const optionalIn = (words: Record<string, string>) => (key: string) => words[key] ?? null;

describe.each([
  ['en', en as Record<string, string>],
  ['hi', hi as Record<string, string>],
])('in %s', (_, words) => {
  const optional = optionalIn(words);
  const missing = (codes: readonly string[], area: string) =>
    codes.filter((code) => optional(`codeInspector.${area}.${code}`) === null);

  it('every error of a linter and of the parser has words', () => {
    expect(LINTER_CODES.length).toBeGreaterThan(50);
    expect(PARSER_CODES.length).toBeGreaterThan(8);
    expect(missing([...LINTER_CODES, ...PARSER_CODES], 'error')).toEqual([]);
  });

  it('every note has words', () => {
    expect(NOTE_CODES.length).toBeGreaterThan(10);
    expect(missing(NOTE_CODES, 'note')).toEqual([]);
  });

  it('an error of a coupon field has the words of its group, and one without words those of the parser', () => {
    const error = (code: string) => errorWords({ code, message: 'Own words.' }, optional);
    expect(error('COUPON_MISSING_FORMAT_CODE')).toBe(words['codeInspector.error.COUPON_MISSING']);
    expect(error('COUPON_INVALID_START_DATE')).toBe(words['codeInspector.error.COUPON_INVALID']);
    expect(error('COUPON_TOO_SHORT_FOR_SAVE_VALUE')).toBe(words['codeInspector.error.COUPON_TRUNCATED']);
    expect(error('NEW_ERROR')).toBe('Own words.');
  });
});

it('there are no words for errors, notes and AIs that do not exist', () => {
  const groups = ['COUPON_MISSING', 'COUPON_INVALID', 'COUPON_TRUNCATED'];
  const errors = new Set([...LINTER_CODES, ...PARSER_CODES, ...groups]);
  const of = (area: string) => Object.keys(en).flatMap((key) => (key.startsWith(area) ? [key.slice(area.length)] : []));
  expect(of('codeInspector.error.').filter((code) => !errors.has(code))).toEqual([]);
  expect(of('codeInspector.note.').filter((code) => !NOTE_CODES.includes(code))).toEqual([]);
  const assigned = tableLines.flatMap(({ codes }) => codes);
  expect(of('codeInspector.ai.').filter((ai) => !assigned.some((code) => code.startsWith(ai)))).toEqual([]);
});

it('an AI has its name, that of its measure, or that of its series', () => {
  const optional = optionalIn(en);
  expect(identifierName('10', optional)).toBe('Batch');
  expect(identifierName('3103', optional)).toBe('Net weight');
  expect(identifierName('714', optional)).toBe('National health number');
  expect(identifierName('98', optional)).toBe('For internal use');
  expect(identifierName('8111', optional)).toBeNull();
});

it('what to do fits the error', () => {
  expect(helpFor('INCORRECT_CHECK_DIGIT')).toBe('codeInspector.help.check');
  expect(helpFor('VALUE_TOO_LONG')).toBe('codeInspector.help.separator');
  expect(helpFor('INVALID_CSET82_CHARACTER')).toBe('codeInspector.help.character');
  expect(helpFor('ILLEGAL_DAY')).toBe('codeInspector.help.value');
});

it('the examples are what they are called', () => {
  const errors = EXAMPLES.map(({ label, code }) => [label.split('.').at(-1), inspect(code).error?.code ?? null]);
  expect(Object.fromEntries(errors)).toEqual({
    pack: null,
    ean: null,
    link: null,
    price: null,
    checkDigit: 'INCORRECT_CHECK_DIGIT',
    label: null,
    separator: 'VALUE_TOO_LONG',
  });
});
