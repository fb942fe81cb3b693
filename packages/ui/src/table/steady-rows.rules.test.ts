import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { steadyRows } from './steady-rows.rules.ts';

const same = (id: string) => id;
const ids = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'), { maxLength: 8 });

describe('rows under a pointer', () => {
  it('let new ones on top wait, and show those behind', () => {
    expect(steadyRows(['b', 'c'], ['a', 'b', 'c', 'd'], same)).toEqual({ rows: ['b', 'c', 'd'], waiting: 1 });
  });

  it('stay in place when the list is sorted anew', () => {
    expect(steadyRows(['a', 'b', 'c'], ['c', 'a', 'b'], same)).toEqual({ rows: ['a', 'b', 'c'], waiting: 0 });
  });

  it('give way to another list', () => {
    expect(steadyRows(['a', 'b'], ['x', 'y'], same)).toEqual({ rows: ['x', 'y'], waiting: 0 });
  });

  it('keep their order, count what waits, and show nothing twice', () => {
    fc.assert(
      fc.property(ids, ids, (shown, fresh) => {
        const { rows, waiting } = steadyRows(shown, fresh, same);
        expect(new Set(rows).size).toBe(rows.length);
        expect(rows.length + waiting).toBe(fresh.length);
        const kept = shown.filter((id) => fresh.includes(id));
        expect(rows.slice(0, kept.length)).toEqual(kept.length === 0 ? [] : kept);
      }),
    );
  });
});
