// What an organisation asks of sign-ins: who decides, and that it holds for everybody at once.
import { type Answer, Caller, SignedInCaller, startTestApp, type TestApp } from '@sutra/testkit/app';
import { TestDevice } from '@sutra/testkit/device';
import { startRedis } from '@sutra/testkit/redis';
import { TOTP } from 'otpauth';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

let redis: Awaited<ReturnType<typeof startRedis>>;
let app: TestApp;
let second: TestApp;
beforeAll(async () => {
  redis = await startRedis();
  app = await startTestApp({ env: { REDIS_URL: redis.url } });
  second = await startTestApp({ env: { REDIS_URL: redis.url }, database: app.database });
});
afterAll(async () => {
  await second.close();
  await app.close();
  await redis.stop();
});
beforeEach(async () => {
  for (const table of ['totp', 'recovery_code', 'ceremony', 'attempt_count'])
    await app.database.owner.query(`delete from identity.${table}`);
  await app.database.owner.query(
    `update identity.organisation set second_factor_required = false, device_key_required = false, risk_low = 'nothing',
       risk_elevated = 'alert', risk_high = 'step-up', security_version = 1, security_updated_at = null, security_updated_by = null`,
  );
});

const OWNER = '+919800000001';
const PATH = '/api/v1/organisation/security';
const DEFAULT = {
  secondFactorRequired: false,
  deviceKeyRequired: false,
  risk: { low: 'nothing', elevated: 'alert', high: 'step-up' },
};
const put = (caller: Caller, change: object, version = 1): Promise<Answer> =>
  caller.send('PUT', PATH, { ...DEFAULT, ...change }, { 'if-match': `"${version}"` });

async function setUpTotp(caller: SignedInCaller): Promise<SignedInCaller> {
  const { body } = await caller.post('/api/v1/auth/mfa/totp');
  const code = new TOTP({ secret: body.secret }).generate();
  expect((await caller.send('PUT', '/api/v1/auth/mfa/totp', { code })).status).toBe(200);
  return renewed(caller);
}
async function renewed(caller: SignedInCaller): Promise<SignedInCaller> {
  const { refreshToken } = caller.signedIn;
  const answer = await caller.post('/api/v1/auth/refresh', { refreshToken });
  expect(answer.status).toBe(200);
  return new SignedInCaller(caller.origin, answer.body);
}

test('is read and changed by an owner, with what was before in the audit log', async () => {
  const owner = await app.signIn(OWNER);
  expect((await owner.get(PATH)).body).toEqual({
    ...DEFAULT,
    isSecondFactorFixed: false,
    version: 1,
    updatedAt: null,
    updatedBy: null,
  });
  const risk = { low: 'alert', elevated: 'step-up', high: 'revoke' };
  const changed = await put(owner, { risk });
  expect(changed.body).toMatchObject({ risk, version: 2, updatedBy: 'Asha Patel' });
  expect((await owner.get(PATH)).body).toEqual(changed.body); // the token goes on: nobody's rights have changed
  await app.sequencer();
  const log = await owner.get('/api/v1/audit/entries?action=organisation.security_changed&limit=1');
  expect(log.body.items[0].changes).toEqual({
    risk_low: { before: 'nothing', after: 'alert' },
    risk_elevated: { before: 'alert', after: 'step-up' },
    risk_high: { before: 'step-up', after: 'revoke' },
  });
});

test('is refused to whoever is no owner, to keys, without a version and with an old one', async () => {
  const pharmacist = await app.signIn('+919800000002');
  expect((await pharmacist.get(PATH)).body.code).toBe('access.denied');
  expect((await put(pharmacist, {})).body.code).toBe('access.denied');
  const owner = await app.signIn(OWNER);
  expect((await owner.send('PUT', PATH, DEFAULT)).status).toBe(428);
  const account = await owner.post('/api/v1/service-accounts', { name: 'till' });
  const key = await owner.post(`/api/v1/service-accounts/${account.body.id}/keys`, {
    name: 'k',
    permissions: ['organisation.security'],
  });
  const program = new Caller(app.origin, key.body.secret);
  expect((await put(program, {})).status).toBe(403);
  const two = await Promise.all([
    put(owner, {}),
    put(owner, { risk: { low: 'alert', elevated: 'alert', high: 'alert' } }),
  ]);
  expect(two.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 412]);
  const stale = two.find(({ status }) => status === 412)!;
  expect(stale.body).toMatchObject({ code: 'record.changed', current: { version: 2, updatedBy: 'Asha Patel' } });
});

test('is refused where a higher risk would be met with less', async () => {
  const owner = await app.signIn(OWNER);
  for (const risk of [
    { low: 'alert', elevated: 'nothing', high: 'step-up' },
    { low: 'nothing', elevated: 'revoke', high: 'step-up' },
    { low: 'nothing', elevated: 'alert', high: 'lock' },
  ])
    expect((await put(owner, { risk })).status).toBe(400);
  const { errors } = (await put(owner, { risk: { low: 'alert', elevated: 'nothing', high: 'alert' } })).body;
  expect(errors).toMatchObject([{ path: 'body.risk.elevated' }]);
});

