import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyElements, hostileText } from './elements.arbitrary.ts';
import * as gs1 from './index.ts';
import { linters } from './linters.ts';
import type { Element, ParseOptions, Result } from './types.ts';

const LENGTH = 65_536;

// Any UTF-16 units, lone surrogates among them, short or as long as the longest scan.
const unit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));
const anyText = fc.oneof(
  fc.string({ unit, maxLength: 40 }),
  hostileText,
  fc.tuple(hostileText, fc.string({ unit, maxLength: 3 })).map(([start, more]) => {
    return (start + more.repeat(LENGTH)).slice(0, LENGTH);
  }),
);
const anyOptions: fc.Arbitrary<ParseOptions> = fc.record(
  {
    requireAssociations: fc.boolean(),
    permitUnknownAIs: fc.boolean(),
    permitZeroSuppressedGtin: fc.boolean(),
    fnc1: fc.string({ unit, maxLength: 2 }),
    now: fc.date({ noInvalidDate: false }),
  },
  { requiredKeys: [] },
);
const anyElement: fc.Arbitrary<Element> = fc.record({
  ai: fc.oneof(anyText, fc.constantFrom('01', '10', '17', '3103', '3932', '39', '390\uffff', '__proto__')),
  value: anyText,
  title: fc.constant(''),
});

const parsers: Readonly<Record<string, (text: string, options: ParseOptions) => Result<unknown>>> = {
  parseScan: gs1.parseScan,
  parseElementString: gs1.parseElementString,
  parseBracketed: gs1.parseBracketed,
  parseDigitalLink: gs1.parseDigitalLink,
  parseGtin: gs1.parseGtin,
  expandUpcE: gs1.expandUpcE,
  ...Object.fromEntries(Object.keys(linters).map((name) => [`lint ${name}`, (text: string) => gs1.lint(name, text)])),
};

describe('no text makes a function throw', () => {
  test.each(Object.entries(parsers))('%s; an error marks a part of the text', (_, parse) => {
    fc.assert(
      fc.property(anyText, anyOptions, (text, options) => {
        const result = parse(text, options);
        if (result.ok) return;
        const { code, message, start, end } = result.error;
        expect(code).toMatch(/^[A-Z0-9_]+$/);
        expect(message).not.toBe('');
        expect(0 <= start && start <= end && end <= text.length).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test('lint with any name of a linter', () => {
    fc.assert(
      fc.property(anyText, anyText, (name, value) => {
        if (gs1.isLinterName(name)) return;
        expect(gs1.lint(name, value)).toMatchObject({ ok: false, error: { code: 'SYNTAX' } });
      }),
    );
  });

  test('what writes or reads elements, with any elements', () => {
    fc.assert(
      fc.property(
        fc.array(anyElement, { maxLength: 4 }),
        anyText,
        fc.date({ noInvalidDate: false }),
        (elements, stem, now) => {
          expect(typeof gs1.formatElementString(elements)).toBe('string');
          expect(typeof gs1.formatBracketed(elements)).toBe('string');
          expect(typeof gs1.formatDigitalLink(elements, stem).ok).toBe('boolean');
          for (const element of elements) {
            const date = gs1.readDate(element.value, now);
            expect(date === null || /^\d+-\d\d-\d\d$/.test(date.iso)).toBe(true);
            const decimal = gs1.readDecimal(element);
            expect(decimal === null || typeof decimal.value === 'string').toBe(true);
          }
        },
      ),
    );
  });
});

describe('results share nothing that can be changed', () => {
  const forms: readonly [string, (elements: readonly Element[]) => string][] = [
    ['parseScan', (elements) => `]d2\u001d${gs1.formatElementString(elements)}\u001d\u001d`],
    ['parseScan', (elements) => gs1.formatElementString(elements)],
    ['parseBracketed', gs1.formatBracketed],
    ['parseDigitalLink', (elements) => `https://id.gs1.org/01/08901234567890?17=270200&99=${elements.length}`],
    ['parseScan', () => '8901234567891'],
    ['parseScan', () => '2112345'],
    ['parseScan', () => ']Q3https://example.com'],
    ['parseScan', () => '0108901234567891'],
  ];

  test('to overwrite all of one leaves the next as it would be', () => {
    fc.assert(
      fc.property(
        anyElements,
        fc.constantFrom(...forms),
        fc.boolean(),
        (elements, [name, write], requireAssociations) => {
          const read = () => parsers[name]!(write(elements), { requireAssociations, now: new Date(0) });
          const expected = structuredClone(read());
          overwrite(read());
          expect(read()).toEqual(expected);
        },
      ),
      { numRuns: 500 },
    );
  });
});

// What is frozen stays, all else is replaced, and arrays are emptied.
function overwrite(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    overwrite(inner);
    Reflect.set(value, key, 'overwritten');
  }
  if (Array.isArray(value) && !Object.isFrozen(value)) value.length = 0;
}

describe('time grows with the length of the text, not with its square', () => {
  const units = [
    '0',
    '20',
    '10A\u001d',
    '99',
    '\u001d',
    '4309',
    '8110',
    '(10)',
    '(10)\\(',
    '\\(',
    '/',
    '/10/',
    '&',
    '&1',
    '&99=A',
    '%41',
    '%',
    '=',
    '/01/',
    '|]e0',
    ']',
    '\ud800',
    'हि',
  ];
  const heads = [
    '',
    ']d2',
    ']E0',
    '01089012345678909',
    '(99)',
    'https://a/01/08901234567890?',
    'https://a/01/08901234567890/10/',
  ];

  test.each(Object.entries(parsers))('%s', (_, parse) => {
    const options = { permitUnknownAIs: true, requireAssociations: false };
    const slow: object[] = [];
    for (const head of heads) {
      for (const repeated of units) {
        const text = (length: number) => head + repeated.repeat((length - head.length) / repeated.length);
        const [half, full] = [text(LENGTH / 2), text(LENGTH)];
        // Others work on the machine: only what is slow again and again is.
        let attempts = 0;
        while (
          attempts < 5 &&
          !isLinear(
            () => parse(half, options),
            () => parse(full, options),
          )
        )
          attempts++;
        if (attempts === 5) slow.push({ head, repeated });
      }
    }
    expect(slow).toEqual([]);
  });
});

const NOTHING_MS = 0.5;

function isLinear(half: () => unknown, full: () => unknown): boolean {
  const fastest = (run: () => unknown) => {
    let best = Infinity;
    for (let turn = 0; turn < 3; turn++) {
      const startedMs = performance.now();
      run();
      best = Math.min(best, performance.now() - startedMs);
    }
    return best;
  };
  return fastest(full) < 3 * fastest(half) + NOTHING_MS;
}
