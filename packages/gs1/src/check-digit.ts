import { codeAt } from './character-sets.ts';

/**
 * The GS1 check digit (0 to 9) for the digits of `data` from `start` to `end`, weighted 3, 1, 3 … from the right (GS1
 * General Specifications 7.9.1). The characters must be digits.
 */
export function checkDigit(data: string, start: number, end: number): number {
  let odd = 0;
  let even = 0;
  let at = end - 1;
  for (; at > start; at -= 2) {
    odd += codeAt(data, at) - 48;
    even += codeAt(data, at - 1) - 48;
  }
  if (at === start) odd += codeAt(data, at) - 48;
  return (10 - ((odd * 3 + even) % 10)) % 10;
}

/** Whether the last digit of `data` from `start` to `end` is the check digit of those before it. */
export function hasCheckDigit(data: string, start: number, end: number): boolean {
  return end > start && codeAt(data, end - 1) - 48 === checkDigit(data, start, end - 1);
}
