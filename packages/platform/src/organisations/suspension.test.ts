// A suspended organisation is refused everywhere within a second, and its people are told why.
import type { Actor } from '@sutra/kernel/actor';
import { ManualClock, MINUTE_MS } from '@sutra/kernel/clock';
import { LocalFeed } from '@sutra/kernel/feed';
import { createLog } from '@sutra/kernel/log';
import { Caller, SignedInCaller, startTestApp, type TestApp } from '@sutra/testkit/app';
import { startRedis } from '@sutra/testkit/redis';
import { Invitations } from '../identity/invitations.service.ts';
import { Revocations } from '../identity/revocations.ts';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';

const PHARMACY = '01900000-0000-7000-8000-000000000002';
const COTTON = '01900000-0000-7000-8000-000000000003';
const OPERATORS = '01900000-0000-7000-8000-000000000001';
const BOUND_MS = 1000;
const reason = 'The licence of the shop has run out; write to help@sutra.example';

let redis: Awaited<ReturnType<typeof startRedis>>;
let first: TestApp;
let second: TestApp;
let operator: SignedInCaller;
beforeAll(async () => {
  redis = await startRedis();
  first = await startTestApp({ env: { REDIS_URL: redis.url } });
  second = await startTestApp({ env: { REDIS_URL: redis.url }, database: first.database });
  operator = await first.signInWithPassword('admin@sutra.example');
});
afterAll(async () => {
  await second.close();
  await first.close();
  await redis.stop();
});
afterEach(async () => {
  for (const id of [PHARMACY, COTTON]) await resume(id);
});

const path = (id: string, rest: string) => `/api/v1/operator/organisations/${id}/${rest}`;
const suspend = (id: string, because = reason) => operator.post(path(id, 'suspend'), { reason: because });
const resume = (id: string) => operator.post(path(id, 'resume'));
const elsewhere = (caller: Caller) => new Caller(second.origin, caller.token);
const refresh = (caller: SignedInCaller, organisationId?: string) =>
  caller.post('/api/v1/auth/refresh', {
    refreshToken: caller.signedIn.refreshToken,
    ...(organisationId !== undefined && { organisationId }),
  });

