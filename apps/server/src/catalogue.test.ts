import { existsSync, globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { findCatalogueProblems } from '@sutra/testkit/catalogue';
import { type TestDatabase, testDatabase } from '@sutra/testkit/database';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrationSources } from './migrations.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

/** What the catalogue says while a change exists that is rolled back after it. */
async function problemsWith(sql: string): Promise<string[]> {
  const copy = await testDatabase();
  try {
    await copy.owner.query(sql);
    return await findCatalogueProblems(copy.owner);
  } finally {
    await copy.close();
  }
}

test('every table fits its class, every column that could hold personal data is classified', async () => {
  expect(await findCatalogueProblems(database.owner)).toEqual([]);
});

test('every folder of migrations is listed', () => {
  const root = fileURLToPath(new URL('../../../packages/', import.meta.url));
  const folders = globSync('*/src/**/migrations', { cwd: root })
    .filter((folder) => existsSync(`${root}${folder}`))
    .map((folder) => `${root}${folder}/`)
    .sort();
  expect(migrationSources.map((source) => fileURLToPath(source)).sort()).toEqual(folders);
});

describe('the catalogue test fails', () => {
  const cases: [string, string, RegExp][] = [
    [
      'for a table without a class',
      'create table identity.forgotten (id uuid primary key)',
      /identity\.forgotten: has no class/,
    ],
    [
      'for a tenant table without org_id',
      "create table identity.t (id uuid primary key); alter table identity.t enable row level security, force row level security; comment on table identity.t is 'tenant: a test'",
      /identity\.t: is a tenant table without org_id/,
    ],
    [
      'for a tenant table without a policy',
      "create table identity.t (id uuid primary key, org_id uuid not null); create index on identity.t (org_id); alter table identity.t enable row level security, force row level security; comment on table identity.t is 'tenant: a test'",
      /identity\.t: has no policy on the organisation/,
    ],
    [
      'for row-level security that is not forced',
      "create table identity.t (id uuid primary key, org_id uuid not null); create index on identity.t (org_id); call kernel.tenant_table('identity.t', 'select', 'a test'); alter table identity.t no force row level security",
      /identity\.t: row-level security is not enabled and forced/,
    ],
    [
      'for an unclassified column',
      "create table identity.t (id uuid primary key, org_id uuid not null, note text); create index on identity.t (org_id); call kernel.tenant_table('identity.t', 'select', 'a test')",
      /identity\.t: column note \(text\) can hold personal data/,
    ],
    [
      'for an unclassified column that names a person',
      "create table identity.t (id uuid primary key, org_id uuid not null, created_by uuid); create index on identity.t (org_id); call kernel.tenant_table('identity.t', 'select', 'a test')",
      /identity\.t: column created_by names a person/,
    ],
    [
      'for a foreign key between tenants without org_id',
      "create table identity.t (id uuid primary key, org_id uuid not null, account uuid references identity.service_account (id)); create index on identity.t (org_id); call kernel.tenant_table('identity.t', 'select', 'a test')",
      /identity\.t: foreign key .* lacks org_id/,
    ],
    [
      'for a unique name without org_id',
      "create table identity.t (id uuid primary key, org_id uuid not null, number int unique); create index on identity.t (org_id); call kernel.tenant_table('identity.t', 'select', 'a test')",
      /identity\.t: unique constraint .* lacks org_id/,
    ],
    [
      'for a policy that is open to the application',
      'create policy generous on identity.session to sutra_app using (true)',
      /identity\.session: policy generous is open to sutra_app/,
    ],
    [
      'for a right to truncate',
      'grant truncate on identity.session to sutra_app',
      /identity\.session: sutra_app may TRUNCATE/,
    ],
    [
      'for a right of everybody',
      'grant select on identity.session to public',
      /identity\.session: everybody holds SELECT/,
    ],
  ];
  test.each(cases)('%s', async (_, sql, expected) => {
    expect((await problemsWith(sql)).join('\n')).toMatch(expected);
  });
});
