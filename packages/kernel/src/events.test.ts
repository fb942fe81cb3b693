import { randomUUID } from 'node:crypto';
import { testDatabase, type TestDatabase } from '@sutra/testkit/database';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Ids, systemClock } from './clock.ts';
import type { Tx } from './db/gates.ts';
import { emit, type EventHandler, Relay, type StoredEvent } from './events.ts';
import { createLog } from './log.ts';

const log = createLog('silent');
const organisationId = randomUUID();
const actor = { organisationId };
let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await database.owner.query(`
    create schema probe;
    grant usage on schema probe to sutra_app, sutra_system;
    create table probe.counter (name text primary key, value int not null);
    create table probe.effect (handler text not null, event_id uuid not null, subject text not null, n int not null, place bigint generated always as identity);
    grant select, update on probe.counter to sutra_app;
    grant select, insert on probe.effect to sutra_system`);
});
afterAll(() => database.close());
beforeEach(() => database.owner.query('delete from probe.effect'));

const relays: Relay[] = [];
afterEach(async () => {
  await Promise.all(relays.splice(0).map((relay) => relay.close()));
});
function relayTo(...handlers: EventHandler[]): Relay {
  const relay = new Relay(database.gates, handlers, log);
  relays.push(relay);
  return relay;
}
const note = (event: StoredEvent, tx: Tx, handler = 'effects') =>
  sql`insert into probe.effect (handler, event_id, subject, n) values (${handler}, ${event.id}, ${event.subject}, ${event.data['n']}::int)`.execute(
    tx,
  );
const effects: EventHandler = {
  name: 'effects',
  types: ['test.counted'],
  handle: async (event, tx) => void (await note(event, tx)),
};

/** Each writer makes its own ids, as each process does. */
const writer = () => ({ ids: new Ids(systemClock) });
const say = (tx: Tx, subject: string, n: number, ids = writer().ids) =>
  emit(tx, { type: 'test.counted', subject, organisationId, data: { n } }, ids, systemClock);
const applied = async (handler = 'effects') =>
  (
    await database.owner.query<{ subject: string; n: number }>(
      'select subject, n from probe.effect where handler = $1 order by place',
      [handler],
    )
  ).rows;

