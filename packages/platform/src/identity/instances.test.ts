// What must hold over two instances that share PostgreSQL and Redis: revocation within a second, and proofs that count once.
// `npm run proof` asks for the full figures.
import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { Once } from '@sutra/kernel/once';
import { ManualClock, MINUTE_MS } from '@sutra/kernel/clock';
import { createLog } from '@sutra/kernel/log';
import { Caller, type SignedInCaller, startTestApp, type TestApp } from '@sutra/testkit/app';
import { TestDevice } from '@sutra/testkit/device';
import { startRedis } from '@sutra/testkit/redis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';

const REVOCATIONS = Number(process.env['SUTRA_PROOF_REVOCATIONS'] ?? 60);
const REPLAYS = Number(process.env['SUTRA_PROOF_REPLAYS'] ?? 1500);
const ME = '/api/v1/auth/me';

let redis: Awaited<ReturnType<typeof startRedis>>;
let first: TestApp;
let second: TestApp;
beforeAll(async () => {
  redis = await startRedis();
  first = await startTestApp({ env: { REDIS_URL: redis.url, SUTRA_PUBLIC_URL: 'http://sutra.test' } });
  second = await startTestApp({
    env: { REDIS_URL: redis.url, SUTRA_PUBLIC_URL: 'http://sutra.test' },
    database: first.database,
  });
});
afterAll(async () => {
  await second.close();
  await first.close();
  await redis.stop();
});

async function newPerson(index: number): Promise<string> {
  const mobile = `+91990${String(index).padStart(7, '0')}`;
  await first.database.owner.query(
    `with person as (insert into identity.person (id, name, mobile, mobile_verified_at, created_at) values ($1, $2, $3, now(), now()))
     insert into identity.membership (org_id, user_id, roles, created_at)
     select org_id, $1, '{staff}', now() from identity.organisation where kind = 'cotton'`,
    [randomUUID(), `Person ${index}`, mobile],
  );
  return mobile;
}

/** Milliseconds from the acknowledgement until the other instance had last accepted the token. */
async function acceptedFor(caller: SignedInCaller, acknowledgedMs: number): Promise<number> {
  const elsewhere = new Caller(second.origin, caller.token);
  let lastAcceptedMs = acknowledgedMs;
  for (let refusals = 0; refusals < 3;) {
    const sentMs = performance.now();
    const { status } = await elsewhere.get(ME);
    if (status === 200) lastAcceptedMs = sentMs;
    refusals = status === 200 ? 0 : refusals + 1;
  }
  return lastAcceptedMs - acknowledgedMs;
}

async function liveConnection(caller: SignedInCaller): Promise<{ closed: Promise<number> }> {
  const socket = new WebSocket(`${second.origin.replace('http', 'ws')}/api/v1/realtime`);
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  await new Promise<void>((resolve) => {
    socket.on('message', (data) => {
      const { type } = JSON.parse((data as Buffer).toString()) as { type: string };
      if (type === 'hello') socket.send(JSON.stringify({ token: caller.token }));
      if (type === 'ready') resolve();
    });
  });
  return { closed };
}

test(
  'what one instance has ended the other accepts no second longer, WebSocket included',
  { timeout: 60_000 + REVOCATIONS * 200 },
  async () => {
    const workers = Math.min(8, REVOCATIONS);
    const slowest = { http: 0, socket: 0 };
    const work = async (worker: number) => {
      const mobile = await newPerson(worker);
      for (let round = worker; round < REVOCATIONS; round += workers) {
        const caller = await first.signIn(mobile);
        expect((await new Caller(second.origin, caller.token).get(ME)).status).toBe(200);
        const live = round % 10 === 0 ? await liveConnection(caller) : null;
        expect((await caller.post('/api/v1/auth/logout')).status).toBe(200);
        const acknowledgedMs = performance.now();
        slowest.http = Math.max(slowest.http, await acceptedFor(caller, acknowledgedMs));
        if (live === null) continue;
        expect(await live.closed).toBe(4401);
        slowest.socket = Math.max(slowest.socket, performance.now() - acknowledgedMs);
      }
    };
    await Promise.all(Array.from({ length: workers }, (_, worker) => work(worker)));
    expect(slowest.http).toBeLessThan(1000);
    expect(slowest.socket).toBeLessThan(1000);
  },
);

