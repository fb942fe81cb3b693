// A session as refreshes read it and take it on.
import { MINUTE_MS } from '@sutra/kernel/clock';
import { sha256 } from '@sutra/kernel/crypto';
import type { Reads, Tx } from '@sutra/kernel/db/gates';
import { sql } from 'kysely';
import { userAgentFamily } from './device.rules.ts';
import { networkOf, plainAddress } from './addresses.ts';
import { type RefreshClaim, REFRESHES_A_MINUTE, SLIDING_LIFE_MS } from './refresh.rules.ts';

/** What an answer needs of the session. */
const GIVEN = [
  ...(['expires_at', 'organisation_id', 'authentication_method', 'second_method'] as const),
  ...(['acr', 'proved_at', 'key_thumbprint'] as const),
] as const;

/** A refresh token that somebody presents, and what the session becomes by it. */
export interface Step {
  claim: RefreshClaim;
  token: string;
  successor: string;
  /** Where the session works from now on, if it is said. */
  organisationId: string | undefined;
  /** The key that the call proves. */
  key: string | null;
  /** Organisations of the person that take no session without a key. */
  closed: readonly string[];
  ip: string;
  userAgent: string;
  now: Date;
}

/** Where the session must be for a step: where the call comes from, or where it was when the step was judged. */
type From = 'here' | 'anywhere' | { ip: string; user_agent_family: string };

/** What a step writes beside where the session is. */
interface Changes {
  acr?: string;
  proved_at?: Date;
  country?: string | null;
  latitude_hundredths?: number | null;
  longitude_hundredths?: number | null;
}

export function readSession(db: Reads, { claim }: Step) {
  return db
    .selectFrom('identity.session')
    .select([
      ...(['device_id', 'generation', 'rotated_at', 'last_active_at', 'ip', 'user_agent_family'] as const),
      ...(['country', 'latitude_hundredths', 'longitude_hundredths'] as const),
      ...(['revoked_at', 'revoked_because', 'refreshes', 'refreshes_since'] as const),
      ...GIVEN,
    ])
    .where('id', '=', claim.sessionId)
    .executeTakeFirst();
}

/** The step to the next generation; undefined if the token is not the one that may take it, or the session is not there. */
export function rotate(db: Reads | Tx, step: Step, from: From, changes: Changes = {}) {
  const { claim, token, successor, organisationId, key, closed, now } = step;
  const minuteAgo = new Date(now.getTime() - MINUTE_MS);
  return db
    .updateTable('identity.session')
    .set((eb) => ({
      ...placeOf(step),
      ...changes,
      generation: claim.generation + 1,
      refresh_hash: sha256(successor),
      rotated_at: now,
      expires_at: eb.fn<Date>('least', [eb.val(new Date(now.getTime() + SLIDING_LIFE_MS)), 'ends_at']),
      organisation_id: eb.fn.coalesce(eb.val(organisationId ?? null), 'organisation_id'),
      refreshes: eb
        .case()
        .when('refreshes_since', '>', minuteAgo)
        .then(eb('refreshes', '+', 1))
        .else(1)
        .end(),
      refreshes_since: eb
        .case()
        .when('refreshes_since', '>', minuteAgo)
        .then(eb.ref('refreshes_since'))
        .else(now)
        .end(),
    }))
    .where('id', '=', claim.sessionId)
    .where('generation', '=', claim.generation)
    .where('refresh_hash', '=', sha256(token))
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .where((eb) => eb.or([eb('key_thumbprint', 'is', null), eb('key_thumbprint', '=', key)]))
    .$if(closed.length > 0, (update) =>
      update.where((eb) =>
        eb.or([
          eb('key_thumbprint', 'is not', null),
          eb(eb.fn.coalesce(eb.val(organisationId ?? null), 'organisation_id'), 'not in', closed),
        ]),
      ),
    )
    .where((eb) =>
      eb.or([
        eb('refreshes', '<', REFRESHES_A_MINUTE),
        eb('refreshes_since', 'is', null),
        eb('refreshes_since', '<=', minuteAgo),
      ]),
    )
    .where(isAt(step, from))
    .returning(GIVEN)
    .executeTakeFirst();
}

/** Takes the session to where a repeat comes from; undefined if it has ended, or is not there any more. */
export function move(db: Reads | Tx, step: Step, from: From, changes: Changes) {
  return db
    .updateTable('identity.session')
    .set({ ...placeOf(step), ...changes })
    .where('id', '=', step.claim.sessionId)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', step.now)
    .where(isAt(step, from))
    .returning(GIVEN)
    .executeTakeFirst();
}

function placeOf({ ip, userAgent, now }: Step) {
  return {
    ip: plainAddress(ip),
    user_agent: userAgent,
    user_agent_family: userAgentFamily(userAgent),
    last_active_at: now,
  };
}

function isAt({ ip, userAgent }: Step, from: From) {
  if (from === 'anywhere') return sql<boolean>`true`;
  if (from === 'here')
    return sql<boolean>`ip <<= ${networkOf(ip)}::inet and user_agent_family = ${userAgentFamily(userAgent)}`;
  return sql<boolean>`ip = ${from.ip}::inet and user_agent_family = ${from.user_agent_family}`;
}
