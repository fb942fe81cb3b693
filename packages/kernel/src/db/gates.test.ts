import { randomUUID } from 'node:crypto';
import { testDatabase, type TestDatabase } from '@sutra/testkit/database';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Ids, systemClock } from '../clock.ts';
import { emit } from '../events.ts';
import { atCommit, flushAtCommit, Gates, type Reads, type Tx } from './gates.ts';

const asha = { id: randomUUID(), organisationId: randomUUID() };
const bina = { id: randomUUID(), organisationId: randomUUID() };
const REFUSED = '42501'; // insufficient_privilege: no right, or row-level security

interface Table {
  name: string;
  class: 'tenant' | 'person' | 'shared' | 'system';
  columns: { name: string; type: string }[];
  /** The column that says whose a row is; null for shared and most system tables. */
  owner: string | null;
  policies: { roles: string[] }[];
}

let database: TestDatabase;
let tables: Table[];
beforeAll(async () => {
  database = await testDatabase();
  await dropConstraints(database.owner);
  tables = await readTables(database.owner);
  for (const table of tables) for (const whose of [asha, bina]) await addRow(table, whose);
});
afterAll(() => database.close());

// The rows below are nonsense to all but the policies, which are what is tested.
async function dropConstraints(owner: pg.Pool): Promise<void> {
  await owner.query(`do $$ declare c record; begin
    for c in select conrelid::regclass as target, conname from pg_constraint
      where contype in ('c', 'f') and conparentid = 0 and coninhcount = 0 and conrelid <> 0
        and connamespace::regnamespace::text not in ('pg_catalog', 'information_schema', 'pgboss')
    loop execute format('alter table %s drop constraint if exists %I cascade', c.target, c.conname); end loop; end $$`);
}

