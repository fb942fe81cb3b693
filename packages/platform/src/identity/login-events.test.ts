import { DAY_MS, Ids, ManualClock, MINUTE_MS } from '@sutra/kernel/clock';
import { type Caller, startTestApp, type TestApp } from '@sutra/testkit/app';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LoginEvents } from './login-events.service.ts';

const clock = new ManualClock(Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS);
let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ clock, env: { SUTRA_TRUSTED_PROXIES: '127.0.0.1' } });
});
afterAll(() => app.close());

const OWNER = '+919800000001';
const PHARMACIST = '+919800000002';
const TRADER = '+919800000012';
const login = (identifier: string, password: string, ip: string, more: object = {}, cookie = '') =>
  app.anonymous.post(
    '/api/v1/auth/login',
    { identifier, password, ...more },
    { 'x-forwarded-for': ip, cookie, 'user-agent': 'probe/1' },
  );
const eventsOf = async (caller: Caller, query = '') => (await caller.get(`/api/v1/auth/login-events${query}`)).body;

test('a person sees each sign-in, newest first, with what was not seen before', async () => {
  const cookies = { tokenDelivery: 'cookie', device: { name: 'Counter 1', kind: 'desktop' } };
  const first = await login(PHARMACIST, 'sutra-demo-2035', '203.0.113.5', cookies);
  const cookie = first.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  await login(PHARMACIST, 'sutra-demo-2035', '203.0.113.200', cookies, cookie);
  await login(PHARMACIST, 'sutra-demo-2035', '2001:db8::7', cookies, cookie);
  const caller = await app.signIn(PHARMACIST);
  const { items, nextCursor } = await eventsOf(caller);
  expect(nextCursor).toBeNull();
  expect(items).toMatchObject([
    { method: 'otp', outcome: 'signed-in', ip: '127.0.0.1', reasons: ['new-device', 'new-network'] },
    { method: 'pwd', outcome: 'signed-in', ip: '2001:db8::7', reasons: ['new-network'], deviceName: 'Counter 1' },
    { method: 'pwd', outcome: 'signed-in', ip: '203.0.113.200', reasons: [], deviceKind: 'desktop' },
    { ip: '203.0.113.5', userAgent: 'probe/1', reasons: ['new-device', 'new-network'], deviceName: 'Counter 1' },
  ]);
  const page = await eventsOf(caller, '?limit=3');
  expect(page.items).toHaveLength(3);
  expect((await eventsOf(caller, `?limit=3&cursor=${page.nextCursor}`)).items).toEqual(items.slice(3));
});

test('what failed is kept once a minute of each way, and what is nobody’s is not kept', async () => {
  for (let round = 0; round < 2; round += 1) {
    await Promise.all(Array.from({ length: 40 }, () => login(TRADER, 'a wrong password', '198.51.100.1')));
    clock.advance(MINUTE_MS);
  }
  await login('nobody@sutra.example', 'a wrong password', '198.51.100.1');
  const challenge = await app.anonymous.post('/api/v1/auth/otp', { mobile: TRADER });
  await app.anonymous.post('/api/v1/auth/otp/verify', { challengeId: challenge.body.challengeId, code: '000000' });
  const caller = await app.signIn(TRADER);
  const { items } = await eventsOf(caller);
  const seen = items.map(({ method, outcome }: { method: string; outcome: string }) => `${method} ${outcome}`);
  expect(seen.toSorted()).toEqual([
    'otp signed-in',
    'otp wrong-code',
    'pwd locked',
    'pwd locked',
    'pwd wrong-password',
    'pwd wrong-password',
  ]);
  expect(items.find(({ outcome }: { outcome: string }) => outcome === 'locked')).toMatchObject({
    ip: '198.51.100.1',
    deviceName: null,
    reasons: [],
  });
});

test('nobody sees the sign-ins of somebody else, and an API key has none', async () => {
  const owner = await app.signIn(OWNER);
  const { items } = await eventsOf(owner);
  expect(items).toHaveLength(1);
  const { rows } = await app.database.owner.query<{ count: number }>('select count(*)::int from identity.login_event');
  expect(rows[0]!.count).toBeGreaterThan(1);
  const account = await owner.post('/api/v1/service-accounts', { name: 'integration' });
  const key = await owner.post(`/api/v1/service-accounts/${account.body.id}/keys`, {
    name: 'k',
    permissions: [owner.signedIn.permissions[0]],
  });
  const answer = await app.anonymous.get('/api/v1/auth/login-events', { authorization: `Bearer ${key.body.secret}` });
  expect(answer.body.code).toBe('auth.person_only');
  expect((await app.anonymous.get('/api/v1/auth/login-events')).status).toBe(401);
});

test('the history cannot be changed, and after 180 days it is forgotten', async () => {
  const owner = await app.signIn(OWNER);
  const { rows } = await app.database.owner.query<{ role: string; right: string }>(
    `select grantee as role, privilege_type as right from information_schema.role_table_grants
     where table_schema = 'identity' and table_name = 'login_event' and grantee like 'sutra_%' order by 1, 2`,
  );
  expect(rows.map(({ role, right }) => `${role} ${right}`)).toEqual([
    'sutra_app INSERT',
    'sutra_app SELECT',
    'sutra_system DELETE',
    'sutra_system INSERT',
    'sutra_system SELECT',
  ]);
  const before = (await eventsOf(owner)).items.length;
  clock.advance(180 * DAY_MS + 1);
  const later = await app.signInWithPassword(OWNER); // after so long a code alone does not open the account
  await new LoginEvents({ gates: app.app.gates, clock, ids: new Ids(clock) }).tidy();
  const after = (await eventsOf(later)).items;
  expect(before).toBeGreaterThan(1);
  expect(after).toHaveLength(1);
});
