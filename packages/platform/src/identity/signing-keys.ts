// Keys that sign access tokens: kept sealed in the database, the same on every instance, replaced every 90 days.
import { tokenInvalid } from '@sutra/contracts/failures';
import { type Clock, DAY_MS } from '@sutra/kernel/clock';
import { StartError } from '@sutra/kernel/config';
import { type Keyring, open, seal, type SecretKey } from '@sutra/kernel/crypto';
import type { Gates } from '@sutra/kernel/db/gates';
import { AppError } from '@sutra/kernel/errors';
import { calculateJwkThumbprint, type CryptoKey, exportJWK, generateKeyPair, importJWK } from 'jose';
import { sql } from 'kysely';

const ROTATE_AFTER_MS = 90 * DAY_MS;
const KEPT_AFTER_ROTATION_MS = DAY_MS; // far longer than a token lives
const RELOAD_AT_MOST_EVERY_MS = 1000;
const ROTATION_LOCK = 7_281_904_504;

interface Key {
  kid: string;
  publicJwk: PublicJwk;
  privateKey: CryptoKey;
  publicKey: CryptoKey;
  retiresAt: Date;
}
export interface PublicJwk {
  kty: string;
  crv: string;
  x: string;
  kid: string;
  alg: string;
  use: string;
}

export class SigningKeys {
  readonly #gates: Gates;
  readonly #wrappingKey: SecretKey;
  readonly #clock: Clock;
  #keys: Key[] = []; // newest first
  #loadedAtMs = 0;
  #replacing: Promise<void> | null = null;

  constructor(gates: Gates, keyring: Keyring, clock: Clock) {
    this.#gates = gates;
    this.#wrappingKey = keyring.for('identity.signing-key');
    this.#clock = clock;
  }

  /** Loads the keys; makes a new one if there is none younger than 90 days, and removes what no token can name any more. */
  async load(): Promise<void> {
    const now = new Date(this.#clock.nowMs());
    await this.#gates.withSystem('rotate signing keys', async (tx) => {
      await sql`select pg_advisory_xact_lock(${ROTATION_LOCK})`.execute(tx);
      const newest = await tx
        .selectFrom('identity.signing_key')
        .select('retires_at')
        .orderBy('retires_at', 'desc')
        .executeTakeFirst();
      if (!newest || newest.retires_at <= now) {
        const pair = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
        const { kty, crv, x } = await exportJWK(pair.publicKey);
        const kid = await calculateJwkThumbprint({ kty: kty!, crv: crv!, x: x! });
        const publicJwk: PublicJwk = { kty: kty!, crv: crv!, x: x!, kid, alg: 'EdDSA', use: 'sig' };
        const sealed = seal(this.#wrappingKey, Buffer.from(JSON.stringify(await exportJWK(pair.privateKey))), kid);
        await tx
          .insertInto('identity.signing_key')
          .values({
            kid,
            public_jwk: JSON.stringify(publicJwk),
            sealed_private_jwk: sealed,
            created_at: now,
            retires_at: new Date(now.getTime() + ROTATE_AFTER_MS),
          })
          .execute();
      }
      await tx
        .deleteFrom('identity.signing_key')
        .where('retires_at', '<', new Date(now.getTime() - KEPT_AFTER_ROTATION_MS))
        .execute();
    });
    await this.#read();
  }

  /** The key that signs. The job that replaces it runs on one instance; every other one looks when its time has come. */
  async current(): Promise<Key> {
    const nowMs = this.#clock.nowMs();
    if (this.#keys[0]!.retiresAt.getTime() <= nowMs) {
      if (nowMs - this.#loadedAtMs >= RELOAD_AT_MOST_EVERY_MS) this.#replacing ??= this.#replace();
      await this.#replacing;
    }
    return this.#keys[0]!;
  }

  /** What fails here fails in the job too, which says so; the old key is taken for a day yet. */
  async #replace(): Promise<void> {
    this.#loadedAtMs = this.#clock.nowMs();
    await this.load().catch(() => undefined);
    this.#replacing = null;
  }

  async publicJwks(): Promise<PublicJwk[]> {
    await this.current();
    return this.#good().map((key) => key.publicJwk);
  }

  /** Nothing is taken longer than it is kept, on whichever instance it was replaced. */
  #good(): Key[] {
    const oldestMs = this.#clock.nowMs() - KEPT_AFTER_ROTATION_MS;
    return this.#keys.filter(({ retiresAt }) => retiresAt.getTime() >= oldestMs);
  }

  /** The key that a token names; another instance may have made it since we looked. */
  async publicKey(kid: string | undefined): Promise<CryptoKey> {
    const find = () => this.#good().find((key) => key.kid === kid)?.publicKey;
    const known = find();
    if (known) return known;
    if (this.#clock.nowMs() - this.#loadedAtMs >= RELOAD_AT_MOST_EVERY_MS) await this.#read();
    const found = find();
    if (!found) throw new AppError(tokenInvalid);
    return found;
  }

  async #read(): Promise<void> {
    this.#loadedAtMs = this.#clock.nowMs();
    const rows = await this.#gates
      .system('read signing keys')
      .selectFrom('identity.signing_key')
      .select(['kid', 'public_jwk', 'sealed_private_jwk', 'retires_at'])
      .orderBy('retires_at', 'desc')
      .limit(10)
      .execute();
    this.#keys = await Promise.all(
      rows.map(async (row) => {
        const publicJwk = row.public_jwk as PublicJwk;
        const privateJwk = JSON.parse(this.#unwrap(row.sealed_private_jwk, row.kid)) as { kty: string };
        return {
          kid: row.kid,
          publicJwk,
          privateKey: (await importJWK(privateJwk, 'EdDSA')) as CryptoKey,
          publicKey: (await importJWK({ ...publicJwk }, 'EdDSA')) as CryptoKey,
          retiresAt: row.retires_at,
        };
      }),
    );
  }

  #unwrap(sealed: Buffer, kid: string): string {
    try {
      return open(this.#wrappingKey, sealed, kid).toString();
    } catch (cause) {
      throw new StartError(
        'The keys in the database were sealed with another secret. Set SUTRA_SECRET to the one it was made with (for the embedded database: the file "secret" of its data directory).',
        { cause },
      );
    }
  }
}
