import { describe, expect, test } from 'vitest';
import { identifierAt, identifierLengthAt, identifierOf, tableLines } from './dictionary.ts';
import { linters } from './linters.ts';

describe('the table of application identifiers', () => {
  test('has each AI once, all with the length that their first two digits tell', () => {
    const codes = tableLines.flatMap((line) => line.codes);
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.filter((code) => identifierLengthAt(code, 0, code.length) !== code.length)).toEqual([]);
  });

  test('names linters that exist only', () => {
    const names = tableLines.flatMap((line) =>
      line.components.split(' ').flatMap((part) => part.replace('?', '').split(':')[1]?.split('+') ?? []),
    );
    for (const name of names) expect(Object.keys(linters)).toContain(name);
  });

  test('names required and excluded AIs that are assigned only', () => {
    const codes = tableLines.flatMap((line) => line.codes);
    const patterns = tableLines
      .flatMap((line) => `${line.requires} ${line.excludes}`.split(/[ +]/))
      .filter((word) => word !== '');
    const isAssigned = (pattern: string) => {
      const matcher = new RegExp(`^${pattern.replaceAll('n', '\\d')}$`);
      return codes.some((code) => matcher.test(code));
    };
    expect(patterns.filter((pattern) => !isAssigned(pattern))).toEqual([]);
  });

  test('has values of predefined length only where no FNC1 has to follow', () => {
    const isWrong = (code: string) => {
      const { fixed, least, most } = identifierOf(code)!;
      return fixed && least !== most;
    };
    expect(tableLines.flatMap((line) => line.codes).filter(isWrong)).toEqual([]);
  });
});

describe('look-up', () => {
  test('finds the AI at a position', () => {
    expect(identifierAt('xx3103', 2, 6)).toMatchObject({ ai: '3103', title: 'NET WEIGHT (kg)', fixed: true });
    expect(identifierAt('01', 0, 2)).toMatchObject({
      ai: '01',
      isKey: true,
      qualifiers: [['22', '10', '21'], ['235']],
    });
  });

  test('finds nothing where the digits are no AI or the data ends', () => {
    for (const data of ['', '0', '05', '3106', '310', '31x3', 'AB', '43']) {
      expect(identifierAt(data, 0, data.length)).toBeUndefined();
    }
  });

  test('takes the written AI as a whole', () => {
    expect(identifierOf('10')?.title).toBe('BATCH/LOT');
    expect(identifierOf('101')).toBeUndefined();
  });
});
