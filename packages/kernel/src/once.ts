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

interface Silence {
  sinceMs: number;
  lastMs: number;
}

export class Once {
  readonly #o: OnceOptions;
  readonly #redis: Redis | null;
  readonly #startedAtMs: number;
  // Two generations, each as long as a life: what is in neither is too old to be used.
  #recent = new Set<string>();
  #older = new Set<string>();
  #turnsAtMs = 0;
  /** First and last time that Redis did not answer, until so long after that nothing used meanwhile could be used again. */
  #silence: Silence | null = null;
  /** Used while Redis did not answer, and not yet told to it. */
  readonly #missed = new Set<string>();

  constructor(options: OnceOptions) {
    this.#o = options;
    this.#startedAtMs = options.clock.nowMs();
    this.#redis =
      options.redisUrl === null
        ? null
        : new Redis(options.redisUrl, {
            lazyConnect: true,
            enableOfflineQueue: false,
            maxRetriesPerRequest: 0,
            commandTimeout: 1000,
            retryStrategy: (tries) => Math.min(100 * tries, 1000),
          });
    this.#redis?.on('error', (error: Error) => options.log.debug({ err: error }, 'redis connection'));
    this.#redis?.on('close', () => this.#noteSilence());
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
    // What this process has not seen, the one before it may have: only Redis remembers both.
    if (this.#redis === null && issuedAtMs < this.#startedAtMs) return 'too-old';
    this.#recent.add(key);
    return this.#redis === null ? 'first' : this.#ask(this.#redis, key, issuedAtMs);
  }

  async #ask(redis: Redis, key: string, issuedAtMs: number): Promise<OnceAnswer> {
    const { clock, lifeMs, log } = this.#o;
    try {
      await this.#tellWhatItMissed(redis);
      if ((await this.#set(redis, key)) !== 'OK') return 'again';
      if (this.#silence !== null && clock.nowMs() - this.#silence.lastMs > lifeMs) this.#silence = null;
      // What others used while it was away is known to the database only.
      return this.#silence === null ? 'first' : await this.#askDatabase(key, issuedAtMs, this.#silence.sinceMs);
    } catch (error) {
      if (this.#silence === null)
        log.warn({ err: error }, 'Redis does not answer: the database keeps what is used once');
      const { sinceMs } = this.#noteSilence();
      const answer = await this.#askDatabase(key, issuedAtMs, sinceMs);
      if (answer === 'first') this.#missed.add(key);
      return answer;
    }
  }

  #set(redis: Redis, key: string) {
    return redis.set(`sutra:once:${this.#o.name}:${key}`, '', 'PX', 2 * this.#o.lifeMs, 'NX');
  }

  // An instance that asked nothing meanwhile does not know that Redis was away.
  async #tellWhatItMissed(redis: Redis): Promise<void> {
    for (const key of this.#missed) {
      await this.#set(redis, key);
      this.#missed.delete(key);
    }
  }

  #noteSilence(): Silence {
    const lastMs = this.#o.clock.nowMs();
    this.#silence = { sinceMs: this.#silence?.sinceMs ?? lastMs, lastMs };
    return this.#silence;
  }

  async #askDatabase(key: string, issuedAtMs: number, silentSinceMs: number): Promise<OnceAnswer> {
    if (issuedAtMs < silentSinceMs) return 'too-old';
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
    for (const key of this.#missed) if (!this.#older.has(key)) this.#missed.delete(key);
    this.#turnsAtMs = nowMs + this.#o.lifeMs + SECOND_MS;
  }
}
