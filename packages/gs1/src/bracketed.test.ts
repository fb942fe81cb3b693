import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatBracketed, parseBracketed } from './bracketed.ts';
import { anyElements, hostileText } from './elements.arbitrary.ts';

const structureOnly = { requireAssociations: false };

describe('parseBracketed', () => {
  test('reads AIs in brackets', () => {
    expect(parseBracketed('(01)08901234567890(10)A1(17)270228')).toMatchObject({
      ok: true,
      value: { kind: 'element-string', gtin: '08901234567890', batch: 'A1', expiry: { iso: '2027-02-28' } },
    });
  });

  test('reads a composite component after a pipe, and checks both as one', () => {
    expect(parseBracketed('(01)08901234567890|(10)A1(17)270228')).toMatchObject({
      ok: true,
      value: { gtin: '08901234567890', batch: 'A1', expiry: { iso: '2027-02-28' } },
    });
    expect(parseBracketed('(21)S1|(10)A1')).toMatchObject({ error: { code: 'REQUIRED_AI_MISSING', start: 0 } });
    for (const text of [
      '(01)08901234567890|',
      '(01)08901234567890||(10)A',
      '(01)08901234567890|(10)A|(21)S',
      '|(10)A',
    ]) {
      expect(parseBracketed(text).ok).toBe(false);
    }
  });

  test('takes an escaped bracket as part of the value', () => {
    expect(parseBracketed('(10)A\\(21)B', structureOnly)).toMatchObject({ value: { batch: 'A(21)B' } });
  });

  test('marks an error where it stands in the text, behind an escape too', () => {
    expect(parseBracketed('(10)A\\(~', structureOnly)).toMatchObject({
      error: { code: 'INVALID_CSET82_CHARACTER', ai: '10', start: 7, end: 8 },
    });
  });

  test.each(['()A', '(1)A', '(12345)A', '(AB)A', '(15', '(05)A'])('marks an AI that is none in %s', (text) => {
    expect(parseBracketed(text)).toMatchObject({ error: { code: 'UNKNOWN_AI', start: 1 } });
  });

  test('reads an AI that is not assigned where that is permitted', () => {
    expect(parseBracketed('(89)ABC', { permitUnknownAIs: true })).toMatchObject({
      value: { elements: [{ ai: '89', value: 'ABC', title: '' }] },
    });
  });

  test('refuses text before the first AI and empty text', () => {
    expect(parseBracketed('x(10)A')).toMatchObject({ error: { code: 'SYNTAX', start: 0, end: 1 } });
    expect(parseBracketed('')).toMatchObject({ error: { code: 'SYNTAX' } });
  });

  test('marks the element that breaks a rule on combinations', () => {
    expect(parseBracketed('(90)A(10)B')).toMatchObject({
      error: { code: 'REQUIRED_AI_MISSING', ai: '10', start: 5, end: 10 },
    });
  });
});

describe('properties', () => {
  test('reads back what formatBracketed writes', () => {
    fc.assert(
      fc.property(anyElements, (elements) => {
        const result = parseBracketed(formatBracketed(elements), structureOnly);
        expect(result.ok && result.value.elements).toEqual(elements);
      }),
    );
  });

  test('never throws, and an error marks a part of the text', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const result = parseBracketed(`(${text}`, { permitUnknownAIs: true });
        expect(result.ok ? 0 : result.error.end).toBeLessThanOrEqual(text.length + 1);
      }),
      { numRuns: 1000 },
    );
  });
});
