// Ended sessions and keys, and changed memberships: in memory for as long as an access token could still name them.
import { tokenExpired, tokenRevoked } from '@sutra/contracts/failures';
import type { Actor } from '@sutra/kernel/actor';
import type { Clock } from '@sutra/kernel/clock';
import { AppError } from '@sutra/kernel/errors';
import type { Gates } from '@sutra/kernel/db/gates';
import type { Feed } from '@sutra/kernel/feed';
import { ACCESS_LIFE_MS } from './tokens.ts';

export const REVOKED_TOPIC = 'identity.revoked';
export const MEMBERSHIP_TOPIC = 'identity.membership';
const KEPT_MS = ACCESS_LIFE_MS + 60_000;

/** A member whose roles or status changed: tokens of earlier versions are refused, and refreshed by their clients. */
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
  #nextSweepMs = 0;

  constructor(gates: Gates, feed: Feed, clock: Clock) {
    this.#gates = gates;
    this.#feed = feed;
    this.#clock = clock;
    feed.subscribe(REVOKED_TOPIC, (data) => {
      for (const id of (data as { ids: string[] }).ids) this.#add(id);
    });
    feed.subscribe(MEMBERSHIP_TOPIC, (data) => this.#outdate(data as MembershipChange));
    feed.onCatchUp((since) => this.#readSince(since));
  }

  /** Tells every instance; what is ended is refused here before this returns. */
  async publish(ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await this.#feed.publish(REVOKED_TOPIC, { ids });
  }

  /** Tells every instance that roles or status of a member are others now. */
  async publishChange(change: MembershipChange): Promise<void> {
    await this.#feed.publish(MEMBERSHIP_TOPIC, change);
  }

  /**
   * Throws `auth.token_revoked`, or `auth.token_expired` where the membership is another by now: a refresh reads it.
   * Without a promise while the feed is fresh; otherwise the database is asked.
   */
  check(actor: Actor): void | Promise<void> {
    if (this.#until.has(actor.sessionId)) throw new AppError(tokenRevoked);
    const changed = this.#versions.size === 0 ? undefined : this.#versions.get(nameOf(actor.id, actor.organisationId));
    if (changed !== undefined && isOutdated(actor, changed.version)) throw new AppError(tokenExpired);
    return this.#feed.fresh ? undefined : this.#askDatabase(actor);
  }

  async #askDatabase(actor: Actor): Promise<void> {
    const row =
      actor.kind === 'person'
        ? await this.#gates
            .person(actor.id)
            .selectFrom('identity.session')
            .select('revoked_at')
            .where('id', '=', actor.sessionId)
            .executeTakeFirst()
        : await this.#gates
            .tenant(actor)
            .selectFrom('identity.api_key')
            .select('revoked_at')
            .where('id', '=', actor.sessionId)
            .executeTakeFirst();
    if (!row || row.revoked_at !== null) throw new AppError(tokenRevoked);
    if (actor.kind !== 'person') return;
    const membership = await this.#gates
      .tenant(actor)
      .selectFrom('identity.membership')
      .select(['version', 'status'])
      .where('user_id', '=', actor.id)
      .executeTakeFirst();
    if (!membership || membership.status !== 'active' || isOutdated(actor, membership.version))
      throw new AppError(tokenExpired);
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
  }
}

const nameOf = (userId: string, organisationId: string) => `${userId} ${organisationId}`;

function isOutdated({ membershipVersion }: Actor, version: number): boolean {
  return membershipVersion !== undefined && membershipVersion < version;
}
