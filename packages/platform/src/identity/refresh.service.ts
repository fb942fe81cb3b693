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
import type { Actor, Assurance } from '@sutra/kernel/actor';
import { MINUTE_MS, SECOND_MS } from '@sutra/kernel/clock';
import type { SecretKey } from '@sutra/kernel/crypto';
import type { Gates, Reads, Tx } from '@sutra/kernel/db/gates';
import { AppError } from '@sutra/kernel/errors';
import type { PublicContext } from '@sutra/kernel/http/route';
import { userAgentFamily } from './device.rules.ts';
import type { Proofs } from './dpop.ts';
import type { EventSession, LoginEvents, LoginMethod } from './login-events.service.ts';
import { findPerson, type Membership, type Person } from './people.queries.ts';
import { move, readSession, rotate, type Step } from './refresh.queries.ts';
import {
  decideRefresh,
  makeRefreshToken,
  readRefreshToken,
  REFRESHES_A_MINUTE,
  type RefreshClaim,
} from './refresh.rules.ts';
import { scoreOf } from './risk/risk.rules.ts';
import { type Before, type Elsewhere, placeColumns } from './risk/risk.service.ts';
import type { SignInRisk } from './risk/sign-in-risk.ts';
import type { EndReason } from './sessions.queries.ts';
import { LONG_AGO, type Sessions } from './sessions.service.ts';
import { chooseMembership, type Delivery, type Issuer, takes } from './signed-in.ts';

export interface RefreshesOptions {
  gates: Gates;
  sessions: Sessions;
  proofs: Proofs;
  issuer: Issuer;
  risk: SignInRisk;
  events: LoginEvents;
  refreshKey: SecretKey;
}

type Row = NonNullable<Awaited<ReturnType<typeof readSession>>>;
type Given = NonNullable<Awaited<ReturnType<typeof rotate>>>;

/** A refresh whose token was made here. */
interface Call {
  context: PublicContext;
  person: Person;
  step: Step;
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

  /** Two statements where the session goes on from where it was. Throws before anything is used up. */
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
      chooseMembership(person, organisationId === undefined ? {} : { organisationId });
    const successor = makeRefreshToken(refreshKey, { ...claim, generation: claim.generation + 1 });
    const { ip, userAgent } = context;
    const closed = closedWithoutKey(person);
    const step = { claim, token, successor, organisationId, key, closed, ip, userAgent, now: context.now() };
    // Where nobody takes it without a key, that is said before anything is used up.
    const mayGoOn = key !== null || person.memberships.length === 0 || closed.length < person.memberships.length;
    const session =
      (mayGoOn ? await rotate(gates.person(claim.userId), step, 'here') : undefined) ??
      (await this.#judge({ context, person, step }));
    const issued = {
      person,
      membership: membershipIn(person, organisationId ?? session.organisation_id, session.key_thumbprint),
      sessionId: claim.sessionId,
      method: session.authentication_method,
      secondMethod: session.second_method,
      assurance: { acr: session.acr as Assurance['acr'], provedAtMs: session.proved_at.getTime() },
      keyThumbprint: session.key_thumbprint,
      refreshToken: successor,
      refreshExpiresAt: session.expires_at,
    };
    return issuer.answer(context, issued, delivery);
  }

  /**
   * For a session that did not go on from where it was: a repeat, something to refuse, or a call from elsewhere, which is
   * judged before it is given anything. Whoever finds that somebody else was faster looks again; so a step is taken once,
   * and everybody gets what it left.
   */
  async #judge(begun: Call): Promise<Given> {
    const { context, person } = begun;
    let { step } = begun;
    const db = this.#o.gates.person(person.id);
    let isRepeat = false;
    let last: Row | undefined;
    for (;;) {
      const row = await readSession(db, step);
      // Nobody was faster, and it was not taken all the same: it is not the token that is kept.
      if (!row || (last !== undefined && isUnmoved(row, last))) throw new AppError(refreshInvalid);
      // What was a repeat when it came stays one, however long judging took.
      isRepeat = (isRepeat && isOpen(row, step.now)) || (await this.#isRepeat({ ...begun, step }, row));
      if (!isRepeat) step = whereItIsTaken(person, step, row);
      const verdict = await this.#o.risk.elsewhere(context, person, beforeOf(row));
      if (verdict === null && isRepeat) return row;
      const given = await this.#goOn({ ...begun, step }, row, isRepeat, verdict);
      if (given) return given;
      last = row;
    }
  }

