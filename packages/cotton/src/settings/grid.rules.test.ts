import { existsSync, readFileSync } from 'node:fs';
import type { GridRule, Sample } from '@sutra/contracts/quality-grid';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { priceOf } from './grid.rules.ts';
import { SEEDS } from './seed-data.ts';

const rulesOf = (code: string): GridRule[] =>
  SEEDS.find(({ kind }) => kind === 'quality-grids')!.records.find((grid) => grid.code === code)![
    'rules'
  ] as GridRule[];
const of = (text: string) => {
  const [whole, fraction = ''] = text.split('.');
  return { unscaled: Number(whole! + fraction), scale: fraction.length };
};
const BASE = 54_500_00;
const NCDEX: Sample = {
  staple: of('28.2'),
  grade: '31-4',
  moisture: of('8.4'),
  mic: of('4.1'),
  strength: of('29'),
  trash: of('2.5'),
};

describe('the NCDEX grid', () => {
  const rules = rulesOf('NCDEX-28.5');
  it('takes ₹350 for the staple, ₹300 for the grade and 0.4 % for moisture', () => {
    const { pricePaise, lines, isComplete } = priceOf(rules, BASE, NCDEX);
    expect(pricePaise).toBe(53_634_60);
    expect(isComplete).toBe(true);
    expect(
      lines
        .filter(({ outcome }) => outcome === 'discount')
        .map(({ parameters, paise, ppm }) => [...parameters, paise, ppm]),
    ).toEqual([
      ['staple', -350_00, 0],
      ['grade', -300_00, 0],
      ['moisture', 0, -4000],
    ]);
  });
  it.each([
    ['staple', of('27.9')],
    ['mic', of('3.6')],
    ['mic', of('4.9')],
    ['strength', of('27.9')],
    ['grade', '51-1'],
    ['moisture', of('8.6')],
    ['trash', of('3.1')],
  ])('refuses %s of %j', (parameter, value) => {
    const { pricePaise, lines } = priceOf(rules, BASE, { ...NCDEX, [parameter]: value });
    expect(pricePaise).toBeNull();
    expect(lines.find((line) => line.parameters.includes(parameter))!.outcome).toBe('refused');
  });
  it('takes what lies on a limit', () => {
    const onTheLimit = {
      staple: of('28'),
      grade: '31-1',
      moisture: of('8.5'),
      mic: of('4.8'),
      strength: of('28'),
      trash: of('3'),
    };
    expect(priceOf(rules, BASE, onTheLimit).pricePaise).toBe(Math.round((BASE - 350_00) * 0.995));
  });
});

describe('the MCX grid', () => {
  const rules = rulesOf('MCX-2021');
  it('adds the discounts for Rd and trash', () => {
    const { pricePaise, isComplete } = priceOf(rules, BASE, { rd: of('74.5'), trash: of('3.8') });
    expect(pricePaise).toBe(53_246_50);
    expect(isComplete).toBe(false);
  });
  it.each([
    ['77.5', 55_045_00],
    ['77', BASE],
    ['75.6', BASE],
    ['75.5', 53_682_50],
    ['74', 53_682_50],
    ['73.9', 52_592_50],
    ['72.9', null],
  ])('Rd %s', (rd, paise) => {
    expect(priceOf(rules, BASE, { rd: of(rd), 'plus-b': of('9'), trash: of('2') }).pricePaise).toBe(paise);
  });
});

