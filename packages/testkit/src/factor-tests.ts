// An application of its own for the tests of second factors, and people who set them up and use them.
import { ManualClock, MINUTE_MS, SECOND_MS } from '@sutra/kernel/clock';
import { type Answer, Caller, startTestApp, type TestApp } from './app.ts';
import { TestPasskey } from './passkey.ts';
import { TOTP } from 'otpauth';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';

export const PHARMACIST = { identifier: '+919800000002', password: 'sutra-demo-2035' };
export const OWNER = { identifier: '+919800000001', password: 'sutra-demo-2035' };
export const OPERATOR = { identifier: 'admin@sutra.example', password: 'sutra-demo-2035' };

/** Nobody has a second factor when a test begins. */
export function factorTests() {
  const clock = new ManualClock(Date.now());
  let app: TestApp;
  let origin: string;
  beforeAll(async () => {
    app = await startTestApp({ clock });
    origin = app.origin.replace('127.0.0.1', 'localhost'); // passkeys need a name
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    for (const table of ['attempt_count', 'totp', 'recovery_code', 'passkey', 'ceremony'])
      await app.database.owner.query(`delete from identity.${table}`);
    clock.advance(MINUTE_MS); // a code of an app is accepted once: the next test has another
  });

  const anonymous = () => new Caller(origin, null);
  const login = (who: object) => anonymous().post('/api/v1/auth/login', who);
  async function signIn(who: object): Promise<Caller & { refreshToken: string }> {
    const { status, body } = await login(who);
    expect(status).toBe(200);
    return Object.assign(new Caller(origin, body.accessToken), { refreshToken: body.refreshToken as string });
  }
  /** The same session with a token that tells what it has proved meanwhile. */
  async function renewed(caller: { refreshToken: string }) {
    const { body } = await anonymous().post('/api/v1/auth/refresh', { refreshToken: caller.refreshToken });
    return Object.assign(new Caller(origin, body.accessToken), {
      refreshToken: body.refreshToken as string,
      signedIn: body,
    });
  }
  const codeOf = (secret: string, atMs = clock.nowMs()) => new TOTP({ secret }).generate({ timestamp: atMs });
  async function setUpTotp(caller: Caller): Promise<{ secret: string; recoveryCodes: string[] }> {
    const { body: begun } = await caller.post('/api/v1/auth/mfa/totp');
    const confirmed = await caller.send('PUT', '/api/v1/auth/mfa/totp', { code: codeOf(begun.secret) });
    expect(confirmed.status).toBe(200);
    clock.advance(30 * SECOND_MS);
    return { secret: begun.secret, recoveryCodes: confirmed.body.recoveryCodes };
  }
  async function setUpPasskey(caller: Caller, passkey = new TestPasskey(origin)): Promise<TestPasskey> {
    const { body } = await caller.post('/api/v1/auth/passkeys/begin');
    const { ceremonyId, passkey: options } = body;
    const added = await caller.post('/api/v1/auth/passkeys', {
      ceremonyId,
      name: 'Phone',
      attestation: passkey.attest(options),
    });
    expect(added.status).toBe(201);
    return passkey;
  }
  const verify = (mfaToken: string, proof: object): Promise<Answer> =>
    anonymous().post('/api/v1/auth/mfa/verify', { mfaToken, proof });

  return {
    clock,
    get app() {
      return app;
    },
    get origin() {
      return origin;
    },
    anonymous,
    login,
    signIn,
    renewed,
    codeOf,
    setUpTotp,
    setUpPasskey,
    verify,
  };
}