  /** What is less than before is written in the statement that takes the step. */
  async #goOn(call: Call, row: Row, isRepeat: boolean, verdict: Elsewhere | null): Promise<Given | undefined> {
    const { context, person, step } = call;
    const { risk, gates } = this.#o;
    const changes = {
      ...(verdict?.isElsewhere && placeColumns(verdict.position)),
      ...(verdict?.action === 'step-up' && { acr: 'aal1', proved_at: LONG_AGO }),
    };
    const take = (db: Reads | Tx) => (isRepeat ? move(db, step, row, changes) : rotate(db, step, row, changes));
    if (verdict === null || verdict.action === 'nothing') return take(gates.person(person.id));
    if (verdict.action === 'revoke') return this.#endForRisk(call, row, verdict);
    const { given, alertId } = await context.writeAs(this.#actor(call, row), 'person', async (write) => {
      const given = await take(write.tx);
      const session = eventSession(step.claim, row);
      return { given, alertId: given ? await risk.notice(write, context, session, verdict, 'continued') : null };
    });
    risk.tell(alertId);
    return given;
  }

  /** On every instance, before this answers. */
  async #endForRisk(call: Call, row: Row, verdict: Elsewhere): Promise<never> {
    const { context, step } = call;
    const { risk, sessions } = this.#o;
    const actor = this.#actor(call, row);
    let alertId: string | null = null;
    await sessions.end(actor, [step.claim.sessionId], 'risk', (fn) =>
      context.writeAs(actor, 'person', async (write) => {
        // What the person hears of is where it was ended for.
        await move(write.tx, step, 'anywhere', placeColumns(verdict.position));
        const ended = await fn(write);
        if (ended.length > 0)
          alertId = await risk.notice(write, context, eventSession(step.claim, row), verdict, 'ended');
        return ended;
      }),
    );
    risk.tell(alertId);
    throw new AppError(tokenRevoked);
  }

  /** False for a token that may take the step; throws for one that is refused. */
  async #isRepeat({ context, person, step }: Call, row: Row): Promise<boolean> {
    const { proofs } = this.#o;
    const { claim, key, now } = step;
    const state = {
      generation: row.generation,
      rotatedAt: row.rotated_at,
      device: row.key_thumbprint ?? row.user_agent_family,
      expiresAt: row.expires_at,
      revokedAt: row.revoked_at,
    };
    // A token without the key of its device opens nothing, and ends nothing: it may be a copy that somebody found.
    if (isOpen(row, now) && row.key_thumbprint !== null && key === null) throw proofs.required();
    if (isOpen(row, now) && row.key_thumbprint !== null && key !== row.key_thumbprint) {
      await this.#end(context, claim, person, row.organisation_id, 'device-mismatch');
      throw new AppError(deviceMismatch);
    }
    const device = row.key_thumbprint ?? userAgentFamily(context.userAgent);
    const decision = decideRefresh(state, claim.generation, device, now);
    if (decision === 'repeat') return true;
    if (decision === 'rotate') {
      requireRoom(row, now);
      return false;
    }
    if (decision === 'reused') {
      await this.#end(context, claim, person, row.organisation_id, 'refresh-reused');
      throw new AppError(refreshReused);
    }
    // Whether it was ended or has run out decides what may stay on the screen of whoever asks.
    if (row.revoked_at === null) throw new AppError(refreshExpired);
    throw new AppError(ENDED_FOR_SAFETY[row.revoked_because ?? ''] ?? refreshInvalid);
  }

  #actor({ person, step }: Call, row: Row): Actor {
    const membership = membershipIn(person, step.organisationId ?? row.organisation_id, row.key_thumbprint);
    return this.#o.issuer.actorOf(person, membership, step.claim.sessionId);
  }

  async #end(context: PublicContext, claim: RefreshClaim, person: Person, organisationId: string, because: EndReason) {
    const actor = this.#o.issuer.actorOf(person, membershipIn(person, organisationId, null), claim.sessionId);
    await this.#o.sessions.end(actor, [claim.sessionId], because, (fn) =>
      context.writeAs(actor, 'person', async (write) => {
        const ended = await fn(write);
        if (because === 'refresh-reused' && ended.length > 0) await this.#keepReuse(write.tx, context, claim);
        return ended;
      }),
    );
  }

  /** In the history that the person sees. */
  async #keepReuse(tx: Tx, context: PublicContext, claim: RefreshClaim): Promise<void> {
    const row = await tx
      .selectFrom('identity.session')
      .select(['device_id', 'authentication_method'])
      .where('id', '=', claim.sessionId)
      .executeTakeFirstOrThrow();
    const reasons = ['refresh-reused' as const];
    const verdict = { score: scoreOf(reasons), reasons, position: null };
    await this.#o.events.noticed(tx, context, eventSession(claim, row), verdict, 'ended');
  }
}

