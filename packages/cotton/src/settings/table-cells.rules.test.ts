import { type SettingKind, SETTINGS } from '@sutra/contracts/settings';
import { type SettingField, settingFields } from '@sutra/contracts/setting-fields';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { type Cell, headersOf, readCells, readHeader, toBody, writeCell } from './table-cells.rules.ts';

const field = (kind: SettingKind, name: string): SettingField => settingFields(kind).find((one) => one.name === name)!;
const idOf = (_: SettingKind, code: string) => (code.toLowerCase() === 'cotton' ? 'the-id' : undefined);
const read = (one: SettingField, cell: Cell) => {
  const { values, rejects } = readCells([one], [cell], idOf);
  return rejects[0]?.message ?? values[one.name];
};

describe('the first line', () => {
  it('may be in any order, case and spacing', () => {
    const header = readHeader('locations', ['Place', 'PIN code', ' name ', 'code', null]);
    expect('columns' in header && header.columns.map(({ name }) => name)).toEqual(['place', 'pincode', 'name', 'code']);
  });
  it.each([
    [['code', 'name', 'place', 'colour'], /column "colour" is not known.*pincode/],
    [['code', 'name', 'Code'], /there twice/],
    [['code', 'place'], /missing: name/],
    [['PK\u0003\u0004'], /not known/],
    [[], /missing: code, name, place/],
  ])('%j', (cells, problem) => {
    const header = readHeader('locations', cells);
    expect('problem' in header && header.problem).toMatch(problem);
  });
});

describe('a cell', () => {
  it.each<[SettingKind, string, Cell, unknown]>([
    ['locations', 'pincode', 360001, '360001'],
    ['locations', 'name', "'=1+1", '=1+1'],
    ['locations', 'name', '=1+1', '=1+1'],
    ['locations', 'name', "'Tis", "'Tis"],
    ['locations', 'city', '  ', undefined],
    ['locations', 'latitudeMicrodegrees', '22303900', 22_303_900],
    ['locations', 'latitudeMicrodegrees', '22.3', 'is not a whole number'],
    ['locations', 'latitudeMicrodegrees', '1e9', 'is not a whole number'],
    [
      'bank-accounts',
      'accountNumber',
      1_234_567_890_123_456,
      'is a number of more than 15 digits: give the column the format Text',
    ],
    ['bank-accounts', 'isDefault', 'Yes', true],
    ['bank-accounts', 'isDefault', false, false],
    ['bank-accounts', 'isDefault', 'perhaps', 'is yes or no'],
    ['quality-grids', 'validFrom', '1/4/2027', '2027-04-01'],
    ['quality-grids', 'validFrom', new Date('2027-04-01T00:00:00Z'), '2027-04-01'],
    ['quality-grids', 'validFrom', 'April', 'is not a day such as 2027-03-31 or 31/03/2027'],
    ['quality-grids', 'commodityId', 'Cotton', 'the-id'],
    ['quality-grids', 'commodityId', 'jute', 'names no active record of commodities: jute'],
    ['parameters', 'from', '28.50', { unscaled: 2850, scale: 2 }],
    ['parameters', 'from', -0.5, { unscaled: -5, scale: 1 }],
    ['parameters', 'from', '28,5', 'is not a decimal number such as 28.5'],
    ['parameters', 'choices', '31-1; 31-2 ;', ['31-1', '31-2']],
    ['quality-grids', 'rules', '[{', 'is neither a list with semicolons nor JSON'],
  ])('of %s, %s: %j', (kind, name, cell, expected) => {
    expect(read(field(kind, name), cell)).toEqual(expected);
  });
});

test('what the file has no column for stays as it was; what is wrong is named by its column', () => {
  const before = { code: 'A', name: 'Before', place: 'gin', city: 'Botad', pincode: '364710' };
  expect(toBody('locations', { name: 'After' }, before)).toMatchObject({ body: { name: 'After', city: 'Botad' } });
  expect(toBody('locations', { code: 'A', name: 'x', place: 'moon', pincode: '12' }, null)).toMatchObject({
    rejects: [{ field: 'place' }, { field: 'pincode', message: 'is not a PIN code: six digits' }],
  });
});

// Text as people type it, formulas among it; cells are trimmed.
const text = fc
  .oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
    fc.constantFrom("'=x", "''-", '=1', '+91', '@a', '-', "'"),
  )
  .map((value) => value.trim())
  .filter((value) => value !== '');

test('a value that is written is read back as it was', () => {
  const name = field('locations', 'name');
  fc.assert(
    fc.property(text, (value) => {
      const cell = writeCell(name, value, String);
      expect(cell).not.toMatch(/^[=+\-@\t\r]/);
      expect(read(name, cell)).toBe(value);
    }),
  );
  const from = field('parameters', 'from');
  fc.assert(
    fc.property(fc.integer({ min: -999_999, max: 999_999 }), fc.integer({ min: 0, max: 6 }), (unscaled, scale) => {
      expect(read(from, writeCell(from, { unscaled, scale }, String))).toEqual({ unscaled, scale });
    }),
  );
  const choices = field('parameters', 'choices');
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (list) => {
      expect(read(choices, writeCell(choices, list, String))).toEqual(list);
    }),
  );
});

test('every kind has a column for every field', () => {
  for (const { kind } of SETTINGS) expect(new Set(headersOf(kind)).size).toBe(settingFields(kind).length);
});
