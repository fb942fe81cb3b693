import { randomBytes, randomUUID } from 'node:crypto';
import { ManualClock } from '@sutra/kernel/clock';
import { Keyring } from '@sutra/kernel/crypto';
import { LocalFeed } from '@sutra/kernel/feed';
import { createLog } from '@sutra/kernel/log';
import { testDatabase, type TestDatabase } from '@sutra/testkit/database';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPersonKeys, type PersonKeys } from './person-keys.ts';

const clock = new ManualClock(Date.parse('2026-11-21T10:00:00Z'));
const log = createLog('silent');
const keyring = new Keyring(randomBytes(32));
let database: TestDatabase;
let feed: LocalFeed;
let keys: PersonKeys;

beforeAll(async () => {
  database = await testDatabase();
  feed = new LocalFeed(clock, log);
  keys = instance();
  await feed.start();
});
afterAll(() => database.close());

/** Another instance of the server on the same feed and database. */
function instance(cacheSize?: number): PersonKeys {
  return createPersonKeys({
    gates: database.gates,
    keyring,
    clock,
    feed,
    ...(cacheSize !== undefined && { cacheSize }),
  });
}
const person = (id: string = randomUUID()) => ({ kind: 'person', id }) as const;
const text = Buffer.from('Asha, +919800000001');

test('what one instance seals, another opens, in the same context only', async () => {
  const asha = person();
  const sealed = await keys.seal(asha, text, 'entry 1');
  expect(sealed.includes('Asha')).toBe(false);
  expect(await instance().open(asha, sealed, 'entry 1')).toEqual(text);
  await expect(instance().open(asha, sealed, 'entry 2')).rejects.toThrow();
  expect(await instance().open(person(), sealed, 'entry 1')).toBeNull();
});

test('a person has one key, however many instances make it at once', async () => {
  const asha = person();
  const instances = Array.from({ length: 8 }, () => instance());
  const sealed = await Promise.all([...instances, ...instances].map((one) => one.seal(asha, text, 'c')));
  const reader = instance();
  for (const one of sealed) expect(await reader.open(asha, one, 'c')).toEqual(text);
});

test('a destroyed key is gone on every instance, for what was sealed and for what comes later', async () => {
  const asha = person();
  const other = instance();
  const sealed = await keys.seal(asha, text, 'c');
  expect(await other.open(asha, sealed, 'c')).toEqual(text);
  await keys.destroy(asha.id);
  await keys.destroy(asha.id);
  for (const one of [keys, other, instance()]) {
    expect(await one.open(asha, sealed, 'c')).toBeNull();
    expect(await one.open(asha, await one.seal(asha, text, 'c'), 'c')).toBeNull();
  }
  const { rows } = await database.owner.query('select * from privacy.person_key where user_id = $1', [asha.id]);
  expect(rows).toEqual([
    { user_id: asha.id, wrapped_key: null, created_at: expect.any(Date), destroyed_at: new Date(clock.nowMs()) },
  ]);
});

test('a key destroyed before it was made is never made', async () => {
  const asha = person();
  await keys.destroy(asha.id);
  expect(await keys.open(asha, await keys.seal(asha, text, 'c'), 'c')).toBeNull();
});

test('while the feed may have missed a destruction, keys in memory do not open', async () => {
  const stale = new LocalFeed(clock, log); // never started: never fresh
  const other = createPersonKeys({ gates: database.gates, keyring, clock, feed: stale });
  const asha = person();
  const sealed = await other.seal(asha, text, 'c');
  expect(await other.open(asha, sealed, 'c')).toEqual(text);
  await keys.destroy(asha.id);
  expect(await other.open(asha, sealed, 'c')).toBeNull();
});

test('a read that began before the destruction leaves nothing in memory', async () => {
  const asha = person();
  const sealed = await keys.seal(asha, text, 'c');
  const other = instance();
  await Promise.all([other.open(asha, sealed, 'c'), keys.destroy(asha.id), other.open(asha, sealed, 'c')]);
  expect(await other.open(asha, sealed, 'c')).toBeNull();
});

test('memory is bounded, and what was thrown out is read again', async () => {
  const small = instance(2);
  const people = Array.from({ length: 5 }, () => person());
  const sealed = await Promise.all(people.map((one) => small.seal(one, text, 'c')));
  for (const [index, one] of people.entries()) expect(await small.open(one, sealed[index]!, 'c')).toEqual(text);
});

