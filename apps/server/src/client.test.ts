// The client library against the real server, as a program uses it: a key of its own, no cookies, tokens it keeps itself.
import { type MfaRequired, type SignedIn } from '@sutra/contracts/identity';
import { listSessions } from '@sutra/contracts/sessions';
import { beginTotp, confirmTotp, listSecondFactors, removeTotp } from '@sutra/contracts/second-factors';
import { ManualClock, MINUTE_MS } from '@sutra/kernel/clock';
import { memoryDeviceKey } from '@sutra/sdk/device-key';
import { SutraProblem } from '@sutra/sdk/problem';
import { connectRealtime } from '@sutra/sdk/realtime';
import { createSession, type Session } from '@sutra/sdk/session';
import { Caller, startTestApp, type TestApp } from '@sutra/testkit/app';
import { TOTP } from 'otpauth';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';

const clock = new ManualClock(Date.now());
let app: TestApp;
const open: { close(): void }[] = [];
beforeAll(async () => {
  app = await startTestApp({ clock });
});
afterEach(() => open.splice(0).forEach((one) => one.close()));
afterAll(() => app.close());

const LOGIN = { identifier: '+919800000012', password: 'sutra-demo-2035' };
const ME = '/api/v1/auth/me';
interface Program {
  session: Session;
  kept: { token: string | null };
  asked: string[];
}
function program(
  options: {
    deviceKey?: ReturnType<typeof memoryDeviceKey> | Promise<null>;
    refreshToken?: string;
    onStepUp?: () => Promise<boolean>;
  } = {},
): Program {
  const kept: Program['kept'] = { token: options.refreshToken ?? null };
  const asked: string[] = [];
  const session = createSession({
    baseUrl: app.origin,
    tokenDelivery: 'body',
    deviceKey: options.deviceKey ?? memoryDeviceKey(),
    onRefreshToken: (token) => (kept.token = token),
    ...(options.refreshToken !== undefined && { refreshToken: options.refreshToken }),
    onStepUp: (refusal) => {
      asked.push(refusal.problem.code);
      return options.onStepUp?.() ?? Promise.resolve(false);
    },
  });
  open.push(session);
  return { session, kept, asked };
}
function signedIn(answer: SignedIn | MfaRequired): SignedIn {
  if ('mfaToken' in answer) throw new Error('a second factor is asked for');
  return answer;
}

test('is bound to its key: calls go through, a bare bearer of its token does not', async () => {
  const { session } = program();
  const { accessToken, tokenType } = signedIn(await session.login(LOGIN));
  expect(tokenType).toBe('DPoP');
  expect((await session.call(listSessions)).sessions.length).toBeGreaterThan(0);
  expect((await new Caller(app.origin, accessToken).get(ME)).body.code).toBe('auth.dpop_required');
});

test('goes on after a restart with the token it kept, on the same device only', async () => {
  const deviceKey = memoryDeviceKey();
  const first = program({ deviceKey });
  signedIn(await first.session.login(LOGIN));
  const refreshToken = first.kept.token!;
  const thief = program({ refreshToken, deviceKey: Promise.resolve(null) });
  await expect(thief.session.restore()).resolves.toMatchObject({ status: 'signed-out' });
  const again = program({ deviceKey, refreshToken });
  expect(await again.session.restore()).toMatchObject({ status: 'signed-in' });
  expect(again.kept.token).not.toBe(refreshToken);
  await again.session.logout();
  expect(again.kept.token).toBeNull();
});

