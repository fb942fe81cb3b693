// The server as a process: refused starts, restarts, drains and deaths.
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type OpenDatabase, openDatabase } from '@sutra/kernel/db/database';
import { createLog } from '@sutra/kernel/log';
import { Caller, SignedInCaller } from '@sutra/testkit/app';
import { testDatabase } from '@sutra/testkit/database';
import { freePort } from '@sutra/testkit/postgres';
import { type Ended, runServer, type ServerProcess, spawnServer } from '@sutra/testkit/process';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { migrationSources } from './migrations.ts';

const SECRET = Buffer.alloc(32, 1).toString('base64url');
const KILLS = Number(process.env['SUTRA_PROOF_KILLS'] ?? 3);
const SCAN = '/api/v1/drug-scanning/scan';
const root = mkdtempSync(join(tmpdir(), 'sutra-process-'));
const running: ServerProcess[] = [];
const servers: Server[] = [];

/** A data directory that a server has used and left. */
let used: string;
beforeAll(async () => {
  used = join(root, 'used');
  const server = await spawnServer({ SUTRA_DATA_DIR: used });
  expect(await server.stop()).toMatchObject({ code: 0 });
}, 120_000);
afterAll(async () => {
  await Promise.all(running.map((server) => server.stop('SIGKILL')));
  for (const server of servers) server.close();
  rmSync(root, { recursive: true, force: true });
});

async function spawnTracked(env: Record<string, string>): Promise<ServerProcess> {
  const server = await spawnServer(env);
  running.push(server);
  return server;
}
let copies = 0;
function copyOfUsed(): string {
  const copy = join(root, `copy-${(copies += 1)}`);
  cpSync(used, copy, { recursive: true });
  return copy;
}
/** Takes connections and never says a word. */
async function silentPort(): Promise<number> {
  const server = createServer(() => {});
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  return (server.address() as { port: number }).port;
}
async function signIn(origin: string): Promise<SignedInCaller> {
  const { status, body } = await new Caller(origin, null).post('/api/v1/auth/login', {
    identifier: '+919800000002',
    password: 'sutra-demo-2035',
  });
  expect(status).toBe(200);
  return new SignedInCaller(origin, body);
}
async function withDataDir<T>(dataDir: string, fn: (database: OpenDatabase) => Promise<T>): Promise<T> {
  const config = { databaseUrl: null, migrationUrl: null, dataDir, databasePoolSize: 1, demo: true };
  const database = await openDatabase(config, migrationSources, createLog('silent'));
  try {
    return await fn(database);
  } finally {
    await database.close();
  }
}

