// Ended sessions and keys, in memory for as long as an access token could still name them.
import { tokenRevoked } from '@sutra/contracts/failures';
import type { Actor } from '@sutra/kernel/actor';
import type { Clock } from '@sutra/kernel/clock';
import { AppError } from '@sutra/kernel/errors';
import type { Gates } from '@sutra/kernel/db/gates';
import type { Feed } from '@sutra/kernel/feed';
import { ACCESS_LIFE_MS } from './tokens.ts';

export const REVOKED_TOPIC = 'identity.revoked';
const KEPT_MS = ACCESS_LIFE_MS + 60_000;

export class Revocations {
  readonly #gates: Gates;
  readonly #feed: Feed;
  readonly #clock: Clock;
  readonly #until = new Map<string, number>();
  #nextSweepMs = 0;

  constructor(gates: Gates, feed: Feed, clock: Clock) {
    this.#gates = gates;
    this.#feed = feed;
    this.#clock = clock;
    feed.subscribe(REVOKED_TOPIC, (data) => {
      for (const id of (data as { ids: string[] }).ids) this.#add(id);
    });
    feed.onCatchUp((since) => this.#readSince(since));
  }

  /** Tells every instance; what is ended is refused here before this returns. */
  async publish(ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await this.#feed.publish(REVOKED_TOPIC, { ids });
  }

  /** Throws `auth.token_revoked`. Without a promise while the feed is fresh; otherwise the database is asked. */
  check(actor: Actor): void | Promise<void> {
    if (this.#until.has(actor.sessionId)) throw new AppError(tokenRevoked);
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
  }

  async #readSince(since: Date): Promise<void> {
    const db = this.#gates.system('catch up on revocations');
    const sessions = await db.selectFrom('identity.session').select('id').where('revoked_at', '>=', since).execute();
    const keys = await db.selectFrom('identity.api_key').select('id').where('revoked_at', '>=', since).execute();
    for (const { id } of [...sessions, ...keys]) this.#add(id);
  }

  #add(id: string): void {
    const nowMs = this.#clock.nowMs();
    this.#until.set(id, nowMs + KEPT_MS);
    if (nowMs < this.#nextSweepMs) return;
    this.#nextSweepMs = nowMs + 60_000;
    for (const [old, untilMs] of this.#until) if (untilMs <= nowMs) this.#until.delete(old);
  }
}
