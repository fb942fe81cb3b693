// Sessions over devices: open, go on, list, end.
import {
  noMembership,
  personOnly,
  refreshInvalid,
  refreshReused,
  type SignedIn,
  sessionNotFound,
} from '@sutra/contracts/identity';
import type { Actor } from '@sutra/kernel/actor';
import type { Clock, Ids } from '@sutra/kernel/clock';
import { sha256 } from '@sutra/kernel/crypto';
import type { Gates } from '@sutra/kernel/db/gates';
import { AppError } from '@sutra/kernel/errors';
import type { Feed } from '@sutra/kernel/feed';
import type { Context, PublicContext, Write } from '@sutra/kernel/http/route';
import type { Access } from '../access/public.ts';
import { describeDevice, userAgentFamily } from './device.rules.ts';
import { findPerson, type Membership, type Person } from './people.queries.ts';
import {
  ABSOLUTE_LIFE_MS,
  decideRefresh,
  makeRefreshToken,
  readRefreshToken,
  type RefreshClaim,
  SLIDING_LIFE_MS,
} from './refresh.rules.ts';
import type { Revocations } from './revocations.ts';
import { type EndReason, endSessions, live, MAX_SESSIONS, selectSessions } from './sessions.queries.ts';
import { ACCESS_LIFE_MS, type Tokens } from './tokens.ts';

export const REFRESH_COOKIE = 'sutra_refresh';
export const COOKIE_PATH = '/api/v1/auth';
/** Live pages of one person hear of their own sessions. */
export const LIVE_TOPIC = 'live.person';

type Delivery = 'cookie' | 'body';
export interface Device {
  name: string;
  kind: 'desktop' | 'mobile' | 'browser';
}

export interface SessionsOptions {
  gates: Gates;
  clock: Clock;
  ids: Ids;
  feed: Feed;
  access: Access;
  tokens: Tokens;
  revocations: Revocations;
  refreshKey: Buffer;
}

export class Sessions {
  readonly #o: SessionsOptions;
  constructor(options: SessionsOptions) {
    this.#o = options;
  }

  /** Opens a session for somebody who has just proved who they are. */
  async open(
    context: PublicContext,
    person: Person,
    method: 'otp' | 'pwd',
    device: Device | undefined,
    delivery: Delivery,
  ): Promise<SignedIn> {
    const { clock, ids, refreshKey, revocations } = this.#o;
    const membership = chooseMembership(person, undefined);
    const now = new Date(clock.nowMs());
    const claim: RefreshClaim = { userId: person.id, sessionId: ids.next(), generation: 0 };
    const refreshToken = makeRefreshToken(refreshKey, claim);
    const expiresAt = new Date(now.getTime() + SLIDING_LIFE_MS);
    const { name, kind } = device ?? describeDevice(context.userAgent);
    const actor = this.#actorOf(person, membership, claim.sessionId, now);
    const surplus = await context.writeAs(actor, 'person', async (write) => {
      const deviceId = ids.next();
      await write.tx
        .insertInto('identity.device')
        .values({ id: deviceId, user_id: person.id, name, kind, first_seen_at: now, last_seen_at: now })
        .execute();
      const session = {
        id: claim.sessionId,
        user_id: person.id,
        device_id: deviceId,
        organisation_id: membership.organisation.id,
        refresh_hash: sha256(refreshToken),
        rotated_at: now,
        user_agent_family: userAgentFamily(context.userAgent),
        ip: context.ip,
        user_agent: context.userAgent,
        authentication_method: method,
        created_at: now,
        last_active_at: now,
        expires_at: expiresAt,
        ends_at: new Date(now.getTime() + ABSOLUTE_LIFE_MS),
      };
      await write.tx.insertInto('identity.session').values(session).execute();
      const { id, device_id, authentication_method, ip, user_agent } = session;
      write.record({
        object: { type: 'identity.session', id },
        after: { id, device_id, authentication_method, ip, user_agent },
      });
      write.emit({ type: 'identity.session.created', subject: id, data: { userId: person.id } });
      const old = await live(write.tx, now)
        .select('identity.session.id')
        .orderBy('identity.session.last_active_at', 'desc')
        .offset(MAX_SESSIONS)
        .limit(10)
        .execute();
      return endSessions(
        write.tx,
        old.map((row) => row.id),
        'too-many',
        now,
      );
    });
    await revocations.publish(surplus);
    await this.#tellLive(person.id, 'session.created', [claim.sessionId]);
    return this.#signedIn(context, person, membership, claim.sessionId, method, refreshToken, expiresAt, delivery);
  }

