// Sessions over devices: open, list, end.
import { personOnly } from '@sutra/contracts/failures';
import { invalidCredentials, noMembership, otpExpired, type SignedIn } from '@sutra/contracts/identity';
import { sessionNotFound } from '@sutra/contracts/sessions';
import type { Actor, Assurance } from '@sutra/kernel/actor';
import type { Clock, Ids } from '@sutra/kernel/clock';
import { type SecretKey, sha256 } from '@sutra/kernel/crypto';
import type { Gates, Tx } from '@sutra/kernel/db/gates';
import { AppError } from '@sutra/kernel/errors';
import type { Feed } from '@sutra/kernel/feed';
import type { Context, PublicContext, Write } from '@sutra/kernel/http/route';
import { userAgentFamily } from './device.rules.ts';
import { type Client, type Device, keepDeviceCookie, type SignedInDevice, takeDevice } from './known-devices.ts';
import type { LoginEvents, LoginMethod } from './login-events.service.ts';
import { findPerson, hasSameCredentials, type Person } from './people.queries.ts';
import { ABSOLUTE_LIFE_MS, makeRefreshToken, SLIDING_LIFE_MS } from './refresh.rules.ts';
import type { Revocations } from './revocations.ts';
import type { Alerts } from './risk/alerts.service.ts';
import { placeColumns, type Verdict } from './risk/risk.service.ts';
import { type EndReason, endSessions, live, MAX_SESSIONS, selectSessions } from './sessions.queries.ts';
import {
  chooseMembership,
  clearCookie,
  type Issuer,
  requireDeviceKey,
  toOrganisation,
  toOwnPerson,
} from './signed-in.ts';

/** Live pages of one person hear of their own sessions. */
const LIVE_TOPIC = 'live.person';

/** When a session proved its person of which no proof counts any more. */
export const LONG_AGO = new Date(0);

/** A session that was opened in the write of a sign-in. */
interface NewSession {
  person: Person;
  organisationId: string;
  sessionId: string;
  refreshToken: string;
  expiresAt: Date;
  proof: Proof;
  provedAt: Date;
  verdict: Verdict;
  keyThumbprint: string | null;
}

/** How somebody proved who they are. */
export interface Proof {
  method: LoginMethod;
  acr: Assurance['acr'];
  /** Not enough for what is dangerous: that asks for a proof at once. */
  isStale?: boolean;
}

/** What a session that ends is called in the audit log, where the call was made for something else. */
const ACTIONS: Partial<Record<EndReason, { action: string }>> = {
  'refresh-reused': { action: 'auth.refresh_reused' },
  'device-mismatch': { action: 'auth.device_mismatch' },
  'password-changed': { action: 'session.revoked' },
  'second-factor-added': { action: 'session.revoked' },
  risk: { action: 'auth.ended_for_risk' },
};

type WriteOf = (fn: (write: Write) => Promise<string[]>) => Promise<string[]>;

