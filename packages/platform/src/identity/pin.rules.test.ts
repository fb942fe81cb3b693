import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isSimplePin, usableUntil } from './pin.rules.ts';

describe('a PIN that is tried first', () => {
  const runs = ['0000', '99999', '111111', '1234', '456789', '9876', '43210', '7890', '098765'];
  test.each([...runs, '1212', '909090', '1947', '2035', '1999', '0002', '00002', '800002'])('%s is refused', (pin) => {
    expect(isSimplePin(pin, '+919899800002')).toBe(true);
  });

  test.each(['4711', '1235', '1213', '19470', '2147', '121213', '90908', '135790', '0003'])('%s is not', (pin) => {
    expect(isSimplePin(pin, '+919899800002')).toBe(false);
    expect(isSimplePin(pin, null)).toBe(false);
  });

  test('is any run and repeat, and any end of the own number', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 9 }),
        fc.constantFrom(-1, 0, 1),
        fc.integer({ min: 4, max: 6 }),
        (first, step, length) => {
          const pin = Array.from({ length }, (_, index) => (first + step * index + 20) % 10).join('');
          expect(isSimplePin(pin, null)).toBe(true);
        },
      ),
    );
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9]{2}$/), fc.constantFrom(2, 3), (two, times) => {
        expect(isSimplePin(two.repeat(times), null)).toBe(true);
      }),
    );
    fc.assert(
      fc.property(fc.stringMatching(/^[6-9][0-9]{9}$/), fc.integer({ min: 4, max: 6 }), (number, length) => {
        expect(isSimplePin(number.slice(-length), `+91${number}`)).toBe(true);
      }),
    );
  });

  test('is one of 3 % of four digits, and of far fewer of six', () => {
    const simple = (length: number) => {
      const all = Array.from({ length: 10 ** length }, (_, number) => String(number).padStart(length, '0'));
      return all.filter((pin) => isSimplePin(pin, null)).length;
    };
    // 30 runs, 90 repeats of two digits, 200 years; 1919 and 2020 are both.
    expect([simple(4), simple(5), simple(6)]).toEqual([318, 30, 120]);
  });
});

test('is good for seven days', () => {
  expect(usableUntil(new Date('2026-11-22T10:00:00Z'))).toEqual(new Date('2026-11-29T10:00:00Z'));
});
