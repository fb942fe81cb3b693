import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { APP_LOGIN } from '@sutra/testkit/database';
import pg from 'pg';
import { afterAll, afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { StartError } from '../config.ts';
import { createLog } from '../log.ts';
import { openDatabase } from './database.ts';
import { migrate, readMigrations } from './migrate.ts';

const log = createLog('silent');
const kernel = new URL('../migrations/', import.meta.url);
/** How many migrations are the kernel's own. */
const own = readdirSync(kernel).length;
const root = mkdtempSync(join(tmpdir(), 'sutra-migrate-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let owner: pg.Pool;
let ownerUrl: string;
let appUrl: string;
beforeEach(async () => {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await administer(`create database ${name}`);
  const url = new URL(`${inject('postgresUrl')}${name}`);
  ownerUrl = url.toString();
  url.username = APP_LOGIN;
  url.password = APP_LOGIN;
  appUrl = url.toString();
  owner = new pg.Pool({ connectionString: ownerUrl, max: 4 });
  owner.on('error', () => {}); // its database is dropped with force
});
afterEach(async () => {
  await owner.end();
  await administer(`drop database ${new URL(ownerUrl).pathname.slice(1)} with (force)`);
});

async function administer(statement: string): Promise<void> {
  const admin = new pg.Client({ connectionString: `${inject('postgresUrl')}postgres` });
  await admin.connect();
  try {
    await admin.query(statement);
  } finally {
    await admin.end();
  }
}

/** A folder of migrations with these texts. */
function folder(files: Readonly<Record<string, string>>): URL {
  const path = mkdtempSync(join(root, 'folder-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
  return pathToFileURL(`${path}/`);
}
const apply = (...sources: URL[]) => migrate(owner, sources, { login: APP_LOGIN, log });
const applied = async () =>
  (await owner.query<{ name: string }>('select name from kernel.migration order by name')).rows.map((row) => row.name);
const exists = async (table: string) =>
  (await owner.query<{ found: boolean }>('select to_regclass($1) is not null as found', [table])).rows[0]!.found;
const open = (env: { databaseUrl?: string; migrationUrl?: string | null; demo?: boolean }, ...sources: URL[]) =>
  openDatabase(
    { databaseUrl: appUrl, migrationUrl: null, dataDir: root, databasePoolSize: 2, demo: true, ...env },
    sources,
    log,
  );
const refusal = async (work: Promise<unknown>): Promise<string> => {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(StartError);
  return (error as StartError).message;
};

const ONE = '20270101000000_one.sql';
const TWO = '20270102000000_two.sql';
const FIRST = { [ONE]: 'create table kernel.one (n int);' };

describe('migrations', () => {
  test('are applied once, in the order of their times over all folders', async () => {
    const late = folder({ [TWO]: 'insert into kernel.one values (2);' });
    const early = folder(FIRST);
    expect(await apply(late, kernel, early)).toBe(own + 2);
    expect(await applied()).toEqual([...readdirSync(kernel), ONE, TWO]);
    expect(await apply(late, kernel, early)).toBe(0);
    expect((await owner.query('select n from kernel.one')).rows).toEqual([{ n: 2 }]);
  });

  test('are applied once by instances that start together', async () => {
    const source = folder({ ...FIRST, [TWO]: 'insert into kernel.one select 1 from pg_sleep(0.2);' });
    const start = async () => {
      const pool = new pg.Pool({ connectionString: ownerUrl, max: 1 });
      const count = await migrate(pool, [kernel, source], { login: APP_LOGIN, log });
      await pool.end();
      return count;
    };
    const counts = await Promise.all([start(), start(), start(), start()]);
    expect(counts.sort()).toEqual([0, 0, 0, own + 2]);
    expect((await owner.query('select n from kernel.one')).rowCount).toBe(1);
  });

  test('that fail are rolled back whole, and those before them stay', async () => {
    const broken = {
      ...FIRST,
      [TWO]: 'create table kernel.half (n int); insert into kernel.one values (1); select 1 / 0;',
    };
    const message = await refusal(apply(kernel, folder(broken)));
    expect(message).toMatch(/20270102000000_two\.sql failed and was rolled back: division by zero/);
    expect(await exists('kernel.half')).toBe(false);
    expect((await owner.query('select n from kernel.one')).rowCount).toBe(0);
    expect(await applied()).not.toContain(TWO);
    expect(await apply(kernel, folder({ ...FIRST, [TWO]: 'create table kernel.half (n int);' }))).toBe(1);
    expect(await exists('kernel.half')).toBe(true);
  });

  test('that cannot be parsed are not applied', async () => {
    const message = await refusal(apply(kernel, folder({ [ONE]: 'create table kernel.one (n int); selec;' })));
    expect(message).toMatch(/syntax error/);
    expect(await applied()).not.toContain(ONE);
  });

  test('that were changed after they had been applied are refused', async () => {
    await apply(kernel, folder(FIRST));
    const message = await refusal(apply(kernel, folder({ [ONE]: 'create table kernel.one (n bigint);' })));
    expect(message).toMatch(/20270101000000_one\.sql was changed after it had been applied/);
    expect(message).toMatch(/Restore its text and write a new migration/);
  });

  test('of a newer program are refused by name, and nothing is touched', async () => {
    await apply(kernel, folder({ ...FIRST, [TWO]: 'select 1;' }));
    const other = folder({ '20270103000000_three.sql': 'create table kernel.three (n int);' });
    const message = await refusal(apply(kernel, other));
    expect(message).toMatch(/made by a newer Sutra \(it holds 20270101000000_one\.sql, 20270102000000_two\.sql\)/);
    expect(message).toMatch(/DATABASE_URL or SUTRA_DATA_DIR/);
    expect(await exists('kernel.three')).toBe(false);
  });

  test.each([
    ['a wrong name', { 'one.sql': '' }, /one\.sql is not named like a migration/],
    [
      'a time twice',
      { [ONE]: '', '20270101000000_other.sql': '' },
      /Two migrations share the time of 20270101000000_one\.sql/,
    ],
  ])('with %s are refused', (_, files: Record<string, string>, expected) => {
    expect(() => readMigrations([folder(files)])).toThrow(expected);
  });
});

describe('a login that may not migrate', () => {
  test('is served by a database that is up to date', async () => {
    await apply(kernel);
    const database = await open({}, kernel);
    expect(database).toMatchObject({ kind: 'server', appliedMigrations: 0 });
    await database.close();
  });

  test('is told who must migrate: an empty database', async () => {
    const message = await refusal(open({}, kernel));
    expect(message).toMatch(/was not prepared for this login/);
    expect(message).toMatch(/npm run db:migrate with the owner's address in SUTRA_MIGRATION_URL/);
    expect(await exists('kernel.migration')).toBe(false);
  });

  test('is told who must migrate: an outdated database', async () => {
    await apply(kernel);
    const message = await refusal(open({}, kernel, folder({ ...FIRST, [TWO]: 'select 1;' })));
    expect(message).toMatch(/lacks 2 migrations \(first 20270101000000_one\.sql\)/);
    expect(message).toMatch(/npm run db:migrate with the owner's address in SUTRA_MIGRATION_URL/);
    expect(await applied()).toHaveLength(own);
  });

  test('is told that its program is too old', async () => {
    await apply(kernel, folder(FIRST));
    expect(await refusal(open({}, kernel))).toMatch(/made by a newer Sutra/);
  });

  test('starts when SUTRA_MIGRATION_URL names the owner', async () => {
    const database = await open({ migrationUrl: ownerUrl, demo: false }, kernel, folder(FIRST));
    expect(database.appliedMigrations).toBe(own + 1);
    await database.close();
  });
});

describe('a login that is too powerful', () => {
  test('is refused outside of demo mode, with what to do', async () => {
    const message = await refusal(open({ databaseUrl: ownerUrl, demo: false }, kernel));
    expect(message).toMatch(/superuser or as the owner of tables/);
    expect(message).toMatch(/SUTRA_MIGRATION_URL/);
  });
});

test('the address of a database that does not answer is named without its password', async () => {
  const message = await refusal(open({ databaseUrl: 'postgresql://somebody:hidden-word@127.0.0.1:1/nothing' }, kernel));
  expect(message).toMatch(/The database\/nothing at 127\.0\.0\.1:1 does not answer/);
  expect(message).toMatch(/Check DATABASE_URL/);
  expect(message).not.toMatch(/hidden-word/);
});
