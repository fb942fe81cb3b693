// Lockout of guesses that a stranger cannot turn against the user: what unknown devices do never counts for a known one.
import { authLocked } from '@sutra/contracts/identity';
import { type Clock, DAY_MS, SECOND_MS } from '@sutra/kernel/clock';
import { hmac, type SecretKey } from '@sutra/kernel/crypto';
import type { Gates, Tx } from '@sutra/kernel/db/gates';
import { AppError } from '@sutra/kernel/errors';
import { sql } from 'kysely';
import { networkOf } from './addresses.ts';
import {
  ACCOUNT_RULE,
  type AttemptRule,
  CODE_GUESSES_RULE,
  CODE_RANGE_RULE,
  CODES_RULE,
  NETWORK_RULE,
  rangeOf,
  WAITS_SECONDS,
} from './lockout.rules.ts';

/** One row of attempts that an attempt is part of. */
export interface Counter {
  key: Buffer;
  rule: AttemptRule;
}

export class Lockout {
  readonly #gates: Gates;
  readonly #clock: Clock;
  readonly #key: SecretKey;
  constructor(gates: Gates, clock: Clock, key: SecretKey) {
    this.#gates = gates;
    this.#clock = clock;
    this.#key = key;
  }

  /** A password for an identifier as it is looked up, from a known device of that person or from anywhere. */
  passwords(identifier: string, deviceId: string | undefined, ip: string): Counter[] {
    if (deviceId !== undefined) return [this.#counter(ACCOUNT_RULE, 'password-device', deviceId)];
    // The network first: every attempt takes the rows in this order, so none waits for another in a circle.
    return [
      this.#counter(NETWORK_RULE, 'password-network', networkOf(ip)),
      this.#counter(ACCOUNT_RULE, 'password', identifier),
    ];
  }

  /** One's own password, asked for once more by whoever has a session. */
  ownPassword(userId: string): Counter[] {
    return [this.#counter(ACCOUNT_RULE, 'own-password', userId)];
  }

  /** A second factor, from a known device of that person, from a session, or from anywhere. */
  secondFactor(userId: string, from: string | undefined): Counter[] {
    return [this.#counter(ACCOUNT_RULE, 'second-factor', userId, ...(from === undefined ? [] : [from]))];
  }

  /** Codes sent to a number or an address that nobody has typed in, asked for from a known device or from anywhere. */
  codes(contact: string, deviceId: string | undefined, ip: string): Counter[] {
    if (deviceId !== undefined) return [this.#counter(CODES_RULE, 'code-device', deviceId)];
    return [
      this.#counter(NETWORK_RULE, 'code-network', networkOf(ip)),
      ...(contact.includes('@') ? [] : [this.#counter(CODE_RANGE_RULE, 'code-range', rangeOf(contact))]),
      this.#counter(CODES_RULE, 'code', contact),
    ];
  }

  /** By what a wrong code counts for a number, which nobody can read from it. */
  attemptKey(mobile: string): Buffer {
    return this.#counter(CODE_GUESSES_RULE, 'code-guess', mobile).key;
  }

  /** A code typed in on a known device of the person, in a session, or anywhere. The key is of the number it was sent to. */
  codeGuesses(attemptKey: Buffer | null, from: string | undefined, ip: string): Counter[] {
    if (from !== undefined) return [this.#counter(CODE_GUESSES_RULE, 'code-guess-device', from)];
    return [
      this.#counter(NETWORK_RULE, 'code-guess-network', networkOf(ip)),
      ...(attemptKey === null ? [] : [{ key: attemptKey, rule: CODE_GUESSES_RULE }]), // null: of the release before
    ];
  }

  /** Codes that one person has sent to numbers and addresses that shall be theirs, whatever was typed in. */
  contactCodes(userId: string, contact: string, ip: string): Counter[] {
    return [...this.codes(contact, undefined, ip), this.#counter(CODES_RULE, 'contact-codes', userId)];
  }

  #counter(rule: AttemptRule, ...parts: string[]): Counter {
    return { key: hmac(this.#key, ...parts), rule };
  }

  /**
   * Counts an attempt before anything is looked at, in all of its counters or in none, so that any number of parallel
   * guesses evaluates no more than the rule says. Throws `auth.locked`.
   */
  async begin(counters: readonly Counter[], advice: string): Promise<void> {
    const now = new Date(this.#clock.nowMs());
    try {
      await this.#gates.withSystem('count an attempt to sign in', async (tx) => {
        for (const counter of counters) if (!(await count(tx, counter, now))) throw new Locked(counter);
      });
    } catch (error) {
      if (!(error instanceof Locked)) throw error;
      const seconds = await this.#secondsLeft(error.counter, now);
      throw new AppError(authLocked, {
        detail: `Try again in ${seconds} seconds${advice}.`,
        headers: { 'retry-after': String(seconds) },
      });
    }
  }

  /**
   * What succeeded ends its row of attempts. From what many share it takes back only itself, and the wait: whoever
   * guesses at others cannot clear what they did there by signing in as themselves.
   */
  async succeed(counters: readonly Counter[]): Promise<void> {
    const db = this.#gates.system('count an attempt to sign in');
    for (const { key, rule } of counters) {
      if (rule.isShared)
        await db
          .updateTable('identity.attempt_count')
          .set({ attempts: sql`greatest(attempts - 1, 0)`, locked_until: null })
          .where('key', '=', key)
          .execute();
      else await db.deleteFrom('identity.attempt_count').where('key', '=', key).execute();
    }
  }

  /** Forgets attempts that no rule counts any more. */
  async tidy(): Promise<void> {
    await this.#gates
      .system('forget attempts to sign in')
      .deleteFrom('identity.attempt_count')
      .where('last_at', '<', new Date(this.#clock.nowMs() - DAY_MS))
      .execute();
  }

  async #secondsLeft({ key }: Counter, now: Date): Promise<number> {
    const row = await this.#gates
      .system('count an attempt to sign in')
      .selectFrom('identity.attempt_count')
      .select('locked_until')
      .where('key', '=', key)
      .executeTakeFirst();
    const leftMs = (row?.locked_until?.getTime() ?? 0) - now.getTime();
    return Math.max(1, Math.ceil(leftMs / SECOND_MS));
  }
}

class Locked extends Error {
  readonly counter: Counter;
  constructor(counter: Counter) {
    super('locked');
    this.counter = counter;
  }
}

/** False while the counter is locked: then nothing is counted. */
async function count(tx: Tx, { key, rule }: Counter, now: Date): Promise<boolean> {
  const over = new Date(now.getTime() - rule.forgetMs);
  const attempts = sql`case when kept.last_at < ${over} then 1 else kept.attempts + 1 end`;
  const { rows } = await sql`
    insert into identity.attempt_count as kept (key, attempts, last_at) values (${key}, 1, ${now})
    on conflict (key) do update set attempts = ${attempts}, last_at = excluded.last_at,
      locked_until = case when ${attempts} >= ${rule.attempts}::int then excluded.last_at + interval '1 second' *
        (${WAITS_SECONDS}::int[])[least(${attempts} - ${rule.attempts}::int, ${WAITS_SECONDS.length - 1}::int) + 1] end
    where kept.locked_until is null or kept.locked_until <= excluded.last_at
    returning key`.execute(tx);
  return rows.length === 1;
}
