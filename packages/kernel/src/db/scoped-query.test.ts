// Pins what scoped-query.ts assumes of pg's inside: a new version of pg that breaks an assumption breaks a test here.
import { randomUUID } from 'node:crypto';
import { testDatabase, type TestDatabase } from '@sutra/testkit/database';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { queriesAndCommit, queryWithin, type Scope, scopedBegin, scopedQuery, statementName } from './scoped-query.ts';

const ROWS = 20;
const asha = randomUUID();
const bina = randomUUID();
const inScope = (organisationId: string): Scope => ({ role: 'sutra_app', organisationId, userId: '' });
const nowhere: Scope = { role: 'sutra_of_nobody', organisationId: asha, userId: '' };

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await database.owner.query(`
    create schema probe;
    grant usage on schema probe to sutra_app;
    create table probe.note (id bigint generated always as identity primary key, org_id uuid not null, body text not null);
    create index on probe.note (org_id);
    call kernel.tenant_table('probe.note', 'select, insert, update, delete', 'a table of this test')`);
  for (const org of [asha, bina]) {
    await database.owner.query('insert into probe.note (org_id, body) select $1, $2 from generate_series(1, $3)', [
      org,
      org,
      ROWS,
    ]);
  }
});
afterAll(() => database.close());

async function withClient<T>(fn: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await database.pool.connect();
  let clean = false;
  try {
    const result = await fn(client);
    clean = true;
    return result;
  } finally {
    client.release(!clean);
  }
}

/** What a plain statement on this connection runs as. */
async function leftOn(client: pg.ClientBase): Promise<object> {
  const { rows } = await client.query<object>(
    `select current_user::text as "user", current_setting('role') as role, coalesce(current_setting('app.org_id', true), '') as organisation,
       coalesce(current_setting('app.user_id', true), '') as person`,
  );
  return rows[0]!;
}
const NOTHING = { user: 'sutra_login', role: 'none', organisation: '', person: '' };
const statusOf = (client: pg.ClientBase) =>
  (client as unknown as { getTransactionStatus(): string }).getTransactionStatus();
const SELECT_ALL = 'select org_id, body from probe.note';

describe('a statement in its scope', () => {
  test('runs as the role, the organisation and the person of its scope, and leaves nothing on the connection', async () => {
    await withClient(async (client) => {
      const userId = randomUUID();
      const scope = { role: 'sutra_system', organisationId: asha, userId };
      const { rows } = await scopedQuery(
        client,
        scope,
        "select current_user::text as role, current_setting('app.org_id') as o, current_setting('app.user_id') as u, $1::int as n",
        [7],
      );
      expect(rows).toEqual([{ role: 'sutra_system', o: asha, u: userId, n: 7 }]);
      expect(await leftOn(client)).toEqual(NOTHING);
    });
  });

  const failures: [string, string, unknown[]][] = [
    ['that cannot be parsed', 'selec 1', []],
    ['of an unknown table', 'select * from probe.nothing', []],
    ['with a wrong parameter', 'select $1::int', ['seven']],
    ['that fails while it runs', 'select 1 / $1::int', [0]],
    ['that fails after rows were sent', 'select 10 / (8 - g) from generate_series(1, 20) g', []],
    ['that row-level security refuses', 'insert into probe.note (org_id, body) values ($1, $2)', [bina, 'x']],
  ];
  test.each(failures)('leaves nothing after a statement %s', async (_, text, values) => {
    await withClient(async (client) => {
      for (let attempt = 0; attempt < 3; attempt += 1) {
        await expect(scopedQuery(client, inScope(asha), text, values)).rejects.toThrow();
        expect(statusOf(client)).toBe('I');
        expect(await leftOn(client)).toEqual(NOTHING);
      }
      expect((await scopedQuery(client, inScope(asha), SELECT_ALL, [])).rowCount).toBe(ROWS);
    });
  });

  test('does not run at all in a scope that does not exist', async () => {
    await withClient(async (client) => {
      const insert = 'insert into probe.note (org_id, body) values ($1, $2)';
      await expect(scopedQuery(client, nowhere, insert, [asha, 'never'])).rejects.toThrow(/sutra_of_nobody/);
      expect(await leftOn(client)).toEqual(NOTHING);
      const { rows } = await database.owner.query("select from probe.note where body = 'never'");
      expect(rows).toHaveLength(0);
    });
  });

  test('is undone when it fails, and kept when it does not', async () => {
    await withClient(async (client) => {
      const writeAndFail =
        'with added as (insert into probe.note (org_id, body) values ($1, $2) returning 1) select 1 / (select count(*) - 1 from added)';
      await expect(scopedQuery(client, inScope(asha), writeAndFail, [asha, 'half'])).rejects.toThrow(/zero/);
      const changed = await scopedQuery(client, inScope(asha), 'update probe.note set body = body', []);
      expect(changed).toMatchObject({ command: 'UPDATE', rowCount: ROWS });
    });
  });

  test('leaves no connection of a killed backend in the pool', async () => {
    const pool = new pg.Pool({ connectionString: database.url, max: 1 });
    pool.on('error', () => {});
    try {
      const client = await pool.connect();
      client.on('error', () => {});
      const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
      const sleeping = scopedQuery(client, inScope(asha), 'select pg_sleep(10)', []);
      const failure = sleeping.catch((error: Error) => error.message);
      await database.owner.query('select pg_terminate_backend($1)', [rows[0]!.pid]);
      expect(await failure).toMatch(/terminat/i);
      client.release(true);
      const next = await pool.connect();
      expect(await leftOn(next)).toEqual(NOTHING);
      expect((await scopedQuery(next, inScope(bina), SELECT_ALL, [])).rowCount).toBe(ROWS);
      next.release();
    } finally {
      await pool.end();
    }
  });
});