describe('a start that cannot go on says why and what to do, and ends with 1', { timeout: 90_000 }, () => {
  function expectRefusal(ended: Ended, ...expected: RegExp[]): void {
    for (const pattern of expected) expect(ended.stderr).toMatch(pattern);
    expect(ended.stderr).not.toMatch(/^\s+at .+:\d+:\d+/m); // no stack: the text is for an operator
    expect(ended.stdout).not.toMatch(/is ready/);
    expect({ code: ended.code, signal: ended.signal }).toEqual({ code: 1, signal: null });
  }

  test('wrong variables', async () => {
    const [typo, production, demo] = await Promise.all([
      runServer({ SUTRA_DATADIR: '/tmp/x', PORT: 'http' }),
      runServer({ SUTRA_ENV: 'production' }),
      runServer({
        SUTRA_ENV: 'production',
        SUTRA_DEMO: 'true',
        SUTRA_SECRET: SECRET,
        DATABASE_URL: 'postgresql://a@127.0.0.1:1/x',
        SUTRA_PUBLIC_URL: 'https://x.example',
      }),
    ]);
    expectRefusal(typo, /SUTRA_DATADIR is not a variable of Sutra; did you mean SUTRA_DATA_DIR\?/, /PORT: /);
    expectRefusal(production, /SUTRA_SECRET is required/, /DATABASE_URL is required/, /SUTRA_PUBLIC_URL is required/);
    expectRefusal(demo, /SUTRA_DEMO cannot be on when SUTRA_ENV=production/);
    for (const { elapsedMs } of [typo, production, demo]) expect(elapsedMs).toBeLessThan(15_000);
  });

  test('a port that is in use, and a data directory that another process uses', async () => {
    const server = await spawnTracked({ SUTRA_DATA_DIR: copyOfUsed() });
    const port = new URL(server.origin).port;
    const [samePort, sameDirectory] = await Promise.all([
      runServer({ SUTRA_DATA_DIR: copyOfUsed(), PORT: port }),
      runServer({ SUTRA_DATA_DIR: join(root, `copy-${copies - 1}`), PORT: '0' }),
    ]);
    expectRefusal(samePort, new RegExp(`Port ${port} is in use`), /PORT=\d+ npm start/);
    expectRefusal(sameDirectory, /Another Sutra process is using .+copy-/, /SUTRA_DATA_DIR to another directory/);
    expect((await server.anonymous.get('/readyz')).status).toBe(200); // whom they did not disturb
    await server.stop('SIGKILL');
  });

  test('a data directory that is damaged, was made by a newer version, or is no directory', async () => {
    const damaged = copyOfUsed();
    writeFileSync(join(damaged, 'postgres', 'global', 'pg_control'), Buffer.alloc(8192, 0xff));
    const newer = copyOfUsed();
    await withDataDir(newer, ({ pool }) =>
      pool.query("insert into kernel.migration (name, checksum) values ('29991231000000_from_the_future.sql', 'x')"),
    );
    const noSecret = copyOfUsed();
    writeFileSync(join(noSecret, 'secret'), 'short');
    const file = join(root, 'a-file');
    writeFileSync(file, '');
    const [one, two, three, four] = [
      ...(await Promise.all([
        runServer({ SUTRA_DATA_DIR: damaged, PORT: '0' }),
        runServer({ SUTRA_DATA_DIR: newer, PORT: '0' }),
      ])),
      ...(await Promise.all([
        runServer({ SUTRA_DATA_DIR: noSecret, PORT: '0' }),
        runServer({ SUTRA_DATA_DIR: file, PORT: '0' }),
      ])),
    ];
    expectRefusal(one, /does not (open|answer)/, /Restore the directory from a copy, or set SUTRA_DATA_DIR/);
    expectRefusal(two, /made by a newer Sutra \(it holds 29991231000000_from_the_future\.sql\)/, /Start that version/);
    expectRefusal(three, /secret is damaged/, /Restore it from a copy/);
    expectRefusal(four, /a-file/, /SUTRA_DATA_DIR/);
  });

  test('a database or a Redis that is not there, or takes the connection and never answers', async () => {
    const database = inject('postgresUrl');
    const closed = await freePort();
    const silent = await silentPort();
    const base = { SUTRA_SECRET: SECRET, PORT: '0', SUTRA_DATA_DIR: join(root, 'unused') };
    const own = await testDatabase();
    const [noDatabase, silentDatabase] = await Promise.all([
      runServer({ ...base, DATABASE_URL: `postgresql://a:hidden@127.0.0.1:${closed}/sutra` }),
      runServer({ ...base, DATABASE_URL: `postgresql://a:hidden@127.0.0.1:${silent}/sutra` }),
    ]);
    const [noRedis, silentRedis, noName] = await Promise.all([
      runServer({ ...base, DATABASE_URL: own.url, REDIS_URL: `redis://:hidden@127.0.0.1:${closed}` }),
      runServer({ ...base, DATABASE_URL: own.url, REDIS_URL: `redis://:hidden@127.0.0.1:${silent}` }),
      runServer({ ...base, DATABASE_URL: `${database}no_such_database` }),
    ]);
    await own.close();
    expectRefusal(noDatabase, new RegExp(`/sutra at 127\\.0\\.0\\.1:${closed} does not answer`), /Check DATABASE_URL/);
    expectRefusal(
      silentDatabase,
      new RegExp(`/sutra at 127\\.0\\.0\\.1:${silent} does not answer`),
      /Check DATABASE_URL/,
    );
    expectRefusal(noName, /no_such_database/, /Check DATABASE_URL/);
    expectRefusal(noRedis, new RegExp(`Redis at 127\\.0\\.0\\.1:${closed} does not answer`), /Check REDIS_URL/);
    expectRefusal(silentRedis, new RegExp(`Redis at 127\\.0\\.0\\.1:${silent} does not answer`), /Check REDIS_URL/);
    for (const { stderr, elapsedMs } of [noDatabase, silentDatabase, noRedis, silentRedis, noName]) {
      expect(stderr).not.toMatch(/hidden/);
      expect(elapsedMs).toBeLessThan(20_000);
    }
  });

  test('a secret that is not the one of the database', async () => {
    const dataDir = copyOfUsed();
    const other = await runServer({ SUTRA_DATA_DIR: dataDir, SUTRA_SECRET: SECRET, PORT: '0' });
    expectRefusal(other, /SUTRA_SECRET/);
  });
});

