// Several instances on one database and one Redis: what one acknowledges, the others keep to.
import { type ChildProcess, spawn } from 'node:child_process';
import { connect, createServer, type Socket } from 'node:net';
import { Caller, type SignedInCaller, startTestApp, type TestApp } from '@sutra/testkit/app';
import { testDatabase, type TestDatabase } from '@sutra/testkit/database';
import { freePort } from '@sutra/testkit/postgres';
import { requireProgram } from '@sutra/testkit/programs';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';

const BOUND_MS = 1000;
let database: TestDatabase;
let redis: ChildProcess;
let redisPort: number;
let wire: Wire;
let a: TestApp;
let b: TestApp;
beforeAll(async () => {
  redisPort = await freePort();
  redis = startRedis();
  wire = await Wire.to(redisPort);
  database = await testDatabase();
  // A reaches Redis through a wire that a test can cut; B reaches it directly.
  a = await startTestApp({ database, env: { REDIS_URL: `redis://127.0.0.1:${wire.port}` } });
  b = await startTestApp({ database, env: { REDIS_URL: `redis://127.0.0.1:${redisPort}` } });
});
afterAll(async () => {
  redis.kill('SIGCONT');
  await a.close();
  await b.close();
  await database.close();
  wire.close();
  redis.kill('SIGKILL');
});
beforeEach(() => vi.waitFor(async () => expect([await isFresh(a), await isFresh(b)]).toEqual([true, true]), 15_000));