describe('a second factor for everybody', () => {
  test('is asked for only by whoever has one', async () => {
    const refused = await put(await app.signIn(OWNER), { secondFactorRequired: true });
    expect(refused).toMatchObject({ status: 409, body: { code: 'security.second_factor_missing' } });
  });

  test('holds within a second, on every instance, for whoever is signed in; others work on elsewhere', async () => {
    const before = await app.signIn('+919800000002');
    const elsewhere = new Caller(second.origin, before.token);
    const trader = await app.signIn('+919800000012');
    expect((await elsewhere.get('/api/v1/drug-scanning/scans')).status).toBe(200);
    let owner = await setUpTotp(await app.signIn(OWNER));
    const done = await put(owner, { secondFactorRequired: true });
    const startedMs = performance.now();
    expect(done).toMatchObject({ status: 200, body: { secondFactorRequired: true } });
    await expect.poll(async () => (await elsewhere.get('/api/v1/auth/me')).body.code).toBe('auth.token_expired');
    expect(performance.now() - startedMs).toBeLessThan(1000);
    const pharmacist = await renewed(before);
    expect(pharmacist.signedIn).toMatchObject({ secondFactorRequired: true, permissions: [] });
    expect((await pharmacist.get('/api/v1/drug-scanning/scans')).body.code).toBe('access.denied');
    expect((await trader.get('/api/v1/settings/overview')).status).toBe(200);
    owner = await renewed(owner);
    expect(owner.signedIn.permissions).toContain('organisation.security');
    expect((await put(owner, { secondFactorRequired: false }, 2)).status).toBe(200);
    const again = await renewed(pharmacist);
    expect((await again.get('/api/v1/drug-scanning/scans')).status).toBe(200);
  });

  test('is fixed for who operates Sutra', async () => {
    const operator = await app.signInWithPassword('admin@sutra.example');
    expect((await operator.get(PATH)).body).toMatchObject({ secondFactorRequired: true, isSecondFactorFixed: true });
    expect((await put(operator, {})).body.code).toBe('security.second_factor_fixed');
    const risk = { low: 'nothing', elevated: 'step-up', high: 'revoke' };
    expect((await put(operator, { secondFactorRequired: true, risk })).body).toMatchObject({ risk, version: 2 });
  });
});

describe('sessions that are bound to a device', () => {
  test('are asked for only by whoever has one; the others go on where they are not asked for', async () => {
    const plain = await app.signIn(OWNER);
    expect((await put(plain, { deviceKeyRequired: true })).body.code).toBe('security.device_key_missing');
    const device = await TestDevice.make(app.origin);
    const login = { identifier: OWNER, password: 'sutra-demo-2035' };
    const { body } = await device.send('POST', '/api/v1/auth/login', { body: login });
    const done = await device.send('PUT', PATH, {
      token: body.accessToken,
      body: { ...DEFAULT, deviceKeyRequired: true },
      headers: { 'if-match': '"1"' },
    });
    expect(done.status).toBe(200);
    expect((await plain.get('/api/v1/auth/me')).body.code).toBe('auth.token_expired');
    const { refreshToken } = plain.signedIn;
    const organisationId = plain.signedIn.organisation.id;
    const refused = await app.anonymous.post('/api/v1/auth/refresh', { refreshToken, organisationId });
    expect([refused.status, refused.body.code]).toEqual([403, 'organisation.device_key_required']);
    const elsewhere = await app.anonymous.post('/api/v1/auth/refresh', { refreshToken });
    expect([elsewhere.status, elsewhere.body.organisation.kind]).toEqual([200, 'cotton']);
    expect((await app.anonymous.post('/api/v1/auth/login', login)).body.organisation.kind).toBe('cotton');
    expect((await device.send('POST', '/api/v1/auth/login', { body: login })).body.organisation.kind).toBe('pharmacy');
  });

  test('refuse nothing, and use nothing up, but where every organisation of the person insists on them', async () => {
    const { refreshToken, organisations } = (await app.signInWithPassword(OWNER)).signedIn;
    const generation = async () =>
      (await app.database.owner.query('select max(generation) as n from identity.session')).rows[0].n;
    const before = await generation();
    await app.database.owner.query('update identity.organisation set device_key_required = true');
    for (const organisationId of [undefined, ...organisations.map(({ id }) => id)]) {
      const { status, body } = await app.anonymous.post('/api/v1/auth/refresh', { refreshToken, organisationId });
      expect([status, body.code]).toEqual([403, 'organisation.device_key_required']);
    }
    const unbound = await TestDevice.make(app.origin); // a key that the session is not bound to makes no difference
    const shown = await unbound.send('POST', '/api/v1/auth/refresh', { body: { refreshToken } });
    expect(shown.body.code).toBe('organisation.device_key_required');
    expect(await generation()).toBe(before);
    await app.database.owner.query(`update identity.organisation set device_key_required = kind <> 'pharmacy'`);
    const answers = await Promise.all([1, 2].map(() => app.anonymous.post('/api/v1/auth/refresh', { refreshToken })));
    expect(answers.map(({ body }) => body.organisation.kind)).toEqual(['pharmacy', 'pharmacy']);
    await app.database.owner.query(`update identity.organisation set device_key_required = kind = 'pharmacy'`);
    const moved = await Promise.all(
      answers.map(({ body }) => app.anonymous.post('/api/v1/auth/refresh', { refreshToken: body.refreshToken })),
    );
    expect(moved.map(({ body }) => body.organisation.kind)).toEqual(['cotton', 'cotton']);
    expect(moved[0]!.body.refreshToken).toBe(moved[1]!.body.refreshToken);
  });
});