describe('a server that is stopped', { timeout: 90_000 }, () => {
  test('starts again with everything: sessions, scans, audit log', async () => {
    const dataDir = copyOfUsed();
    const first = await spawnTracked({ SUTRA_DATA_DIR: dataDir });
    const person = await signIn(first.origin);
    const scan = await person.post(SCAN, { raw: ']d201089012345678901', clientScanId: 'before' });
    expect(scan.status).toBe(200);
    expect(await first.stop()).toMatchObject({ code: 0, signal: null });
    const second = await spawnTracked({ SUTRA_DATA_DIR: dataDir });
    const again = new Caller(second.origin, person.token);
    expect((await again.get('/api/v1/auth/me')).status).toBe(200);
    expect((await again.get('/api/v1/drug-scanning/scans')).body.items).toEqual([scan.body.scan]);
    const refreshed = await second.anonymous.post('/api/v1/auth/refresh', {
      refreshToken: person.signedIn.refreshToken,
    });
    expect(refreshed.status).toBe(200);
    expect(await second.stop()).toMatchObject({ code: 0, signal: null });
  });

  test('answers what it has begun, takes nothing new, and ends at once however many idle connections are open', async () => {
    const server = await spawnTracked({ SUTRA_DATA_DIR: copyOfUsed() });
    const port = Number(new URL(server.origin).port);
    const idle = await Promise.all(Array.from({ length: 5 }, () => rawConnection(port)));
    for (const connection of idle) connection.write('GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n');
    const body = JSON.stringify({ identifier: '+919800000002', password: 'sutra-demo-2035' });
    const begun = await rawConnection(port);
    begun.write(
      `POST /api/v1/auth/login HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`,
    );
    await vi.waitFor(() => expect(begun.received()).toMatch(/^HTTP\/1\.1 100 Continue/), 10_000);
    begun.write(body.slice(0, 10));
    const signalledAt = performance.now();
    server.child.kill('SIGTERM');
    server.child.kill('SIGINT'); // an impatient operator changes nothing
    await vi.waitFor(() => expect(rawConnection(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' }), 10_000);
    begun.write(body.slice(10));
    expect(await begun.answer).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK\r\n.*"accessToken"/s);
    const { code, signal } = await server.ended;
    expect({ code, signal }).toEqual({ code: 0, signal: null });
    expect(performance.now() - signalledAt).toBeLessThan(9000); // less than the ten seconds after which it gives up
  });
});

describe(`a server that is killed ${KILLS} times while it writes`, () => {
  /** Scans until the process dies, in the midst of it; gives the client ids of what was acknowledged. */
  async function scanUntilKilled(server: ServerProcess, round: number, afterScans: number): Promise<string[]> {
    const person = await signIn(server.origin);
    const acknowledged: string[] = [];
    const scanner = async (lane: number) => {
      for (let count = 0; server.child.signalCode === null; count += 1) {
        const clientScanId = `${round}-${lane}-${count}`;
        const answer = await person.post(SCAN, { raw: `code ${clientScanId}`, clientScanId }).catch(() => null);
        if (answer === null) break;
        expect(answer.status).toBe(200);
        acknowledged.push(clientScanId);
      }
    };
    const scanners = Promise.all([0, 1, 2, 3].map(scanner));
    await vi.waitUntil(() => acknowledged.length >= afterScans, { timeout: 20_000, interval: 1 });
    await server.stop('SIGKILL');
    await scanners;
    return acknowledged;
  }

  async function killAndCheck(
    env: Record<string, string>,
    look: <T>(fn: (query: (sql: string) => Promise<Record<string, unknown>[]>) => Promise<T>) => Promise<T>,
  ): Promise<void> {
    const acknowledged: string[] = [];
    for (let round = 0; round < KILLS; round += 1) {
      acknowledged.push(...(await scanUntilKilled(await spawnTracked(env), round, 10 + 7 * (round % 10))));
    }
    const last = await spawnTracked(env);
    expect((await last.anonymous.get('/readyz')).status).toBe(200);
    expect(await last.stop()).toMatchObject({ code: 0 });
    await look(async (query) => {
      const scans = new Set((await query('select client_scan_id as id from scanning.scan')).map((row) => row['id']));
      expect(acknowledged.filter((id) => !scans.has(id))).toEqual([]);
      expect(acknowledged.length).toBeGreaterThanOrEqual(KILLS * 10);
      // What commits together is there together.
      const [entries] = await query("select count(*)::int as count from audit.entry where action = 'scan.recorded'");
      expect(entries).toEqual({ count: scans.size });
      const [chain] =
        await query(`select count(*)::int as broken from (select sequence, previous_hash, lag(hash) over (partition by org_id order by sequence) as before,
        row_number() over (partition by org_id order by sequence) as place from audit.seal) s where place <> sequence or (place > 1 and previous_hash <> before)`);
      expect(chain).toEqual({ broken: 0 });
    });
  }

  test(
    'on the embedded database loses nothing that it acknowledged',
    async () => {
      const dataDir = copyOfUsed();
      await killAndCheck({ SUTRA_DATA_DIR: dataDir }, (fn) =>
        withDataDir(dataDir, ({ pool }) => fn(async (sql) => asOwner(pool, sql))),
      );
    },
    60_000 + KILLS * 10_000,
  );

  test(
    'on a PostgreSQL server loses nothing that it acknowledged',
    async () => {
      const database = await testDatabase();
      try {
        const env = { DATABASE_URL: database.url, SUTRA_SECRET: SECRET, SUTRA_DATA_DIR: join(root, 'files') };
        await killAndCheck(env, (fn) =>
          fn(async (sql) => (await database.owner.query<Record<string, unknown>>(sql)).rows),
        );
      } finally {
        await database.close();
      }
    },
    60_000 + KILLS * 10_000,
  );
});

const asOwner = async (pool: OpenDatabase['pool'], sql: string) =>
  (await pool.query<Record<string, unknown>>(sql)).rows;

/** A connection that sends what it is told, when it is told. */
function rawConnection(
  port: number,
): Promise<{ write(text: string): void; received(): string; answer: Promise<string> }> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    const answer = new Promise<string>((done) => {
      socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
      socket.on('close', () => done(text));
    });
    socket.once('error', reject);
    socket.once('connect', () => resolve({ write: (part) => void socket.write(part), received: () => text, answer }));
  });
}
