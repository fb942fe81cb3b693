// What is to be thought of a sign-in, or of a session that goes on from elsewhere, and what is done about it.
import type { RiskAction, RiskReason } from '@sutra/contracts/identity';
import { type Clock, HOUR_MS } from '@sutra/kernel/clock';
import type { Gates } from '@sutra/kernel/db/gates';
import type { PublicContext } from '@sutra/kernel/http/route';
import { userAgentFamily } from '../device.rules.ts';
import { networkOf, plainAddress } from '../addresses.ts';
import type { Person } from '../people.queries.ts';
import type { Position, Positions } from './positions.ts';
import { historyOf } from './risk.queries.ts';
import { actionFor, isImpossibleTravel, isOddHour, type Place, scoreOf, strictest } from './risk.rules.ts';

export interface Verdict {
  score: number;
  reasons: RiskReason[];
  action: RiskAction;
  position: Position | null;
}

/** Of a session that goes on: whether in another network, and not only in another browser. */
export type Elsewhere = Verdict & { isElsewhere: boolean };

/** A session as it was at the refresh before this one. */
export interface Before {
  ip: string;
  family: string;
  country: string | null;
  place: Place | null;
  at: Date;
}

export interface RiskOptions {
  gates: Gates;
  clock: Clock;
  positions: Positions;
}

export class Risk {
  readonly #o: RiskOptions;
  constructor(options: RiskOptions) {
    this.#o = options;
  }

  /** The first sign-in ever has nothing to be compared with: what is new about it is told, and counts for nothing. */
  async atSignIn(context: PublicContext, person: Person, deviceId: string | undefined): Promise<Verdict> {
    const { gates, positions } = this.#o;
    const now = context.now();
    const position = await positions.find(context.ip);
    const before = await historyOf(gates, person.id, {
      network: networkOf(context.ip),
      country: position?.country ?? null,
      deviceId: deviceId ?? null,
      failuresSince: new Date(now.getTime() - HOUR_MS),
    });
    const family = userAgentFamily(context.userAgent);
    const { lastPlace, deviceFamily } = before;
    const here = placeOf(position);
    const timeZone = person.memberships[0]?.asks.timeZone ?? 'UTC';
    const signIns = before.signInsMs.map((ms) => new Date(ms));
    const isFirst = signIns.length === 0 && !before.hasSessions;
    const reasons = named({
      'new-device': deviceId === undefined,
      'new-network': !before.knowsNetwork,
      'new-country': position !== null && before.knowsCountries && !before.knowsCountry,
      'impossible-travel':
        here !== null &&
        lastPlace !== null &&
        isImpossibleTravel({ ...lastPlace, at: new Date(lastPlace.atMs) }, { ...here, at: now }),
      'agent-changed': deviceFamily !== null && deviceFamily !== family,
      'odd-hour': isOddHour(now, signIns, timeZone),
      'recent-failures': before.hasFailures && !isFirst,
    });
    if (isFirst) return { score: 0, reasons, action: 'nothing', position };
    return { score: scoreOf(reasons), reasons, action: actionFor(reasons, policyOf(person)), position };
  }

  /** Null where the session goes on from where it was, which costs no statement. */
  async atRefresh(context: PublicContext, person: Person, before: Before): Promise<Elsewhere | null> {
    const { gates, positions } = this.#o;
    const now = context.now();
    const network = networkOf(context.ip);
    const hasMoved = networkOf(plainAddress(before.ip)) !== network;
    const isOtherAgent = before.family !== userAgentFamily(context.userAgent);
    if (!hasMoved && !isOtherAgent) return null;
    const position = hasMoved ? await positions.find(context.ip) : null;
    const country = position?.country ?? null;
    const known = hasMoved
      ? await historyOf(gates, person.id, { network, country, deviceId: null, failuresSince: now })
      : null;
    const here = placeOf(position);
    const reasons = named({
      'new-network': known !== null && !known.knowsNetwork,
      'new-country': country !== null && before.country !== null && country !== before.country && !known!.knowsCountry,
      'impossible-travel':
        here !== null &&
        before.place !== null &&
        isImpossibleTravel({ ...before.place, at: before.at }, { ...here, at: now }),
      'agent-changed': isOtherAgent,
    });
    const action = actionFor(reasons, policyOf(person));
    return { score: scoreOf(reasons), reasons, action, position, isElsewhere: hasMoved };
  }
}

/** What a session keeps of where it is. */
export function placeColumns(position: Position | null) {
  const place = placeOf(position);
  return {
    country: position?.country ?? null,
    latitude_hundredths: place === null ? null : Math.round(place.latitude * 100),
    longitude_hundredths: place === null ? null : Math.round(place.longitude * 100),
  };
}

function placeOf(position: Position | null): Place | null {
  const { latitude = null, longitude = null } = position ?? {};
  return latitude === null || longitude === null ? null : { latitude, longitude };
}

function policyOf({ memberships }: Person) {
  return strictest(memberships.map(({ asks }) => asks.risk));
}

function named(signals: Partial<Record<RiskReason, boolean>>): RiskReason[] {
  return Object.entries(signals).flatMap(([reason, isSeen]) => (isSeen ? [reason as RiskReason] : []));
}
