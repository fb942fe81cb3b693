import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changesBetween, changesOf } from './diff.rules.ts';

describe('what is different', () => {
  it('names what was added, removed and changed, and leaves out what is equal', () => {
    const changes = changesBetween({ a: 1, b: [1], c: 'x', d: null }, { a: 1, b: [1, 2], d: undefined, e: { f: 0 } });
    expect(changes).toEqual([
      { field: 'b', kind: 'changed', before: [1], after: [1, 2] },
      { field: 'e', kind: 'added', before: undefined, after: { f: 0 } },
      { field: 'c', kind: 'removed', before: 'x', after: undefined },
    ]);
  });

  it('is the same from two records and from recorded sides', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue()), (a, b) => {
        const names = [...new Set([...Object.keys(b), ...Object.keys(a)])];
        const sides = Object.fromEntries(names.map((name) => [name, { before: a[name], after: b[name] }]));
        expect(changesOf(sides)).toEqual(expect.arrayContaining(changesBetween(a, b)));
        expect(changesBetween(a, structuredClone(a))).toEqual([]);
      }),
    );
  });
});
