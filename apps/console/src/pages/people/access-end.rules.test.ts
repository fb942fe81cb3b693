import { describe, expect, it } from 'vitest';
import { accessEnd, dayOf, type Until } from './access-end.rules.ts';

const NOW = new Date(2027, 0, 31, 15, 30);
const endOf = (until: Until, untilDay: string | null = null, now = NOW) => {
  const end = accessEnd({ until, untilDay }, now);
  return end && [dayOf(end), end.getHours(), end.getMinutes(), end.getSeconds()];
};

describe('access ends', () => {
  it.each([
    ['day', '2027-02-01'],
    ['week', '2027-02-07'],
    ['fortnight', '2027-02-14'],
    ['month', '2027-02-28'],
  ] as const)('after a %s at the end of that day', (until, day) => {
    expect(endOf(until)).toEqual([day, 23, 59, 59]);
  });

  it('on a day that was chosen, at its end', () => {
    expect(endOf('date', '2028-02-29')).toEqual(['2028-02-29', 23, 59, 59]);
    expect(endOf('month', null, new Date(2026, 11, 15))).toEqual(['2027-01-15', 23, 59, 59]);
  });

  it('never, or not yet, without a day', () => {
    expect([endOf('none', '2027-03-01'), endOf('date')]).toEqual([null, null]);
  });
});
