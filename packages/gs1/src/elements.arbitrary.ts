// Arbitraries for property tests; not for use outside tests.
import * as fc from 'fast-check';
import { cset82 } from './character-sets.ts';
import { checkDigit } from './check-digit.ts';
import type { Element } from './types.ts';

const text = (characters: string, minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...characters.split('')), minLength, maxLength });
export const digits = (length: number): fc.Arbitrary<string> => text('0123456789', length, length);
const numberWithCheckDigit = (length: number) =>
  digits(length - 1).map((body) => body + String(checkDigit(body, 0, body.length)));
const x = (most: number) => text(cset82, 1, most);
const date = fc
  .tuple(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 28 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(''));

const element = (ai: string, title: string, value: fc.Arbitrary<string>) =>
  value.map((text): Element => ({ ai, value: text, title }));

/** Elements with valid values, each AI once, in any order. */
export const anyElements: fc.Arbitrary<Element[]> = fc
  .tuple(
    element('00', 'SSCC', numberWithCheckDigit(18)),
    element('01', 'GTIN', numberWithCheckDigit(14)),
    element('10', 'BATCH/LOT', x(20)),
    element('17', 'USE BY or EXPIRY', date),
    element('21', 'SERIAL', x(20)),
    element('30', 'VAR. COUNT', digits(8)),
    element('3103', 'NET WEIGHT (kg)', digits(6)),
    element('714', 'NHRN AIM', x(20)),
    element(
      '8008',
      'PROD TIME',
      date.map((text) => `${text.slice(0, 4)}0112`),
    ),
    element('99', 'INTERNAL', x(90)),
  )
  .chain((elements) => fc.shuffledSubarray(elements, { minLength: 1 }));

/** Text that looks enough like GS1 data to reach every part of a parser. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.constantFrom(
        '\u001d',
        '01',
        '10',
        '17',
        '21',
        '3103',
        '8110',
        '8030',
        '(',
        ')',
        '\\(',
        ']',
        ']d2',
        ']E0',
        '|]e0',
        '%',
      ),
      fc.integer({ min: 0, max: 20 }).chain(digits),
      numberWithCheckDigit(14),
      date,
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));
