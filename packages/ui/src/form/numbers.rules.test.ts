import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDecimal, formatInteger, formatPaise, parseDecimal, parseInteger, parsePaise } from './numbers.rules.ts';

const safeInteger = fc.maxSafeInteger().map((value) => value + 0);
const decimal = fc.record({ unscaled: safeInteger, scale: fc.integer({ min: 0, max: 12 }) });

describe('numbers as people type them', () => {
  it('are read back from what was shown, whatever the value', () => {
    fc.assert(
      fc.property(decimal, (value) => {
        expect(parseDecimal(formatDecimal(value))).toEqual({ value });
      }),
    );
    fc.assert(
      fc.property(safeInteger, (value) => {
        expect(parsePaise(formatPaise(value))).toEqual({ value });
        expect(parseInteger(formatInteger(value))).toEqual({ value });
      }),
    );
  });

  it.each([
    ['28.25', { unscaled: 2825, scale: 2 }],
    ['.5', { unscaled: 5, scale: 1 }],
    ['12.', { unscaled: 12, scale: 0 }],
    ['-0.05', { unscaled: -5, scale: 2 }],
    ['−3', { unscaled: -3, scale: 0 }],
    ['-0', { unscaled: 0, scale: 0 }],
    [' 12,34,567.50 ', { unscaled: 123_456_750, scale: 2 }],
    ['1,234,567', { unscaled: 1_234_567, scale: 0 }],
    ['२८.२५', { unscaled: 2825, scale: 2 }],
    ['૧૨,૩૪૫', { unscaled: 12_345, scale: 0 }],
    ['0.1', { unscaled: 1, scale: 1 }],
  ])('%s is a number', (text, value) => {
    expect(parseDecimal(text)).toEqual({ value });
  });

  it.each([
    '',
    ' ',
    '.',
    '-',
    '1.2.3',
    '28,25',
    '1,23',
    '12,3456',
    ',123',
    '1e5',
    '0x10',
    'Infinity',
    '1 2',
    '٣',
    '१२x',
  ])('"%s" is none', (text) => {
    expect(parseDecimal(text)).toEqual({ problem: 'unreadable' });
  });

  it('keeps the decimals that are asked for, and refuses more rather than rounding', () => {
    expect(parseDecimal('28.2', 2)).toEqual({ value: { unscaled: 2820, scale: 2 } });
    expect(parseDecimal('28.2500', 2)).toEqual({ value: { unscaled: 2825, scale: 2 } });
    expect(parseDecimal('28.255', 2)).toEqual({ problem: 'too-precise' });
    expect(parseInteger('7.0')).toEqual({ value: 7 });
    expect(parseInteger('7.5')).toEqual({ problem: 'too-precise' });
  });

  it('refuses what a number cannot hold exactly', () => {
    expect(parseDecimal('9007199254740991')).toEqual({ value: { unscaled: 9_007_199_254_740_991, scale: 0 } });
    expect(parseDecimal('9007199254740992')).toEqual({ problem: 'too-large' });
    expect(parsePaise('90071992547409.92')).toEqual({ problem: 'too-large' });
  });

  it('reads rupees as they are written on paper', () => {
    for (const text of ['1,500', '₹1,500', '₹ 1,500.00', 'Rs. 1500', 'rs 1500', '1500/-', '₹१,५००/-'])
      expect(parsePaise(text)).toEqual({ value: 150_000 });
    expect(parsePaise('-₹12.50')).toEqual({ value: -1250 });
    expect(parsePaise('12.505')).toEqual({ problem: 'too-precise' });
  });

  it('groups by lakhs', () => {
    expect(formatPaise(123_456_700)).toBe('12,34,567.00');
    expect(formatInteger(100_000)).toBe('1,00,000');
    expect(formatInteger(-12_345_678_901)).toBe('-12,34,56,78,901');
    expect(formatDecimal({ unscaled: 5, scale: 3 })).toBe('0.005');
  });
});
