// Forward-only SQL migrations of all modules, in the order of their timestamps.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { StartError } from '../config.ts';
import { migrateJobs } from '../jobs.ts';
import type { Logger } from '../log.ts';

/** A module's folder of `YYYYMMDDHHMMSS_name.sql` files. */
export type MigrationSource = URL;

interface Migration {
  name: string;
  sql: string;
  checksum: string;
}

const FILE = /^\d{14}_[a-z0-9_]+\.sql$/;
const LOCK_KEY = 7_281_904_501; // one migration at a time on one database; any constant that nobody else uses

/**
 * Applies what is missing; two instances that start together take turns. Gives the number applied now.
 *
 * Throws `StartError` if the database holds a migration that this program does not know, or one that was changed.
 */
export async function migrate(
  pool: pg.Pool,
  sources: readonly MigrationSource[],
  options: { login: string; log: Logger },
): Promise<number> {
  const known = readMigrations(sources);
  const client = await pool.connect();
  try {
    await client.query('set statement_timeout = 0'); // a migration, or the other instance's, may take its time
    await client.query('select pg_advisory_lock($1)', [LOCK_KEY]);
    try {
      return await applyMissing(client, known, options);
    } finally {
      await client.query('select pg_advisory_unlock($1)', [LOCK_KEY]);
      await client.query('reset statement_timeout');
    }
  } finally {
    client.release();
  }
}

export function readMigrations(sources: readonly MigrationSource[]): Migration[] {
  const migrations = sources.flatMap((source) => {
    const folder = fileURLToPath(source);
    return readdirSync(folder).map((name) => {
      if (!FILE.test(name))
        throw new StartError(`${join(folder, name)} is not named like a migration: YYYYMMDDHHMMSS_what_it_does.sql`);
      const sql = readFileSync(join(folder, name), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    });
  });
  migrations.sort((a, b) => (a.name < b.name ? -1 : 1));
  const twice = migrations.find(
    (migration, index) => migrations[index + 1]?.name.slice(0, 14) === migration.name.slice(0, 14),
  );
  if (twice) throw new StartError(`Two migrations share the time of ${twice.name}; give one a later time`);
  return migrations;
}

async function applyMissing(
  client: pg.PoolClient,
  known: readonly Migration[],
  { login, log }: { login: string; log: Logger },
): Promise<number> {
  await ensureRoles(client, login);
  await client.query(`create schema if not exists kernel;
    create table if not exists kernel.migration (name text primary key, checksum text not null, applied_at timestamptz not null default now());
    comment on table kernel.migration is 'system: the migrations that made this database'`);
  const { rows } = await client.query<Applied>('select name, checksum from kernel.migration');
  let count = 0;
  for (const migration of missing(known, rows)) {
    try {
      await client.query(`begin;\n${migration.sql}\n;`);
      await client.query('insert into kernel.migration (name, checksum) values ($1, $2)', [
        migration.name,
        migration.checksum,
      ]);
      await client.query('commit');
    } catch (cause) {
      await client.query('rollback').catch(() => {});
      throw new StartError(`The migration ${migration.name} failed and was rolled back: ${(cause as Error).message}`, {
        cause,
      });
    }
    log.debug({ migration: migration.name }, 'migration applied');
    count += 1;
  }
  await migrateJobs(client);
  return count;
}

type Applied = { name: string; checksum: string };

/** What is still to be applied; throws if the database is newer than this program, or a migration was changed. */
function missing(known: readonly Migration[], applied: readonly Applied[]): Migration[] {
  const checksums = new Map(applied.map((row) => [row.name, row.checksum]));
  const names = new Set(known.map((migration) => migration.name));
  const unknown = applied.filter((row) => !names.has(row.name)).map((row) => row.name);
  if (unknown.length > 0) {
    throw new StartError(
      `The database was made by a newer Sutra (it holds ${unknown.sort().join(', ')}). Start that version, or use another database (DATABASE_URL or SUTRA_DATA_DIR).`,
    );
  }
  const changed = known.find(
    (migration) => (checksums.get(migration.name) ?? migration.checksum) !== migration.checksum,
  );
  if (changed)
    throw new StartError(
      `The migration ${changed.name} was changed after it had been applied. Restore its text and write a new migration (npm run db:new).`,
    );
  return known.filter((migration) => !checksums.has(migration.name));
}

/** For a login that may not migrate: throws unless the database is exactly what this program needs. */
export async function refuseOutdated(pool: pg.Pool, sources: readonly MigrationSource[]): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('begin; set local role sutra_system');
    const { rows } = await client.query<Applied>('select name, checksum from kernel.migration');
    const open = missing(readMigrations(sources), rows);
    if (open.length > 0)
      throw new StartError(
        `The database lacks ${open.length} migrations (first ${open[0]!.name}). Run npm run db:migrate with the owner's address in SUTRA_MIGRATION_URL.`,
      );
  } catch (cause) {
    if (cause instanceof StartError) throw cause;
    throw new StartError(
      `The database was not prepared for this login: ${(cause as Error).message}. Run npm run db:migrate with the owner's address in SUTRA_MIGRATION_URL.`,
      { cause },
    );
  } finally {
    await client.query('rollback').catch(() => {});
    client.release();
  }
}

// The gates' roles. They belong to the whole cluster, so they may exist already; two databases may make them at once.
async function ensureRoles(client: pg.PoolClient, login: string): Promise<void> {
  await client.query(`do $$
    declare role_name text;
    begin
      foreach role_name in array array['sutra_app', 'sutra_operator', 'sutra_system'] loop
        if not exists (select from pg_roles where rolname = role_name) then
          begin
            execute format('create role %I nologin', role_name);
          exception when duplicate_object or unique_violation then null;
          end;
        end if;
      end loop;
    end $$`);
  const { rows } = await client.query<{ missing: string }>(
    `select r.rolname as missing from pg_roles r
     where r.rolname in ('sutra_app', 'sutra_operator', 'sutra_system')
       and not (select u.rolsuper from pg_roles u where u.rolname = $1)
       and not exists (select from pg_auth_members m join pg_roles u on u.oid = m.member where m.roleid = r.oid and u.rolname = $1 and m.set_option and not m.inherit_option)`,
    [login],
  );
  for (const { missing } of rows) {
    await client.query(`grant ${missing} to ${client.escapeIdentifier(login)} with inherit false, set true`);
  }
}
