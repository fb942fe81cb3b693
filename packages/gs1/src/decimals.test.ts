import { describe, expect, test } from 'vitest';
import { readDecimal } from './decimals.ts';

describe('readDecimal', () => {
  test.each([
    ['3100', '000012', '12'],
    ['3103', '000123', '0.123'],
    ['3105', '123456', '1.23456'],
    ['3925', '1', '0.00001'],
    ['3900', '0', '0'],
    ['3942', '1050', '10.50'],
  ])('reads AI %s with value %s as %s', (ai, value, decimal) => {
    expect(readDecimal({ ai, value, title: '' })).toEqual({ value: decimal });
  });

  test('gives the currency of AI 391n and 393n', () => {
    expect(readDecimal({ ai: '3932', value: '35612550', title: '' })).toEqual({ value: '125.50', currency: '356' });
  });

  test('gives null for an AI without decimals', () => {
    for (const ai of ['10', '37', '400', '3', '7003']) expect(readDecimal({ ai, value: '12', title: '' })).toBeNull();
  });
});
