// Ended sessions and keys, changed memberships, suspended organisations: in memory for as long as an access token could still name them.
import { tokenExpired, tokenRevoked } from '@sutra/contracts/failures';
import type { Actor } from '@sutra/kernel/actor';
import type { Clock } from '@sutra/kernel/clock';
import { AppError } from '@sutra/kernel/errors';
import type { Gates } from '@sutra/kernel/db/gates';
import type { Feed } from '@sutra/kernel/feed';
import { type Standing, suspension } from './standing.ts';
import { ACCESS_LIFE_MS } from './tokens.ts';

export const REVOKED_TOPIC = 'identity.revoked';
export const MEMBERSHIP_TOPIC = 'identity.membership';
export const ORGANISATION_TOPIC = 'identity.organisation';
const TOLD_AT_ONCE = 1000;
const KEPT_MS = ACCESS_LIFE_MS + 60_000;

/** A member whose roles, status or end changed, or what a role grants: tokens of earlier versions are refused, and refreshed by their clients. */
export interface MembershipChange {
  userId: string;
  organisationId: string;
  version: number;
}

export class Revocations {
  readonly #gates: Gates;
  readonly #feed: Feed;
  readonly #clock: Clock;
  readonly #until = new Map<string, number>();
  readonly #versions = new Map<string, { version: number; untilMs: number }>();
  readonly #standings = new Map<string, Standing & { untilMs: number }>();
  readonly #afterSilence: ((isRefused: (actor: Actor) => boolean) => void)[] = [];
  #nextSweepMs = 0;

  constructor(gates: Gates, feed: Feed, clock: Clock) {
    this.#gates = gates;
    this.#feed = feed;
    this.#clock = clock;
    feed.subscribe(REVOKED_TOPIC, (data) => {
      for (const id of (data as { ids: string[] }).ids) this.#add(id);
    });
    feed.subscribe(MEMBERSHIP_TOPIC, (data) => {
      for (const change of (data as { changes: MembershipChange[] }).changes) this.#outdate(change);
    });
    feed.subscribe(ORGANISATION_TOPIC, (data) => this.#stand(data as Standing));
    feed.onCatchUp((since) => this.#readSince(since));
  }

  /** Called with what was missed in a silence of the feed, for connections that nobody asks about. */
  afterSilence(tell: (isRefused: (actor: Actor) => boolean) => void): void {
    this.#afterSilence.push(tell);
  }

  /** Tells every instance; what is ended is refused here before this returns. */
  async publish(ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await this.#feed.publish(REVOKED_TOPIC, { ids });
  }

  /** Tells every instance that members may do something else now; one role can be held by thousands. */
  async publishChanges(changes: readonly MembershipChange[]): Promise<void> {
    for (let from = 0; from < changes.length; from += TOLD_AT_ONCE)
      await this.#feed.publish(MEMBERSHIP_TOPIC, { changes: changes.slice(from, from + TOLD_AT_ONCE) });
  }

  /** Tells every instance that an organisation is suspended, or works again: one message for all its people and keys. */
  async publishStanding(standing: Standing): Promise<void> {
    await this.#feed.publish(ORGANISATION_TOPIC, standing);
  }

  /**
   * Throws `auth.token_revoked`, or `auth.token_expired` where the membership is another by now or the organisation is
   * suspended: a refresh reads it, and goes on elsewhere or says why not. A key has no elsewhere: `organisation.suspended`.
   * Without a promise while the feed is fresh; otherwise the database is asked.
   */
  check(actor: Actor): void | Promise<void> {
    const refusal = this.#refusalOf(actor);
    if (refusal !== null) throw refusal;
    return this.#feed.fresh ? undefined : this.#askDatabase(actor);
  }

  #refusalOf(actor: Actor): AppError | null {
    if (this.#until.has(actor.sessionId)) return new AppError(tokenRevoked);
    const changed = this.#versions.size === 0 ? undefined : this.#versions.get(nameOf(actor.id, actor.organisationId));
    if (changed !== undefined && isOutdated(actor, changed.version)) return new AppError(tokenExpired);
    const standing = this.#standings.size === 0 ? undefined : this.#standings.get(actor.organisationId);
    return standing?.isSuspended === true ? refusalIn(actor, standing.because) : null;
  }

  async #askDatabase(actor: Actor): Promise<void> {
    if (actor.kind === 'person') return this.#askForPerson(actor);
    const key = await this.#gates
      .tenant(actor)
      .selectFrom('identity.api_key as key')
      .innerJoin('identity.organisation as organisation', 'organisation.org_id', 'key.org_id')
      .select(['revoked_at', 'organisation.status', 'suspended_because'])
      .where('id', '=', actor.sessionId)
      .executeTakeFirst();
    if (!key || key.revoked_at !== null) throw new AppError(tokenRevoked);
    if (key.status !== 'active') throw refusalIn(actor, key.suspended_because);
  }

  async #askForPerson(actor: Actor): Promise<void> {
    const session = await this.#gates
      .person(actor.id)
      .selectFrom('identity.session')
      .select('revoked_at')
      .where('id', '=', actor.sessionId)
      .executeTakeFirst();
    if (!session || session.revoked_at !== null) throw new AppError(tokenRevoked);
    const membership = await this.#gates
      .tenant(actor)
      .selectFrom('identity.membership as member')
      .innerJoin('identity.organisation as organisation', 'organisation.org_id', 'member.org_id')
      .select('member.version')
      .where('user_id', '=', actor.id)
      .where('member.status', '=', 'active')
      .where('organisation.status', '=', 'active')
      .executeTakeFirst();
    if (!membership || isOutdated(actor, membership.version)) throw new AppError(tokenExpired);
  }

