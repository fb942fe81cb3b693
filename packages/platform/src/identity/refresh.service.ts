// Going on with a session: a new pair of tokens for a refresh token, or the end of the session if it was used twice.
import { refreshExpired, refreshInvalid, refreshReused, type SignedIn } from '@sutra/contracts/identity';
import type { Clock } from '@sutra/kernel/clock';
import { type SecretKey, sha256 } from '@sutra/kernel/crypto';
import type { Gates } from '@sutra/kernel/db/gates';
import { AppError } from '@sutra/kernel/errors';
import type { PublicContext } from '@sutra/kernel/http/route';
import { userAgentFamily } from './device.rules.ts';
import { findPerson, type Person } from './people.queries.ts';
import {
  decideRefresh,
  makeRefreshToken,
  readRefreshToken,
  type RefreshClaim,
  SLIDING_LIFE_MS,
} from './refresh.rules.ts';
import type { Sessions } from './sessions.service.ts';
import { chooseMembership, type Delivery, type Issuer } from './signed-in.ts';

export interface RefreshesOptions {
  gates: Gates;
  clock: Clock;
  sessions: Sessions;
  issuer: Issuer;
  refreshKey: SecretKey;
}

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
    const { gates, refreshKey, issuer } = this.#o;
    const claim = readRefreshToken(refreshKey, token);
    if (!claim) throw new AppError(refreshInvalid);
    const person = await findPerson(gates, 'id', claim.userId);
    if (!person) throw new AppError(refreshInvalid);
    if (organisationId !== undefined || person.memberships.length === 0) chooseMembership(person, organisationId);
    const successor = makeRefreshToken(refreshKey, { ...claim, generation: claim.generation + 1 });
    const session =
      (await this.#rotate(context, claim, token, successor, organisationId)) ??
      (await this.#repeatOrRefuse(context, claim, person));
    const wanted = organisationId ?? session.organisation_id;
    // A membership may have ended since: the session goes on in another organisation of the person, if there is one.
    const membership = person.memberships.find((one) => one.organisation.id === wanted) ?? chooseMembership(person);
    const issued = {
      person,
      membership,
      sessionId: claim.sessionId,
      method: session.authentication_method,
      refreshToken: successor,
      refreshExpiresAt: session.expires_at,
    };
    return issuer.answer(context, issued, delivery);
  }

  #rotate(
    context: PublicContext,
    claim: RefreshClaim,
    token: string,
    successor: string,
    organisationId: string | undefined,
  ) {
    const now = new Date(this.#o.clock.nowMs());
    return this.#o.gates
      .person(claim.userId)
      .updateTable('identity.session')
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
      }))
      .where('id', '=', claim.sessionId)
      .where('generation', '=', claim.generation)
      .where('refresh_hash', '=', sha256(token))
      .where('revoked_at', 'is', null)
      .where('expires_at', '>', now)
      .returning(['expires_at', 'organisation_id', 'authentication_method'])
      .executeTakeFirst();
  }

  async #repeatOrRefuse(context: PublicContext, claim: RefreshClaim, person: Person) {
    const { gates, clock, sessions, issuer } = this.#o;
    const row = await gates
      .person(claim.userId)
      .selectFrom('identity.session')
      .select([
        ...(['generation', 'rotated_at', 'user_agent_family', 'expires_at', 'revoked_at', 'revoked_because'] as const),
        ...(['organisation_id', 'authentication_method'] as const),
      ])
      .where('id', '=', claim.sessionId)
      .executeTakeFirst();
    if (!row) throw new AppError(refreshInvalid);
    const state = {
      generation: row.generation,
      rotatedAt: row.rotated_at,
      userAgentFamily: row.user_agent_family,
      expiresAt: row.expires_at,
      revokedAt: row.revoked_at,
    };
    const decision = decideRefresh(
      state,
      claim.generation,
      userAgentFamily(context.userAgent),
      new Date(clock.nowMs()),
    );
    if (decision === 'repeat') return row;
    if (decision === 'reused') {
      const membership =
        person.memberships.find((one) => one.organisation.id === row.organisation_id) ?? chooseMembership(person);
      const actor = issuer.actorOf(person, membership, claim.sessionId);
      await sessions.end(actor, [claim.sessionId], 'refresh-reused', (fn) => context.writeAs(actor, 'person', fn));
      throw new AppError(refreshReused);
    }
    // Whether it was ended or has run out decides what may stay on the screen of whoever asks.
    if (row.revoked_at === null) throw new AppError(refreshExpired);
    throw new AppError(row.revoked_because === 'refresh-reused' ? refreshReused : refreshInvalid);
  }
}
