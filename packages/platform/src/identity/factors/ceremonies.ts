// What takes two calls: a first factor that waits for the second, and a challenge that a passkey signs.
import { randomBytes } from 'node:crypto';
import { ceremonyOver } from '@sutra/contracts/second-factors';
import { type Clock, DAY_MS, type Ids, MINUTE_MS } from '@sutra/kernel/clock';
import { equalBytes, sha256 } from '@sutra/kernel/crypto';
import type { Gates } from '@sutra/kernel/db/gates';
import { AppError } from '@sutra/kernel/errors';
import { sql } from 'kysely';
import type { Client } from '../known-devices.ts';
import type { Person } from '../people.queries.ts';

const LIFE_MS = 10 * MINUTE_MS;
const GUESSES = 5;

export type Purpose = 'second-factor' | 'passkey-sign-in' | 'passkey-registration' | 'step-up';

export interface Begun {
  id: string;
  challenge: string;
  expiresAt: Date;
}

export class Ceremonies {
  readonly #gates: Gates;
  readonly #clock: Clock;
  readonly #ids: Ids;
  constructor(gates: Gates, clock: Clock, ids: Ids) {
    this.#gates = gates;
    this.#clock = clock;
    this.#ids = ids;
  }

  begin(purpose: Purpose, userId: string | null): Promise<Begun> {
    return this.#insert({ purpose, user_id: userId });
  }

  /** A sign-in whose first factor was right, and what is asked for instead of a second. Only who holds the token goes on. */
  async await(
    person: Person,
    method: 'otp' | 'pwd',
    client: Client,
    asks: 'otp' | 'pwd' | null = null,
  ): Promise<Begun & { token: string }> {
    const secret = randomBytes(32).toString('base64url');
    const begun = await this.#insert({
      purpose: 'second-factor',
      user_id: person.id,
      secret_hash: sha256(secret),
      first_method: method,
      asks,
      password_version: person.passwordVersion,
      delivery: client.delivery,
      device_name: client.device?.name ?? null,
      device_kind: client.device?.kind ?? null,
      key_thumbprint: client.keyThumbprint,
    });
    return { ...begun, token: `${begun.id}.${secret}` };
  }

  /** Counts a guess and gives what waits; throws `auth.ceremony_over` for what is used, too old or guessed at five times. */
  async guessByToken(token: string) {
    const [id = '', secret = ''] = token.split('.');
    const row = isUuid(id) ? await this.#guess(id, 'second-factor') : undefined;
    if (!row || row.secret_hash === null || !equalBytes(row.secret_hash, sha256(secret)))
      throw new AppError(ceremonyOver);
    return row;
  }

  /** Uses up a challenge that a passkey has signed; throws `auth.ceremony_over`. */
  async take(id: string, purpose: Purpose, userId: string | null): Promise<{ challenge: string }> {
    const row = await this.#guess(id, purpose);
    if (row?.user_id !== userId) throw new AppError(ceremonyOver);
    await this.finish(id);
    return row;
  }

  /** Of several that finish one at the same moment, one does; the others get `auth.ceremony_over`. */
  async finish(id: string): Promise<void> {
    const row = await this.#gates
      .system('go on with a sign-in')
      .updateTable('identity.ceremony')
      .set({ used_at: new Date(this.#clock.nowMs()) })
      .where('id', '=', id)
      .where('used_at', 'is', null)
      .returning('id')
      .executeTakeFirst();
    if (!row) throw new AppError(ceremonyOver);
  }

  async tidy(): Promise<void> {
    await this.#gates
      .system('forget what was begun')
      .deleteFrom('identity.ceremony')
      .where('expires_at', '<', new Date(this.#clock.nowMs() - DAY_MS))
      .execute();
  }

  #guess(id: string, purpose: Purpose) {
    return this.#gates
      .system('go on with a sign-in')
      .updateTable('identity.ceremony')
      .set({ guesses: sql`guesses + 1` })
      .where('id', '=', id)
      .where('purpose', '=', purpose)
      .where('used_at', 'is', null)
      .where('expires_at', '>', new Date(this.#clock.nowMs()))
      .where('guesses', '<', GUESSES)
      .returningAll()
      .executeTakeFirst();
  }

  async #insert(values: {
    purpose: Purpose;
    user_id: string | null;
    secret_hash?: Buffer;
    first_method?: 'otp' | 'pwd';
    asks?: 'otp' | 'pwd' | null;
    password_version?: number;
    delivery?: Client['delivery'];
    device_name?: string | null;
    device_kind?: string | null;
    key_thumbprint?: string | null;
  }): Promise<Begun> {
    const id = this.#ids.next();
    const challenge = randomBytes(32).toString('base64url');
    const created_at = new Date(this.#clock.nowMs());
    const expires_at = new Date(created_at.getTime() + LIFE_MS);
    await this.#gates
      .system('begin a sign-in')
      .insertInto('identity.ceremony')
      .values({ id, challenge, created_at, expires_at, ...values })
      .execute();
    return { id, challenge, expiresAt: expires_at };
  }
}

const isUuid = (text: string) => /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
