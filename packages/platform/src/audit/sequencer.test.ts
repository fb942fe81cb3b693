import { randomBytes, randomUUID } from 'node:crypto';
import { Ids, systemClock } from '@sutra/kernel/clock';
import { Keyring } from '@sutra/kernel/crypto';
import '@sutra/kernel/db/database'; // parses int8
import { flushAtCommit, Gates, type Tx } from '@sutra/kernel/db/gates';
import { LocalFeed } from '@sutra/kernel/feed';
import { createLog } from '@sutra/kernel/log';
import { testDatabase, type TestDatabase } from '@sutra/testkit/database';
import { CompiledQuery } from 'kysely';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createPersonKeys } from '../privacy/public.ts';
import { exportAudit } from './audit.export.ts';
import { verifyExport } from './audit.rules.ts';
import { type AuditLog, createAuditLog } from './public.ts';
import { Sequencer } from './sequencer.ts';
import { loadSigner } from './signing-key.ts';

const log = createLog('silent');
const ids = new Ids(systemClock);
const keyring = new Keyring(randomBytes(32));

let database: TestDatabase;
let feed: LocalFeed;
let audit: AuditLog;
let sequencer: Sequencer;

beforeEach(async () => {
  database = await testDatabase();
  feed = new LocalFeed(systemClock, log);
  audit = createAuditLog({
    ids,
    keyring,
    personKeys: createPersonKeys({ gates: database.gates, keyring, clock: systemClock, feed }),
    classify: () => null,
  });
  sequencer = newSequencer();
  await feed.start();
});
afterEach(async () => {
  await sequencer.close();
  await database.close();
});

function newSequencer(gates = database.gates): Sequencer {
  return new Sequencer({ gates, feed, clock: systemClock, log });
}

/** A transaction that records one entry: `during` runs before its commit. */
function write(organisationId: string, objectId: string, during?: (tx: Tx) => Promise<unknown>): Promise<void> {
  const actor = {
    kind: 'person',
    id: organisationId,
    organisationId,
    organisationKind: 'pharmacy',
    sessionId: randomUUID(),
    permissions: new Set<string>(),
    expiresAtMs: 0,
  } as const;
  return database.gates.withTenant(actor, async (tx) => {
    await audit.record(tx, 'partner.changed', actor, { requestId: randomUUID(), ip: '127.0.0.1', userAgent: 'test' }, [
      { object: { type: 'partners.partner', id: objectId }, after: { n: objectId } },
    ]);
    if (during) {
      await sql(tx, 'select pg_current_xact_id()'); // so that it has its number, and its place, already
      await during(tx);
    }
    await flushAtCommit(tx);
  });
}
const sql = (tx: Tx, text: string) => tx.executeQuery(CompiledQuery.raw(text));

interface Sealed {
  sequence: number;
  object_id: string;
  transaction_id: string;
  id: string;
}
async function sealed(organisationId: string): Promise<Sealed[]> {
  const { rows } = await database.owner.query<Sealed>(
    'select s.sequence, e.object_id, e.transaction_id::text, e.id from audit.seal s join audit.entry e on e.org_id = s.org_id and e.id = s.entry_id where s.org_id = $1 order by s.sequence',
    [organisationId],
  );
  return rows;
}

async function verify(organisationId: string): Promise<{ ok: boolean; entries: number }> {
  const signer = await loadSigner(database.gates, keyring, systemClock);
  const lines: string[] = [];
  for await (const line of await exportAudit(database.gates, organisationId, systemClock, signer))
    lines.push(JSON.stringify(line));
  return verifyExport(lines, signer.published[0]!.verifierKey);
}

