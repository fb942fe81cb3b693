import { describe, expect, it } from 'vitest';
import { readTableMemory, readViews, viewSearch, withView } from './table-memory.rules.ts';
import { directionOf, nextSort } from './table-sort.rules.ts';

describe('what a device remembers of a table', () => {
  it('is read leniently', () => {
    const nothing = { hidden: [], density: 'comfortable' };
    for (const text of [undefined, '', '{', 'null', '[]', '7', '{"hidden":3,"density":"huge"}'])
      expect(readTableMemory(text)).toEqual(nothing);
    expect(readTableMemory('{"hidden":["a",1],"density":"compact"}')).toEqual({ hidden: ['a'], density: 'compact' });
    for (const text of [undefined, '{', '{}', '[null,1,{"name":"x"}]']) expect(readViews(text)).toEqual([]);
    expect(readViews('[{"name":"x","search":"q=1","more":2}]')).toEqual([{ name: 'x', search: 'q=1' }]);
  });

  it('keeps of the address what belongs to a view', () => {
    expect(viewSearch('?q=a%20b&cursor=xyz&open=1&sort=-name')).toBe('q=a+b&sort=-name');
    expect(viewSearch('')).toBe('');
  });

  it('replaces a view of the same name, and sorts by name', () => {
    const views = withView(withView([{ name: 'b', search: '1' }], { name: 'a', search: '2' }), {
      name: 'b',
      search: '3',
    });
    expect(views).toEqual([
      { name: 'a', search: '2' },
      { name: 'b', search: '3' },
    ]);
  });
});

describe('a header pressed again and again', () => {
  it('sorts up, down, and not', () => {
    expect(nextSort(undefined, 'name')).toBe('name');
    expect(nextSort('name', 'name')).toBe('-name');
    expect(nextSort('-name', 'name')).toBeUndefined();
    expect(nextSort('-bales', 'name')).toBe('name');
    expect(directionOf('-bales', 'name')).toBeNull();
    expect(directionOf('-name', 'name')).toBe('descending');
  });
});