  async #readSince(since: Date): Promise<void> {
    const db = this.#gates.system('catch up on revocations');
    const sessions = await db.selectFrom('identity.session').select('id').where('revoked_at', '>=', since).execute();
    const keys = await db.selectFrom('identity.api_key').select('id').where('revoked_at', '>=', since).execute();
    for (const { id } of [...sessions, ...keys]) this.#add(id);
    const members = await db
      .selectFrom('identity.membership')
      .select(['user_id as userId', 'org_id as organisationId', 'version'])
      .where('changed_at', '>=', since)
      .execute();
    for (const change of members) this.#outdate(change);
    const organisations = await db
      .selectFrom('identity.organisation')
      .select(['org_id as organisationId', 'standing_version as version', 'suspended_because as because', 'status'])
      .where('standing_changed_at', '>=', since)
      .execute();
    for (const { status, ...standing } of organisations)
      this.#stand({ ...standing, isSuspended: status === 'suspended' });
    for (const tell of this.#afterSilence) tell((actor) => this.#refusalOf(actor) !== null);
  }

  /** What is told late says nothing against what is known already. */
  #stand(standing: Standing): void {
    const known = this.#standings.get(standing.organisationId);
    if (known && known.version > standing.version) return;
    const nowMs = this.#clock.nowMs();
    this.#standings.set(standing.organisationId, { ...standing, untilMs: nowMs + KEPT_MS });
    this.#sweep(nowMs);
  }

  #outdate({ userId, organisationId, version }: MembershipChange): void {
    const name = nameOf(userId, organisationId);
    if ((this.#versions.get(name)?.version ?? 0) > version) return;
    const nowMs = this.#clock.nowMs();
    this.#versions.set(name, { version, untilMs: nowMs + KEPT_MS });
    this.#sweep(nowMs);
  }

  #add(id: string): void {
    const nowMs = this.#clock.nowMs();
    this.#until.set(id, nowMs + KEPT_MS);
    this.#sweep(nowMs);
  }

  #sweep(nowMs: number): void {
    if (nowMs < this.#nextSweepMs) return;
    this.#nextSweepMs = nowMs + 60_000;
    for (const [old, untilMs] of this.#until) if (untilMs <= nowMs) this.#until.delete(old);
    for (const [old, { untilMs }] of this.#versions) if (untilMs <= nowMs) this.#versions.delete(old);
    for (const [old, { untilMs }] of this.#standings) if (untilMs <= nowMs) this.#standings.delete(old);
  }
}

function refusalIn(actor: Actor, because: string | null): AppError {
  return actor.kind === 'person' ? new AppError(tokenExpired) : suspension(because);
}

const nameOf = (userId: string, organisationId: string) => `${userId} ${organisationId}`;

function isOutdated({ membershipVersion }: Actor, version: number): boolean {
  return membershipVersion !== undefined && membershipVersion < version;
}