test('seals what eight concurrent writers commit: none skipped, none twice, each in the order of its transaction', async () => {
  const organisations = [randomUUID(), randomUUID(), randomUUID()];
  sequencer.start();
  let written = 0;
  await Promise.all(
    Array.from({ length: 8 }, async (_, writer) => {
      for (let n = 0; n < 100; n++) {
        const pause = n % 10 === writer ? 8 : 0; // some commit late, after others that began later
        await write(
          organisations[n % 3]!,
          `${writer}-${n}`,
          pause > 0 ? (tx) => sql(tx, `select pg_sleep(${pause / 1000})`) : undefined,
        );
        written += 1;
        sequencer.wake();
      }
    }),
  );
  await sequencer.settle();
  let total = 0;
  for (const organisationId of organisations) {
    const rows = await sealed(organisationId);
    expect(rows.map(({ sequence }) => sequence)).toEqual(rows.map((_, index) => index + 1));
    expect(new Set(rows.map(({ object_id }) => object_id)).size).toBe(rows.length);
    const order = rows.map(({ transaction_id, id }) => [BigInt(transaction_id), id] as const);
    expect(
      order.every(
        ([transaction, id], index) =>
          index === 0 ||
          transaction > order[index - 1]![0] ||
          (transaction === order[index - 1]![0] && id > order[index - 1]![1]),
      ),
    ).toBe(true);
    expect(await verify(organisationId)).toMatchObject({ ok: true, entries: rows.length });
    total += rows.length;
  }
  expect(total).toBe(written);
});

test('waits for a transaction that began earlier and commits later', async () => {
  const organisationId = randomUUID();
  await write(organisationId, 'first of all'); // makes the key of the person, for which a second would wait
  await sequencer.settle();
  const late = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const writing = write(organisationId, 'began first', async () => {
    begun.resolve();
    await late.promise;
  });
  await begun.promise;
  await write(organisationId, 'committed first');
  sequencer.start();
  sequencer.wake();
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(await sealed(organisationId)).toHaveLength(1);
  late.resolve();
  await writing;
  await sequencer.settle();
  expect((await sealed(organisationId)).map(({ object_id }) => object_id)).toEqual([
    'first of all',
    'began first',
    'committed first',
  ]);
});

test('several sequencers at once make one chain', async () => {
  const organisationId = randomUUID();
  const instances = [sequencer, newSequencer(), newSequencer()];
  await Promise.all(
    Array.from({ length: 4 }, async (_, writer) => {
      for (let n = 0; n < 50; n++) {
        await write(organisationId, `${writer}-${n}`);
        await Promise.all(instances.map((one) => (n % 10 === 0 ? one.settle() : Promise.resolve(one.wake()))));
      }
    }),
  );
  await Promise.all(instances.map((one) => one.settle()));
  expect(await sealed(organisationId)).toHaveLength(200);
  expect(await verify(organisationId)).toMatchObject({ ok: true, entries: 200 });
  await Promise.all(instances.map((one) => one.close()));
});

