import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DOT, pinAfter } from './hidden-digits.ts';

it.each([
  ['', '4', 1, '4'],
  ['471', '•••1', 4, '4711'],
  ['4711', '•••', 3, '471'],
  ['4711', '•9•••', 2, '49711'],
  ['4711', '•••', 1, '411'],
  ['4711', '', 0, ''],
  ['4711', '80 24 96', 8, '802496'],
  ['4711', '8024', null, '8024'],
  ['4711', '••••x', 5, '4711'],
  ['802496', '••••••1', 7, '802496'],
])('%s, then "%s" with the caret at %s: %s', (before, shown, caret, pin) => {
  expect(pinAfter(before, shown, caret)).toBe(pin);
});

it('follows any replacement of any part', () => {
  const digits = (maxLength: number) => fc.stringMatching(new RegExp(`^[0-9]{0,${maxLength}}$`));
  fc.assert(
    fc.property(digits(6), digits(3), fc.nat(6), fc.nat(6), (before, typed, one, other) => {
      const [from, to] = [Math.min(one, other, before.length), Math.min(Math.max(one, other), before.length)];
      const shown = DOT.repeat(from) + typed + DOT.repeat(before.length - to);
      const wanted = (before.slice(0, from) + typed + before.slice(to)).slice(0, 6);
      expect(pinAfter(before, shown, from + typed.length)).toBe(wanted);
    }),
  );
});