function startRedis(): ChildProcess {
  const options = ['--port', String(redisPort), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  return spawn(requireProgram('redis-server', 'redis-server'), options, { stdio: 'ignore' });
}
const isFresh = async (app: TestApp): Promise<boolean> => (await app.anonymous.get('/readyz')).body.feed;
const use = (app: TestApp, token: string) => new Caller(app.origin, token).get('/api/v1/drug-scanning/scans?limit=1');
const signIn = () => a.signInWithPassword('+919800000002');

/** Asks B until it refuses; gives how long after the acknowledgement that was. */
async function refusedByB(token: string, acknowledgedAt: number): Promise<number> {
  for (;;) {
    const { status, body } = await use(b, token);
    const elapsedMs = performance.now() - acknowledgedAt;
    if (status === 401) {
      expect(body.code).toBe('auth.token_revoked');
      return elapsedMs;
    }
    expect(status).toBe(200);
    if (elapsedMs > 4 * BOUND_MS)
      throw new Error(`B still accepts the token ${Math.round(elapsedMs)} ms after A had acknowledged its end`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
/** Ends a session at A from another device; gives when that was acknowledged. */
async function endAtA(by: SignedInCaller, session: SignedInCaller): Promise<number> {
  const { status } = await by.delete(`/api/v1/auth/sessions/${session.signedIn.sessionId}`);
  expect(status).toBe(200);
  return performance.now();
}

describe('a session ended at one instance is refused by the other within a second', () => {
  test('while Redis is well', async () => {
    const desk = await signIn();
    const times: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      const phone = await signIn();
      expect((await use(b, phone.token!)).status).toBe(200);
      times.push(await refusedByB(phone.token!, await endAtA(desk, phone)));
      expect((await use(a, phone.token!)).status).toBe(401);
    }
    expect(Math.max(...times)).toBeLessThan(BOUND_MS);
    expect((await use(b, desk.token!)).status).toBe(200);
  });

  test('by its own sign-out, and by all devices at once', async () => {
    const [one, two, three] = [await signIn(), await signIn(), await signIn()];
    expect((await one.post('/api/v1/auth/logout')).status).toBe(200);
    expect(await refusedByB(one.token!, performance.now())).toBeLessThan(BOUND_MS);
    expect((await two.delete('/api/v1/auth/sessions/all?keepCurrent=true')).status).toBe(200);
    expect(await refusedByB(three.token!, performance.now())).toBeLessThan(BOUND_MS);
    expect((await use(b, two.token!)).status).toBe(200);
  });

  test('and so is an API key', async () => {
    const owner = await a.signInWithPassword('+919800000001');
    const account = await owner.post('/api/v1/service-accounts', { name: 'integration' });
    const path = `/api/v1/service-accounts/${account.body.id}/keys`;
    const key = await owner.post(path, { name: 'k', permissions: ['scan.read'] });
    const atB = () => new Caller(b.origin, key.body.secret).get('/api/v1/drug-scanning/scans');
    expect((await atB()).status).toBe(200);
    expect((await owner.delete(`${path}/${key.body.id}`)).status).toBe(200);
    const acknowledgedAt = performance.now();
    await vi.waitFor(async () => expect((await atB()).status).toBe(401), { timeout: 4000, interval: 5 });
    expect(performance.now() - acknowledgedAt).toBeLessThan(BOUND_MS);
  });

  test.each([
    ['stands still', 'SIGSTOP'],
    ['is dead', 'SIGKILL'],
  ] as const)('while Redis %s, and after it is back', async (_, signal) => {
    const [desk, phone, tablet] = [await signIn(), await signIn(), await signIn()];
    for (const { token } of [phone, tablet]) expect((await use(b, token!)).status).toBe(200); // known to B's memory
    redis.kill(signal);
    expect(await refusedByB(phone.token!, await endAtA(desk, phone))).toBeLessThan(BOUND_MS);
    await vi.waitFor(async () => expect(await isFresh(b)).toBe(false), 5000);
    expect(await refusedByB(tablet.token!, await endAtA(desk, tablet))).toBeLessThan(BOUND_MS);
    expect((await use(b, desk.token!)).status).toBe(200); // the others go on, by the database
    if (signal === 'SIGSTOP') redis.kill('SIGCONT');
    else redis = startRedis();
    await vi.waitFor(async () => expect([await isFresh(a), await isFresh(b)]).toEqual([true, true]), 15_000);
    for (const { token } of [phone, tablet]) expect((await use(b, token!)).status).toBe(401);
    expect((await use(b, desk.token!)).status).toBe(200);
  });

  test('while only the first one has lost its way to Redis', async () => {
    const [desk, phone] = [await signIn(), await signIn()];
    expect((await use(b, phone.token!)).status).toBe(200);
    wire.cut();
    const elapsedMs = await refusedByB(phone.token!, await endAtA(desk, phone)).finally(() => wire.mend());
    expect(elapsedMs).toBeLessThan(BOUND_MS);
  });

  test('while only the other one has lost its way to Redis', async () => {
    const [desk, phone] = [await b.signInWithPassword('+919800000002'), await signIn()];
    expect((await use(a, phone.token!)).status).toBe(200);
    wire.cut();
    expect((await desk.delete(`/api/v1/auth/sessions/${phone.signedIn.sessionId}`)).status).toBe(200);
    const acknowledgedAt = performance.now();
    await vi.waitFor(async () => expect((await use(a, phone.token!)).status).toBe(401), { timeout: 4000, interval: 5 });
    expect(performance.now() - acknowledgedAt).toBeLessThan(BOUND_MS);
    wire.mend();
  });
});

test('two instances are one: what one writes the other reads, an answer is kept for both', async () => {
  const person = await signIn();
  const atB = new Caller(b.origin, person.token);
  const scan = { raw: 'seen by both', clientScanId: 'both' };
  const key = { 'idempotency-key': 'both' };
  const [first, second] = await Promise.all([
    person.post('/api/v1/drug-scanning/scan', scan, key),
    atB.post('/api/v1/drug-scanning/scan', scan, key),
  ]);
  expect([first.status, second.status]).toEqual([200, 200]);
  expect(second.body).toEqual(first.body);
  const { rows } = await database.owner.query("select from scanning.scan where client_scan_id = 'both'");
  expect(rows).toHaveLength(1);
});

/** A TCP connection to Redis that a test can cut and mend. */
class Wire {
  readonly #sockets = new Set<Socket>();
  #whole = true;
  readonly #server = createServer((from) => {
    const to = connect(this.#target, '127.0.0.1');
    for (const [one, other] of [
      [from, to],
      [to, from],
    ] as const) {
      this.#sockets.add(one);
      one.on('error', () => {});
      one.on('close', () => {
        this.#sockets.delete(one);
        other.destroy();
      });
    }
    if (this.#whole) from.pipe(to).pipe(from);
    else from.destroy();
  });
  readonly #target: number;
  private constructor(target: number) {
    this.#target = target;
  }
  static async to(target: number): Promise<Wire> {
    const wire = new Wire(target);
    await new Promise<void>((resolve) => wire.#server.listen(0, '127.0.0.1', resolve));
    return wire;
  }
  get port(): number {
    return (this.#server.address() as { port: number }).port;
  }
  cut(): void {
    this.#whole = false;
    for (const socket of this.#sockets) socket.destroy();
  }
  mend(): void {
    this.#whole = true;
  }
  close(): void {
    this.cut();
    this.#server.close();
  }
}
