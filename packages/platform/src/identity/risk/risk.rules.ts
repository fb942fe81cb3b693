// How far a sign-in is like those before it: signals, their weights, and what follows from the score. Pure.
import type { RiskAction, RiskLevel, RiskReason } from '@sutra/contracts/identity';
import { HOUR_MS } from '@sutra/kernel/clock';

/**
 * What each signal adds. Two limits decide: 30 is worth a message, 60 is worth another proof. No single signal of a normal
 * day reaches 60.
 */
const WEIGHTS: Readonly<Record<RiskReason, number>> = {
  // Everybody has a new telephone now and then; worth a message only together with something else.
  'new-device': 20,
  // Mobile networks change address all day: alone it says next to nothing.
  'new-network': 10,
  // People travel, but seldom; with a new device and a new network it is what theft of a password looks like.
  'new-country': 30,
  // Nobody is in two places. Not enough alone, as an office's VPN or a wrong position looks the same from known networks.
  'impossible-travel': 50,
  // A copied cookie comes from another browser; so does "desktop site" on a telephone.
  'agent-changed': 30,
  // A stock-taking at night happens; it only adds to the rest.
  'odd-hour': 10,
  // A typing error, or somebody who guessed until it was right.
  'recent-failures': 20,
  // A token that was copied: the session is ended whatever the policy says.
  'refresh-reused': 100,
};
export const REASONS = Object.keys(WEIGHTS) as readonly RiskReason[];

const ELEVATED_FROM = 30;
const HIGH_FROM = 60;

/** 0 to 100; another reason never lowers it. */
export function scoreOf(reasons: readonly RiskReason[]): number {
  return Math.min(
    100,
    [...new Set(reasons)].reduce((sum, reason) => sum + WEIGHTS[reason], 0),
  );
}

/** Null for what is as always. */
export function levelOf(score: number): RiskLevel | null {
  if (score >= HIGH_FROM) return 'high';
  if (score >= ELEVATED_FROM) return 'elevated';
  return score > 0 ? 'low' : null;
}

export type RiskPolicy = Readonly<Record<RiskLevel, RiskAction>>;
const ACTIONS: readonly RiskAction[] = ['nothing', 'alert', 'step-up', 'revoke'];

export function isStricter(one: RiskAction, other: RiskAction): boolean {
  return ACTIONS.indexOf(one) > ACTIONS.indexOf(other);
}

/** Of several organisations of one person the strictest counts, level by level. */
export function strictest(policies: readonly RiskPolicy[]): RiskPolicy {
  const of = (level: RiskLevel) =>
    policies.map((policy) => policy[level]).reduce((most, one) => (isStricter(one, most) ? one : most), 'nothing');
  return { low: of('low'), elevated: of('elevated'), high: of('high') };
}

const EVERYDAY: ReadonlySet<RiskReason> = new Set(['new-network', 'recent-failures']);

/** What is done. To mistype, and to do it in a new network, never asks for anything, whatever the policy says: it is everyday life. */
export function actionFor(reasons: readonly RiskReason[], policy: RiskPolicy): RiskAction {
  const level = levelOf(scoreOf(reasons));
  const wanted = level === null ? 'nothing' : policy[level];
  const isEveryday = reasons.every((reason) => EVERYDAY.has(reason));
  return isEveryday && isStricter(wanted, 'alert') ? 'alert' : wanted;
}

export interface Place {
  latitude: number;
  longitude: number;
}

const MAX_SPEED_KM_PER_HOUR = 900; // an airliner
const MIN_DISTANCE_KM = 100; // positions of addresses are no better than this
const EARTH_RADIUS_KM = 6371;

/** Whether nobody gets from one place to the other in that time. */
export function isImpossibleTravel(from: Place & { at: Date }, to: Place & { at: Date }): boolean {
  const km = distanceKm(from, to);
  const hours = Math.max(0, to.at.getTime() - from.at.getTime()) / HOUR_MS;
  return km > MIN_DISTANCE_KM && km > MAX_SPEED_KM_PER_HOUR * hours;
}

/** Along the surface, by the haversine formula. */
export function distanceKm(from: Place, to: Place): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const haversine =
    Math.sin(radians(to.latitude - from.latitude) / 2) ** 2 +
    Math.cos(radians(from.latitude)) *
      Math.cos(radians(to.latitude)) *
      Math.sin(radians(to.longitude - from.longitude) / 2) ** 2;
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(haversine)));
}

const ENOUGH_TO_COMPARE = 10;
const HOURS_APART = 2;

/** Whether none of at least ten sign-ins was within two hours of this time of day, in the time zone of the organisation. */
export function isOddHour(at: Date, before: readonly Date[], timeZone: string): boolean {
  if (before.length < ENOUGH_TO_COMPARE) return false;
  const clock = new Intl.DateTimeFormat('en', { timeZone, hour: 'numeric', minute: 'numeric', hourCycle: 'h23' });
  const minutesOf = (date: Date) => {
    const parts = Object.fromEntries(clock.formatToParts(date).map(({ type, value }) => [type, Number(value)]));
    return parts['hour']! * 60 + parts['minute']!;
  };
  const now = minutesOf(at);
  return before.every((date) => {
    const apart = Math.abs(minutesOf(date) - now);
    return Math.min(apart, 24 * 60 - apart) > HOURS_APART * 60;
  });
}
