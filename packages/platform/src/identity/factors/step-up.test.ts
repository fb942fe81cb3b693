// What a second factor proves, for how long, and what its coming and going ends.
import { DAY_MS, MINUTE_MS, SECOND_MS } from '@sutra/kernel/clock';
import { Caller, readCode } from '@sutra/testkit/app';
import { TestDevice } from '@sutra/testkit/device';
import { inLine } from '@sutra/testkit/in-line';
import { decodeJwt } from 'jose';
import { describe, expect, test } from 'vitest';
import { PHARMACIST, OWNER, factorTests } from '@sutra/testkit/factor-tests';

const here = factorTests();
const { clock, anonymous, login, signIn, renewed, codeOf, setUpTotp, setUpPasskey, verify } = here;

describe('showing once more who one is', () => {
  const begin = (caller: Caller) => caller.post('/api/v1/auth/step-up/begin');
  const stepUp = (caller: Caller, proof: object) => caller.post('/api/v1/auth/step-up', { proof });
  const dangerous = (caller: Caller) => caller.post('/api/v1/auth/mfa/totp');
  async function oldSession() {
    const caller = await signIn(PHARMACIST);
    clock.advance(11 * MINUTE_MS);
    return caller;
  }

  test('is asked for ten minutes after the sign-in, in the words of RFC 9470', async () => {
    const caller = await oldSession();
    const refused = await dangerous(caller);
    expect(refused).toMatchObject({
      status: 403,
      body: { code: 'auth.step_up_required', about: [{ what: 'assurance.aal1' }] },
    });
    expect(refused.headers.get('www-authenticate')).toBe(
      'DPoP error="insufficient_user_authentication", acr_values="aal1", max_age="600"',
    );
    expect((await caller.get('/api/v1/auth/mfa')).status).toBe(200);
  });

  test('without a second factor takes the password or a code', async () => {
    const caller = await oldSession();
    expect((await begin(caller)).body).toMatchObject({
      methods: ['pwd', 'otp'],
      mobile: PHARMACIST.identifier,
      passkey: null,
    });
    expect((await stepUp(caller, { method: 'pwd', password: 'wrong' })).body.code).toBe('auth.invalid_credentials');
    const done = await stepUp(caller, { method: 'pwd', password: PHARMACIST.password });
    expect(done).toMatchObject({ status: 200, body: { acr: 'aal1' } });
    expect((await dangerous(caller)).status).toBe(403); // the token is the old one
    expect((await dangerous(await renewed(caller))).status).toBe(200);

    const other = await oldSession();
    const { body } = await anonymous().post('/api/v1/auth/otp', { mobile: PHARMACIST.identifier });
    const code = await readCode(anonymous(), PHARMACIST.identifier);
    expect((await stepUp(other, { method: 'otp', challengeId: body.challengeId, code })).status).toBe(200);
  });

  test('with a code leaves nothing behind that would shut the way: the next ones are sent too', async () => {
    const caller = await oldSession();
    for (let count = 0; count < 10; count += 1) {
      const { status, body } = await anonymous().post('/api/v1/auth/otp', { mobile: PHARMACIST.identifier });
      expect([count, status]).toEqual([count, 202]);
      const code = await readCode(anonymous(), PHARMACIST.identifier);
      expect((await stepUp(caller, { method: 'otp', challengeId: body.challengeId, code })).status).toBe(200);
    }
  });

  test('does not take a code of somebody else’s number', async () => {
    const caller = await oldSession();
    const { body } = await anonymous().post('/api/v1/auth/otp', { mobile: OWNER.identifier });
    const code = await readCode(anonymous(), OWNER.identifier);
    expect((await stepUp(caller, { method: 'otp', challengeId: body.challengeId, code })).body.code).toBe(
      'auth.otp_invalid',
    );
  });

  test('with a second factor takes that, and nothing weaker', async () => {
    const { secret, recoveryCodes } = await setUpTotp(await signIn(PHARMACIST));
    const asked = await login(PHARMACIST);
    const { body } = await verify(asked.body.mfaToken, { method: 'totp', code: codeOf(secret) });
    clock.advance(11 * MINUTE_MS);
    const caller = new Caller(here.origin, body.accessToken);
    expect((await begin(caller)).body.methods).toEqual(['totp', 'recovery']);
    expect((await stepUp(caller, { method: 'pwd', password: PHARMACIST.password })).body.code).toBe(
      'auth.step_up_method',
    );
    expect((await stepUp(caller, { method: 'totp', code: '000000' })).body.code).toBe('auth.second_factor_invalid');
    expect((await stepUp(caller, { method: 'totp', code: codeOf(secret) })).body.acr).toBe('aal2');
    expect((await stepUp(caller, { method: 'recovery', code: recoveryCodes[3] })).body.acr).toBe('aal2');
  });

  test('takes a passkey, for its own challenge once', async () => {
    const passkey = await setUpPasskey(await signIn(PHARMACIST));
    const asked = await login(PHARMACIST);
    const { body } = await verify(asked.body.mfaToken, {
      method: 'passkey',
      assertion: passkey.assert(asked.body.passkey),
    });
    clock.advance(11 * MINUTE_MS);
    const caller = new Caller(here.origin, body.accessToken);
    const begun = (await begin(caller)).body;
    const proof = { method: 'passkey', ceremonyId: begun.ceremonyId, assertion: passkey.assert(begun.passkey) };
    expect((await stepUp(caller, proof)).body.acr).toBe('aal2');
    expect((await stepUp(caller, proof)).body.code).toBe('auth.ceremony_over');
  });

  test('is for people: an API key is refused', async () => {
    const owner = await here.app.signIn(OWNER.identifier);
    const account = await owner.post('/api/v1/service-accounts', { name: 'Billing' });
    const key = await owner.post(`/api/v1/service-accounts/${account.body.id}/keys`, {
      name: 'k',
      permissions: ['people.read'],
      expiresAt: new Date(clock.nowMs() + DAY_MS).toISOString(),
    });
    expect((await dangerous(new Caller(here.origin, key.body.secret))).body.code).toBe('auth.person_only');
  });
});

