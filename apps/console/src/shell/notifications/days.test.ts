import { expect, it } from 'vitest';
import { byDay } from './days.ts';

const at = (day: number, hour: number) => ({ createdAt: new Date(2026, 10, day, hour) });

it('cuts where the day changes, however long or short a day was ago', () => {
  const items = [at(22, 9), at(22, 0), at(21, 23), at(1, 12)];
  const days = byDay(items, new Date(2026, 10, 22, 9, 30));
  expect(days.map(({ day, daysAgo, items }) => [day, daysAgo, items.length])).toEqual([
    ['2026-11-22', 0, 2],
    ['2026-11-21', 1, 1],
    ['2026-11-01', 21, 1],
  ]);
});

it('is empty for nothing', () => expect(byDay([], new Date())).toEqual([]));
