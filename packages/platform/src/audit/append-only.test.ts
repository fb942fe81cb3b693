import { randomUUID } from 'node:crypto';
import { Ids, systemClock } from '@sutra/kernel/clock';
import type { Reads } from '@sutra/kernel/db/gates';
import { testDatabase, type TestDatabase } from '@sutra/testkit/database';
import { CompiledQuery } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const organisationId = randomUUID();
const ids = new Ids(systemClock);
let database: TestDatabase;
let partitions: string[];

beforeAll(async () => {
  database = await testDatabase();
  await database.owner.query(
    "insert into audit.entry (id, org_id, recorded_at, action, actor_kind, actor_id, changes) values ($1, $2, now(), 'a.b', 'person', $2, '{}')",
    [ids.next(), organisationId],
  );
  await database.owner.query(
    "insert into audit.seal (org_id, sequence, entry_id, previous_hash, hash) values ($1, 1, $2, sha256(''), sha256(''))",
    [organisationId, ids.next()],
  );
  const { rows } = await database.owner.query<{ name: string }>(
    "select inhrelid::regclass::text as name from pg_inherits where inhparent = 'audit.entry'::regclass order by 1",
  );
  partitions = rows.map(({ name }) => name);
});
afterAll(() => database.close());

const changes = (table: string) => [
  `update ${table} set org_id = org_id`,
  `update ${table} set org_id = org_id where false`, // no row at all
  `delete from ${table}`,
  `delete from ${table} where false`,
  `truncate ${table}`,
  `truncate ${table} cascade`,
  `merge into ${table} t using (select 1) s on true when matched then delete`,
];

test('even the owner, who is a superuser here, is refused by the tables and by every partition', async () => {
  expect(partitions).toHaveLength(20);
  for (const table of ['audit.entry', 'audit.seal', ...partitions]) {
    for (const change of changes(table)) {
      await expect(database.owner.query(change), change).rejects.toThrow('can only be added to');
    }
  }
  const quietly = 'begin; set local session_replication_role = replica; delete from audit.entry; commit';
  await expect(database.owner.query(quietly)).rejects.toThrow('can only be added to');
  await database.owner.query('rollback');
  await expect(
    database.owner.query(
      `insert into audit.seal (org_id, sequence, entry_id, previous_hash, hash) select org_id, sequence, entry_id, hash, hash from audit.seal on conflict (org_id, sequence) do update set hash = excluded.hash`,
    ),
  ).rejects.toThrow('can only be added to');
  expect((await database.owner.query('select from audit.entry')).rowCount).toBe(1);
});

describe.each(['tenant', 'operator', 'system'])('through the gate %s', (gate) => {
  const run = (statement: string): Promise<unknown> => {
    const query = CompiledQuery.raw(statement);
    if (gate === 'operator') return database.gates.withOperator('test', (tx) => tx.executeQuery(query));
    const open: Reads = gate === 'tenant' ? database.gates.tenant({ organisationId }) : database.gates.system('test');
    return open.executeQuery(query);
  };

  test('nothing is changed or deleted', async () => {
    for (const table of ['audit.entry', 'audit.seal', ...partitions.slice(0, 2)]) {
      for (const change of changes(table)) await expect(run(change), change).rejects.toThrow('permission denied');
    }
  });

  test('no partition is reached past its parent', async () => {
    await expect(run(`select * from ${partitions[0]}`)).rejects.toThrow('permission denied');
    await expect(
      run(
        `insert into ${partitions[0]} (id, org_id, recorded_at, action, actor_kind, actor_id, changes) values ('${ids.next()}', '${organisationId}', now(), 'a.b', 'person', '${organisationId}', '{}')`,
      ),
    ).rejects.toThrow('permission denied');
  });

  test('nobody chooses the transaction of an entry, which decides its order', async () => {
    await expect(
      run(
        `insert into audit.entry (id, transaction_id, org_id, recorded_at, action, actor_kind, actor_id, changes) values ('${ids.next()}', '1', '${organisationId}', now(), 'a.b', 'person', '${organisationId}', '{}')`,
      ),
    ).rejects.toThrow('permission denied');
  });
});

test('the application role neither seals nor sees the signing key', async () => {
  for (const statement of [
    "insert into audit.seal (org_id, sequence, entry_id, previous_hash, hash) values (gen_random_uuid(), 1, gen_random_uuid(), sha256(''), sha256(''))",
    'update audit.head set sequence = 0',
    'select * from audit.signing_key',
    'select * from audit.sequencer',
  ]) {
    await expect(
      database.gates.tenant({ organisationId }).executeQuery(CompiledQuery.raw(statement)),
      statement,
    ).rejects.toThrow('permission denied');
  }
});

test('an entry for another organisation is refused', async () => {
  const statement = `insert into audit.entry (id, org_id, recorded_at, action, actor_kind, actor_id, changes) values ('${ids.next()}', '${randomUUID()}', now(), 'a.b', 'person', '${organisationId}', '{}')`;
  await expect(database.gates.tenant({ organisationId }).executeQuery(CompiledQuery.raw(statement))).rejects.toThrow(
    'row-level security',
  );
});

test('every year has its partition, and the ends are open', async () => {
  const { rows } = await database.owner.query<{ name: string; bounds: string }>(
    "select relname as name, pg_get_expr(relpartbound, oid) as bounds from pg_class where relispartition and relkind = 'r' and relname ~ '^entry_' order by 1",
  );
  const floor = (year: number) =>
    `'${Date.UTC(year, 0, 1)
      .toString(16)
      .padStart(12, '0')
      .replace(/^(.{8})/, '$1-')}-0000-0000-000000000000'`;
  expect(rows.map(({ bounds }) => bounds)).toEqual(
    Array.from({ length: 20 }, (_, index) => 2026 + index).map(
      (year) =>
        `FOR VALUES FROM (${year === 2026 ? 'MINVALUE' : floor(year)}) TO (${year === 2045 ? 'MAXVALUE' : floor(year + 1)})`,
    ),
  );
});