describe('round trips', () => {
  test('a statement, a begin and a commit with its statements take one each', async () => {
    await withClient(async (client) => {
      let ready = 0;
      const { connection } = client as unknown as { connection: NodeJS.EventEmitter };
      connection.on('readyForQuery', () => (ready += 1));
      await scopedQuery(client, inScope(asha), SELECT_ALL, []);
      expect(ready).toBe(1);
      await scopedBegin(client, inScope(asha), 'begin isolation level repeatable read');
      expect(ready).toBe(2);
      const note = { sql: 'insert into probe.note (org_id, body) values ($1, $2)', parameters: [asha, 'commit'] };
      const done = await queriesAndCommit(client, [note, note, note]);
      expect(ready).toBe(3);
      expect(done.command).toBe('COMMIT');
      const removed = await scopedQuery(client, inScope(asha), "delete from probe.note where body = 'commit'", []);
      expect(removed.rowCount).toBe(3);
    });
  });
});

describe('a transaction', () => {
  test('keeps its scope to its end, and no longer', async () => {
    await withClient(async (client) => {
      for (const end of ['commit', 'rollback']) {
        await scopedBegin(client, inScope(bina), 'begin');
        expect(statusOf(client)).toBe('T');
        for (const statement of [SELECT_ALL, SELECT_ALL, 'select org_id from probe.note']) {
          const { rows } = await client.query<{ org_id: string }>(statement);
          expect(new Set(rows.map((row) => row.org_id))).toEqual(new Set([bina]));
        }
        await client.query(end);
        expect(await leftOn(client)).toEqual(NOTHING);
      }
    });
  });

  test('never begins in a scope that does not exist', async () => {
    await withClient(async (client) => {
      await expect(scopedBegin(client, nowhere, 'begin')).rejects.toThrow(/sutra_of_nobody/);
      await client.query('rollback');
      expect(await leftOn(client)).toEqual(NOTHING);
      expect(statusOf(client)).toBe('I');
    });
  });

  test('is rolled back if one of its last statements fails, wherever that stands', async () => {
    for (const bad of [0, 1, 2]) {
      await withClient(async (client) => {
        await scopedBegin(client, inScope(asha), 'begin');
        const last = [0, 1, 2].map((index) => ({
          sql: 'insert into probe.note (org_id, body) values ($1, $2)',
          parameters: [index === bad ? bina : asha, 'all or nothing'],
        }));
        await expect(queriesAndCommit(client, last)).rejects.toThrow(/row-level security/);
        await expect.poll(() => statusOf(client)).toBe('E'); // the error comes a moment before the end of the round trip
        await client.query('rollback');
        expect(await leftOn(client)).toEqual(NOTHING);
      });
    }
    const { rows } = await database.owner.query("select from probe.note where body = 'all or nothing'");
    expect(rows).toHaveLength(0);
  });

  test('that had failed is not committed, and the answer says so', async () => {
    await withClient(async (client) => {
      await scopedBegin(client, inScope(asha), 'begin');
      await expect(client.query('select 1 / 0')).rejects.toThrow();
      expect((await queriesAndCommit(client, [])).command).toBe('ROLLBACK');
      expect(await leftOn(client)).toEqual(NOTHING);
    });
  });
});