/** A membership may have ended since: the session goes on in another organisation of the person, if there is one. */
function membershipIn(person: Person, organisationId: string, keyThumbprint: string | null): Membership {
  const same = person.memberships.find((one) => one.organisation.id === organisationId);
  return same ?? chooseMembership(person, { keyThumbprint });
}

/** Organisations of somebody that take no session without the key of a device. */
function closedWithoutKey(person: Person): string[] {
  return person.memberships.flatMap((one) => (takes(one, null) ? [] : [one.organisation.id]));
}

/** Where the organisation in which a session was takes it no more, it goes on in another one, if there is one. */
function whereItIsTaken(person: Person, step: Step, row: Row): Step {
  const open = person.memberships.find((one) => takes(one, null));
  const isOpen = open !== undefined && !step.closed.includes(step.organisationId ?? row.organisation_id);
  if (row.key_thumbprint !== null || isOpen || person.memberships.length === 0) return step;
  if (step.organisationId !== undefined || !open) throw new AppError(deviceKeyRequired);
  return { ...step, organisationId: open.organisation.id };
}

function isOpen(row: Row, now: Date): boolean {
  return row.revoked_at === null && row.expires_at > now;
}

function isUnmoved(row: Row, last: Row): boolean {
  const isThere = row.ip === last.ip && row.user_agent_family === last.user_agent_family;
  return isThere && row.generation === last.generation && row.revoked_at === null;
}

function beforeOf(row: Row): Before {
  const { ip, user_agent_family: family, country, latitude_hundredths, longitude_hundredths } = row;
  const place =
    latitude_hundredths === null || longitude_hundredths === null
      ? null
      : { latitude: latitude_hundredths / 100, longitude: longitude_hundredths / 100 };
  return { ip, family, country, place, at: row.last_active_at };
}

function eventSession(
  { userId, sessionId: id }: RefreshClaim,
  row: { device_id: string; authentication_method: string },
): EventSession {
  return { id, userId, deviceId: row.device_id, method: row.authentication_method as LoginMethod };
}

/** Throws where there were too many in this minute; nothing of the token is used up. */
function requireRoom({ refreshes, refreshes_since: since }: Row, now: Date): void {
  if (since === null || refreshes < REFRESHES_A_MINUTE) return;
  const leftMs = since.getTime() + MINUTE_MS - now.getTime();
  if (leftMs <= 0) return;
  const seconds = Math.ceil(leftMs / SECOND_MS);
  throw new AppError(limitExceeded, {
    detail: `A session is refreshed at most ${REFRESHES_A_MINUTE} times a minute. Try again in ${seconds} seconds.`,
    headers: { 'retry-after': String(seconds) },
  });
}
