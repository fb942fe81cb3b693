// What may be used once over all instances: in this process, or over Redis with one round trip.
//
// Each instance remembers what it has seen itself. While Redis does not answer, the database says whether another instance
// has seen it, and nothing counts that was issued before that moment: what Redis knew about it cannot be asked.
import { Redis } from 'ioredis';
import { sql } from 'kysely';
import { type Clock, SECOND_MS } from './clock.ts';
import type { Gates } from './db/gates.ts';
import type { Logger } from './log.ts';

/** `too-old`: it was issued before something that the answer depends on was lost; ask for a newer one. */
export type OnceAnswer = 'first' | 'again' | 'too-old';

export interface OnceOptions {
  gates: Gates;
  clock: Clock;
  log: Logger;
  redisUrl: string | null;
  /** Keeps the environments apart that share one Redis. */
  name: string;
  /** No key is used longer after it was issued than this. */
  lifeMs: number;
}

export class Once {
  readonly #o: OnceOptions;
  readonly #redis: Redis | null;
  // Two generations, each as long as a life: what is in neither is too old to be used.
  #recent = new Set<string>();
  #older = new Set<string>();
  #turnsAtMs = 0;
  #silentSinceMs: number | null = null;

  constructor(options: OnceOptions) {
    this.#o = options;
    this.#redis =
      options.redisUrl === null
        ? null
        : new Redis(options.redisUrl, {
            lazyConnect: true,
            enableOfflineQueue: false,
            maxRetriesPerRequest: 0,
            commandTimeout: 400,
            retryStrategy: (tries) => Math.min(100 * tries, 1000),
          });
    this.#redis?.on('error', (error: Error) => options.log.debug({ err: error }, 'redis connection'));
  }

  async start(): Promise<void> {
    // Without Redis the first use finds out; the feed refuses a start without it.
    await this.#redis?.connect().catch(() => undefined);
  }

  close(): void {
    this.#redis?.disconnect();
  }

  /** Uses up a key that was issued at the given time by any instance. Without a promise in one process. */
  use(key: string, issuedAtMs: number): OnceAnswer | Promise<OnceAnswer> {
    this.#turn();
    if (this.#recent.has(key) || this.#older.has(key)) return 'again';
    this.#recent.add(key);
    return this.#redis === null ? 'first' : this.#ask(this.#redis, key, issuedAtMs);
  }

  async #ask(redis: Redis, key: string, issuedAtMs: number): Promise<OnceAnswer> {
    const { name, lifeMs, clock, log } = this.#o;
    try {
      const answer = await redis.set(`sutra:once:${name}:${key}`, '', 'PX', 2 * lifeMs, 'NX');
      if (this.#silentSinceMs === null || clock.nowMs() - this.#silentSinceMs > lifeMs) {
        this.#silentSinceMs = null;
        return answer === 'OK' ? 'first' : 'again';
      }
      // It was away within this life: what was used meanwhile is known to the database only.
      return answer === 'OK' ? await this.#askDatabase(key, issuedAtMs) : 'again';
    } catch (error) {
      if (this.#silentSinceMs === null)
        log.warn({ err: error }, 'Redis does not answer: the database keeps what is used once');
      this.#silentSinceMs ??= clock.nowMs();
      return this.#askDatabase(key, issuedAtMs);
    }
  }

  async #askDatabase(key: string, issuedAtMs: number): Promise<OnceAnswer> {
    if (issuedAtMs < this.#silentSinceMs!) return 'too-old';
    const { gates, clock, lifeMs } = this.#o;
    const expiresAt = new Date(clock.nowMs() + 2 * lifeMs);
    const { rows } = await sql`
      insert into kernel.used_once (key, expires_at) values (${key}, ${expiresAt}) on conflict do nothing returning key`.execute(
      gates.system('use once'),
    );
    return rows.length === 1 ? 'first' : 'again';
  }

  async tidy(): Promise<void> {
    await this.#o.gates
      .system('use once')
      .deleteFrom('kernel.used_once')
      .where('expires_at', '<', new Date(this.#o.clock.nowMs()))
      .execute();
  }

  #turn(): void {
    const nowMs = this.#o.clock.nowMs();
    if (nowMs < this.#turnsAtMs) return;
    this.#older = nowMs - this.#turnsAtMs < this.#o.lifeMs ? this.#recent : new Set();
    this.#recent = new Set();
    this.#turnsAtMs = nowMs + this.#o.lifeMs + SECOND_MS;
  }
}
