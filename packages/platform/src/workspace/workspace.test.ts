import { type SignedInCaller, startTestApp, type TestApp } from '@sutra/testkit/app';
import { afterAll, beforeAll, expect, test } from 'vitest';

let app: TestApp;
let owner: SignedInCaller;
beforeAll(async () => {
  app = await startTestApp();
  owner = await app.signIn('+919800000011');
});
afterAll(() => app.close());

const settled = () => app.app.relay.settle();

test('a sign-in on another device is told to its person, on all their devices, and to nobody else', async () => {
  const phone = 'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/141.0 Mobile Safari/537.36';
  await app.signIn('+919800000011', { userAgent: phone });
  await settled();
  const { body } = await owner.get('/api/v1/notifications');
  expect(body.items[0]).toMatchObject({
    kind: 'session.created',
    path: '/sessions',
    organisationId: null,
    readAt: null,
    values: { device: expect.stringMatching(/Android/) },
  });
  expect(body.unread).toBe(body.items.length);
  const other = await app.signIn('+919800000002');
  await settled();
  expect((await other.get('/api/v1/notifications')).body.items).toHaveLength(1);
});

test('reading up to one leaves what came after it unread; pages follow on', async () => {
  for (let round = 0; round < 5; round += 1) await app.signIn('+919800000011');
  await settled();
  const first = (await owner.get('/api/v1/notifications?limit=2')).body;
  expect(first.items).toHaveLength(2);
  const second = (await owner.get(`/api/v1/notifications?limit=2&cursor=${first.nextCursor}`)).body;
  expect(second.items.every(({ id }: { id: string }) => id < first.items[1].id)).toBe(true);
  const { body } = await owner.post('/api/v1/notifications/read', { upTo: first.items[1].id });
  expect(body.unread).toBe(1);
  const again = (await owner.get('/api/v1/notifications?limit=2')).body;
  expect(again.items.map(({ readAt }: { readAt: string | null }) => readAt === null)).toEqual([true, false]);
  expect((await owner.get('/api/v1/notifications?cursor=x')).status).toBe(400);
});

test('Today and search answer everybody, each with what their roles may read', async () => {
  for (const mobile of ['+919800000001', '+919800000012']) {
    const caller = await app.signIn(mobile);
    expect((await caller.get('/api/v1/today')).body).toMatchObject({
      now: expect.any(Array),
      recent: expect.any(Array),
    });
    expect((await caller.get('/api/v1/search?q=zzzz')).body).toEqual({ items: [] });
  }
});

test('an API key has no notifications of its own', async () => {
  const account = await owner.post('/api/v1/service-accounts', { name: 'Sync' });
  const key = await owner.post(`/api/v1/service-accounts/${account.body.id}/keys`, {
    name: 'k',
    permissions: ['settings.read'],
  });
  const headers = { authorization: `Bearer ${key.body.secret}` };
  expect((await app.anonymous.get('/api/v1/notifications', headers)).body.code).toBe('auth.person_only');
  const found = await app.anonymous.get('/api/v1/search?q=rajkot', headers);
  expect(found.body.items).toContainEqual(expect.objectContaining({ kind: 'settings.locations' }));
});