  /** A new pair for a refresh token; the same one again if the answer to the last refresh was lost. */
  async refresh(
    context: PublicContext,
    token: string,
    organisationId: string | undefined,
    delivery: Delivery,
  ): Promise<SignedIn> {
    const { gates, clock, refreshKey } = this.#o;
    const claim = readRefreshToken(refreshKey, token);
    if (!claim) throw new AppError(refreshInvalid);
    const person = await findPerson(gates, 'id', claim.userId);
    if (!person) throw new AppError(refreshInvalid);
    if (organisationId !== undefined) chooseMembership(person, organisationId);
    const now = new Date(clock.nowMs());
    const next = makeRefreshToken(refreshKey, { ...claim, generation: claim.generation + 1 });
    const rotated = await gates
      .person(claim.userId)
      .updateTable('identity.session')
      .set((eb) => ({
        generation: claim.generation + 1,
        refresh_hash: sha256(next),
        rotated_at: now,
        last_active_at: now,
        expires_at: eb.fn<Date>('least', [eb.val(new Date(now.getTime() + SLIDING_LIFE_MS)), 'ends_at']),
        ip: context.ip,
        user_agent: context.userAgent,
        user_agent_family: userAgentFamily(context.userAgent),
        ...(organisationId !== undefined && { organisation_id: organisationId }),
      }))
      .where('id', '=', claim.sessionId)
      .where('generation', '=', claim.generation)
      .where('refresh_hash', '=', sha256(token))
      .where('revoked_at', 'is', null)
      .where('expires_at', '>', now)
      .returning(['expires_at', 'organisation_id', 'authentication_method'])
      .executeTakeFirst();
    const session = rotated ?? (await this.#repeatOrRefuse(context, claim, person, now));
    const membership =
      person.memberships.find((one) => one.organisation.id === (organisationId ?? session.organisation_id)) ??
      chooseMembership(person, undefined);
    return this.#signedIn(
      context,
      person,
      membership,
      claim.sessionId,
      session.authentication_method,
      next,
      session.expires_at,
      delivery,
    );
  }

