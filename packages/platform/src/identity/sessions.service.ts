// Sessions over devices: open, list, end.
import { personOnly } from '@sutra/contracts/failures';
import { noMembership, type SignedIn } from '@sutra/contracts/identity';
import { sessionNotFound } from '@sutra/contracts/sessions';
import type { Actor } from '@sutra/kernel/actor';
import type { Clock, Ids } from '@sutra/kernel/clock';
import type { SecretKey } from '@sutra/kernel/crypto';
import type { Gates, Tx } from '@sutra/kernel/db/gates';
import { AppError } from '@sutra/kernel/errors';
import type { Feed } from '@sutra/kernel/feed';
import type { Context, PublicContext, Write } from '@sutra/kernel/http/route';
import { type Client, type Device, keepDeviceCookie, takeDevice } from './known-devices.ts';
import type { LoginEvents } from './login-events.service.ts';
import { type NewSession, type Proof, requireStill, storeSession } from './new-session.ts';
import { findPerson, type Person } from './people.queries.ts';
import { endPinOf, endPins } from './pins.queries.ts';
import { makeRefreshToken, SLIDING_LIFE_MS } from './refresh.rules.ts';
import type { Revocations } from './revocations.ts';
import type { Alerts } from './risk/alerts.service.ts';
import type { Verdict } from './risk/risk.service.ts';
import { type EndReason, endSessions, live, lockOwn, selectSessions } from './sessions.queries.ts';
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

/** What a session that ends is called in the audit log, where the call was made for something else. */
const ACTIONS: Partial<Record<EndReason, { action: string }>> = {
  'refresh-reused': { action: 'auth.refresh_reused' },
  'device-mismatch': { action: 'auth.device_mismatch' },
  'password-changed': { action: 'session.revoked' },
  'second-factor-added': { action: 'session.revoked' },
  risk: { action: 'auth.ended_for_risk' },
  switched: { action: 'session.switched' },
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

  /**
   * Opens a session for somebody who has just proved who they are. `beforeAnswer` runs when it is open and nobody has its
   * tokens yet; if that fails, it ends again.
   */
  async open(
    context: PublicContext,
    person: Person,
    proof: Proof,
    client: Client,
    verdict: Verdict,
    beforeAnswer?: () => Promise<void>,
  ): Promise<SignedIn> {
    const { clock, ids, refreshKey, revocations, issuer, alerts, events } = this.#o;
    const { keyThumbprint } = client;
    const membership = chooseMembership(person, { keyThumbprint });
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
      await requireStill(write, person, proof);
      const used = await takeDevice(write.tx, context, person.id, client, ids.next());
      const surplus = await storeSession(write, context, events, session, used);
      const isUnusual = verdict.action !== 'nothing';
      const alertId = isUnusual ? await alerts.add(write.tx, person.id, sessionId, context.now()) : null;
      return { surplus, alertId, token: used.token };
    });
    if (token !== undefined) keepDeviceCookie(context, person.id, token);
    await revocations.publish(surplus);
    // At a counter people switch all day, on a device that they know: that is no news on their others.
    await this.#tellLive(person.id, proof.method === 'pin' ? 'session.switched' : 'session.created', [sessionId]);
    alerts.tell(alertId);
    const issued = {
      person,
      membership,
      sessionId,
      method: proof.method,
      secondMethod: proof.secondMethod ?? null,
      assurance: { acr: proof.acr, provedAtMs: session.provedAt.getTime() },
      keyThumbprint,
      refreshToken: session.refreshToken,
      refreshExpiresAt: session.expiresAt,
    };
    return this.#orEnd(context, actor, () => issuer.answer(context, issued, client.delivery, beforeAnswer));
  }

  async #orEnd<T>(context: PublicContext, actor: Actor, run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      const end = (fn: (write: Write) => Promise<string[]>) => context.writeAs(actor, 'person', fn);
      // The failure itself is what the caller has to hear of; the tokens of this session are lost with it.
      await this.end(actor, [actor.sessionId], 'switched', end).catch(() => undefined);
      throw error;
    }
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

  /** Ends one of the person's own sessions, and the PIN of a device elsewhere; somebody else's session does not exist. */
  async revoke(context: Context, sessionId: string): Promise<{ revokedAt: Date }> {
    const { actor } = context;
    requirePerson(actor);
    const isCurrent = sessionId === actor.sessionId;
    const revokedAt = new Date(this.#o.clock.nowMs());
    await this.end(actor, [sessionId], isCurrent ? 'logged-out' : 'logged-out-elsewhere', (fn) =>
      context.write('person', async (write) => {
        await lockOwn(write.tx, actor, revokedAt);
        if (!isCurrent) await endPinOf(write.tx, sessionId, actor.sessionId);
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
    const others = async (tx: Tx) => {
      await lockOwn(tx, actor, context.now());
      await endPins(tx, actor.id, keepCurrent ? actor.sessionId : null);
      const rows = await live(tx, context.now()).select('identity.session.id').execute();
      return rows.map((row) => row.id).filter((id) => !keepCurrent || id !== actor.sessionId);
    };
    const ended = await this.end(actor, others, 'logged-out-elsewhere', (fn) => context.write('person', fn));
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