async function socketOf(origin: string, token: string) {
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/api/v1/realtime`);
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  await new Promise((resolve) => socket.once('open', resolve));
  const ready = new Promise<void>((resolve) => {
    socket.on('message', (data) => (data as Buffer).toString().includes('"ready"') && resolve());
  });
  socket.send(JSON.stringify({ token }));
  await ready;
  return { closed };
}

async function keyOf(caller: SignedInCaller): Promise<string> {
  const account = await caller.post('/api/v1/service-accounts', { name: 'till' });
  const wanted = { name: 'k', permissions: ['scan.read'] };
  return (await caller.post(`/api/v1/service-accounts/${account.body.id}/keys`, wanted)).body.secret;
}

describe('a suspension', () => {
  test('is honoured for people, keys and live pages on both instances within a second, and told with its reason', async () => {
    const pharmacist = await first.signIn('+919800000002');
    const secret = await keyOf(await first.signIn('+919800000001'));
    const scans = (origin: string) => new Caller(origin, secret).get('/api/v1/drug-scanning/scans');
    expect((await elsewhere(pharmacist).get('/api/v1/auth/me')).status).toBe(200);
    expect((await scans(second.origin)).status).toBe(200);
    const sockets = [await socketOf(first.origin, pharmacist.token!), await socketOf(second.origin, pharmacist.token!)];
    const answer = await suspend(PHARMACY);
    const suspendedAt = performance.now();
    expect([answer.status, answer.body.status, answer.body.suspendedBecause]).toEqual([200, 'suspended', reason]);
    expect((await pharmacist.get('/api/v1/auth/me')).body.code).toBe('auth.token_expired');
    expect((await scans(first.origin)).body).toMatchObject({ code: 'organisation.suspended', detail: reason });
    await expect
      .poll(async () => (await elsewhere(pharmacist).get('/api/v1/auth/me')).body.code, { interval: 5 })
      .toBe('auth.token_expired');
    await expect.poll(async () => (await scans(second.origin)).status, { interval: 5 }).toBe(403);
    expect(await Promise.all(sockets.map(({ closed }) => closed))).toEqual([4400, 4400]);
    expect(performance.now() - suspendedAt).toBeLessThan(BOUND_MS);
    const refused = await refresh(pharmacist);
    expect([refused.status, refused.body.code, refused.body.detail]).toEqual([403, 'organisation.suspended', reason]);
    await expect(first.signIn('+919800000002')).rejects.toThrow(reason);
  });

  test('ends no session: whoever belongs elsewhere goes on there, and comes back with the organisation', async () => {
    const asha = await first.signIn('+919800000001');
    expect(asha.signedIn.organisation.id).toBe(PHARMACY);
    const inCotton = new SignedInCaller(first.origin, (await refresh(asha, COTTON)).body);
    await suspend(PHARMACY);
    expect((await inCotton.get('/api/v1/auth/me')).status).toBe(200);
    expect((await elsewhere(inCotton).get('/api/v1/auth/me')).status).toBe(200);
    expect((await refresh(inCotton, PHARMACY)).body).toMatchObject({ code: 'organisation.suspended', detail: reason });
    const goesOn = await refresh(inCotton);
    expect([goesOn.status, goesOn.body.organisation.id, goesOn.body.organisations.length]).toEqual([200, COTTON, 1]);
    const elsewhereFirst = await first.signIn('+919800000001');
    expect(elsewhereFirst.signedIn.organisation.id).toBe(COTTON);
    await resume(PHARMACY);
    const back = await refresh(new SignedInCaller(first.origin, goesOn.body), PHARMACY);
    expect([back.status, back.body.organisation.id]).toEqual([200, PHARMACY]);
  });

  test('that is over lets the same tokens and keys work again, on both instances', async () => {
    const owner = await first.signIn('+919800000001');
    const secret = await keyOf(owner);
    await suspend(PHARMACY);
    expect((await owner.get('/api/v1/auth/me')).status).toBe(401);
    const answer = await resume(PHARMACY);
    expect([answer.status, answer.body.status, answer.body.suspendedBecause]).toEqual([200, 'active', null]);
    expect((await owner.get('/api/v1/auth/me')).status).toBe(200);
    await expect.poll(async () => (await elsewhere(owner).get('/api/v1/auth/me')).status).toBe(200);
    await expect
      .poll(async () => (await new Caller(second.origin, secret).get('/api/v1/drug-scanning/scans')).status)
      .toBe(200);
  });

  test('is told to owners and stands in both logs, before and after', async () => {
    await suspend(PHARMACY);
    await resume(PHARMACY);
    const owner = await first.signIn('+919800000001');
    for (const caller of [operator, owner]) {
      const entries = await caller.get('/api/v1/audit/entries?action=organisation.suspended&limit=1');
      expect(entries.body.items[0]).toMatchObject({
        actor: { name: 'Meera Iyer' },
        object: { type: 'identity.organisation', id: PHARMACY },
        changes: { status: { before: 'active', after: 'suspended' }, suspended_because: { after: reason } },
      });
      const resumed = await caller.get('/api/v1/audit/entries?action=organisation.resumed&limit=1');
      expect(resumed.body.items[0].changes.status).toEqual({ before: 'suspended', after: 'active' });
    }
    await expect
      .poll(async () => {
        const { body } = await owner.get('/api/v1/notifications');
        return (body.items as { kind: string }[]).map(({ kind }) => kind);
      })
      .toEqual(expect.arrayContaining(['organisation.suspended', 'organisation.resumed']));
  });

  test('of two at once is one; of operators, of nobody, and without a reason it is none', async () => {
    const codes = (await Promise.all([suspend(COTTON), suspend(COTTON)])).map(
      ({ status, body }) => body.code ?? status,
    );
    expect(new Set(codes)).toEqual(new Set([200, 'organisation.is_suspended']));
    const over = (await Promise.all([resume(COTTON), resume(COTTON)])).map(({ status, body }) => body.code ?? status);
    expect(new Set(over)).toEqual(new Set([200, 'organisation.is_active']));
    expect((await suspend(OPERATORS)).body.code).toBe('organisation.is_operator');
    expect((await resume(OPERATORS)).body.code).toBe('organisation.is_operator');
    expect((await suspend('01900000-0000-7000-8000-00000000ffff')).body.code).toBe('organisation.not_found');
    for (const because of ['', '   ', 'two\nlines', 'x'.repeat(501)])
      expect((await suspend(COTTON, because)).status).toBe(400);
    expect((await operator.post(path(COTTON, 'suspend'), {})).status).toBe(400);
  });

  test('that is told late says nothing against what was decided after it', async () => {
    await suspend(PHARMACY);
    await resume(PHARMACY);
    await first.app.relay.settle(); // repeats what was told, from the outbox
    const owner = await first.signIn('+919800000001');
    expect((await owner.get('/api/v1/auth/me')).status).toBe(200);
    expect((await elsewhere(owner).get('/api/v1/auth/me')).status).toBe(200);
  });
});

test('what was invited waits while the organisation is suspended, and no new owner is invited', async () => {
  const owner = await first.signIn('+919800000001');
  const mobile = '+919600100001';
  await owner.post('/api/v1/invitations', { name: 'Nisha', mobile, roles: ['staff'] });
  await first.database.owner.query('update identity.invitation set sent_at = null where mobile = $1', [mobile]);
  await suspend(PHARMACY);
  const sent: string[] = [];
  const invitations = new Invitations({
    gates: first.app.gates,
    clock: { nowMs: () => Date.now() },
    messaging: { send: async (to: string) => void sent.push(to) },
    address: 'https://sutra.example',
  } as never);
  await invitations.sendWaiting();
  const { rows } = await first.database.owner.query('select id from identity.invitation where mobile = $1', [mobile]);
  await invitations.send(rows[0].id); // suspended after it was found
  expect(sent).toEqual([]);
  await expect(first.signIn(mobile)).rejects.toThrow();
  await resume(PHARMACY);
  await invitations.sendWaiting();
  expect(sent).toEqual([mobile]);
});

test('news of a suspension that arrive after those of its end are old', async () => {
  const clock = new ManualClock(Date.now());
  const feed = new LocalFeed(clock, createLog('error'));
  const revocations = new Revocations(first.app.gates, feed, clock);
  await feed.start();
  const actor = { kind: 'person', id: 'a', organisationId: PHARMACY, sessionId: 's', membershipVersion: 1 } as Actor;
  const tell = (version: number, isSuspended: boolean) =>
    revocations.publishStanding({ organisationId: PHARMACY, version, isSuspended, because: isSuspended ? 'x' : null });
  await tell(1008, true); // beyond those that the start has read
  expect(() => revocations.check(actor)).toThrow('auth.token_expired');
  expect(() => revocations.check({ ...actor, kind: 'service' })).toThrow('organisation.suspended');
  expect(revocations.check({ ...actor, organisationId: COTTON })).toBeUndefined();
  await tell(1009, false);
  await tell(1008, true);
  expect(revocations.check(actor)).toBeUndefined();
  await tell(1010, true);
  clock.advance(17 * MINUTE_MS);
  await revocations.publish(['other']); // sweeps what no token can name any more
  expect(revocations.check(actor)).toBeUndefined();
});

describe('while the feed cannot be trusted', () => {
  test('the database is asked; after it is back, live pages that were missed are closed', async () => {
    const pharmacist = await first.signIn('+919800000002');
    const secret = await keyOf(await first.signIn('+919800000001'));
    const { closed } = await socketOf(second.origin, pharmacist.token!);
    const scans = () => new Caller(second.origin, secret).get('/api/v1/drug-scanning/scans');
    expect((await scans()).status).toBe(200); // known to the other's memory
    const isFresh = async (app: TestApp) => (await app.anonymous.get('/readyz')).body.feed as boolean;
    redis.pause();
    await expect.poll(() => isFresh(second), { timeout: 5000 }).toBe(false);
    await suspend(PHARMACY);
    expect((await elsewhere(pharmacist).get('/api/v1/auth/me')).body.code).toBe('auth.token_expired');
    const withKey = await scans();
    expect([withKey.status, withKey.body.code]).toEqual([403, 'organisation.suspended']);
    redis.resume();
    await expect.poll(() => isFresh(second), { timeout: 15_000 }).toBe(true);
    expect((await elsewhere(pharmacist).get('/api/v1/auth/me')).body.code).toBe('auth.token_expired');
    expect(await closed).toBe(4400);
  }, 30_000);

  test('an instance that starts after the suspension refuses tokens of before', async () => {
    const pharmacist = await first.signIn('+919800000002');
    await suspend(PHARMACY);
    const third = await startTestApp({ env: { REDIS_URL: redis.url }, database: first.database });
    try {
      await expect.poll(async () => (await third.anonymous.get('/readyz')).body.feed).toBe(true);
      const caller = new Caller(third.origin, pharmacist.token);
      expect((await caller.get('/api/v1/auth/me')).body.code).toBe('auth.token_expired');
    } finally {
      await third.close();
    }
  }, 30_000);
});
