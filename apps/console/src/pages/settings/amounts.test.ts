// Numbers of the settings as text, exactly and both ways; and the picture that a grid makes.
import type { GridRule } from '@sutra/contracts/quality-grid';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { formatKilograms, formatScaled, parseKilograms, parseScaled, signed } from './amounts.rules.ts';
import { formatAmount, parseCell, writeCell } from './grid/adjustments.rules.ts';
import { completeRules, parametersOf, priceCurve } from './grid/curve.rules.ts';
import { newRule, resized, withParameter } from './grid/grid-form.ts';

describe('an amount', () => {
  test.each([
    [15_000, 4, '1.5'],
    [0, 4, '0'],
    [-35_000, 4, '-3.5'],
    [1, 4, '0.0001'],
    [23_297_600, 6, '23.2976'],
    [50_000_000, 3, '50,000'],
  ])('%i with %i decimals is %s', (value, decimals, text) => {
    expect(formatScaled(value, decimals)).toBe(text);
    expect(parseScaled(text, decimals)).toEqual({ value });
  });

  it('finer than its unit is refused, not rounded', () => {
    expect(parseScaled('0.00001', 4)).toEqual({ problem: 'too-precise' });
    expect(parseScaled('half', 4)).toEqual({ problem: 'unreadable' });
  });

  it('in kilograms keeps every digit', () => {
    expect(parseKilograms('355.62')).toEqual({ value: { unscaled: 355_620, scale: 0 } });
    expect(parseKilograms('37.3242')).toEqual({ value: { unscaled: 373_242, scale: 1 } });
    expect(formatKilograms({ unscaled: 45_359_237, scale: 5 })).toBe('0.45359237');
    expect(parseKilograms('0.0000000000001')).toEqual({ problem: 'too-precise' });
    expect(parseKilograms('9007199254740')).toEqual({ value: { unscaled: 9_007_199_254_740_000, scale: 0 } });
    expect(parseKilograms('9007199254741')).toEqual({ problem: 'too-large' });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e12 }), fc.integer({ min: 0, max: 9 }), (unscaled, scale) => {
        const read = parseKilograms(formatKilograms({ unscaled, scale }));
        expect('value' in read && read.value.unscaled / 10 ** read.value.scale).toBeCloseTo(unscaled / 10 ** scale, 9);
      }),
    );
  });

  it('shows whether it adds or takes away', () => {
    expect(formatAmount({ paise: -35_000 }, 'INR')).toBe('−₹350');
    expect(formatAmount({ paise: 35_050 }, 'INR')).toBe('+₹350.50');
    expect(formatAmount({ paise: -10_700 }, 'PKR')).toBe('−PKR 107');
    expect(formatAmount({ ppm: -15_000 })).toBe('−1.5 %');
    expect(signed('0.00')).toBe('0.00');
  });

  it('is written into a cell and read back as it was', () => {
    for (const unit of ['paise', 'ppm'] as const)
      for (const amount of [{ paise: -35_000 }, { paise: 0 }, { paise: 105 }, { ppm: -15_000 }, { ppm: 1 }])
        expect(parseCell(writeCell(amount, unit), unit)).toEqual({ value: amount });
    expect(parseCell('x', 'paise')).toEqual({ problem: 'unreadable' });
  });
});

const decimal = (unscaled: number, scale: number) => ({ unscaled, scale });
const STAPLE: GridRule = {
  type: 'bands',
  parameter: 'staple',
  bands: [
    { from: null, adjustment: null },
    { from: decimal(280, 1), adjustment: { paise: -35_000 } },
    { from: decimal(285, 1), adjustment: { paise: 0 } },
  ],
};

describe('the price along a parameter', () => {
  const along = { parameter: 'staple', scale: 1, from: decimal(15, 0), to: decimal(45, 0) };

  it('shows both sides of every jump, and nothing where the lot is refused', () => {
    const points = priceCurve([STAPLE], 5_450_000, { staple: decimal(282, 1) }, along);
    const at = (unscaled: number) => points.find(({ value }) => value.unscaled === unscaled);
    expect(at(279)?.pricePaise).toBeNull();
    expect(at(280)?.pricePaise).toBe(5_415_000);
    expect(at(284)?.pricePaise).toBe(5_415_000);
    expect(at(285)?.pricePaise).toBe(5_450_000);
    expect(points.filter(({ isSample }) => isSample).map(({ value }) => value.unscaled)).toEqual([282]);
  });

  it('stays within what can be measured, and small', () => {
    const points = priceCurve([STAPLE], 5_450_000, {}, { ...along, from: decimal(279, 1), to: decimal(286, 1) });
    expect(points[0]!.value.unscaled).toBe(279);
    expect(points.at(-1)!.value.unscaled).toBe(286);
    const wide: GridRule = {
      ...STAPLE,
      bands: [STAPLE.bands[0]!, { from: decimal(1e9, 0), adjustment: { paise: 1 } }],
    };
    expect(priceCurve([STAPLE, wide], 1, {}, { ...along, to: null }).length).toBeLessThan(60);
  });

  it('leaves rules out that are not complete', () => {
    const unfinished = newRule('steps', 'trash', undefined);
    expect(completeRules([STAPLE, unfinished])).toEqual([STAPLE]);
    expect(parametersOf([STAPLE]).map(({ code }) => code)).toEqual(['staple']);
  });
});

describe('a rule in the making', () => {
  const grade = {
    code: 'grade',
    name: 'Grade',
    measure: 'choice' as const,
    unit: null,
    scale: 0,
    from: null,
    to: null,
    choices: ['31-1', '31-3', '41-1'],
  };

  it('becomes a list of grades when its parameter is graded, and bands when it is a number', () => {
    const list = withParameter(newRule('bands', '', undefined), 'grade', grade);
    expect(list).toMatchObject({ type: 'choices', parameter: 'grade', otherwise: null });
    expect(withParameter(list, 'mic', { ...grade, code: 'mic', measure: 'number', choices: [] }).type).toBe('bands');
  });

  it('keeps the cells of a table with their names', () => {
    const rule = resized(newRule('matrix', 'grade', grade) as Extract<GridRule, { type: 'matrix' }>, {
      columns: ['long', 'short'],
    });
    const filled = {
      ...rule,
      cells: rule.cells.map((row, at) => row.map((_, across) => ({ paise: at * 10 + across }))),
    };
    const smaller = resized(filled, { rows: ['41-1', '31-1'], columns: ['short', 'new'] });
    expect(smaller.cells).toEqual([
      [{ paise: 21 }, { paise: 0 }],
      [{ paise: 1 }, { paise: 0 }],
    ]);
  });
});
