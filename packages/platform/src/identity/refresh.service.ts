// Going on with a session: a new pair of tokens for a refresh token, or the end of the session if it was used twice.
import {
  deviceMismatch,
  refreshExpired,
  refreshInvalid,
  refreshReused,
  type SignedIn,
} from '@sutra/contracts/identity';
import { deviceKeyRequired, limitExceeded, tokenRevoked } from '@sutra/contracts/failures';
import type { Failure } from '@sutra/contracts/endpoint';
import type { Assurance } from '@sutra/kernel/actor';
import { type Clock, MINUTE_MS, SECOND_MS } from '@sutra/kernel/clock';
import { type SecretKey, sha256 } from '@sutra/kernel/crypto';
import type { Gates, Tx } from '@sutra/kernel/db/gates';
import { AppError } from '@sutra/kernel/errors';
import type { PublicContext } from '@sutra/kernel/http/route';
import { userAgentFamily } from './device.rules.ts';
import type { Proofs } from './dpop.ts';
import type { LoginEvents, LoginMethod } from './login-events.service.ts';
import { findPerson, type Membership, type Person } from './people.queries.ts';
import {
  decideRefresh,
  makeRefreshToken,
  readRefreshToken,
  REFRESHES_A_MINUTE,
  type RefreshClaim,
  SLIDING_LIFE_MS,
} from './refresh.rules.ts';
import { scoreOf } from './risk/risk.rules.ts';
import type { SignInRisk } from './risk/sign-in-risk.ts';
import type { EndReason } from './sessions.queries.ts';
import { LONG_AGO, type Sessions } from './sessions.service.ts';
import { chooseMembership, type Delivery, type Issuer, takes } from './signed-in.ts';

export interface RefreshesOptions {
  gates: Gates;
  clock: Clock;
  sessions: Sessions;
  proofs: Proofs;
  issuer: Issuer;
  risk: SignInRisk;
  events: LoginEvents;
  refreshKey: SecretKey;
}

const GIVEN = ['expires_at', 'organisation_id', 'authentication_method', 'acr', 'proved_at', 'key_thumbprint'] as const;
const BEFORE = [
  ...(['device_id', 'before_ip', 'before_family', 'before_country'] as const),
  ...(['before_latitude', 'before_longitude', 'before_at'] as const),
] as const;
interface Rotated {
  device_id: string;
  authentication_method: string;
  before_ip: string;
  before_family: string;
  before_country: string | null;
  before_latitude: number | null;
  before_longitude: number | null;
  before_at: Date;
}
/** What a call shows: a refresh token, and the key of the device that proves itself. */
interface Shown {
  claim: RefreshClaim;
  token: string;
  key: string | null;
}
const ENDED_FOR_SAFETY: Readonly<Record<string, Failure>> = {
  'refresh-reused': refreshReused,
  'device-mismatch': deviceMismatch,
  risk: tokenRevoked,
  'not-me': tokenRevoked,
};

export class Refreshes {
  readonly #o: RefreshesOptions;
  constructor(options: RefreshesOptions) {
    this.#o = options;
  }

  /** Two statements: who this is and may be, and the step to the next generation. Throws before anything is used up. */
  async refresh(
    context: PublicContext,
    token: string,
    organisationId: string | undefined,
    delivery: Delivery,
  ): Promise<SignedIn> {
    const { gates, proofs, refreshKey } = this.#o;
    const claim = readRefreshToken(refreshKey, token);
    if (!claim) throw new AppError(refreshInvalid);
    const key = context.presented.proof === undefined ? null : await proofs.check(context.presented, null);
    const person = await findPerson(gates, 'id', claim.userId, context.now());
    if (!person) throw new AppError(refreshInvalid);
    if (organisationId !== undefined || person.memberships.length === 0)
      chooseMembership(person, organisationId === undefined ? {} : { organisationId });
    return this.#goOn(context, person, { claim, token, key }, organisationId, delivery);
  }