export interface SessionsOptions {
  gates: Gates;
  clock: Clock;
  ids: Ids;
  feed: Feed;
  issuer: Issuer;
  revocations: Revocations;
  events: LoginEvents;
  alerts: Alerts;
  refreshKey: SecretKey;
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
    proof: Proof,
    client: Client,
    verdict: Verdict,
  ): Promise<SignedIn> {
    const { clock, ids, refreshKey, revocations, issuer, alerts } = this.#o;
    const { keyThumbprint } = client;
    const membership = chooseMembership(person);
    requireDeviceKey(membership, keyThumbprint);
    const sessionId = ids.next();
    const session: NewSession = {
      person,
      organisationId: membership.organisation.id,
      sessionId,
      refreshToken: makeRefreshToken(refreshKey, { userId: person.id, sessionId, generation: 0 }),
      expiresAt: new Date(clock.nowMs() + SLIDING_LIFE_MS),
      proof,
      provedAt: proof.isStale ? LONG_AGO : new Date(clock.nowMs()),
      verdict,
      keyThumbprint,
    };
    const actor = issuer.actorOf(person, membership, sessionId);
    const { surplus, alertId, token } = await context.writeAs(actor, 'person', async (write) => {
      const used = await takeDevice(write.tx, context, person.id, client, ids.next());
      const surplus = await this.#store(write, context, session, used);
      const isUnusual = verdict.action !== 'nothing';
      const alertId = isUnusual ? await alerts.add(write.tx, person.id, sessionId, context.now()) : null;
      return { surplus, alertId, token: used.token };
    });
    if (token !== undefined) keepDeviceCookie(context, person.id, token);
    await revocations.publish(surplus);
    await this.#tellLive(person.id, 'session.created', [sessionId]);
    await alerts.tell(alertId);
    const issued = {
      person,
      membership,
      sessionId,
      method: proof.method,
      assurance: { acr: proof.acr, provedAtMs: session.provedAt.getTime() },
      keyThumbprint,
      refreshToken: session.refreshToken,
      refreshExpiresAt: session.expiresAt,
    };
    return issuer.answer(context, issued, client.delivery);
  }

  /** Gives the sessions beyond the hundred that one person may have: they have ended. */
  async #store(write: Write, context: PublicContext, session: NewSession, device: SignedInDevice): Promise<string[]> {
    const { tx } = write;
    const now = new Date(this.#o.clock.nowMs());
    const userId = session.person.id;
    const { method, acr } = session.proof;
    // A new password or a second factor came meanwhile: what was shown is not enough any more.
    if (acr === 'aal1' && !(await hasSameCredentials(tx, session.person)))
      throw new AppError(method === 'otp' ? otpExpired : invalidCredentials);
    const { verdict, provedAt } = session;
    const event = { id: session.sessionId, userId, deviceId: device.id, method };
    await this.#o.events.succeeded(tx, context, event, verdict);
    const row = {
      id: session.sessionId,
      user_id: userId,
      device_id: device.id,
      organisation_id: session.organisationId,
      refresh_hash: sha256(session.refreshToken),
      rotated_at: now,
      user_agent_family: userAgentFamily(context.userAgent),
      ip: context.ip,
      user_agent: context.userAgent,
      authentication_method: method,
      acr,
      proved_at: provedAt,
      ...placeColumns(verdict.position),
      key_thumbprint: session.keyThumbprint,
      created_at: now,
      last_active_at: now,
      expires_at: session.expiresAt,
      ends_at: new Date(now.getTime() + ABSOLUTE_LIFE_MS),
    };
    await tx.insertInto('identity.session').values(row).execute();
    const { id, device_id, authentication_method, ip, user_agent } = row;
    write.record({
      object: { type: 'identity.session', id },
      after: { id, device_id, authentication_method, acr, ip, user_agent },
    });
    write.emit({
      type: 'identity.session.created',
      subject: id,
      data: { userId, isUnusual: verdict.action !== 'nothing' },
    });
    const old = await live(tx, now)
      .select('identity.session.id')
      .orderBy('identity.session.last_active_at', 'desc')
      .orderBy('identity.session.id', 'desc') // of equals the newest stays: it is the one that was just opened
      .offset(MAX_SESSIONS)
      .limit(10)
      .execute();
    const surplus = old.map((other) => other.id);
    return endSessions(tx, surplus, 'too-many', now);
  }

  async list(actor: Actor, now: Date) {
    requirePerson(actor);
    const rows = await selectSessions(this.#o.gates.person(actor.id), now).execute();
    return rows.map((row) => toSession(row, actor));
  }

  async me(actor: Actor, now: Date) {
    requirePerson(actor);
    const { gates } = this.#o;
    const person = await findPerson(gates, 'id', actor.id, now);
    const row = await selectSessions(gates.person(actor.id), now)
      .where('identity.session.id', '=', actor.sessionId)
      .executeTakeFirst();
    const membership = person?.memberships.find((one) => one.organisation.id === actor.organisationId);
    if (!person || !membership) throw new AppError(noMembership);
    if (!row) throw new AppError(sessionNotFound);
    return {
      user: toOwnPerson(person),
      organisation: toOrganisation(membership),
      permissions: [...actor.permissions].sort(),
      session: toSession(row, actor),
    };
  }

  /** What colleagues and the audit log call this person from now on. */
  async rename(context: Context, name: string) {
    const { actor } = context;
    requirePerson(actor);
    return context.write('person', async ({ tx, record }) => {
      const before = await tx
        .selectFrom('identity.person')
        .select(['id', 'name', 'mobile', 'email'])
        .where('id', '=', actor.id)
        .forNoKeyUpdate()
        .executeTakeFirstOrThrow();
      await tx.updateTable('identity.person').set({ name }).where('id', '=', actor.id).execute();
      record({ object: { type: 'identity.person', id: actor.id }, before: { name: before.name }, after: { name } });
      return { ...before, name };
    });
  }

  /** Ends one of the person's own sessions; somebody else's does not exist. */
  async revoke(context: Context, sessionId: string): Promise<{ revokedAt: Date }> {
    const { actor } = context;
    requirePerson(actor);
    const isCurrent = sessionId === actor.sessionId;
    const revokedAt = new Date(this.#o.clock.nowMs());
    await this.end(actor, [sessionId], isCurrent ? 'logged-out' : 'logged-out-elsewhere', (fn) =>
      context.write('person', async (write) => {
        const ended = await fn(write);
        if (ended.length === 0) throw new AppError(sessionNotFound);
        return ended;
      }),
    );
    if (isCurrent) clearCookie(context);
    return { revokedAt };
  }

  async revokeAll(context: Context, keepCurrent: boolean): Promise<{ revoked: number }> {
    const { actor } = context;
    requirePerson(actor);
    const rows = await live(this.#o.gates.person(actor.id), context.now()).select('identity.session.id').execute();
    const ids = rows.map((row) => row.id).filter((id) => !keepCurrent || id !== actor.sessionId);
    const ended = await this.end(actor, ids, 'logged-out-elsewhere', (fn) => context.write('person', fn));
    if (!keepCurrent) clearCookie(context);
    return { revoked: ended.length };
  }

  /** Ends sessions of the actor in the given write, then tells every instance and every open page. */
  async end(
    actor: Actor,
    ids: readonly string[] | ((tx: Tx) => Promise<readonly string[]>),
    because: EndReason,
    write: WriteOf,
  ): Promise<string[]> {
    const ended = await write(async (begun) =>
      this.endIn(begun, actor, typeof ids === 'function' ? await ids(begun.tx) : ids, because),
    );
    await this.tellEnded(actor, ended);
    return ended;
  }

  /** A part of a write that does more; `tellEnded` must follow its commit. */
  async endIn(
    { tx, record, emit }: Write,
    actor: Actor,
    ids: readonly string[],
    because: EndReason,
  ): Promise<string[]> {
    const done = await endSessions(tx, ids, because, new Date(this.#o.clock.nowMs()));
    for (const id of done) {
      record({ ...ACTIONS[because], object: { type: 'identity.session', id }, after: { revoked_because: because } });
      emit({ type: 'identity.session.revoked', subject: id, data: { userId: actor.id, because } });
    }
    return done;
  }

  /** Every instance and every open page. */
  async tellEnded(actor: Actor, ended: readonly string[]): Promise<void> {
    await this.#o.revocations.publish(ended);
    await this.#tellLive(actor.id, 'session.revoked', ended);
  }

  async #tellLive(userId: string, type: string, sessionIds: readonly string[]): Promise<void> {
    for (const sessionId of sessionIds) {
      await this.#o.feed.publish(LIVE_TOPIC, { userId, message: { type, sessionId } });
    }
  }
}

/** API keys have no sessions and belong nowhere else. */
export function requirePerson(actor: Actor): void {
  if (actor.kind !== 'person') throw new AppError(personOnly);
}

function toSession<Row extends { id: string; deviceKind: string }>(row: Row, actor: Actor) {
  return { ...row, deviceKind: row.deviceKind as Device['kind'], isCurrent: row.id === actor.sessionId };
}
