import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { DAY_MS, Ids, ManualClock, systemClock, uuidFloor } from './clock.ts';

const timeOf = (id: string) => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);

test('identifiers are valid UUIDs of version 7 that carry their time', () => {
  const clock = new ManualClock(Date.parse('2026-11-21T10:00:00.123Z'));
  const id = new Ids(clock).next();
  expect(z.uuidv7().safeParse(id).success).toBe(true);
  expect(timeOf(id)).toBe(clock.nowMs());
});

test('identifiers rise strictly, however many are made within a millisecond and however the clock is set back', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -5000, max: 5000 }), { minLength: 2, maxLength: 300 }), (steps) => {
      const clock = new ManualClock(1_800_000_000_000);
      const ids = new Ids(clock);
      let last = ids.next();
      for (const step of steps) {
        clock.advance(step);
        const next = ids.next();
        if (next <= last || !z.uuidv7().safeParse(next).success) return false;
        last = next;
      }
      return true;
    }),
    { numRuns: 50 },
  );
});

test('a hundred thousand at one instant are distinct and ordered, and hardly run ahead of the clock', () => {
  const clock = new ManualClock(1_800_000_000_000);
  const ids = new Ids(clock);
  let last = '';
  for (let count = 0; count < 100_000; count += 1) {
    const next = ids.next();
    if (next <= last) expect(next > last).toBe(true);
    last = next;
  }
  expect(timeOf(last) - clock.nowMs()).toBeLessThan(100_000 / 2048);
});

test('two makers at the same instant do not collide', () => {
  const makers = Array.from({ length: 4 }, () => new Ids(systemClock));
  const made = Array.from({ length: 20_000 }, (_, index) => makers[index % 4]!.next());
  expect(new Set(made).size).toBe(made.length);
});

test('the floor of an instant lies below every identifier of it and above all of the millisecond before', () => {
  fc.assert(
    fc.property(fc.integer({ min: DAY_MS, max: 2 ** 47 }), (at) => {
      const before = new Ids(new ManualClock(at - 1)).next();
      const after = new Ids(new ManualClock(at)).next();
      const floor = uuidFloor(new Date(at));
      return before < floor && floor <= after && z.uuidv7().safeParse(floor).success;
    }),
    { numRuns: 200 },
  );
});

test('the floor of an instant that no identifier can have lies below or above all of them', () => {
  expect(uuidFloor(new Date('0000-01-01T00:00:00Z'))).toBe('00000000-0000-7000-8000-000000000000');
  expect(uuidFloor(new Date(8.64e15))).toBe(uuidFloor(new Date(2 ** 48 - 1)));
});