/** Waits until no older transaction holds the relay back, then until it has come to the end. */
async function settle(relay: Relay, count: number): Promise<void> {
  for (let turn = 0; turn < 100; turn += 1) {
    await relay.settle();
    if ((await applied()).length >= count) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await relay.settle();
}

describe('the outbox', () => {
  test('gives every event of eight writers at once to two relays: none lost, none twice, in order for each aggregate', async () => {
    const subjects = Array.from({ length: 12 }, (_, n) => `counter ${n}`);
    await database.owner.query('insert into probe.counter select unnest($1::text[]), 0', [subjects]);
    const relay = relayTo(effects);
    const rival = relayTo(effects); // another instance
    relay.start();
    rival.start();
    let left = 480;
    const write = async (seed: number) => {
      const { ids } = writer();
      for (let turn = 0; left-- > 0; turn += 1) {
        const subject = subjects[(seed * 7 + turn * 5) % subjects.length]!;
        await database.gates.withTenant(actor, async (tx) => {
          const { rows } = await sql<{
            value: number;
          }>`update probe.counter set value = value + 1 where name = ${subject} returning value`.execute(tx);
          say(tx, subject, rows[0]!.value, ids);
        });
        relay.wake();
      }
    };
    await Promise.all(Array.from({ length: 8 }, (_, seed) => write(seed)));
    await settle(relay, 480);
    const seen = await applied();
    expect(seen).toHaveLength(480);
    for (const subject of subjects) {
      const order = seen.filter((row) => row.subject === subject).map((row) => row.n);
      expect(order).toEqual(Array.from({ length: order.length }, (_, n) => n + 1));
    }
  });

  test('holds nothing of a transaction that was rolled back', async () => {
    const relay = relayTo(effects);
    await database.gates
      .withTenant(actor, async (tx) => {
        say(tx, 'rolled back', 1);
        throw new Error('no');
      })
      .catch(() => {});
    await database.gates.withTenant(actor, async (tx) => say(tx, 'committed', 1));
    await settle(relay, 1);
    expect(await applied()).toEqual([{ subject: 'committed', n: 1 }]);
  });

  test('skips no event of a transaction that commits late', async () => {
    const relay = relayTo(effects);
    let commit = () => {};
    const held = new Promise<void>((resolve) => (commit = resolve));
    let begun = () => {};
    const hasBegun = new Promise<void>((resolve) => (begun = resolve));
    const late = database.gates.withTenant(actor, async (tx) => {
      await sql`select pg_current_xact_id()`.execute(tx); // it has its number, and its event is older than the next one
      say(tx, 'late', 1);
      begun();
      await held;
    });
    await hasBegun;
    await database.gates.withTenant(actor, async (tx) => say(tx, 'early', 1));
    await relay.settle();
    commit();
    await late;
    await database.gates.withTenant(actor, async (tx) => say(tx, 'last', 1));
    await settle(relay, 3);
    expect((await applied()).map((row) => row.subject).sort()).toEqual(['early', 'last', 'late']);
  });

  test('keeps the order of one aggregate when a transaction that began first changes it second', async () => {
    const relay = relayTo(effects);
    let proceed = () => {};
    const second = new Promise<void>((resolve) => (proceed = resolve));
    let begun = () => {};
    const hasBegun = new Promise<void>((resolve) => (begun = resolve));
    const older = database.gates.withTenant(actor, async (tx) => {
      await sql`select pg_current_xact_id()`.execute(tx); // as after a write to something else
      begun();
      await second;
      say(tx, 'one aggregate', 2);
    });
    await hasBegun;
    await database.gates.withTenant(actor, async (tx) => say(tx, 'one aggregate', 1));
    proceed();
    await older;
    await settle(relay, 2);
    expect((await applied()).map((row) => row.n)).toEqual([1, 2]);
  });
});

describe('a handler', () => {
  const failing = (broken: (event: StoredEvent, tx: Tx) => Promise<void>): EventHandler => ({
    name: 'effects',
    types: ['test.counted'],
    handle: async (event, tx) => {
      await note(event, tx);
      await broken(event, tx);
    },
  });

  test('has its effect once, though the relay fails after it and delivers again', async () => {
    let failures = 2;
    const relay = relayTo(
      failing(async () => {
        if (failures-- > 0) throw new Error('not yet');
      }),
    );
    for (let n = 1; n <= 3; n += 1) await database.gates.withTenant(actor, async (tx) => say(tx, 'once', n));
    await settle(relay, 3);
    expect(failures).toBeLessThan(0);
    expect(await applied()).toEqual([1, 2, 3].map((n) => ({ subject: 'once', n })));
  });

  test('has its effect once, though the connection of the relay is killed after it', async () => {
    let kills = 2;
    const relay = relayTo(
      failing(async (_, tx) => {
        if (kills-- <= 0) return;
        const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
        await database.owner.query('select pg_terminate_backend($1)', [rows[0]!.pid]);
      }),
    );
    for (let n = 1; n <= 3; n += 1) await database.gates.withTenant(actor, async (tx) => say(tx, 'killed', n));
    await settle(relay, 3);
    expect(kills).toBeLessThan(0);
    expect(await applied()).toEqual([1, 2, 3].map((n) => ({ subject: 'killed', n })));
  });

  test('hears only of its types, and another handler of the same event is its own matter', async () => {
    const other: EventHandler = {
      name: 'other',
      types: ['test.counted', 'test.else'],
      handle: async (event, tx) => void (await note(event, tx, 'other')),
    };
    const deaf: EventHandler = { name: 'deaf', types: ['test.else'], handle: () => expect.unreachable() };
    const relay = relayTo(effects, other, deaf);
    await database.gates.withTenant(actor, async (tx) => say(tx, 'two handlers', 1));
    await settle(relay, 1);
    expect([await applied(), await applied('other')]).toEqual([
      [{ subject: 'two handlers', n: 1 }],
      [{ subject: 'two handlers', n: 1 }],
    ]);
  });

  test('gets the event as it was said', async () => {
    const seen: StoredEvent[] = [];
    const relay = relayTo(effects, {
      name: 'seen',
      types: ['test.counted'],
      handle: async (event) => void seen.push(event),
    });
    const before = Date.now();
    await database.gates.withTenant(actor, async (tx) => say(tx, 'whole', 7));
    await settle(relay, 1);
    expect(seen).toEqual([
      {
        id: expect.any(String),
        type: 'test.counted',
        subject: 'whole',
        organisationId,
        data: { n: 7 },
        occurredAt: expect.any(Date),
      },
    ]);
    expect(seen[0]!.occurredAt.getTime()).toBeGreaterThanOrEqual(before);
  });
});