  async #goOn(
    context: PublicContext,
    person: Person,
    shown: Shown,
    organisationId: string | undefined,
    delivery: Delivery,
  ): Promise<SignedIn> {
    const { refreshKey, issuer } = this.#o;
    const { claim } = shown;
    const successor = makeRefreshToken(refreshKey, { ...claim, generation: claim.generation + 1 });
    const rotated = await this.#rotate(context, person, shown, successor, organisationId);
    const session = rotated ?? (await this.#repeatOrRefuse(context, person, shown, organisationId));
    // The organisation in which it was does not take it any more, and another one does.
    if ('elsewhere' in session) return this.#goOn(context, person, shown, session.elsewhere, delivery);
    const wanted = organisationId ?? session.organisation_id;
    // A membership may have ended since: the session goes on in another organisation of the person, if there is one.
    const membership =
      person.memberships.find((one) => one.organisation.id === wanted) ??
      chooseMembership(person, { keyThumbprint: session.key_thumbprint });
    const given = rotated === undefined ? null : await this.#judge(context, person, membership, claim, rotated);
    const issued = {
      person,
      membership,
      sessionId: claim.sessionId,
      method: session.authentication_method,
      assurance: given ?? { acr: session.acr as Assurance['acr'], provedAtMs: session.proved_at.getTime() },
      keyThumbprint: session.key_thumbprint,
      refreshToken: successor,
      refreshExpiresAt: session.expires_at,
    };
    return issuer.answer(context, issued, delivery);
  }

  /** What the session has proved, if that is less than before because it goes on from elsewhere. */
  async #judge(
    context: PublicContext,
    person: Person,
    membership: Membership,
    claim: RefreshClaim,
    rotated: Rotated,
  ): Promise<Assurance | null> {
    const { issuer, risk } = this.#o;
    const { device_id: deviceId, authentication_method: method } = rotated;
    const { latitude, longitude, ...before } = {
      ip: rotated.before_ip,
      family: rotated.before_family,
      country: rotated.before_country,
      latitude: rotated.before_latitude,
      longitude: rotated.before_longitude,
      at: rotated.before_at,
    };
    const place =
      latitude === null || longitude === null ? null : { latitude: latitude / 100, longitude: longitude / 100 };
    const outcome = await risk.goOn(
      context,
      person,
      issuer.actorOf(person, membership, claim.sessionId),
      { id: claim.sessionId, userId: person.id, deviceId, method: method as LoginMethod },
      { ...before, place },
    );
    if (outcome === 'ended') throw new AppError(tokenRevoked);
    return outcome === 'stepped-down' ? { acr: 'aal1', provedAtMs: LONG_AGO.getTime() } : null;
  }

  /** Gives also where the session was before. A session that the organisation does not take is not rotated. */
  #rotate(
    context: PublicContext,
    person: Person,
    { claim, token, key }: Shown,
    successor: string,
    organisationId: string | undefined,
  ) {
    const shut = closedWithoutKey(person);
    const isShutEverywhere = shut.length === person.memberships.length;
    const now = new Date(this.#o.clock.nowMs());
    const minuteAgo = new Date(now.getTime() - MINUTE_MS);
    return this.#o.gates
      .person(claim.userId)
      .updateTable('identity.session')
      .from((eb) =>
        eb
          .selectFrom('identity.session as earlier')
          .select([
            'earlier.id as before_id',
            'earlier.ip as before_ip',
            'earlier.user_agent_family as before_family',
            'earlier.country as before_country',
            'earlier.latitude_hundredths as before_latitude',
            'earlier.longitude_hundredths as before_longitude',
            'earlier.last_active_at as before_at',
          ])
          .where('earlier.id', '=', claim.sessionId)
          .as('before'),
      )
      .set((eb) => ({
        generation: claim.generation + 1,
        refresh_hash: sha256(successor),
        rotated_at: now,
        last_active_at: now,
        expires_at: eb.fn<Date>('least', [eb.val(new Date(now.getTime() + SLIDING_LIFE_MS)), 'ends_at']),
        ip: context.ip,
        user_agent: context.userAgent,
        user_agent_family: userAgentFamily(context.userAgent),
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
      .whereRef('identity.session.id', '=', 'before.before_id')
      .where('identity.session.id', '=', claim.sessionId)
      .where('generation', '=', claim.generation)
      .where('refresh_hash', '=', sha256(token))
      .where('revoked_at', 'is', null)
      .where('expires_at', '>', now)
      .where((eb) => eb.or([eb('key_thumbprint', 'is', null), eb('key_thumbprint', '=', key)]))
      .$if(shut.length > 0, (update) =>
        update.where((eb) =>
          eb.or([
            eb('key_thumbprint', 'is not', null),
            isShutEverywhere
              ? eb.lit(false)
              : eb(eb.fn.coalesce(eb.val(organisationId ?? null), 'organisation_id'), 'not in', shut),
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
      .returning([...GIVEN, ...BEFORE])
      .executeTakeFirst();
  }

  async #repeatOrRefuse(
    context: PublicContext,
    person: Person,
    { claim, key }: Shown,
    organisationId: string | undefined,
  ) {
    const { gates, clock, proofs } = this.#o;
    const row = await gates
      .person(claim.userId)
      .selectFrom('identity.session')
      .select([
        ...(['generation', 'rotated_at', 'user_agent_family', 'revoked_at', 'revoked_because'] as const),
        'refreshes_since',
        ...GIVEN,
      ])
      .where('id', '=', claim.sessionId)
      .executeTakeFirst();
    if (!row) throw new AppError(refreshInvalid);
    const state = {
      generation: row.generation,
      rotatedAt: row.rotated_at,
      device: row.key_thumbprint ?? row.user_agent_family,
      expiresAt: row.expires_at,
      revokedAt: row.revoked_at,
    };
    const isOpen = row.revoked_at === null && row.expires_at.getTime() > clock.nowMs();
    // A token without the key of its device opens nothing, and ends nothing: it may be a copy that somebody found.
    if (isOpen && row.key_thumbprint !== null && key === null) throw proofs.required();
    if (isOpen && row.key_thumbprint !== null && key !== row.key_thumbprint) {
      await this.#end(context, claim, person, row.organisation_id, 'device-mismatch');
      throw new AppError(deviceMismatch);
    }
    const device = row.key_thumbprint ?? userAgentFamily(context.userAgent);
    const decision = decideRefresh(state, claim.generation, device, new Date(clock.nowMs()));
    if (decision === 'repeat') return row;
    // It is the right token and was not taken: the organisation takes no session without a key, or there were too many.
    if (decision === 'rotate' && row.key_thumbprint === null) {
      const shut = closedWithoutKey(person);
      const open = person.memberships.find((one) => takes(one, null));
      if (shut.includes(organisationId ?? row.organisation_id) || !open) {
        if (organisationId !== undefined || !open) throw new AppError(deviceKeyRequired);
        return { elsewhere: open.organisation.id };
      }
    }
    if (decision === 'rotate') throw tooMany(row.refreshes_since ?? row.rotated_at, clock.nowMs());
    if (decision === 'reused') {
      await this.#end(context, claim, person, row.organisation_id, 'refresh-reused');
      throw new AppError(refreshReused);
    }
    // Whether it was ended or has run out decides what may stay on the screen of whoever asks.
    if (row.revoked_at === null) throw new AppError(refreshExpired);
    throw new AppError(ENDED_FOR_SAFETY[row.revoked_because ?? ''] ?? refreshInvalid);
  }

  async #end(context: PublicContext, claim: RefreshClaim, person: Person, organisationId: string, because: EndReason) {
    const membership =
      person.memberships.find((one) => one.organisation.id === organisationId) ?? chooseMembership(person);
    const actor = this.#o.issuer.actorOf(person, membership, claim.sessionId);
    await this.#o.sessions.end(actor, [claim.sessionId], because, (fn) =>
      context.writeAs(actor, 'person', async (write) => {
        const ended = await fn(write);
        if (because === 'refresh-reused' && ended.length > 0) await this.#keepReuse(write.tx, context, claim);
        return ended;
      }),
    );
  }

  /** In the history that the person sees. */
  async #keepReuse(tx: Tx, context: PublicContext, { userId, sessionId: id }: RefreshClaim): Promise<void> {
    const { device_id: deviceId, authentication_method: method } = await tx
      .selectFrom('identity.session')
      .select(['device_id', 'authentication_method'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    const reasons = ['refresh-reused' as const];
    const verdict = { score: scoreOf(reasons), reasons, position: null };
    await this.#o.events.noticed(
      tx,
      context,
      { id, userId, deviceId, method: method as LoginMethod },
      verdict,
      'ended',
    );
  }
}

/** Organisations of somebody that take no session without the key of a device. */
function closedWithoutKey(person: Person): string[] {
  return person.memberships.flatMap((one) => (takes(one, null) ? [] : [one.organisation.id]));
}

function tooMany(since: Date, nowMs: number): AppError {
  const seconds = Math.max(1, Math.ceil((since.getTime() + MINUTE_MS - nowMs) / SECOND_MS));
  return new AppError(limitExceeded, {
    detail: `A session is refreshed at most ${REFRESHES_A_MINUTE} times a minute. Try again in ${seconds} seconds.`,
    headers: { 'retry-after': String(seconds) },
  });
}