describe('a crash', () => {
  // A connection that dies after a given number of statements of its own.
  class DyingPool extends pg.Pool {
    left = Infinity;
    override connect(): Promise<pg.PoolClient>;
    override connect(
      callback: (error: Error | undefined, client: pg.PoolClient | undefined, done: () => void) => void,
    ): void;
    override connect(callback?: unknown): Promise<pg.PoolClient> | void {
      if (callback !== undefined) return super.connect(callback as never);
      return super.connect().then((client) => {
        const query = client.query.bind(client) as (...args: unknown[]) => unknown;
        Object.assign(client, {
          query: (...args: unknown[]) => {
            this.left -= 1;
            if (this.left < 0)
              (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
            return query(...args);
          },
        });
        return client;
      });
    }
  }

  test('between any two steps leaves the chain whole, and the next batch goes on', async () => {
    const organisationId = randomUUID();
    const pool = new DyingPool({ connectionString: database.url, max: 1 });
    pool.on('error', () => {});
    pool.on('connect', (client) => client.on('error', () => {}));
    const dying = newSequencer(new Gates(pool));
    let crashes = 0;
    for (let step = 0; step < 12; step++) {
      for (let n = 0; n < 3; n++) await write(organisationId, `${step}-${n}`);
      pool.left = step + 1; // the first is settle's own look at the clock of transactions
      const outcome = await dying.settle().then(
        () => 'settled',
        () => 'crashed',
      );
      if (outcome === 'crashed') crashes += 1;
      pool.left = Infinity;
      const rows = await sealed(organisationId);
      expect(rows.map(({ sequence }) => sequence)).toEqual(rows.map((_, index) => index + 1));
      expect(await verify(organisationId)).toMatchObject({ ok: true, entries: rows.length });
    }
    expect(crashes).toBeGreaterThanOrEqual(8);
    await dying.settle();
    expect(await sealed(organisationId)).toHaveLength(36);
    expect(await verify(organisationId)).toMatchObject({ ok: true, entries: 36 });
    await pool.end();
  });

  test('of the database between batches is survived', async () => {
    const organisationId = randomUUID();
    sequencer.start();
    await write(organisationId, 'before');
    await sequencer.settle();
    await database.owner.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'sutra_login' and datname = current_database()",
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
    await write(organisationId, 'after').catch(() => write(organisationId, 'after'));
    await sequencer.settle().catch(() => sequencer.settle());
    expect(await verify(organisationId)).toMatchObject({ ok: true, entries: 2 });
  });
});

test('goes on in a server whose transactions are numbered anew, as after the restore of a dump', async () => {
  const organisationId = randomUUID();
  for (const id of ['sealed 1', 'sealed 2']) await write(organisationId, id);
  await sequencer.settle();
  await write(organisationId, 'unsealed');
  // The numbers of the former server were far ahead of this one's.
  await database.owner
    .query(`begin; set local session_replication_role = replica; alter table audit.entry disable trigger append_only;
    update audit.entry set transaction_id = ((transaction_id::text::bigint + 1000000000)::text)::xid8; alter table audit.entry enable always trigger append_only;
    update audit.sequencer set transaction_id = ((transaction_id::text::bigint + 1000000000)::text)::xid8; commit`);
  await write(organisationId, 'new');
  await sequencer.settle();
  await write(organisationId, 'newer');
  await sequencer.settle();
  expect((await sealed(organisationId)).map(({ object_id }) => object_id)).toEqual([
    'sealed 1',
    'sealed 2',
    'unsealed',
    'new',
    'newer',
  ]);
  expect(await verify(organisationId)).toMatchObject({ ok: true, entries: 5 });
});

test('tells the feed of which organisations it has sealed entries', async () => {
  const organisationId = randomUUID();
  const told: unknown[] = [];
  feed.subscribe('audit.sealed', (data) => told.push(data));
  await write(organisationId, 'p1');
  sequencer.wake();
  await expect.poll(() => told).toEqual([{ organisationId }]);
});

test('seals more than one batch in one go', async () => {
  const organisationId = randomUUID();
  await database.owner.query(
    `insert into audit.entry (id, org_id, recorded_at, action, actor_kind, actor_id, changes) select id, $2, now(), 'partner.changed', 'person', $2, '{}' from unnest($1::uuid[]) as t (id)`,
    [Array.from({ length: 4500 }, () => ids.next()), organisationId],
  );
  sequencer.wake();
  await expect.poll(async () => (await sealed(organisationId)).length, { timeout: 5000 }).toBe(4500);
  expect(await verify(organisationId)).toMatchObject({ ok: true, entries: 4500 });
});

describe('the signing key', () => {
  test('is one, however many instances start at once', async () => {
    const signers = await Promise.all(
      Array.from({ length: 6 }, () => loadSigner(database.gates, keyring, systemClock)),
    );
    expect(new Set(signers.map(({ keyId }) => keyId)).size).toBe(1);
    expect(signers[0]!.published).toHaveLength(1);
  });

  test('does not open with another secret, and the start says what to do', async () => {
    await loadSigner(database.gates, keyring, systemClock);
    await expect(loadSigner(database.gates, new Keyring(randomBytes(32)), systemClock)).rejects.toThrow(
      'SUTRA_SECRET is not the one',
    );
  });
});
