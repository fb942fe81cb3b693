import { describe, expect, test } from 'vitest';
import { currencyNumericCodes } from './code-lists.ts';
import { currencyOf } from './currencies.ts';
import { tableLines } from './dictionary.ts';
import { explain } from './explain.ts';

const NOW = new Date('2026-06-01');
const explained = (ai: string, value: string, title = '') => explain({ ai, value, title }, NOW);
const meaning = (ai: string, value: string, title = '') => explained(ai, value, title).meaning;

describe('the format of an element', () => {
  test.each([
    ['10', 'N2+X..20'],
    ['01', 'N2+N14'],
    ['253', 'N3+N13[+X..17]'],
    ['3932', 'N4+N3+N..15'],
    ['8030', 'N4+Z..90'],
  ])('of AI %s is %s', (ai, format) => {
    expect(explained(ai, '').format).toBe(format);
  });

  test('is there for every AI of the table, and for one that is not assigned', () => {
    for (const ai of tableLines.flatMap(({ codes }) => codes))
      expect(explained(ai, '').format).toMatch(/^N\d(?:\[?\+[NXYZ](?:\.\.)?\d+\]?)+$/);
    expect(explained('05', 'A')).toEqual({ format: 'N2+X..90', linters: [], meaning: null });
  });

  test('comes with the linters of its components', () => {
    expect(explained('01', '').linters).toEqual(['csum', 'gcppos2']);
    expect(explained('7007', '').linters).toEqual(['yymmdd']);
  });
});

describe('the meaning of a value', () => {
  test('is a date, of the month where it has no day', () => {
    expect(meaning('17', '270200')).toMatchObject({ kind: 'date', date: { iso: '2027-02-28', day: null } });
    expect(meaning('7250', '19840229')).toMatchObject({ kind: 'date', date: { iso: '1984-02-29' } });
    expect(meaning('7007', '260101260110')).toMatchObject({
      date: { iso: '2026-01-01' },
      until: { iso: '2026-01-10' },
    });
  });

  test('is a date with its time', () => {
    expect(meaning('7003', '2702281430')).toMatchObject({ date: { iso: '2027-02-28' }, time: '14:30' });
    expect(meaning('8008', '27022814')).toMatchObject({ time: '14:00' });
    expect(meaning('8008', '270228143059')).toMatchObject({ time: '14:30:59' });
  });

  test('is a decimal with its currency or unit', () => {
    expect(meaning('3932', '35612550')).toEqual({ kind: 'amount', value: '125.50', currency: 'INR' });
    expect(meaning('3922', '12550')).toEqual({ kind: 'amount', value: '125.50' });
    expect(meaning('3103', '001250', 'NET WEIGHT (kg)')).toEqual({ kind: 'quantity', value: '1.250', unit: 'kg' });
    expect(meaning('3622', '000150', 'VOLUME (qt (US)), log')).toMatchObject({ unit: 'qt (US)' });
    expect(meaning('3941', '0125')).toEqual({ kind: 'percent', value: '12.5' });
  });

  test('is a count, a piece, an answer, countries or text', () => {
    expect(meaning('37', '0012')).toEqual({ kind: 'count', value: 12 });
    expect(meaning('8006', '089012345678900203')).toEqual({ kind: 'piece', piece: 2, total: 3 });
    expect(meaning('4321', '1')).toEqual({ kind: 'flag', value: true });
    expect(meaning('423', '356144')).toEqual({ kind: 'countries', codes: ['IN', 'LK'] });
    expect(meaning('7030', '999ABC')).toBeNull();
    expect(meaning('4307', 'IN')).toEqual({ kind: 'countries', codes: ['IN'] });
    expect(meaning('4301', 'Asha%20%E0%A4%86')).toEqual({ kind: 'text', value: 'Asha आ' });
    expect(meaning('4301', 'Asha%FF')).toEqual({ kind: 'text', value: 'Asha%FF' });
  });

  test('of a batch is nothing but its characters', () => {
    expect(meaning('10', 'AB12')).toBeNull();
  });
});

test('every currency that a value may name has its alphabetic code', () => {
  const codes = [...currencyNumericCodes].map(currencyOf);
  expect(codes.every((code) => /^[A-Z]{3}$/.test(code ?? ''))).toBe(true);
  expect(new Set(codes).size).toBe(currencyNumericCodes.size);
  expect(currencyOf('356')).toBe('INR');
});
