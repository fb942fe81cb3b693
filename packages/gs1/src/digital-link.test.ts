import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatDigitalLink, parseDigitalLink } from './digital-link.ts';
import { anyElements, hostileText } from './elements.arbitrary.ts';
import type { Element } from './types.ts';

const structureOnly = { requireAssociations: false };

describe('parseDigitalLink', () => {
  test('reads the key, its qualifiers and the attributes of a medicine pack', () => {
    const uri = 'https://id.gs1.org/01/08901234567890/10/A1/21/S1?17=270228#more';
    expect(parseDigitalLink(uri)).toMatchObject({
      ok: true,
      value: { kind: 'digital-link', gtin: '08901234567890', batch: 'A1', serial: 'S1', expiry: { iso: '2027-02-28' } },
    });
  });

  test('takes what is before the last primary key as a stem', () => {
    expect(parseDigitalLink('https://example.com/00/x/01/08901234567890')).toMatchObject({
      value: { elements: [{ ai: '01', value: '08901234567890' }] },
    });
  });

  test('decodes percent-encoded characters, and leaves "+" in the path', () => {
    expect(parseDigitalLink('https://example.com/01/08901234567890/10/A%2f1+2')).toMatchObject({
      value: { batch: 'A/1+2' },
    });
  });

  test('leaves parameters that are no AI out, but not digits that are none', () => {
    const link = 'https://example.com/01/08901234567890';
    expect(parseDigitalLink(`${link}?lang=hi&x&&17=270228`)).toMatchObject({ value: { expiry: { month: 2 } } });
    expect(parseDigitalLink(`${link}?999=1`)).toMatchObject({ error: { code: 'UNKNOWN_AI', start: 38, end: 41 } });
  });

  test('pads a shorter GTIN only where that is permitted', () => {
    const link = 'https://example.com/01/8901234567890';
    expect(parseDigitalLink(link)).toMatchObject({ error: { code: 'VALUE_TOO_SHORT', ai: '01', start: 23, end: 36 } });
    expect(parseDigitalLink(link, { permitZeroSuppressedGtin: true })).toMatchObject({
      value: { gtin: '08901234567890' },
    });
    expect(parseDigitalLink('https://example.com/01/8901234567891', { permitZeroSuppressedGtin: true })).toMatchObject({
      error: { code: 'INCORRECT_CHECK_DIGIT', start: 35, end: 36 },
    });
  });

  test('marks an error behind percent-encoded characters where it stands', () => {
    expect(parseDigitalLink('https://example.com/01/08901234567890/10/A%2F%7E1')).toMatchObject({
      error: { code: 'INVALID_CSET82_CHARACTER', ai: '10', start: 45, end: 48 },
    });
  });

  test.each([
    ['another scheme', 'ftp://example.com/01/08901234567890'],
    ['a scheme in mixed case', 'Https://example.com/01/08901234567890'],
    ['no key', 'https://example.com/a/b'],
    ['a name in place of an AI', 'https://example.com/gtin/08901234567890'],
    ['a trailing slash', 'https://example.com/01/08901234567890/'],
    ['qualifiers out of order', 'https://example.com/01/08901234567890/21/S/10/A'],
    ['a qualifier of another sequence', 'https://example.com/01/08901234567890/235/S/10/A'],
    ['a qualifier in the query', 'https://example.com/01/08901234567890?10=A'],
    ['an AI twice', 'https://example.com/01/08901234567890?99=A&99=A'],
    ['an AI that is no attribute', 'https://example.com/8004/1234567?21=A'],
    ['a character that has to be encoded', 'https://example.com/01/08901234567890/10/A"B'],
    ['no domain', 'https:///01/08901234567890'],
  ])('is not fooled by %s', (_, uri) => {
    expect(parseDigitalLink(uri)).toMatchObject({ error: { code: 'DIGITAL_LINK' } });
  });

  test('applies the rules on combinations', () => {
    expect(parseDigitalLink('https://example.com/01/08901234567890?37=12')).toMatchObject({
      error: { code: 'EXCLUSIVE_AIS', ai: '01', start: 20, end: 37 },
    });
  });
});

describe('formatDigitalLink', () => {
  const element = (ai: string, value: string): Element => ({ ai, value, title: '' });

  test('writes the qualifiers in their order and what has a predefined length first', () => {
    const elements = [
      element('21', 'S'),
      element('99', 'X'),
      element('17', '270228'),
      element('10', 'A/1'),
      element('01', '08901234567890'),
    ];
    expect(formatDigitalLink(elements, 'https://example.com/x/')).toEqual({
      ok: true,
      value: 'https://example.com/x/01/08901234567890/10/A%2F1/21/S?17=270228&99=X',
    });
  });

  test('refuses elements without key, or with one that may not be in the query', () => {
    expect(formatDigitalLink([element('10', 'A')])).toMatchObject({ error: { code: 'DIGITAL_LINK' } });
    expect(formatDigitalLink([element('00', '1'), element('21', 'A')])).toMatchObject({
      error: { code: 'DIGITAL_LINK', start: 1, end: 2 },
    });
  });
});

describe('properties', () => {
  test('reads back every link that formatDigitalLink writes', () => {
    const byIdentifier = (left: Element, right: Element) => Number(left.ai) - Number(right.ai);
    fc.assert(
      fc.property(anyElements, (elements) => {
        const uri = formatDigitalLink(elements);
        const result = uri.ok ? parseDigitalLink(uri.value, structureOnly) : undefined;
        const read = result === undefined ? elements : result.ok ? result.value.elements : [];
        expect([...read].sort(byIdentifier)).toEqual([...elements].sort(byIdentifier));
      }),
      { numRuns: 500 },
    );
  });

  test('never throws, and an error marks a part of the link', () => {
    const parts = fc.array(fc.oneof(hostileText, fc.constantFrom('/', '?', '&', '=', '#', '%2')), { maxLength: 8 });
    fc.assert(
      fc.property(parts, (text) => {
        const uri = `https://a/01/08901234567890${text.join('')}`;
        const result = parseDigitalLink(uri);
        const { start, end } = result.ok ? { start: 0, end: 0 } : result.error;
        expect(end).toBeLessThanOrEqual(uri.length);
        expect(start).toBeLessThanOrEqual(end);
      }),
      { numRuns: 1000 },
    );
  });

  test('reads 64 KiB of anything in time that grows with its length', () => {
    for (const unit of ['/', '/10/', '?', '&', '&99=A', '%41', '/01/08901234567890']) {
      const started = performance.now();
      parseDigitalLink(`https://a/01/08901234567890/10/A${unit.repeat(65_000 / unit.length)}`);
      expect(performance.now() - started).toBeLessThan(1000);
    }
  });
});