describe('prepared statements', () => {
  const preparedOn = async (client: pg.ClientBase) =>
    (await client.query<{ name: string }>('select name from pg_prepared_statements order by name')).rows.map(
      (row) => row.name,
    );

  test('are prepared once a connection, under a name that comes from their text', async () => {
    await withClient(async (client) => {
      const text = 'select 1 as once';
      expect(statementName(text)).toBe(statementName(text));
      expect(statementName(text)).not.toBe(statementName('select 2 as once'));
      for (let time = 0; time < 3; time += 1) await scopedQuery(client, inScope(asha), text, []);
      expect(await preparedOn(client)).toEqual(expect.arrayContaining(['scope', statementName(text)]));
    });
  });

  test('are prepared again when the first attempt ended before they were', async () => {
    await withClient(async (client) => {
      const text = `select body as again from probe.note limit $1`;
      await expect(scopedQuery(client, nowhere, text, [1])).rejects.toThrow();
      expect(await preparedOn(client)).not.toContain(statementName(text)); // its Parse was skipped
      expect((await scopedQuery(client, inScope(asha), text, [1])).rowCount).toBe(1);
      expect((await scopedQuery(client, inScope(asha), text, [2])).rowCount).toBe(2);
    });
  });

  test('that could not be prepared work once they can', async () => {
    await withClient(async (client) => {
      const text = 'select * from probe.later';
      await expect(scopedQuery(client, inScope(asha), text, [])).rejects.toThrow(/probe\.later/);
      await database.owner.query('create table probe.later (n int); grant select on probe.later to sutra_app');
      expect((await scopedQuery(client, inScope(asha), text, [])).rowCount).toBe(0);
    });
  });

  test('recover when a migration changes the columns that they answer', async () => {
    await database.owner.query('create table probe.wider (n int); grant select on probe.wider to sutra_app');
    await withClient(async (client) => {
      const text = 'select * from probe.wider';
      await scopedQuery(client, inScope(asha), text, []);
      await database.owner.query('alter table probe.wider add column m int');
      await scopedQuery(client, inScope(asha), text, []).catch(() => {}); // the one that finds out may fail
      expect((await scopedQuery(client, inScope(asha), text, [])).fields).toHaveLength(2);
    });
  });

  test('are the same inside and outside of a transaction', async () => {
    for (const first of ['inside', 'outside']) {
      await withClient(async (client) => {
        const text = `select '${first}' as first, body from probe.note limit $1`;
        for (const turn of [0, 1, 2, 3]) {
          const inside = (turn % 2 === 0) === (first === 'inside');
          if (inside) await scopedBegin(client, inScope(asha), 'begin');
          const { rowCount } = await (inside
            ? queryWithin(client, text, [3])
            : scopedQuery(client, inScope(asha), text, [3]));
          if (inside) await client.query('commit');
          expect(rowCount).toBe(3);
        }
      });
    }
  });

  test('stop being named when there are too many, and go on working', async () => {
    const names = new Set<string>();
    for (let number = 0; number < 1100; number += 1) names.add(statementName(`select ${number} as many`));
    expect(names.size).toBeLessThanOrEqual(1001);
    expect(names).toContain('');
    const text = 'select body as unnamed from probe.note';
    expect(statementName(text)).toBe('');
    await withClient(async (client) => {
      for (let time = 0; time < 3; time += 1)
        expect((await scopedQuery(client, inScope(asha), text, [])).rowCount).toBe(ROWS);
      await expect(scopedQuery(client, nowhere, text, [])).rejects.toThrow();
      expect((await scopedQuery(client, inScope(asha), text, [])).rowCount).toBe(ROWS);
    });
  });
});

test('thousands of mixed statements of two organisations at once never show one the other', async () => {
  const pool = new pg.Pool({ connectionString: database.url, max: 3 });
  pool.on('error', () => {});
  let seed = 20_261_121;
  const random = (below: number) => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % below;
  const foreign: unknown[] = [];
  const seen = { rows: 0, refused: 0 };

  async function one(): Promise<void> {
    const mine = random(2) === 0 ? asha : bina;
    const other = mine === asha ? bina : asha;
    const kind = random(7);
    const client = await pool.connect();
    const look = (rows: { org_id: string }[]) => {
      seen.rows += rows.length;
      for (const row of rows) if (row.org_id !== mine) foreign.push(row);
    };
    const refused = (work: Promise<unknown>) =>
      work.then(
        () => foreign.push('a statement that must fail did not'),
        () => (seen.refused += 1),
      );
    try {
      if (kind === 0) look((await scopedQuery(client, inScope(mine), SELECT_ALL, [])).rows);
      if (kind === 1) look((await scopedQuery(client, inScope(mine), `${SELECT_ALL} where org_id = $1`, [other])).rows);
      if (kind === 2) await refused(scopedQuery(client, inScope(mine), 'select 1 / $1::int', [0]));
      if (kind === 3) await refused(scopedQuery(client, inScope(mine), 'update probe.note set org_id = $1', [other]));
      if (kind === 4) await refused(client.query(SELECT_ALL));
      if (kind >= 5) {
        await scopedBegin(client, inScope(mine), 'begin');
        look((await queryWithin(client, SELECT_ALL, [])).rows);
        if (kind === 5) {
          await queriesAndCommit(client, [{ sql: 'update probe.note set body = $1', parameters: [mine] }]);
        } else {
          await refused(queriesAndCommit(client, [{ sql: 'select 1 / $1::int', parameters: [0] }]));
          await client.query('rollback');
        }
      }
    } finally {
      client.release();
    }
  }

  let left = 2400;
  const worker = async () => {
    while (left-- > 0) await one();
  };
  await Promise.all(Array.from({ length: 6 }, worker));
  await pool.end();
  expect(foreign).toEqual([]);
  expect(seen.rows).toBeGreaterThan(10_000);
  expect(seen.refused).toBeGreaterThan(500);
  const { rows } = await database.owner.query('select org_id, body from probe.note where org_id::text <> body');
  expect(rows).toEqual([]);
});