test('is not signed out by an organisation that takes only devices with a key, and goes on in the others', async () => {
  const insist = (which: string) =>
    app.database.owner.query(`update identity.organisation set device_key_required = ${which}`);
  const { session, kept } = program({ deviceKey: Promise.resolve(null) });
  const { organisation, organisations } = signedIn(await session.login({ ...LOGIN, identifier: '+919800000001' }));
  const other = organisations.find(({ id }) => id !== organisation.id)!;
  const place = () => session.state.status === 'signed-in' && session.state.signedIn.organisation.id;
  try {
    await session.switchOrganisation(other.id);
    await insist(`kind = '${organisation.kind}'`);
    const refusal = { problem: { status: 403, code: 'organisation.device_key_required' } };
    await expect(session.switchOrganisation(organisation.id)).rejects.toMatchObject(refusal);
    expect(place()).toBe(other.id);
    expect((await session.call(listSessions)).sessions.length).toBeGreaterThan(0);
    await insist(`kind = '${other.kind}'`);
    await session.refresh(); // where it was takes it no more
    expect(place()).toBe(organisation.id);
    await insist('true');
    await expect(session.refresh()).rejects.toMatchObject(refusal);
    expect(session.state).toEqual({ status: 'signed-out', reason: 'keyless' });
    expect(kept.token).toBeNull();
    await expect(session.login(LOGIN)).rejects.toMatchObject(refusal);
  } finally {
    await insist('false');
  }
});

test('refreshes once for all calls that find their token old, with nonces that have run out meanwhile', async () => {
  const { session } = program();
  signedIn(await session.login(LOGIN));
  clock.advance(16 * MINUTE_MS);
  const before = app.logged.length;
  await Promise.all(Array.from({ length: 20 }, () => session.call(listSessions)));
  const refreshes = app.logged
    .slice(before)
    .map((line) => JSON.parse(line) as { endpoint?: string; status?: number })
    .filter(({ endpoint, status }) => endpoint === 'refresh' && status === 200);
  expect(refreshes).toHaveLength(1);
});

test('hears of what happens over a connection that proves the key too', async () => {
  const { session } = program();
  const { sessionId } = signedIn(await session.login(LOGIN));
  const states: boolean[] = [];
  open.push({
    close: connectRealtime(session, { onEvent: () => {}, onReconnected: () => {}, onChange: (is) => states.push(is) }),
  });
  await expect.poll(() => states).toEqual([true]);
  const other = await app.signIn(LOGIN.identifier);
  await other.delete(`/api/v1/auth/sessions/${sessionId}`);
  await expect.poll(() => session.state).toMatchObject({ status: 'signed-out', reason: 'revoked' });
});

test('completes a sign-in with a second factor, and shows once more who it is when a call asks', async () => {
  let secret = '';
  const code = () => new TOTP({ secret }).generate({ timestamp: clock.nowMs() });
  const { session } = program();
  signedIn(await session.login(LOGIN));
  ({ secret } = await session.call(beginTotp));
  await session.call(confirmTotp, { body: { code: code() } });
  clock.advance(MINUTE_MS);

  const second: Program = program({
    onStepUp: async () => {
      await second.session.stepUp({ method: 'totp', code: code() });
      return true;
    },
  });
  const asked = await second.session.login(LOGIN);
  if (!('mfaToken' in asked)) throw new Error('no second factor was asked for');
  expect(second.session.state.status).not.toBe('signed-in');
  const proof = { method: 'totp' as const, code: code() };
  expect(signedIn(await second.session.verifySecondFactor({ mfaToken: asked.mfaToken, proof })).acr).toBe('aal2');

  clock.advance(11 * MINUTE_MS);
  await Promise.all([second.session.call(removeTotp), second.session.call(listSecondFactors)]);
  expect(second.asked).toEqual(['auth.step_up_required']);
  expect((await second.session.call(listSecondFactors)).totp).toBeNull();
});

test('leaves a refusal as it is when nobody shows who they are', async () => {
  const { session, asked } = program();
  signedIn(await session.login(LOGIN));
  clock.advance(11 * MINUTE_MS);
  const refused = session.call(beginTotp);
  await expect(refused).rejects.toBeInstanceOf(SutraProblem);
  await expect(refused).rejects.toMatchObject({ problem: { code: 'auth.step_up_required' } });
  expect(asked).toEqual(['auth.step_up_required']);
});

test('works without a key where a device has none', async () => {
  const { session } = program({ deviceKey: Promise.resolve(null) });
  const { accessToken, tokenType } = signedIn(await session.login(LOGIN));
  expect(tokenType).toBe('Bearer');
  expect((await new Caller(app.origin, accessToken).get(ME)).status).toBe(200);
});