test('a service account seals with a key of its own, without a row', async () => {
  const account = { kind: 'service', id: randomUUID() } as const;
  const sealed = await keys.seal(account, text, 'c');
  expect(await instance().open(account, sealed, 'c')).toEqual(text);
  await expect(instance().open({ kind: 'service', id: randomUUID() }, sealed, 'c')).rejects.toThrow();
});

describe('inside a transaction', () => {
  const organisationId = randomUUID();

  test('a key is made through it, for anybody, and the gate is as it was', async () => {
    const actor = person();
    const subject = person();
    const seen = async (tx: Parameters<Parameters<typeof database.gates.withTenant>[1]>[0]) =>
      (
        await sql<{
          person: string;
          organisation: string;
        }>`select current_setting('app.user_id', true) as person, current_setting('app.org_id', true) as organisation`.execute(
          tx,
        )
      ).rows[0];
    const [a, b] = await database.gates
      .person(actor.id)
      .transaction()
      .execute(async (tx) => {
        const sealed = [await keys.seal(actor, text, 'c', tx), await keys.seal(subject, text, 'c', tx)];
        expect(await seen(tx)).toEqual({ person: actor.id, organisation: '' });
        return sealed;
      });
    expect(await keys.open(actor, a!, 'c')).toEqual(text);
    expect(await keys.open(subject, b!, 'c')).toEqual(text);
    await database.gates.withTenant({ organisationId }, async (tx) => {
      await instance().seal(subject, text, 'c', tx);
      expect(await seen(tx)).toEqual({ person: '', organisation: organisationId });
    });
  });

  test('a key that was rolled back is not used again', async () => {
    const asha = person();
    const rolledBack = database.gates.withTenant({ organisationId }, async (tx) => {
      await keys.seal(asha, text, 'c', tx);
      throw new Error('changed my mind');
    });
    await expect(rolledBack).rejects.toThrow('changed my mind');
    const sealed = await keys.seal(asha, text, 'c');
    expect(await instance().open(asha, sealed, 'c')).toEqual(text);
  });

  test('two transactions that make the same key at once agree on it', async () => {
    const asha = person();
    const seal = (one: PersonKeys) =>
      database.gates.withTenant({ organisationId }, (tx) => one.seal(asha, text, 'c', tx));
    const sealed = await Promise.all([seal(keys), seal(instance()), seal(instance()), keys.seal(asha, text, 'c')]);
    for (const one of sealed) expect(await instance().open(asha, one, 'c')).toEqual(text);
  });

  test('it needs no second connection: as many writers as connections do not wait for each other', async () => {
    const sealed = await Promise.all(
      Array.from({ length: 30 }, () =>
        database.gates.withTenant({ organisationId }, (tx) => keys.seal(person(), text, 'c', tx)),
      ),
    );
    expect(sealed).toHaveLength(30);
  });
});

describe('the table', () => {
  test('shows the application role nobody but the person in sight, and lets it change nothing', async () => {
    const asha = person();
    await keys.seal(asha, text, 'c');
    const count = sql<{ count: number }>`select count(*)::int as count from privacy.person_key`;
    expect((await count.execute(database.gates.person(asha.id))).rows).toEqual([{ count: 1 }]);
    expect((await count.execute(database.gates.person(randomUUID()))).rows).toEqual([{ count: 0 }]);
    expect((await count.execute(database.gates.tenant({ organisationId: randomUUID() }))).rows).toEqual([{ count: 0 }]);
    for (const change of [
      sql`update privacy.person_key set wrapped_key = null`,
      sql`delete from privacy.person_key`,
      sql`truncate privacy.person_key`,
    ]) {
      await expect(change.execute(database.gates.person(asha.id))).rejects.toThrow('permission denied');
    }
  });

  test('holds the key only wrapped: another platform key opens nothing', async () => {
    const asha = person();
    const sealed = await keys.seal(asha, text, 'c');
    const thief = createPersonKeys({ gates: database.gates, keyring: new Keyring(randomBytes(32)), clock, feed });
    await expect(thief.open(asha, sealed, 'c')).rejects.toThrow();
  });
});