describe('a proof of a device', () => {
  const send = (app: TestApp, token: string, proof: string) =>
    app.anonymous.get(ME, { authorization: `DPoP ${token}`, dpop: proof });
  async function signedIn(): Promise<{ device: TestDevice; token: string }> {
    const device = await TestDevice.make('http://sutra.test');
    const login = async () =>
      first.anonymous.post(
        '/api/v1/auth/login',
        { identifier: '+919800000011', password: 'sutra-demo-2035' },
        { dpop: await device.proof('POST', '/api/v1/auth/login', null) },
      );
    device.nonce = (await login()).headers.get('dpop-nonce')!;
    const { status, body } = await login();
    expect(status).toBe(200);
    return { device, token: body.accessToken as string };
  }

  test(
    'is accepted once over both, also when both get it at the same moment',
    { timeout: 60_000 + REPLAYS },
    async () => {
      const { device, token } = await signedIn();
      let accepted = 0;
      let replayed = 0;
      while (replayed < REPLAYS) {
        device.nonce = (
          await send(first, token, await device.proof('GET', ME, token, { claims: { nonce: '' } }))
        ).headers.get('dpop-nonce')!;
        const proofs = await Promise.all(Array.from({ length: 20 }, () => device.proof('GET', ME, token)));
        const answers = await Promise.all(
          proofs.flatMap((proof) => [first, second, first, second, second].map((app) => send(app, token, proof))),
        );
        for (const [index] of proofs.entries()) {
          const five = answers.slice(index * 5, index * 5 + 5);
          const times = five.filter(({ status }) => status === 200).length;
          expect(times).toBeLessThanOrEqual(1);
          accepted += times;
        }
        replayed += answers.length - proofs.length;
        const codes = new Set(answers.filter(({ status }) => status !== 200).map(({ body }) => body.code as string));
        codes.delete('auth.dpop_required'); // Redis was slow: the proof must come again with a newer nonce
        expect(codes).toEqual(new Set(['auth.dpop_invalid']));
      }
      expect(accepted).toBeGreaterThan(REPLAYS / 8);
    },
  );

  test('made elsewhere is good here: its nonce is known to every instance', async () => {
    const { device, token } = await signedIn();
    expect((await send(second, token, await device.proof('GET', ME, token))).status).toBe(200);
  });
});

describe('while Redis does not answer', () => {
  const clock = new ManualClock(Date.now());
  const lifeMs = 5 * MINUTE_MS;
  async function pair() {
    const own = await startRedis();
    const options = { gates: first.app.gates, clock, log: createLog('silent'), redisUrl: own.url, name: 'x', lifeMs };
    const [one, two] = [new Once(options), new Once(options)] as const;
    await Promise.all([one.start(), two.start()]);
    return { own, one, two, close: () => [one, two].forEach((once) => once.close()) };
  }

  test('the database keeps what is used once, and what was issued before that counts no more', async () => {
    const { own, one, two, close } = await pair();
    const [before, during] = [randomUUID(), randomUUID()];
    expect(await one.use(before, clock.nowMs())).toBe('first');
    expect(await two.use(before, clock.nowMs())).toBe('again');
    const issuedBefore = clock.nowMs();
    clock.advance(1000);
    await own.stop();
    expect(await two.use(randomUUID(), issuedBefore)).toBe('too-old');
    expect(await one.use(randomUUID(), issuedBefore)).toBe('too-old');
    clock.advance(1000);
    const answers = await Promise.all([one.use(during, clock.nowMs()), two.use(during, clock.nowMs())]);
    expect(answers.toSorted()).toEqual(['again', 'first']);
    expect(await one.use(during, clock.nowMs())).toBe('again');
    await one.tidy();
    const count = async () =>
      (await first.database.owner.query('select from kernel.used_once where key = $1', [during])).rowCount;
    expect(await count()).toBe(1);
    clock.advance(3 * lifeMs);
    await one.tidy();
    expect(await count()).toBe(0);
    close();
  });

  test('what was used then stays used when Redis is back, on every instance, however long it was away', async () => {
    const { own, one, two, close } = await pair();
    own.pause();
    expect(await one.use(randomUUID(), clock.nowMs())).toBe('first');
    clock.advance(lifeMs + MINUTE_MS);
    const during = randomUUID();
    expect(await one.use(during, clock.nowMs())).toBe('first');
    own.resume();
    await expect.poll(() => one.use(randomUUID(), clock.nowMs())).toBe('first');
    expect(await two.use(during, clock.nowMs())).toBe('again');
    close();
    await own.stop();
  });
});
