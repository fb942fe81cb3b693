import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decided, isSame, mergeThreeWay } from './merge.rules.ts';

// Few names and values, so that the three records often agree.
const value = fc.oneof(
  fc.constantFrom<unknown>(null, '', 'a', 'b', 0, 1, true),
  fc.array(fc.constantFrom('a', 'b'), { maxLength: 2 }),
  fc.record({ unscaled: fc.constantFrom(1, 2), scale: fc.constant(1) }),
);
const record = fc.dictionary(fc.constantFrom('name', 'days', 'lots', '__proto__', 'toString'), value, {
  noNullPrototype: true,
});
const chosen = (conflicts: readonly { field: string }[], side: 'mine' | 'theirs') =>
  Object.fromEntries(conflicts.map(({ field }) => [field, side]));

describe('two changes of one record', () => {
  it('keep both where they touch different fields', () => {
    const base = { buyer: 'Kaveri', days: 15, lots: ['a'] };
    const { merged, conflicts } = mergeThreeWay(base, { ...base, days: 30 }, { ...base, lots: ['a', 'b'] });
    expect(merged).toEqual({ buyer: 'Kaveri', days: 30, lots: ['a', 'b'] });
    expect(conflicts).toEqual([]);
  });

  it('are a conflict where both touch one field, and mine stands until it is decided', () => {
    const merge = mergeThreeWay({ days: 15 }, { days: 30 }, { days: 45 });
    expect(merge).toEqual({ merged: { days: 30 }, conflicts: [{ field: 'days', base: 15, mine: 30, theirs: 45 }] });
    expect(decided(merge, { days: 'theirs' })).toEqual({ days: 45 });
    expect(decided(merge, { days: 'mine' })).toEqual({ days: 30 });
  });

  it('are none where both say the same', () => {
    const merge = mergeThreeWay<object>({ at: new Date(0) }, { at: new Date(5) }, { at: new Date(5) });
    expect(merge).toEqual({ merged: { at: new Date(5) }, conflicts: [] });
  });

  it('can take a field away on one side', () => {
    const merge = mergeThreeWay<object>({ note: 'a' }, {}, { note: 'b' });
    expect(merge.conflicts).toEqual([{ field: 'note', base: 'a', mine: undefined, theirs: 'b' }]);
    expect(decided(merge, { note: 'theirs' })).toEqual({ note: 'b' });
    expect(decided(merge, { note: 'mine' })).toEqual({});
  });

  it('change nothing where only one side changed, in either direction', () => {
    fc.assert(
      fc.property(record, record, (base, other) => {
        for (const merge of [mergeThreeWay(base, base, other), mergeThreeWay(base, other, base)]) {
          expect(merge.conflicts).toEqual([]);
          expect(isSame(merge.merged, other)).toBe(true);
        }
      }),
    );
  });

  it('give the same from both sides, but for whose the conflicts are', () => {
    fc.assert(
      fc.property(record, record, record, (base, mine, theirs) => {
        const [one, other] = [mergeThreeWay(base, mine, theirs), mergeThreeWay(base, theirs, mine)];
        expect(one.conflicts.map(({ field }) => field).sort()).toEqual(
          other.conflicts.map(({ field }) => field).sort(),
        );
        const [own, turned] = [
          decided(one, chosen(one.conflicts, 'mine')),
          decided(other, chosen(other.conflicts, 'theirs')),
        ];
        expect(isSame(own, turned)).toBe(true);
      }),
    );
  });

  it('lose no change: every field that one side changed has a value of a side that changed it', () => {
    fc.assert(
      fc.property(record, record, record, (base, mine, theirs) => {
        const merge = mergeThreeWay<Record<string, unknown>>(base, mine, theirs);
        const result = decided(merge, chosen(merge.conflicts, 'theirs'));
        for (const field of new Set([base, mine, theirs].flatMap((each) => Object.keys(each)))) {
          const sides = [mine, theirs].filter((side) => !isSame(side[field], base[field]));
          const allowed = sides.length === 0 ? [base] : sides;
          expect(
            allowed.some((side) => isSame(side[field], Object.hasOwn(result, field) ? result[field] : undefined)),
          ).toBe(true);
        }
      }),
    );
  });
});

describe('sameness', () => {
  it('is of content, and goes both ways', () => {
    fc.assert(fc.property(fc.jsonValue(), (any) => isSame(any, structuredClone(any))));
    fc.assert(fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => isSame(a, b) === isSame(b, a)));
  });

  it('tells a list from a record, a day from a number, and order in a list', () => {
    expect(isSame([], {})).toBe(false);
    expect(isSame(new Date(0), 0)).toBe(false);
    expect(isSame(new Date(0), {})).toBe(false);
    expect(isSame(['a', 'b'], ['b', 'a'])).toBe(false);
    expect(isSame({ a: 1, b: undefined }, { a: 1 })).toBe(true);
    expect(isSame(Number.NaN, Number.NaN)).toBe(true);
  });
});
