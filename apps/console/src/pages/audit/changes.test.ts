import { expect, it } from 'vitest';
import { readChanges } from './changes.ts';

it('tells values from those that were erased', () => {
  expect(
    readChanges({
      name: { before: 'A', after: 'B' },
      made: { before: null, after: 1 },
      gone: { before: false },
      mobile: { before: null, after: null },
      plain: 'x',
      nothing: null,
    }),
  ).toEqual({
    readable: {
      name: { before: 'A', after: 'B' },
      made: { before: null, after: 1 },
      gone: { before: false },
      plain: { after: 'x' },
    },
    erased: ['mobile', 'nothing'],
  });
});