  async #repeatOrRefuse(context: PublicContext, claim: RefreshClaim, person: Person, now: Date) {
    const row = await this.#o.gates
      .person(claim.userId)
      .selectFrom('identity.session')
      .selectAll()
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
    const decision = decideRefresh(state, claim.generation, userAgentFamily(context.userAgent), now);
    if (decision === 'repeat') return row;
    if (decision === 'reused') {
      const membership =
        person.memberships.find((one) => one.organisation.id === row.organisation_id) ??
        chooseMembership(person, undefined);
      await this.#end(
        this.#actorOf(person, membership, claim.sessionId, now),
        [claim.sessionId],
        'refresh-reused',
        (actor, fn) => context.writeAs(actor, 'person', fn),
      );
      throw new AppError(refreshReused);
    }
    throw new AppError(row.revoked_because === 'refresh-reused' ? refreshReused : refreshInvalid);
  }

  async list(actor: Actor, now: Date) {
    requirePerson(actor);
    const rows = await selectSessions(this.#o.gates.person(actor.id), now).execute();
    return rows.map((row) => toSession(row, actor));
  }

  async me(actor: Actor, now: Date) {
    requirePerson(actor);
    const { gates } = this.#o;
    const person = await findPerson(gates, 'id', actor.id);
    const row = await selectSessions(gates.person(actor.id), now)
      .where('identity.session.id', '=', actor.sessionId)
      .executeTakeFirst();
    const membership = person?.memberships.find((one) => one.organisation.id === actor.organisationId);
    if (!person || !membership) throw new AppError(noMembership);
    if (!row) throw new AppError(sessionNotFound);
    return {
      user: toUser(person),
      organisation: toOrganisation(membership),
      permissions: [...actor.permissions].sort(),
      session: toSession(row, actor),
    };
  }

  /** Ends one of the person's own sessions; somebody else's does not exist. */
  async revoke(context: Context, sessionId: string): Promise<{ revokedAt: Date }> {
    const { actor } = context;
    requirePerson(actor);
    const because = sessionId === actor.sessionId ? 'logged-out' : 'logged-out-elsewhere';
    const { ended, at } = await this.#end(actor, [sessionId], because, (_, fn) => context.write('person', fn), true);
    if (ended.length === 0) throw new AppError(sessionNotFound);
    if (sessionId === actor.sessionId) clearCookie(context);
    return { revokedAt: at };
  }

  async revokeAll(context: Context, keepCurrent: boolean): Promise<{ revoked: number }> {
    const { actor } = context;
    requirePerson(actor);
    const now = context.now();
    const rows = await live(this.#o.gates.person(actor.id), now).select('identity.session.id').execute();
    const ids = rows.map((row) => row.id).filter((id) => !keepCurrent || id !== actor.sessionId);
    const { ended } = await this.#end(actor, ids, 'logged-out-elsewhere', (_, fn) => context.write('person', fn));
    if (!keepCurrent) clearCookie(context);
    return { revoked: ended.length };
  }

  async #end(
    actor: Actor,
    ids: readonly string[],
    because: EndReason,
    write: (actor: Actor, fn: (write: Write) => Promise<string[]>) => Promise<string[]>,
    mustExist = false,
  ) {
    const at = new Date(this.#o.clock.nowMs());
    const ended = await write(actor, async ({ tx, record, emit }) => {
      const done = await endSessions(tx, ids, because, at);
      if (mustExist && done.length === 0) throw new AppError(sessionNotFound);
      for (const id of done) {
        record({
          ...(because === 'refresh-reused' && { action: 'auth.refresh_reused' }),
          object: { type: 'identity.session', id },
          after: { revoked_because: because },
        });
        emit({ type: 'identity.session.revoked', subject: id, data: { userId: actor.id, because } });
      }
      return done;
    });
    await this.#o.revocations.publish(ended);
    await this.#tellLive(actor.id, 'session.revoked', ended);
    return { ended, at };
  }

  async #tellLive(userId: string, type: string, sessionIds: readonly string[]): Promise<void> {
    for (const sessionId of sessionIds)
      await this.#o.feed.publish(LIVE_TOPIC, { userId, message: { type, sessionId } });
  }

  async #signedIn(
    context: PublicContext,
    person: Person,
    membership: Membership,
    sessionId: string,
    method: string,
    refreshToken: string,
    refreshExpiresAt: Date,
    delivery: Delivery,
  ): Promise<SignedIn> {
    const { tokens, access, clock } = this.#o;
    const { organisation, roles } = membership;
    const accessToken = await tokens.sign({
      userId: person.id,
      organisationId: organisation.id,
      organisationKind: organisation.kind,
      sessionId,
      roles,
      method,
    });
    if (delivery === 'cookie') {
      const maxAgeSeconds = Math.floor((refreshExpiresAt.getTime() - clock.nowMs()) / 1000);
      context.setCookie({ name: REFRESH_COOKIE, value: refreshToken, path: COOKIE_PATH, maxAgeSeconds });
    }
    return {
      accessToken,
      tokenType: 'Bearer',
      expiresInSeconds: ACCESS_LIFE_MS / 1000,
      ...(delivery === 'body' && { refreshToken }),
      refreshExpiresAt,
      sessionId,
      user: toUser(person),
      organisation: toOrganisation(membership),
      organisations: person.memberships.map(toOrganisation),
      permissions: [...access.permissionsOf(roles, organisation.kind)].sort(),
    };
  }

  #actorOf(person: Person, membership: Membership, sessionId: string, now: Date): Actor {
    const { organisation, roles } = membership;
    const permissions = this.#o.access.permissionsOf(roles, organisation.kind);
    return {
      kind: 'person',
      id: person.id,
      organisationId: organisation.id,
      organisationKind: organisation.kind,
      sessionId,
      permissions,
      expiresAtMs: now.getTime() + ACCESS_LIFE_MS,
    };
  }
}

/** API keys have no sessions. */
function requirePerson(actor: Actor): void {
  if (actor.kind !== 'person') throw new AppError(personOnly);
}

function chooseMembership(person: Person, organisationId: string | undefined): Membership {
  const membership =
    organisationId === undefined
      ? person.memberships[0]
      : person.memberships.find((one) => one.organisation.id === organisationId);
  if (!membership) throw new AppError(noMembership);
  return membership;
}

function clearCookie(context: PublicContext): void {
  context.setCookie({ name: REFRESH_COOKIE, value: '', path: COOKIE_PATH, maxAgeSeconds: 0 });
}

const toUser = ({ id, name, mobile, email }: Person) => ({ id, name, mobile, email });
const toOrganisation = ({ organisation: { id, name, kind } }: Membership) => ({
  id,
  name,
  kind: kind as SignedIn['organisation']['kind'],
});

function toSession<Row extends { id: string; deviceKind: string }>(row: Row, actor: Actor) {
  return { ...row, deviceKind: row.deviceKind as Device['kind'], isCurrent: row.id === actor.sessionId };
}
