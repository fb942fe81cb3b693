// Seals bytes with a key of the person they are about. Destroying the key erases them wherever they lie: in the audit
// log, in events, in kept answers, in copies.
import { randomBytes } from 'node:crypto';
import type { Actor } from '@sutra/kernel/actor';
import type { Clock } from '@sutra/kernel/clock';
import { hmac, type Keyring, open, seal, type SecretKey, secretKey } from '@sutra/kernel/crypto';
import type { Gates, Reads, Tx } from '@sutra/kernel/db/gates';
import type { Feed } from '@sutra/kernel/feed';
import type { PersonalSeal } from '@sutra/kernel/ports';
import { sql } from 'kysely';
import { KeyCache } from './key-cache.ts';

type Whose = Pick<Actor, 'kind' | 'id'>;

export interface PersonKeys extends PersonalSeal {
  /**
   * Inside a transaction give it as `tx`: a key that is not in memory is then read, or made, through it. Another
   * connection could wait for this very transaction to end (the embedded database has only one).
   */
  seal(whose: Whose, plain: Uint8Array, context: string, tx?: Tx): Promise<Buffer>;
  open(whose: Whose, sealed: Uint8Array, context: string): Promise<Buffer | null>;
  /** Erases the key of a person on every instance. What was sealed with it stays closed for good; repeating it is harmless. */
  destroy(userId: string): Promise<void>;
}

export interface PersonKeysOptions {
  gates: Gates;
  keyring: Keyring;
  clock: Clock;
  feed: Feed;
  cacheSize?: number;
}

const DESTROYED_TOPIC = 'privacy.person-key-destroyed';
const CACHE_SIZE = 10_000;

export function createPersonKeys(options: PersonKeysOptions): PersonKeys {
  const { gates, keyring, clock, feed } = options;
  const cache = new KeyCache(options.cacheSize ?? CACHE_SIZE);
  // A key made in a transaction must not outlive its rollback, so only that transaction knows it.
  const made = new WeakMap<Tx, Map<string, SecretKey>>();
  const loading = new Map<string, Promise<SecretKey | null>>();

  feed.subscribe(DESTROYED_TOPIC, (userId) => cache.forget(String(userId)));
  // After a silence it is unknown whose key was destroyed meanwhile.
  feed.onCatchUp(() => {
    cache.clear();
    return Promise.resolve();
  });

  return {
    async seal(whose, plain, context, tx) {
      return seal((await keyToSeal(whose, tx)) ?? randomKey(), plain, context); // for the erased: a key that nobody has
    },

    async open(whose, sealed, context) {
      const key = await keyToOpen(whose);
      return key && open(key, sealed, context);
    },

    async destroy(userId) {
      const now = new Date(clock.nowMs());
      await sql`insert into privacy.person_key (user_id, wrapped_key, created_at, destroyed_at) values (${userId}, null, ${now}, ${now})
        on conflict (user_id) do update set wrapped_key = null, destroyed_at = coalesce(person_key.destroyed_at, excluded.destroyed_at)`.execute(
        gates.system('destroy a person key'),
      );
      await feed.publish(DESTROYED_TOPIC, userId);
    },
  };

  function keyToSeal(whose: Whose, tx: Tx | undefined): SecretKey | null | Promise<SecretKey | null> {
    if (whose.kind === 'service') return serviceKey(whose.id);
    const known = cache.get(whose.id);
    if (known !== undefined) return known;
    return tx ? findOrMakeWithin(tx, whose.id) : findOrMake(whose.id);
  }

  function keyToOpen(whose: Whose): SecretKey | null | Promise<SecretKey | null> {
    if (whose.kind === 'service') return serviceKey(whose.id);
    const known = feed.fresh ? cache.get(whose.id) : undefined; // a destruction may have been missed
    return known !== undefined
      ? known
      : once(`read ${whose.id}`, () => read(gates.system('open a person key'), whose.id).then((key) => key ?? null));
  }

  /** A service account is no person; its key needs no row. */
  function serviceKey(id: string): SecretKey {
    const known = cache.get(id);
    if (known) return known;
    const key = secretKey(hmac(keyring.for('privacy.service-key'), id));
    cache.set(id, key);
    return key;
  }

  function findOrMake(userId: string): Promise<SecretKey | null> {
    return once(`make ${userId}`, async () => {
      const db = gates.system('make a person key');
      const found = await read(db, userId);
      if (found !== undefined) return found;
      await insert(db, userId, randomKey());
      return (await read(db, userId)) ?? null; // the row that won
    });
  }

  async function findOrMakeWithin(tx: Tx, userId: string): Promise<SecretKey | null> {
    const own = made.get(tx)?.get(userId);
    if (own) return own;
    // The gate sees another person's rows, or nobody's: this person is put in sight for these statements only.
    const { rows } = await sql<{
      person: string | null;
    }>`select current_setting('app.user_id', true) as person`.execute(tx);
    await sql`select set_config('app.user_id', ${userId}, true)`.execute(tx);
    const key = await readOrInsert(tx, userId);
    await sql`select set_config('app.user_id', ${rows[0]?.person ?? ''}, true)`.execute(tx);
    return key;
  }

  async function readOrInsert(tx: Tx, userId: string): Promise<SecretKey | null> {
    const found = await read(tx, userId);
    if (found !== undefined) return found;
    const key = randomKey();
    if (!(await insert(tx, userId, key))) return (await read(tx, userId)) ?? null; // another was first, and has committed
    made.set(tx, (made.get(tx) ?? new Map<string, SecretKey>()).set(userId, key));
    return key;
  }

  /** Null for a destroyed key, undefined if there was never one. */
  async function read(db: Reads | Tx, userId: string): Promise<SecretKey | null | undefined> {
    const before = cache.generation;
    const { rows } = await sql<{
      wrapped_key: Buffer | null;
    }>`select wrapped_key from privacy.person_key where user_id = ${userId}`.execute(db);
    const row = rows[0];
    if (!row) return undefined;
    const key = row.wrapped_key && secretKey(open(keyring.for('privacy.person-key'), row.wrapped_key, context(userId)));
    if (cache.generation === before) cache.set(userId, key); // otherwise it may have been destroyed while we read
    return key;
  }

  async function insert(db: Reads | Tx, userId: string, key: SecretKey): Promise<boolean> {
    const wrapped = seal(keyring.for('privacy.person-key'), key.export(), context(userId));
    const { numAffectedRows } = await sql`insert into privacy.person_key (user_id, wrapped_key, created_at)
      values (${userId}, ${wrapped}, ${new Date(clock.nowMs())}) on conflict (user_id) do nothing`.execute(db);
    return numAffectedRows === 1n;
  }

  function once(name: string, load: () => Promise<SecretKey | null>): Promise<SecretKey | null> {
    let running = loading.get(name);
    if (!running) {
      running = load().finally(() => loading.delete(name));
      loading.set(name, running);
    }
    return running;
  }
}

const randomKey = () => secretKey(randomBytes(32));
const context = (userId: string) => `person-key ${userId}`;
