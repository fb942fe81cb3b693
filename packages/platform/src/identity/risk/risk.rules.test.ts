import type { RiskAction, RiskReason } from '@sutra/contracts/identity';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@sutra/kernel/clock';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  actionFor,
  distanceKm,
  isImpossibleTravel,
  isOddHour,
  isStricter,
  levelOf,
  REASONS,
  type RiskPolicy,
  scoreOf,
  strictest,
} from './risk.rules.ts';

const DEFAULT: RiskPolicy = { low: 'nothing', elevated: 'alert', high: 'step-up' };
const ACTIONS: RiskAction[] = ['nothing', 'alert', 'step-up', 'revoke'];
const someReasons = fc.subarray([...REASONS]);
const reason = fc.constantFrom(...REASONS);
/** Each level at least as strict as the one before, as the contract demands. */
const policy = fc
  .tuple(fc.nat(3), fc.nat(3), fc.nat(3))
  .map((picked) => picked.toSorted((a, b) => a - b))
  .map(([low, elevated, high]) => ({ low: ACTIONS[low!]!, elevated: ACTIONS[elevated!]!, high: ACTIONS[high!]! }));

describe('the score', () => {
  test('is 0 to 100, the same in any order, and another reason never lowers it', () => {
    fc.assert(
      fc.property(someReasons, reason, (reasons, another) => {
        const score = scoreOf(reasons);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(100);
        expect(scoreOf(reasons.toReversed())).toBe(score);
        expect(scoreOf([...reasons, ...reasons])).toBe(score);
        expect(scoreOf([...reasons, another])).toBeGreaterThanOrEqual(score);
      }),
    );
  });

  test.each<[RiskReason[], number, string | null, RiskAction]>([
    [[], 0, null, 'nothing'],
    [['new-network'], 10, 'low', 'nothing'],
    [['new-device'], 20, 'low', 'nothing'],
    [['new-device', 'new-network'], 30, 'elevated', 'alert'],
    [['agent-changed'], 30, 'elevated', 'alert'],
    [['impossible-travel'], 50, 'elevated', 'alert'],
    [['impossible-travel', 'new-network'], 60, 'high', 'step-up'],
    [['new-country', 'new-device', 'new-network'], 60, 'high', 'step-up'],
    [['new-device', 'new-network', 'odd-hour', 'recent-failures'], 60, 'high', 'step-up'],
    [['new-device', 'new-network', 'recent-failures'], 50, 'elevated', 'alert'],
    [[...REASONS], 100, 'high', 'step-up'],
  ])('of %j is %i: %s, so by default %s', (reasons, score, level, action) => {
    expect(scoreOf(reasons)).toBe(score);
    expect(levelOf(score)).toBe(level);
    expect(actionFor(reasons, DEFAULT)).toBe(action);
  });
});

describe('what is done', () => {
  test('is never less for another reason', () => {
    fc.assert(
      fc.property(someReasons, reason, policy, (reasons, another, rules) => {
        expect(isStricter(actionFor(reasons, rules), actionFor([...reasons, another], rules))).toBe(false);
      }),
    );
  });

  test('about a new network and what was mistyped is never more than a message, and about nothing is nothing', () => {
    fc.assert(
      fc.property(policy, fc.subarray<RiskReason>(['new-network', 'recent-failures']), (rules, everyday) => {
        expect(isStricter(actionFor(everyday, rules), 'alert')).toBe(false);
        expect(actionFor([], rules)).toBe('nothing');
      }),
    );
  });

  test('is at least what each of the organisations of a person wants', () => {
    fc.assert(
      fc.property(someReasons, fc.array(policy, { minLength: 1 }), (reasons, all) => {
        const done = actionFor(reasons, strictest(all));
        for (const one of all) expect(isStricter(actionFor(reasons, one), done)).toBe(false);
        expect(all.map((one) => actionFor(reasons, one))).toContain(done);
      }),
    );
    expect(strictest([])).toEqual({ low: 'nothing', elevated: 'nothing', high: 'nothing' });
  });
});

describe('travel', () => {
  const RAJKOT = { latitude: 22.3, longitude: 70.8 };
  const MUMBAI = { latitude: 19.08, longitude: 72.88 };
  const LONDON = { latitude: 51.5, longitude: -0.12 };
  const at = (place: typeof RAJKOT, ms: number) => ({ ...place, at: new Date(ms) });

  test('is measured along the surface', () => {
    expect(distanceKm(RAJKOT, LONDON)).toBeGreaterThan(6700);
    expect(distanceKm(RAJKOT, LONDON)).toBeLessThan(7000);
    expect(distanceKm({ latitude: 0, longitude: 179.5 }, { latitude: 0, longitude: -179.5 })).toBeLessThan(112);
    expect(distanceKm({ latitude: 90, longitude: 0 }, { latitude: -90, longitude: 0 })).toBeCloseTo(20_015, -1);
  });

  test('is impossible above 900 km/h, and never below 100 km', () => {
    expect(isImpossibleTravel(at(RAJKOT, 0), at(MUMBAI, 10 * MINUTE_MS))).toBe(true);
    expect(isImpossibleTravel(at(RAJKOT, 0), at(MUMBAI, 2 * HOUR_MS))).toBe(false);
    expect(isImpossibleTravel(at(RAJKOT, 0), at(LONDON, 7 * HOUR_MS))).toBe(true);
    expect(isImpossibleTravel(at(RAJKOT, 0), at(LONDON, 8 * HOUR_MS))).toBe(false);
    const near = { latitude: 22.9, longitude: 71.2 };
    expect(isImpossibleTravel(at(RAJKOT, 0), at(near, 0))).toBe(false);
    expect(isImpossibleTravel(at(RAJKOT, DAY_MS), at(MUMBAI, 0))).toBe(true); // the other one came first
  });
});

describe('an odd hour', () => {
  const ZONE = 'Asia/Kolkata';
  const day = (days: number, clock: string) => new Date(Date.parse(`2026-03-01T${clock}:00+05:30`) + days * DAY_MS);
  const usual = Array.from({ length: 10 }, (_, index) => day(index, '10:30'));

  test('is one that is more than two hours from all of at least ten sign-ins', () => {
    expect(isOddHour(day(20, '03:00'), usual, ZONE)).toBe(true);
    expect(isOddHour(day(20, '12:30'), usual, ZONE)).toBe(false);
    expect(isOddHour(day(20, '12:31'), usual, ZONE)).toBe(true);
    expect(isOddHour(day(20, '03:00'), usual.slice(1), ZONE)).toBe(false);
    expect(isOddHour(day(20, '03:00'), [...usual.slice(1), day(3, '01:15')], ZONE)).toBe(false);
  });

  test('goes around midnight, in the time zone of the organisation', () => {
    const late = Array.from({ length: 10 }, (_, index) => day(index, '23:30'));
    expect(isOddHour(day(20, '01:00'), late, ZONE)).toBe(false);
    expect(isOddHour(day(20, '02:00'), late, ZONE)).toBe(true);
    // With summer time it is the clock of the shop that counts: 10:30 in Kolkata is 05:00 or 06:00 in London.
    expect(isOddHour(new Date('2026-07-01T08:30:00Z'), usual, 'Europe/London')).toBe(true);
  });
});
