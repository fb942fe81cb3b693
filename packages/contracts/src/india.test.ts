import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { GST_STATES, gstinCheckCharacter, Ifsc, isGstin, Pan } from './india.ts';

const folder = new URL('../../../../shared/vectors/cotton/', import.meta.url);
const rows = (name: string) =>
  readFileSync(new URL(name, folder), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, never>);

describe.skipIf(!existsSync(folder))('the vectors', () => {
  test('GSTINs', () => {
    const seen = rows('gstin_seen.jsonl') as unknown as { gstin: string; valid: boolean }[];
    expect(seen.filter(({ gstin, valid }) => isGstin(gstin) !== valid)).toEqual([]);
  });
  test('states of India', () => {
    const states = rows('state_codes.jsonl') as unknown as { state: string; code: string }[];
    const own = states.filter(({ code }) => code !== '96').map(({ code, state }) => [code, state]);
    expect(GST_STATES).toEqual(Object.fromEntries(own));
  });
  test('the form of an IFSC', () => {
    const asserts = rows('ifsc_asserts.jsonl') as unknown as { ifsc: string; valid: boolean }[];
    expect(asserts.filter(({ ifsc, valid }) => valid && !Ifsc.safeParse(ifsc).success)).toEqual([]);
  });
});

test('a changed character is found', () => {
  const good = '24AAQFN2716C1ZI';
  expect(isGstin(good)).toBe(true);
  for (let index = 0; index < good.length; index += 1) {
    const other = good[index] === '3' ? '4' : '3';
    expect(isGstin(good.slice(0, index) + other + good.slice(index + 1)), String(index)).toBe(false);
  }
  expect(isGstin(`25AAQFN2716C1Z${gstinCheckCharacter('25AAQFN2716C1Z')}`)).toBe(false); // no such state
  expect(isGstin(good.toLowerCase())).toBe(false);
});

test('a PAN says what kind of holder it has', () => {
  expect(Pan.safeParse('AAQFN2716C').success).toBe(true);
  expect(Pan.safeParse('AAQXN2716C').success).toBe(false);
});