describe('what was signed in before there was a second factor', () => {
  const isOver = async (caller: Caller) => (await caller.get('/api/v1/auth/me')).body.code === 'auth.token_revoked';

  test('ends with the first one, and takes nothing of it away; a second one ends nothing', async () => {
    const thief = await signIn(PHARMACIST);
    const caller = await signIn(PHARMACIST);
    const { secret } = await setUpTotp(caller);
    expect(await isOver(thief)).toBe(true);
    expect((await thief.delete('/api/v1/auth/mfa/totp')).body.code).toBe('auth.token_revoked');
    expect((await anonymous().post('/api/v1/auth/refresh', { refreshToken: thief.refreshToken })).status).toBe(401);
    const asked = await login(PHARMACIST);
    const signedIn = await verify(asked.body.mfaToken, { method: 'totp', code: codeOf(secret) });
    const other = new Caller(here.origin, signedIn.body.accessToken);
    await setUpPasskey(caller);
    expect((await other.get('/api/v1/auth/me')).status).toBe(200);
  });

  test('does not go on: not a sign-in, nor a step-up that is under way at that moment', async () => {
    for (const _ of [1, 2, 3]) {
      await here.app.database.owner.query('delete from identity.totp');
      clock.advance(MINUTE_MS);
      const [caller, other] = [await signIn(PHARMACIST), await signIn(PHARMACIST)];
      const { body: begun } = await caller.post('/api/v1/auth/mfa/totp');
      const proof = { method: 'pwd', password: PHARMACIST.password };
      const [confirmed, ...meanwhile] = await Promise.all([
        caller.send('PUT', '/api/v1/auth/mfa/totp', { code: codeOf(begun.secret) }),
        ...Array.from({ length: 4 }, () => login(PHARMACIST)),
        other.post('/api/v1/auth/step-up', { proof }),
      ]);
      expect(confirmed.status).toBe(200);
      for (const { body } of meanwhile.filter((answer) => answer.body.accessToken !== undefined))
        expect(await isOver(new Caller(here.origin, body.accessToken))).toBe(true);
      const { rows } = await here.app.database.owner.query(
        "select 1 from identity.session s join identity.person p on p.id = s.user_id where p.mobile = $1 and s.revoked_at is null and s.acr = 'aal1'",
        [PHARMACIST.identifier],
      );
      expect(rows).toEqual([]);
    }
  });

  test('changes nothing any more, though it was under way when the factor came', async () => {
    const [caller, thief] = [await signIn(PHARMACIST), await signIn(PHARMACIST)];
    const { body: begun } = await caller.post('/api/v1/auth/mfa/totp');
    const answers = await inLine(here.app.database, PHARMACIST.identifier, [
      () => caller.send('PUT', '/api/v1/auth/mfa/totp', { code: codeOf(begun.secret) }),
      () => thief.post('/api/v1/auth/mfa/recovery-codes'),
      () => thief.delete('/api/v1/auth/mfa/totp'),
      () => thief.delete('/api/v1/auth/sessions/all?keepCurrent=true'),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 401, 401, 401]);
    const asked = await login(PHARMACIST);
    const [code] = answers[0]!.body.recoveryCodes;
    expect((await verify(asked.body.mfaToken, { method: 'recovery', code })).status).toBe(200);
  });

  test('of two apps that are begun at once, only the one whose code was right is set up', async () => {
    for (let round = 0; round < 10; round += 1) {
      await here.app.database.owner.query('delete from identity.totp; delete from identity.attempt_count');
      clock.advance(MINUTE_MS);
      const caller = await signIn(PHARMACIST);
      const { body: first } = await caller.post('/api/v1/auth/mfa/totp');
      const [confirmed, second] = await Promise.all([
        caller.send('PUT', '/api/v1/auth/mfa/totp', { code: codeOf(first.secret) }),
        caller.post('/api/v1/auth/mfa/totp'),
      ]);
      expect([confirmed.status, second.body.code ?? 'begun']).toEqual(
        confirmed.status === 200 ? [200, 'totp.already_on'] : [422, 'begun'],
      );
      if (confirmed.status !== 200) continue;
      clock.advance(30 * SECOND_MS);
      const asked = await login(PHARMACIST);
      expect((await verify(asked.body.mfaToken, { method: 'totp', code: codeOf(first.secret) })).status).toBe(200);
    }
  });
});

