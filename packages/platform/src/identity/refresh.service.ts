// Going on with a session: a new pair of tokens for a refresh token, or the end of the session if it was used twice.
import {
  deviceMismatch,
  refreshExpired,
  refreshInvalid,
  refreshReused,
  type SignedIn,
} from '@sutra/contracts/identity';
import type { Failure } from '@sutra/contracts/endpoint';
import type { Assurance } from '@sutra/kernel/actor';
import type { Clock } from '@sutra/kernel/clock';
import { type SecretKey, sha256 } from '@sutra/kernel/crypto';
import type { Gates } from '@sutra/kernel/db/gates';
import { AppError } from '@sutra/kernel/errors';
import type { PublicContext } from '@sutra/kernel/http/route';
import { userAgentFamily } from './device.rules.ts';
import type { Proofs } from './dpop.ts';
import { findPerson, type Person } from './people.queries.ts';
import {
  decideRefresh,
  makeRefreshToken,
  readRefreshToken,
  type RefreshClaim,
  SLIDING_LIFE_MS,
} from './refresh.rules.ts';
import type { EndReason } from './sessions.queries.ts';
import type { Sessions } from './sessions.service.ts';
import { chooseMembership, type Delivery, type Issuer, requireDeviceKey } from './signed-in.ts';

export interface RefreshesOptions {
  gates: Gates;
  clock: Clock;
  sessions: Sessions;
  proofs: Proofs;
  issuer: Issuer;
  refreshKey: SecretKey;
}

const GIVEN = ['expires_at', 'organisation_id', 'authentication_method', 'acr', 'proved_at', 'key_thumbprint'] as const;
const ENDED_FOR_SAFETY: Readonly<Record<string, Failure>> = {
  'refresh-reused': refreshReused,
  'device-mismatch': deviceMismatch,
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
    const { gates, proofs, refreshKey, issuer } = this.#o;
    const claim = readRefreshToken(refreshKey, token);
    if (!claim) throw new AppError(refreshInvalid);
    const key = context.presented.proof === undefined ? null : await proofs.check(context.presented, null);
    const person = await findPerson(gates, 'id', claim.userId, context.now());
    if (!person) throw new AppError(refreshInvalid);
    if (organisationId !== undefined || person.memberships.length === 0)
      requireDeviceKey(chooseMembership(person, organisationId), key);
    const successor = makeRefreshToken(refreshKey, { ...claim, generation: claim.generation + 1 });
    const session =
      (await this.#rotate(context, claim, token, successor, organisationId, key)) ??
      (await this.#repeatOrRefuse(context, claim, person, key));
    const wanted = organisationId ?? session.organisation_id;
    // A membership may have ended since: the session goes on in another organisation of the person, if there is one.
    const membership = person.memberships.find((one) => one.organisation.id === wanted) ?? chooseMembership(person);
    const issued = {
      person,
      membership,
      sessionId: claim.sessionId,
      method: session.authentication_method,
      assurance: { acr: session.acr as Assurance['acr'], provedAtMs: session.proved_at.getTime() },
      keyThumbprint: session.key_thumbprint,
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
    key: string | null,
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
      .where((eb) => eb.or([eb('key_thumbprint', 'is', null), eb('key_thumbprint', '=', key)]))
      .returning(GIVEN)
      .executeTakeFirst();
  }

  async #repeatOrRefuse(context: PublicContext, claim: RefreshClaim, person: Person, key: string | null) {
    const { gates, clock, proofs } = this.#o;
    const row = await gates
      .person(claim.userId)
      .selectFrom('identity.session')
      .select([
        ...(['generation', 'rotated_at', 'user_agent_family', 'revoked_at', 'revoked_because'] as const),
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
    await this.#o.sessions.end(actor, [claim.sessionId], because, (fn) => context.writeAs(actor, 'person', fn));
  }
}
