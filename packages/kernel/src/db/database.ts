// One PostgreSQL, in two forms behind the same pg Pool: PGlite in this process, or a server.
import { join } from 'node:path';
import pg from 'pg';
import { type Config, StartError } from '../config.ts';
import type { Logger } from '../log.ts';
import { lockDataDir } from './data-dir-lock.ts';
import { Gates } from './gates.ts';
import { migrate, type MigrationSource, refuseOutdated } from './migrate.ts';

export interface OpenDatabase {
  pool: pg.Pool;
  gates: Gates;
  kind: 'pglite' | 'server';
  appliedMigrations: number;
  close: () => Promise<void>;
}

type DatabaseConfig = Pick<Config, 'databaseUrl' | 'migrationUrl' | 'dataDir' | 'databasePoolSize' | 'demo'>;

/** Opens the database and brings it to the state that this program needs. Throws `StartError` with what to do. */
export async function openDatabase(
  config: DatabaseConfig,
  sources: readonly MigrationSource[],
  log: Logger,
): Promise<OpenDatabase> {
  const { pool, kind, close } =
    config.databaseUrl === null
      ? await openEmbedded(config.dataDir)
      : openServer(config.databaseUrl, config.databasePoolSize);
  // Without this, a backend killed while idle would end the process.
  pool.on('error', (error) => log.warn({ err: error }, 'an idle database connection was lost'));
  pool.on('connect', (client) =>
    client.on('error', (error) => log.warn({ err: error }, 'a database connection was lost')),
  );
  try {
    const login = await firstContact(pool, config);
    const appliedMigrations = await bringUp(pool, config, sources, login, log);
    if (kind === 'server' && !config.demo) await refusePowerfulLogin(pool);
    const gates = new Gates(pool, (gate, reason) => log.trace({ gate, reason }, 'privileged gate'));
    return { pool, gates, kind, appliedMigrations, close };
  } catch (error) {
    await close().catch(() => {});
    throw error;
  }
}

async function bringUp(
  pool: pg.Pool,
  config: DatabaseConfig,
  sources: readonly MigrationSource[],
  login: string,
  log: Logger,
): Promise<number> {
  if (config.migrationUrl !== null) {
    const owner = new pg.Pool({ connectionString: config.migrationUrl, max: 1 });
    try {
      return await migrate(owner, sources, { login, log });
    } finally {
      await owner.end();
    }
  }
  const { rows } = await pool.query<{ owner: boolean }>(
    "select has_database_privilege(current_database(), 'create') as owner",
  );
  if (rows[0]!.owner) return migrate(pool, sources, { login, log });
  await refuseOutdated(pool, sources); // a powerless login: somebody else migrates
  return 0;
}

async function openEmbedded(dataDir: string): Promise<{ pool: pg.Pool; kind: 'pglite'; close: () => Promise<void> }> {
  const lock = lockDataDir(dataDir);
  const folder = join(dataDir, 'postgres');
  try {
    const [{ PGlite }, { createPgConfig }] = await Promise.all([
      import('@electric-sql/pglite'),
      import('@electric-sql/pglite/node-postgres'),
    ]);
    const engine = await PGlite.create({ dataDir: folder });
    // A wait this long for the one connection can only be a transaction that waits for itself.
    const pool = new pg.Pool({ ...(createPgConfig(engine) as pg.PoolConfig), max: 1, connectionTimeoutMillis: 20_000 });
    return {
      pool,
      kind: 'pglite',
      close: async () => {
        await pool.end();
        await engine.close();
        lock.release();
      },
    };
  } catch (cause) {
    lock.release();
    throw new StartError(
      `The embedded database in ${folder} does not open: it is damaged or was made by another version of PostgreSQL. ` +
        'Restore the directory from a copy, or set SUTRA_DATA_DIR to a new directory to start afresh.',
      { cause },
    );
  }
}

function openServer(
  connectionString: string,
  max: number,
): { pool: pg.Pool; kind: 'server'; close: () => Promise<void> } {
  const pool = new pg.Pool({
    connectionString,
    max,
    connectionTimeoutMillis: 5000,
    application_name: 'sutra',
    options: '-c statement_timeout=30s -c idle_in_transaction_session_timeout=30s',
  });
  return { pool, kind: 'server', close: () => pool.end() };
}

async function firstContact(pool: pg.Pool, config: DatabaseConfig): Promise<string> {
  let row: { login: string; version: number };
  try {
    const result = await pool.query<{ login: string; version: number }>(
      "select current_user as login, current_setting('server_version_num')::int as version",
    );
    row = result.rows[0]!;
  } catch (cause) {
    if (config.databaseUrl === null) {
      throw new StartError(
        `The embedded database in ${config.dataDir} does not answer: ${(cause as Error).message}. Restore the directory from a copy, or set SUTRA_DATA_DIR to a new one.`,
        { cause },
      );
    }
    const { host, pathname } = new URL(config.databaseUrl);
    throw new StartError(
      `The database${pathname} at ${host} does not answer: ${(cause as Error).message}. Check DATABASE_URL and that the server runs.`,
      { cause },
    );
  }
  if (row.version < 160_000)
    throw new StartError(`The database is PostgreSQL ${Math.floor(row.version / 10_000)}; Sutra needs 16 or later.`);
  return row.login;
}

async function refusePowerfulLogin(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ powerful: boolean }>(
    `select (select rolsuper or rolbypassrls from pg_roles where rolname = current_user)
         or exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
                    where n.nspname !~ '^(pg_|information_schema)' and pg_get_userbyid(c.relowner) = current_user) as powerful`,
  );
  if (rows[0]!.powerful) {
    throw new StartError(
      'DATABASE_URL signs in as a superuser or as the owner of tables, which row-level security does not bind. Give DATABASE_URL a login of its own and the owner in SUTRA_MIGRATION_URL.',
    );
  }
}
