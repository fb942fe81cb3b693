import { ManualClock } from '@sutra/kernel/clock';
import { type Caller, type SignedInCaller, startTestApp, type TestApp } from '@sutra/testkit/app';
import { afterAll, beforeAll, expect, test } from 'vitest';

const clock = new ManualClock(Date.now());
let app: TestApp;
let owner: SignedInCaller;
beforeAll(async () => {
  app = await startTestApp({ clock });
  owner = await app.signIn('+919800000001');
});
afterAll(() => app.close());

const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });
const list = (secret: string) => app.anonymous.get('/api/v1/drug-scanning/scans', bearer(secret));
const newKey = async (body: object = {}, caller: Caller = owner) => {
  const account = await caller.post('/api/v1/service-accounts', { name: 'Till software' });
  const key = await caller.post(`/api/v1/service-accounts/${account.body.id}/keys`, {
    name: 'Counter 1',
    permissions: ['scan.read'],
    ...body,
  });
  return { account: account.body, key };
};

test('a key works within its permissions, is shown once and stored hashed', async () => {
  const { key } = await newKey();
  expect(key.status).toBe(201);
  const { secret } = key.body;
  expect(secret).toMatch(/^sk_[\w-]{86}$/);
  expect((await list(secret)).status).toBe(200);
  expect((await app.anonymous.get('/api/v1/audit/entries', bearer(secret))).body.code).toBe('access.denied');
  const listed = await owner.get('/api/v1/service-accounts');
  expect(JSON.stringify(listed.body)).not.toContain(secret);
  const { rows } = await app.database.owner.query<{ text: string }>(
    'select string_agg(to_jsonb(k)::text, $1) as text from identity.api_key k',
    [' '],
  );
  expect(rows[0]!.text).not.toContain(Buffer.from(secret.slice(3), 'base64url').toString('hex').slice(64));
});

test('an ended key is refused at once, an expired one when its time has come', async () => {
  const { account, key } = await newKey({ expiresAt: new Date(clock.nowMs() + 60_000).toISOString() });
  expect((await list(key.body.secret)).status).toBe(200);
  clock.advance(60_001);
  expect((await list(key.body.secret)).body.code).toBe('auth.token_expired');
  owner = await app.signIn('+919800000001');
  const other = await newKey();
  expect((await list(other.key.body.secret)).status).toBe(200);
  expect((await owner.delete(`/api/v1/service-accounts/${other.account.id}/keys/${other.key.body.id}`)).status).toBe(
    200,
  );
  expect((await list(other.key.body.secret)).status).toBe(401);
  expect((await owner.delete(`/api/v1/service-accounts/${account.id}/keys/${other.key.body.id}`)).body.code).toBe(
    'api_key.not_found',
  );
});

test('a key with a list of networks is refused from elsewhere', async () => {
  const elsewhere = await newKey({ ipAllowList: ['10.0.0.0/8', '2001:db8::/32'] });
  expect((await list(elsewhere.key.body.secret)).body.code).toBe('access.denied');
  const here = await newKey({ ipAllowList: ['127.0.0.1'] });
  expect((await list(here.key.body.secret)).status).toBe(200);
});

test('a key holds nothing that its maker does not hold', async () => {
  const { key } = await newKey({ permissions: ['scan.read', 'platform.rule'] });
  expect(key).toMatchObject({ status: 422, body: { code: 'api_key.scope_invalid' } });
});

test('only the owner makes keys, and no other organisation sees or ends them', async () => {
  const { account, key } = await newKey();
  const pharmacist = await app.signIn('+919800000002');
  expect((await pharmacist.post('/api/v1/service-accounts', { name: 'Mine' })).status).toBe(403);
  const cotton = await app.signIn('+919800000011');
  expect((await cotton.get('/api/v1/service-accounts')).body.items).toEqual([]);
  expect((await cotton.delete(`/api/v1/service-accounts/${account.id}/keys/${key.body.id}`)).status).toBe(404);
  expect(
    (await cotton.post(`/api/v1/service-accounts/${account.id}/keys`, { name: 'x', permissions: ['audit.read'] }))
      .status,
  ).toBe(404);
});

test('an API key has no sessions and cannot log out', async () => {
  const { key } = await newKey();
  for (const path of ['/api/v1/auth/me', '/api/v1/auth/sessions'])
    expect((await app.anonymous.get(path, bearer(key.body.secret))).body.code).toBe('auth.person_only');
  expect((await app.anonymous.post('/api/v1/auth/logout', undefined, bearer(key.body.secret))).body.code).toBe(
    'auth.person_only',
  );
});

test('a repeated creation with the same Idempotency-Key makes one account', async () => {
  const headers = { 'idempotency-key': 'make-one' };
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => owner.post('/api/v1/service-accounts', { name: 'Once' }, headers)),
  );
  expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
  const { items } = (await owner.get('/api/v1/service-accounts')).body;
  expect(items.filter((item: { name: string }) => item.name === 'Once')).toHaveLength(1);
  expect((await owner.post('/api/v1/service-accounts', { name: 'Other' }, headers)).body.code).toBe(
    'request.idempotency_key_reused',
  );
});

test.each(['sk_', 'sk_AAAA', `sk_${'A'.repeat(86)}`, `sk_${'_'.repeat(86)}`])(
  'refuses the invented key %s',
  async (secret) => {
    expect((await list(secret)).body.code).toBe('auth.token_invalid');
  },
);
