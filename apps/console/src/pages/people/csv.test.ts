import { expect, it } from 'vitest';
import { toCsv } from './csv.ts';

it('quotes what would end a cell or a line, and leaves the rest as it is', () => {
  expect(
    toCsv([
      ['Name', 'Roles'],
      ['Rao, "Nisha"', 'कर्मचारी'],
      ['two\nlines', ''],
    ]),
  ).toBe('\uFEFFName,Roles\r\n"Rao, ""Nisha""",कर्मचारी\r\n"two\nlines",\r\n');
});

it.each(['=1+1', '+91', '-1', '@sum', '\tx', '\rx'])('makes no formula of %j', (text) => {
  expect(toCsv([[text]])).toMatch(/^\uFEFF"?'/);
});