const onOff = new URL('../../../../../shared/vectors/cotton/kca_grade_staple_on_off.jsonl', import.meta.url);
test.skipIf(!existsSync(onOff))('every cell of the Karachi on/off tables comes out', () => {
  const cells = readFileSync(onOff, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const tables = Map.groupBy(cells, ({ date }) => date as string);
  expect(tables.size).toBeGreaterThan(5);
  for (const table of tables.values()) {
    const rows = [...new Set(table.map(({ grade }) => grade as string))];
    const columns = [...new Set(table.map(({ staple }) => staple as string))];
    const cell = (grade: string, staple: string) => table.find((one) => one.grade === grade && one.staple === staple);
    const rule: GridRule = {
      type: 'matrix',
      rowParameter: 'grade',
      columnParameter: 'staple',
      rows,
      columns,
      cells: rows.map((grade) =>
        columns.map((staple) => (cell(grade, staple) ? { paise: cell(grade, staple).on_off * 100 } : null)),
      ),
    };
    for (const { grade, staple, base_pkr_per_maund40kg: base, settle } of table)
      expect(priceOf([rule], base * 100, { grade, staple }).pricePaise).toBe(settle * 100);
  }
});

describe('steps', () => {
  const rule = (counting: 'proportional' | 'whole' | 'begun', side: 'above' | 'below' = 'above'): GridRule => ({
    type: 'steps',
    parameter: 'x',
    basis: of('10'),
    side,
    step: of('0.5'),
    each: { paise: -100 },
    counting,
    limit: null,
  });
  it.each([
    ['proportional', '11.2', -240],
    ['whole', '11.2', -200],
    ['begun', '11.2', -300],
    ['begun', '11.0', -200],
    ['proportional', '9', 0],
    ['proportional', '10', 0],
  ] as const)('%s at %s', (counting, value, paise) => {
    expect(priceOf([rule(counting)], 1000_00, { x: of(value) }).pricePaise).toBe(1000_00 + paise);
  });
  it('count downwards as well', () => {
    expect(priceOf([rule('whole', 'below')], 1000_00, { x: of('8.9') }).pricePaise).toBe(1000_00 - 200);
  });
});

test('what is not measured, or measured as something else, is left out and said', () => {
  const rules: GridRule[] = [
    { type: 'bands', parameter: 'x', bands: [{ from: null, adjustment: { paise: 5 } }] },
    { type: 'choices', parameter: 'y', choices: [{ value: 'a', adjustment: { paise: 5 } }], otherwise: null },
  ];
  const { pricePaise, lines, isComplete } = priceOf(rules, 100, { x: 'a', toString: of('1') });
  expect([pricePaise, isComplete, lines.map(({ outcome }) => outcome)]).toEqual([
    100,
    false,
    ['not-measured', 'not-measured'],
  ]);
});

test('a price is rounded once, half up, however many thirds of a paisa went into it', () => {
  const third: GridRule = {
    type: 'steps',
    parameter: 'x',
    basis: of('0'),
    side: 'above',
    step: of('3'),
    each: { paise: 1 },
    counting: 'proportional',
    limit: null,
  };
  const sample = { x: of('1') };
  expect(priceOf([third, third, third], 100, sample).pricePaise).toBe(101);
  expect(priceOf([third], 100, sample).pricePaise).toBe(100);
  expect(
    priceOf([{ type: 'bands', parameter: 'x', bands: [{ from: null, adjustment: { ppm: 5000 } }] }], 100, sample)
      .pricePaise,
  ).toBe(101);
});

const amount = fc.integer({ min: -1000, max: 1000 });
const banded = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: -50, max: 50 }), { maxLength: 5 }),
    fc.array(amount, { minLength: 6, maxLength: 6 }),
  )
  .map(([froms, amounts]): GridRule => ({
    type: 'bands',
    parameter: 'x',
    bands: [null, ...froms.toSorted((a, b) => a - b)].map((from, index) => ({
      from: from === null ? null : { unscaled: from, scale: 1 },
      adjustment: { paise: amounts[index]! },
    })),
  }));

test('the order of rules does not matter, and a scale with zeros behind is the same value', () => {
  fc.assert(
    fc.property(fc.array(banded, { maxLength: 6 }), fc.integer({ min: -60, max: 60 }), (rules, x) => {
      const { pricePaise } = priceOf(rules, 1_000_000, { x: { unscaled: x, scale: 1 } });
      expect(priceOf(rules.toReversed(), 1_000_000, { x: { unscaled: x * 100, scale: 3 } }).pricePaise).toBe(
        pricePaise,
      );
      const expected = rules.reduce((sum, rule) => {
        const band = rule.type === 'bands' && rule.bands.findLast(({ from }) => from === null || from.unscaled <= x);
        return sum + (band && band.adjustment && 'paise' in band.adjustment ? band.adjustment.paise : 0);
      }, 1_000_000);
      expect(pricePaise).toBe(expected);
    }),
  );
});