test('a session whose second factor is gone has proved nothing any more, and a password makes it no surer', async () => {
  const caller = await signIn(PHARMACIST);
  await setUpTotp(caller);
  const sure = await renewed(caller);
  expect(sure.signedIn.acr).toBe('aal2');
  clock.advance(9 * MINUTE_MS);
  expect((await sure.delete('/api/v1/auth/mfa/totp')).status).toBe(200);
  clock.advance(2 * MINUTE_MS);
  const after = await renewed(sure);
  expect(after.signedIn.acr).toBe('aal1');
  expect((await after.post('/api/v1/auth/mfa/totp')).body.code).toBe('auth.step_up_required');
  const proof = { method: 'pwd', password: PHARMACIST.password };
  expect((await after.post('/api/v1/auth/step-up', { proof })).body.acr).toBe('aal1');
});

test('a second factor that goes at the moment in which it is shown proves nothing', async () => {
  const caller = await signIn(PHARMACIST);
  const { secret, recoveryCodes } = await setUpTotp(caller);
  const sure = await renewed(caller);
  const { mfaToken } = (await login(PHARMACIST)).body;
  const answers = await inLine(here.app.database, PHARMACIST.identifier, [
    () => sure.delete('/api/v1/auth/mfa/totp'),
    () => verify(mfaToken, { method: 'totp', code: codeOf(secret) }),
    () => sure.post('/api/v1/auth/step-up', { proof: { method: 'recovery', code: recoveryCodes[0] } }),
  ]);
  expect(answers.map(({ status, body }) => [status, body.code])).toEqual([
    [200, undefined],
    [401, 'auth.second_factor_invalid'],
    [409, 'auth.step_up_method'],
  ]);
});

test('who began to sign in with the old password does not finish after there is a new one', async () => {
  const kept = await here.app.database.owner.query('select password_hash from identity.person where mobile = $1', [
    PHARMACIST.identifier,
  ]);
  const caller = await signIn(PHARMACIST);
  const { secret } = await setUpTotp(caller);
  const { mfaToken } = (await login(PHARMACIST)).body;
  const sure = await renewed(caller);
  const changed = await sure.send('PUT', '/api/v1/auth/password', { newPassword: 'tulip ladder 49 gravel' });
  expect(changed.status).toBe(200);
  const done = await verify(mfaToken, { method: 'totp', code: codeOf(secret) });
  expect(done).toMatchObject({ status: 401, body: { code: 'auth.invalid_credentials' } });
  await here.app.database.owner.query('update identity.person set password_hash = $1 where mobile = $2', [
    kept.rows[0].password_hash,
    PHARMACIST.identifier,
  ]);
});

test('a proof with an old nonce uses up no guess at the second factor', async () => {
  const { secret } = await setUpTotp(await signIn(PHARMACIST));
  const device = await TestDevice.make(here.app.origin);
  const { mfaToken } = (await device.send('POST', '/api/v1/auth/login', { body: PHARMACIST })).body;
  const path = '/api/v1/auth/mfa/verify';
  const body = { mfaToken, proof: { method: 'totp', code: codeOf(secret) } };
  for (let tries = 0; tries < 6; tries += 1) {
    const dpop = await device.proof('POST', path, null, { claims: { nonce: 'old' } });
    expect((await here.app.anonymous.post(path, body, { dpop })).body.code).toBe('auth.dpop_required');
  }
  expect((await device.send('POST', path, { body })).status).toBe(200);
});

test('which second factor it was is in the token, the history, the audit log and, for a recovery code, in the news', async () => {
  const { recoveryCodes } = await setUpTotp(await signIn(OWNER));
  const { body } = await verify((await login(OWNER)).body.mfaToken, { method: 'recovery', code: recoveryCodes[0]! });
  const caller = new Caller(here.origin, body.accessToken);
  expect(decodeJwt(body.accessToken)['amr']).toEqual(['pwd', 'otp', 'mfa']);
  const again = await renewed({ refreshToken: body.refreshToken });
  expect(decodeJwt(again.signedIn.accessToken)['amr']).toEqual(['pwd', 'otp', 'mfa']);
  const [event] = (await caller.get('/api/v1/auth/login-events?limit=1')).body.items;
  expect(event).toMatchObject({ method: 'pwd', secondMethod: 'recovery', outcome: 'signed-in' });
  await here.app.app.relay.settle();
  const { items } = (await caller.get(`/api/v1/audit/entries?objectId=${body.sessionId}`)).body;
  expect(items[0].changes.second_method).toMatchObject({ after: 'recovery' });
  await expect
    .poll(async () => JSON.stringify((await caller.get('/api/v1/notifications')).body))
    .toContain('recovery-code.used');
});