async function readTables(owner: pg.Pool): Promise<Table[]> {
  const { rows } = await owner.query<Omit<Table, 'owner'> & { condition: string | null }>(`
    select n.nspname || '.' || c.relname as name, split_part(obj_description(c.oid), ':', 1) as class,
      (select jsonb_agg(jsonb_build_object('name', a.attname, 'type', format_type(a.atttypid, null)) order by a.attnum)
        from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and a.attidentity = '') as columns,
      (select coalesce(jsonb_agg(jsonb_build_object('roles', p.roles)), '[]') from pg_policies p where p.schemaname = n.nspname and p.tablename = c.relname) as policies,
      (select p.qual from pg_policies p where p.schemaname = n.nspname and p.tablename = c.relname and 'sutra_app' = any (p.roles)
        order by p.policyname in ('tenant', 'person') desc, p.qual desc nulls last limit 1) as condition
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and not c.relispartition and n.nspname not in ('pg_catalog', 'information_schema', 'pgboss')
    order by 1`);
  return rows.map(({ condition, ...table }) => ({
    ...table,
    owner:
      condition?.match(/\(*(\w+) (?:=|IN) \(*\s*\(* ?SELECT kernel\.current_(?:org|person)/i)?.[1] ?? ownerOfAny(table),
  }));
}
const ownerOfAny = (table: Omit<Table, 'owner'>) =>
  table.class === 'system' ? (table.columns.find((column) => column.name === 'scope_id')?.name ?? null) : null;

const VALUES: Record<string, string> = {
  uuid: 'gen_random_uuid()',
  text: "'probe ' || gen_random_uuid()",
  'text[]': "array['probe']",
  'inet[]': "array['10.0.0.0/8'::inet]",
  jsonb: "'{}'::jsonb",
  bytea: 'sha256(gen_random_uuid()::text::bytea)',
  inet: "'127.0.0.1'::inet",
  'timestamp with time zone': 'now()',
  date: 'current_date',
  boolean: 'false',
  smallint: '(random() * 30000)::smallint',
  integer: '(random() * 1e9)::integer',
  bigint: '(random() * 1e15)::bigint',
  xid8: 'pg_current_xact_id()',
};
const valueOf = ({ name, type }: { name: string; type: string }) => {
  const value = VALUES[type];
  if (value === undefined) throw new Error(`say in VALUES how to fill ${name} (${type})`);
  return value;
};
const ownerValues = (table: Table, whose: typeof asha) => {
  if (table.class === 'tenant') return [whose.organisationId];
  if (table.class === 'person') return [whose.id];
  return table.owner === null ? [null] : [whose.organisationId, whose.id];
};

async function addRow(table: Table, whose: typeof asha): Promise<void> {
  for (const value of ownerValues(table, whose)) {
    const list = table.columns.map((column) =>
      column.name === table.owner && value !== null ? `'${value}'::uuid` : valueOf(column),
    );
    await database.owner.query(
      `insert into ${table.name} (${table.columns.map((column) => `"${column.name}"`).join(', ')}) values (${list.join(', ')})`,
    );
  }
}

async function may(role: string, right: string, table: Table): Promise<boolean> {
  const { rows } = await database.owner.query<{ may: boolean }>('select has_table_privilege($1, $2, $3) as may', [
    role,
    table.name,
    right,
  ]);
  return rows[0]!.may;
}

async function rowsThrough(db: Reads, table: Table): Promise<Record<string, unknown>[] | 'refused'> {
  try {
    const { rows } = await sql<{
      row: Record<string, unknown>;
    }>`select to_jsonb(t) as row from ${sql.raw(table.name)} t`.execute(db);
    return rows.map(({ row }) => row);
  } catch (error) {
    if ((error as { code?: string }).code === REFUSED) return 'refused';
    throw error;
  }
}
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: { code?: string; message: string }) => error.code ?? error.message,
  );

describe('every table of the catalogue', () => {
  test('was filled, and there are tables of each class', () => {
    expect(tables.length).toBeGreaterThan(20);
    expect(new Set(tables.map((table) => table.class))).toEqual(new Set(['tenant', 'person', 'shared', 'system']));
    const ownerless = tables.filter((table) => /tenant|person/.test(table.class) && table.owner === null);
    expect(ownerless).toEqual([]);
  });

  /** What a gate of the application role must see: its own rows and shared ones, and never another's. */
  async function expectSight(db: Reads, sees: { organisation?: string; person?: string }): Promise<void> {
    for (const table of tables) {
      const rows = await rowsThrough(db, table);
      if (!(await may('sutra_app', 'select', table))) {
        expect(rows, table.name).toBe('refused');
        continue;
      }
      if (rows === 'refused') throw new Error(`${table.name} refuses what is granted`);
      const ids = [sees.organisation, sees.person];
      if (table.class === 'shared') expect(rows, table.name).toHaveLength(2);
      else
        expect(
          rows.every((row) => ids.includes(row[table.owner!] as string)),
          table.name,
        ).toBe(true);
      if (table.class === 'tenant') expect(rows, table.name).toHaveLength(sees.organisation === undefined ? 0 : 1);
      if (table.class === 'person') expect(rows, table.name).toHaveLength(sees.person === undefined ? 0 : 1);
      if (table.class === 'system') expect(rows, table.name).toHaveLength(ids.filter((id) => id !== undefined).length);
    }
  }

  test('shows the tenant gate the rows of its organisation only', async () => {
    for (const { organisationId } of [asha, bina]) {
      await expectSight(database.gates.tenant({ organisationId }), { organisation: organisationId });
    }
  });

  test('shows the person gate the rows of its person only', async () => {
    for (const { id } of [asha, bina]) await expectSight(database.gates.person(id), { person: id });
  });

  test('shows the gate of an actor the rows of its organisation and of its person', async () => {
    for (const whose of [asha, bina]) {
      await expectSight(database.gates.actor(whose), { organisation: whose.organisationId, person: whose.id });
    }
  });

  test('shows nobody a row for an organisation or a person that does not exist', async () => {
    for (const table of tables.filter((one) => one.class !== 'shared')) {
      const rows = await rowsThrough(database.gates.actor({ id: randomUUID(), organisationId: randomUUID() }), table);
      if (rows !== 'refused') expect(rows, table.name).toEqual([]);
    }
  });

  test('shows operators and the machine what a policy names them for, whole, and nothing else', async () => {
    for (const role of ['sutra_operator', 'sutra_system']) {
      for (const table of tables) {
        const named = table.policies.some(({ roles }) => roles.includes(role) || roles.includes('public'));
        const granted = await may(role, 'select', table);
        const read = (db: Reads) => rowsThrough(db, table);
        const rows =
          role === 'sutra_system'
            ? await read(database.gates.system('test'))
            : await database.gates.withOperator('test', read).catch((error: Error) => {
                if (/had failed/.test(error.message)) return 'refused' as const; // the refusal fails its transaction
                throw error;
              });
        if (!granted) expect(rows, `${role} ${table.name}`).toBe('refused');
        else if (named) expect(rows.length, `${role} ${table.name}`).toBeGreaterThanOrEqual(2);
        else expect(rows, `${role} ${table.name}`).toEqual([]);
      }
    }
  });

  test('is closed to the login itself', async () => {
    for (const table of tables) {
      expect(await codeOf(database.pool.query(`select from ${table.name}`)), table.name).toBe(REFUSED);
      expect(await codeOf(database.pool.query(`delete from ${table.name}`)), table.name).toBe(REFUSED);
    }
    const { rows } = await database.owner.query<{ name: string }>(
      "select tablename as name from pg_tables where schemaname = 'pgboss'",
    );
    expect(rows.length).toBeGreaterThan(3);
    for (const { name } of rows) {
      expect(await codeOf(database.pool.query(`select from pgboss.${name}`)), name).toBe(REFUSED);
      expect(await codeOf(sql`select from pgboss.${sql.ref(name)}`.execute(database.gates.actor(asha))), name).toBe(
        REFUSED,
      );
    }
  });

  test('of an organisation or a person cannot be written for another one', async () => {
    for (const table of tables.filter((one) => one.class === 'tenant' || one.class === 'person')) {
      const target = sql.raw(table.name);
      const foreign = ownerValues(table, bina)[0]!;
      const owner = sql.ref(table.owner!);
      const count = async () =>
        (await database.owner.query(`select from ${table.name} where ${table.owner} = $1`, [foreign])).rowCount;
      const before = await count();
      const db = database.gates.actor(asha);
      for (const [right, statement] of [
        ['update', sql`update ${target} set ${owner} = ${owner} where ${owner} = ${foreign}`],
        ['delete', sql`delete from ${target} where ${owner} = ${foreign}`],
      ] as const) {
        if (await may('sutra_app', right, table)) {
          expect((await statement.execute(db)).numAffectedRows, `${right} ${table.name}`).toBe(0n);
        } else {
          expect(await codeOf(statement.execute(db)), `${right} ${table.name}`).toBe(REFUSED);
        }
      }
      if (await may('sutra_app', 'update', table)) {
        const giveAway = sql`update ${target} set ${owner} = ${foreign}`; // the own row, to another one
        expect(await codeOf(giveAway.execute(db)), `give away ${table.name}`).toBe(REFUSED);
      }
      const { rows: columns } = await database.owner.query<{ name: string }>(
        `select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and attgenerated = '' and attidentity = ''
           and has_column_privilege('sutra_app', $1::regclass, attnum, 'insert')`,
        [table.name],
      );
      const names = columns.map(({ name }) => name);
      const filled = table.columns.filter(({ name }) => names.length === 0 || names.includes(name));
      const values = filled.map((column) =>
        column.name === table.owner ? sql`${foreign}::uuid` : sql.raw(valueOf(column)),
      );
      const insert = sql`insert into ${target} (${sql.join(filled.map(({ name }) => sql.ref(name)))}) values (${sql.join(values)})`;
      expect(await codeOf(insert.execute(db)), `insert into ${table.name}`).toBe(REFUSED);
      expect(await count()).toBe(before);
    }
  });
});

describe('a transaction of a gate', () => {
  const KEPT = 'a kept event';
  const ids = new Ids(systemClock);
  const outbox = async () =>
    (await database.owner.query('select from events.outbox where subject = $1', [KEPT])).rowCount;
  const event = (type: string) => ({ type, subject: KEPT, organisationId: asha.organisationId, data: {} });
  const say = (tx: Tx, type = 'test.said') => emit(tx, event(type), ids, systemClock);
  const failing = sql`select 1 / 0`;
  const rename = (tx: Tx) =>
    tx.updateTable('identity.person').set({ name: 'renamed' }).where('id', '=', asha.id).execute();
  const renamed = async () =>
    (await database.owner.query("select from identity.person where name = 'renamed'")).rowCount;

  test('that had failed throws at its commit, whatever its function says', async () => {
    const swallowing = database.gates.withPerson(asha.id, async (tx) => {
      await rename(tx);
      await failing.execute(tx).catch(() => {});
      return 'all is well';
    });
    await expect(swallowing).rejects.toThrow('the transaction had failed before its commit');
    expect(await renamed()).toBe(0);
  });

  test('is undone when its function throws', async () => {
    const throwing = database.gates.withPerson(asha.id, async (tx) => {
      await rename(tx);
      say(tx);
      throw new Error('changed my mind');
    });
    await expect(throwing).rejects.toThrow('changed my mind');
    expect(await renamed()).toBe(0);
    expect(await outbox()).toBe(0);
  });

  test('is undone whole when a statement that travels with the commit fails', async () => {
    const late = database.gates.withPerson(asha.id, async (tx) => {
      await rename(tx);
      say(tx);
      atCommit(tx, failing.compile(tx));
      say(tx);
      await flushAtCommit(tx);
    });
    await expect(late).rejects.toThrow(/division by zero/);
    expect(await renamed()).toBe(0);
    expect(await outbox()).toBe(0);
  });

  test('is undone whole when a statement that travels with the commit breaks a policy', async () => {
    const late = database.gates.withTenant(asha, async (tx) => {
      say(tx);
      const row = {
        id: randomUUID(),
        org_id: bina.organisationId,
        name: 'x',
        created_by: asha.id,
        created_at: new Date(),
      };
      atCommit(tx, tx.insertInto('identity.service_account').values(row).compile());
    });
    expect(await codeOf(late)).toBe(REFUSED);
    expect(await outbox()).toBe(0);
  });

  test('keeps what travels with its commit, in order, through every gate', async () => {
    const run = [
      (fn: (tx: Tx) => Promise<void>) => database.gates.withTenant(asha, fn),
      (fn: (tx: Tx) => Promise<void>) => database.gates.withPerson(asha.id, fn),
      (fn: (tx: Tx) => Promise<void>) => database.gates.withSystem('test', fn),
    ];
    for (const within of run) {
      await within(async (tx) => {
        say(tx, 'test.first');
        say(tx, 'test.second');
      });
    }
    const { rows } = await database.owner.query<{ type: string }>(
      'select type from events.outbox where subject = $1 order by position',
      [KEPT],
    );
    expect(rows.map((row) => row.type)).toEqual(run.flatMap(() => ['test.first', 'test.second']));
  });

  test('may be read only, and repeatable', async () => {
    const db = database.gates.tenant(asha);
    const readOnly = db.transaction().setAccessMode('read only').setIsolationLevel('repeatable read');
    const { rows } = await readOnly.execute((tx) =>
      sql`select current_setting('transaction_isolation') as level, current_setting('transaction_read_only') as closed`.execute(
        tx,
      ),
    );
    expect(rows).toEqual([{ level: 'repeatable read', closed: 'on' }]);
    const writing = readOnly.execute((tx) => sql`insert into events.outbox default values`.execute(tx));
    expect(await codeOf(writing)).toBe('25006');
  });
});

describe('the pool', () => {
  test('gets only idle connections back that run as the login again', async () => {
    const pool = new pg.Pool({ connectionString: database.url, max: 1 });
    pool.on('error', () => {});
    const gates = new Gates(pool);
    const refusals = [
      () => gates.withTenant(asha, (tx) => sql`select 1 / 0`.execute(tx)),
      () => gates.withTenant(asha, (tx) => sql`selec`.execute(tx)),
      () => gates.withTenant(asha, () => Promise.reject(new Error('no'))),
      () => sql`select 1 / 0`.execute(gates.system('test')),
      () => gates.withTenant(asha, async (tx) => atCommit(tx, sql`select 1 / 0`.compile(tx))),
      () => gates.withTenant(asha, (tx) => sql`commit`.execute(tx).then(() => sql`select 1 / 0`.execute(tx))),
    ];
    for (const refused of refusals) {
      await expect(refused()).rejects.toThrow();
      const { rows } = await pool.query(
        'select current_user::text as name, coalesce(current_setting($1, true), $2) as organisation',
        ['app.org_id', ''],
      );
      expect(rows).toEqual([{ name: 'sutra_login', organisation: '' }]);
      expect(pool.totalCount).toBeLessThanOrEqual(1);
    }
    await pool.end();
  });

  test('does not keep a connection whose backend was killed: the very next statement works', async () => {
    const pool = new pg.Pool({ connectionString: database.url, max: 1 });
    pool.on('error', () => {});
    pool.on('connect', (client) => client.on('error', () => {}));
    const gates = new Gates(pool);
    const kill =
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query ~ $1 and pid <> pg_backend_pid()';
    for (const inTransaction of [false, true]) {
      const sleep = sql`select pg_sleep(10), ${'to be killed'}::text`;
      const sleeping = inTransaction
        ? gates.withSystem('test', (tx) => sleep.execute(tx))
        : sleep.execute(gates.system('test'));
      const failure = sleeping.catch((error: Error) => error.message);
      let killed = 0;
      while (killed === 0) killed = (await database.owner.query(kill, ['pg_sleep'])).rowCount!;
      expect(await failure).toMatch(/terminat/i);
      const { rows } = await sql`select 1 as alive`.execute(gates.system('test'));
      expect(rows).toEqual([{ alive: 1 }]);
    }
    await pool.end();
  });

  test('counts each use of a privileged gate with its reason', async () => {
    const uses: string[] = [];
    const gates = new Gates(database.pool, (gate, reason) => uses.push(`${gate}: ${reason}`));
    await gates.withSystem('tidy up', async () => {});
    await gates.withOperator('look', async () => {});
    await gates.withTenant(asha, async () => {});
    expect(uses).toEqual(['system: tidy up', 'operator: look']);
  });
});
