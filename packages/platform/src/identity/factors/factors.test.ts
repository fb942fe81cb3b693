// Second factors as people have them: apps, recovery codes, passkeys, and organisations that ask for one.
import { MINUTE_MS, SECOND_MS } from '@sutra/kernel/clock';
import { type Answer, Caller, readCode } from '@sutra/testkit/app';
import { TestDevice } from '@sutra/testkit/device';
import { TestPasskey } from '@sutra/testkit/passkey';
import { describe, expect, test } from 'vitest';
import { PHARMACIST, OWNER, OPERATOR, factorTests } from '@sutra/testkit/factor-tests';

const here = factorTests();
const { clock, anonymous, login, signIn, renewed, codeOf, setUpTotp, setUpPasskey, verify } = here;

describe('an authenticator app', () => {
  test('is set up by a code that it shows; then every sign-in asks for one', async () => {
    const caller = await signIn(PHARMACIST);
    const { body: begun } = await caller.post('/api/v1/auth/mfa/totp');
    expect(begun.uri).toMatch(/^otpauth:\/\/totp\/Sutra:.*secret=/);
    expect((await login(PHARMACIST)).body.accessToken).toBeDefined(); // begun is not set up
    const wrong = await caller.send('PUT', '/api/v1/auth/mfa/totp', { code: '000000' });
    expect(wrong).toMatchObject({ status: 422, body: { code: 'totp.code_wrong' } });
    const { secret, recoveryCodes } = await setUpTotp(caller);
    expect(recoveryCodes).toHaveLength(10);
    expect(new Set(recoveryCodes).size).toBe(10);
    expect((await caller.post('/api/v1/auth/mfa/totp')).body.code).toBe('totp.already_on');

    const asked = await login(PHARMACIST);
    expect(asked.body).toEqual({
      mfaToken: expect.any(String),
      methods: ['totp', 'recovery'],
      passkey: null,
      expiresAt: expect.any(String),
    });
    const done = await verify(asked.body.mfaToken, { method: 'totp', code: codeOf(secret) });
    expect(done).toMatchObject({ status: 200, body: { acr: 'aal2', secondFactorRequired: false } });
    expect((await new Caller(here.origin, done.body.accessToken).get('/api/v1/auth/me')).status).toBe(200);
    const again = await verify(asked.body.mfaToken, { method: 'totp', code: codeOf(secret) });
    expect(again).toMatchObject({ status: 410, body: { code: 'auth.ceremony_over' } });
  });

  test('is asked for after a code by message too, and opens nothing by itself', async () => {
    const { secret } = await setUpTotp(await signIn(PHARMACIST));
    const { body: challenge } = await anonymous().post('/api/v1/auth/otp', { mobile: PHARMACIST.identifier });
    const code = await readCode(anonymous(), PHARMACIST.identifier);
    const { body } = await anonymous().post('/api/v1/auth/otp/verify', { challengeId: challenge.challengeId, code });
    expect(body.accessToken).toBeUndefined();
    expect((await verify(body.mfaToken, { method: 'totp', code: codeOf(secret) })).status).toBe(200);
    for (const token of ['x', `${challenge.challengeId}.x`, `${body.mfaToken}x`])
      expect((await verify(token, { method: 'totp', code: '123456' })).body.code).toBe('auth.ceremony_over');
  });

  test('has codes that are good once, for thirty seconds and a little, and no two at the same moment', async () => {
    const { secret } = await setUpTotp(await signIn(PHARMACIST));
    const code = codeOf(secret);
    const tokens = await Promise.all(Array.from({ length: 4 }, async () => (await login(PHARMACIST)).body.mfaToken));
    const answers = await Promise.all(tokens.map((token) => verify(token, { method: 'totp', code })));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 401, 401, 401]);
    await here.app.database.owner.query('delete from identity.attempt_count');
    clock.advance(2 * MINUTE_MS);
    const late = (await login(PHARMACIST)).body.mfaToken;
    const tooOld = codeOf(secret, clock.nowMs() - 65 * SECOND_MS);
    expect((await verify(late, { method: 'totp', code: tooOld })).body.code).toBe('auth.second_factor_invalid');
    const slow = codeOf(secret, clock.nowMs() - 30 * SECOND_MS);
    expect((await verify(late, { method: 'totp', code: slow })).status).toBe(200);
  });

  test('cannot be guessed: five guesses of a hundred at once are looked at, over any number of sign-ins', async () => {
    await setUpTotp(await signIn(PHARMACIST));
    const tokens: string[] = [];
    for (let count = 0; count < 20; count += 1) tokens.push((await login(PHARMACIST)).body.mfaToken);
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        verify(tokens[index % 20]!, { method: 'totp', code: String(100000 + index) }),
      ),
    );
    const statuses = Map.groupBy(answers, ({ status }) => status);
    expect(statuses.get(401)).toHaveLength(5);
    expect([...statuses.keys()].toSorted((a, b) => a - b)).toEqual([401, 423]);
    const { body } = await anonymous().post('/api/v1/auth/login', OWNER);
    expect(body.accessToken).toBeDefined(); // nobody else is locked
  });

  test('asks on the device that began the sign-in', async () => {
    const { secret } = await setUpTotp(await signIn(PHARMACIST));
    const device = await TestDevice.make(here.origin);
    const { body } = await device.send('POST', '/api/v1/auth/login', { body: PHARMACIST });
    const proof = { method: 'totp', code: codeOf(secret) };
    expect((await verify(body.mfaToken, proof)).body.code).toBe('auth.dpop_required');
    const other = await TestDevice.make(here.origin);
    const send = (on: TestDevice) =>
      on.send('POST', '/api/v1/auth/mfa/verify', { body: { mfaToken: body.mfaToken, proof } });
    expect((await send(other)).status).toBe(401);
    expect(await send(device)).toMatchObject({ status: 200, body: { tokenType: 'DPoP' } });
  });
});

describe('recovery codes', () => {
  test('stand in once each, however they are typed, and new ones end the old', async () => {
    const { recoveryCodes } = await setUpTotp(await signIn(PHARMACIST));
    const [first, second] = recoveryCodes as [string, string];
    const use = async (code: string) => verify((await login(PHARMACIST)).body.mfaToken, { method: 'recovery', code });
    const done = await use(first.toLowerCase().replace('-', ' '));
    expect(done.body.acr).toBe('aal2');
    expect((await use(first)).body.code).toBe('auth.second_factor_invalid');
    const caller = new Caller(here.origin, done.body.accessToken);
    expect((await caller.get('/api/v1/auth/mfa')).body.recoveryCodesLeft).toBe(9);
    const { body } = await caller.post('/api/v1/auth/mfa/recovery-codes');
    expect(body.recoveryCodes).toHaveLength(10);
    expect((await use(second)).body.code).toBe('auth.second_factor_invalid');
    const parallel = await Promise.all(Array.from({ length: 4 }, () => use(body.recoveryCodes[0])));
    expect(parallel.filter(({ status }) => status === 200)).toHaveLength(1);
  });
  test('are there only beside a second factor', async () => {
    const caller = await signIn(PHARMACIST);
    expect((await caller.post('/api/v1/auth/mfa/recovery-codes')).body.code).toBe('recovery_code.nothing_to_recover');
    await setUpTotp(caller);
    expect((await caller.delete('/api/v1/auth/mfa/totp')).status).toBe(200);
    expect((await caller.get('/api/v1/auth/mfa')).body).toMatchObject({ totp: null, recoveryCodesLeft: 0 });
    expect((await caller.delete('/api/v1/auth/mfa/totp')).body.code).toBe('totp.not_found');
  });
  describe('at the same moment', () => {
    /** Lets two calls go on together, once both have come as far as they do without the other. */
    async function together(calls: () => Promise<Answer>[]): Promise<Answer[]> {
      const blocker = await here.app.database.owner.connect();
      try {
        await blocker.query('begin; lock table identity.recovery_code in exclusive mode');
        const answers = Promise.all(calls());
        const waiting = `select count(*)::int from pg_stat_activity
          where datname = current_database() and usename = 'sutra_login' and wait_event_type = 'Lock'`;
        await expect.poll(async () => (await here.app.database.owner.query(waiting)).rows[0].count).toBe(2);
        await blocker.query('commit');
        return await answers;
      } finally {
        blocker.release(true);
      }
    }
    const left = async (caller: Caller) => (await caller.get('/api/v1/auth/mfa')).body.recoveryCodesLeft as number;
    const isGood = async (code: string) =>
      (await verify((await login(PHARMACIST)).body.mfaToken, { method: 'recovery', code })).status === 200;

    test('come once with two factors that two devices add: the second has ended and adds nothing', async () => {
      const [caller, other] = [await signIn(PHARMACIST), await signIn(PHARMACIST)];
      const passkey = new TestPasskey(here.origin);
      const { secret } = (await caller.post('/api/v1/auth/mfa/totp')).body;
      const { ceremonyId, passkey: options } = (await other.post('/api/v1/auth/passkeys/begin')).body;
      const attestation = passkey.attest(options);
      const answers = await together(() => [
        caller.send('PUT', '/api/v1/auth/mfa/totp', { code: codeOf(secret) }),
        other.post('/api/v1/auth/passkeys', { ceremonyId, name: 'Phone', attestation }),
      ]);
      const [isFirst] = answers.map(({ status }) => status === 200);
      expect(answers.map(({ body }) => body.code)).toEqual(
        isFirst ? [undefined, 'auth.token_revoked'] : ['auth.token_revoked', undefined],
      );
      const given = answers
        .map(({ body }) => body.recoveryCodes as string[] | undefined)
        .filter((codes) => codes !== undefined);
      expect(given.map((codes) => codes?.length)).toEqual([10]);
      expect(await left(isFirst ? caller : other)).toBe(10);
      expect(await isGood(given[0]![0]!)).toBe(true);
    });

    test('are made anew twice: one set is good, and nothing of the other', async () => {
      const caller = await signIn(PHARMACIST);
      const { recoveryCodes: before } = await setUpTotp(caller);
      const answers = await together(() => [1, 2].map(() => caller.post('/api/v1/auth/mfa/recovery-codes')));
      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
      const sets = answers.map(({ body }) => body.recoveryCodes as string[]);
      expect(new Set([...before, ...sets.flat()]).size).toBe(30);
      expect(await left(caller)).toBe(10);
      const good = await Promise.all(sets.map(([code]) => isGood(code!)));
      expect(good.filter(Boolean)).toHaveLength(1);
      expect(await isGood(before[0]!)).toBe(false);
      expect(await isGood(sets[good.indexOf(true)]![9]!)).toBe(true);
    });
  });
  test('are in no answer, log or table again', async () => {
    const { recoveryCodes, secret } = await setUpTotp(await signIn(PHARMACIST));
    const canaries = [...recoveryCodes, ...recoveryCodes.map((code) => code.replace('-', '')), secret];
    const { rows } = await here.app.database.owner.query<{ text: string }>(
      `select t::text as text from identity.totp t union all select r::text from identity.recovery_code r
       union all select o::text from events.outbox o union all select e::text from audit.entry e`,
    );
    const everything = [...rows.map(({ text }) => text), ...here.app.logged].join('\n');
    expect(canaries.filter((canary) => everything.includes(canary))).toEqual([]);
  });
});

describe('a passkey', () => {
  test('signs in by itself with both factors, and once for each challenge', async () => {
    const passkey = await setUpPasskey(await signIn(PHARMACIST));
    const { body } = await anonymous().post('/api/v1/auth/passkeys/sign-in/begin');
    const { ceremonyId } = body;
    const assertion = passkey.assert(body.passkey);
    const send = () => anonymous().post('/api/v1/auth/passkeys/sign-in', { ceremonyId, assertion });
    const answers = await Promise.all([send(), send(), send()]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 410, 410]);
    const done = answers.find(({ status }) => status === 200)!;
    expect(done.body).toMatchObject({ acr: 'aal2', user: { mobile: PHARMACIST.identifier } });
    const { body: events } = await new Caller(here.origin, done.body.accessToken).get('/api/v1/auth/login-events');
    expect(events.items[0]).toMatchObject({ method: 'passkey', outcome: 'signed-in' });
  });

  test('is a second factor after a password', async () => {
    const passkey = await setUpPasskey(await signIn(PHARMACIST));
    const asked = await login(PHARMACIST);
    expect(asked.body.methods).toEqual(['passkey', 'recovery']);
    expect(asked.body.passkey.allowCredentials).toEqual([
      { id: passkey.id.toString('base64url'), transports: ['internal'], type: 'public-key' },
    ]);
    const done = await verify(asked.body.mfaToken, {
      method: 'passkey',
      assertion: passkey.assert(asked.body.passkey),
    });
    expect(done.body.acr).toBe('aal2');
  });

  test('of somebody else, for another challenge or address, or without fingerprint or PIN is refused', async () => {
    const passkey = await setUpPasskey(await signIn(PHARMACIST));
    const other = await setUpPasskey(await signIn(OWNER));
    const wrong: [string, (options: { challenge: string }) => object][] = [
      ['somebody else’s', (options) => other.assert(options)],
      ['another challenge', () => passkey.assert({ challenge: Buffer.alloc(32, 1).toString('base64url') })],
      ['another address', (options) => passkey.assert(options, { origin: 'https://sutra.example.evil' })],
      ['no user verification', (options) => passkey.assert(options, { flags: 0x01 })],
      ['unknown', (options) => new TestPasskey(here.origin).assert(options)],
    ];
    for (const [what, make] of wrong) {
      const { body } = await login(PHARMACIST);
      const answer = await verify(body.mfaToken, { method: 'passkey', assertion: make(body.passkey) });
      expect([what, answer.body.code]).toEqual([what, 'auth.second_factor_invalid']);
      await here.app.database.owner.query('delete from identity.attempt_count');
    }
  });

  test('signs in only whom the authenticator names', async () => {
    const passkey = await setUpPasskey(await signIn(PHARMACIST));
    const other = await setUpPasskey(await signIn(OWNER));
    const own = passkey.userHandle;
    for (const [userHandle, status] of [
      [other.userHandle, 401],
      [undefined, 401],
      [own, 200],
    ] as const) {
      const { body } = await anonymous().post('/api/v1/auth/passkeys/sign-in/begin');
      passkey.userHandle = userHandle;
      const assertion = passkey.assert(body.passkey);
      const answer = await anonymous().post('/api/v1/auth/passkeys/sign-in', {
        ceremonyId: body.ceremonyId,
        assertion,
      });
      expect([userHandle, answer.status]).toEqual([userHandle, status]);
    }
  });

  test('that was copied is refused: its counter must go up', async () => {
    const passkey = await setUpPasskey(await signIn(PHARMACIST));
    const use = async () => {
      const { body } = await anonymous().post('/api/v1/auth/passkeys/sign-in/begin');
      const { ceremonyId } = body;
      return anonymous().post('/api/v1/auth/passkeys/sign-in', { ceremonyId, assertion: passkey.assert(body.passkey) });
    };
    passkey.counter = 7;
    expect((await use()).status).toBe(200);
    expect((await use()).body.code).toBe('auth.second_factor_invalid');
    passkey.counter = 8;
    expect((await use()).status).toBe(200);
  });

  test('is set up once, with user verification, for this address and this challenge', async () => {
    const caller = await signIn(PHARMACIST);
    const passkey = await setUpPasskey(caller);
    const begin = async () => (await caller.post('/api/v1/auth/passkeys/begin')).body;
    const add = (ceremonyId: string, attestation: object) =>
      caller.post('/api/v1/auth/passkeys', { ceremonyId, name: 'Again', attestation });
    const known = await begin();
    expect(known.passkey.excludeCredentials).toHaveLength(1);
    expect((await add(known.ceremonyId, passkey.attest(known.passkey))).body.code).toBe('passkey.already_known');
    const fresh = new TestPasskey(here.origin);
    for (const attest of [
      (options: { challenge: string }) => fresh.attest(options, { flags: 0x41 }),
      (options: { challenge: string }) => fresh.attest(options, { origin: 'http://localhost:1' }),
      () => fresh.attest({ challenge: Buffer.alloc(32).toString('base64url') }),
    ]) {
      const { ceremonyId, passkey: options } = await begin();
      expect((await add(ceremonyId, attest(options))).body.code).toBe('passkey.refused');
      expect((await add(ceremonyId, fresh.attest(options))).body.code).toBe('auth.ceremony_over');
    }
    const stranger = await signIn(OWNER);
    const { ceremonyId, passkey: options } = await begin();
    const stolen = await stranger.post('/api/v1/auth/passkeys', {
      ceremonyId,
      name: 'x',
      attestation: fresh.attest(options),
    });
    expect(stolen.body.code).toBe('auth.ceremony_over');
  });

  test('can be removed by its person only, and is not made at an address that is a number', async () => {
    const caller = await signIn(PHARMACIST);
    await setUpPasskey(caller);
    const { body } = await caller.get('/api/v1/auth/mfa');
    expect(body).toMatchObject({ canUsePasskeys: true, passkeys: [{ name: 'Phone', isBackedUp: false }] });
    const path = `/api/v1/auth/passkeys/${body.passkeys[0].id}`;
    expect((await (await signIn(OWNER)).delete(path)).body.code).toBe('passkey.not_found');
    expect((await caller.delete(path)).status).toBe(200);
    expect((await login(PHARMACIST)).body.accessToken).toBeDefined();
    const byNumber = new Caller(here.app.origin, caller.token);
    expect((await byNumber.post('/api/v1/auth/passkeys/begin')).body.code).toBe('passkey.unavailable');
    expect((await byNumber.get('/api/v1/auth/mfa')).body.canUsePasskeys).toBe(false);
  });
});

describe('an organisation that asks for a second factor', () => {
  test('lets nobody do anything before it is there: the operator sets one up at the first sign-in', async () => {
    const caller = await signIn(OPERATOR);
    const { body: me } = await caller.get('/api/v1/auth/me');
    expect(me.permissions).toEqual([]);
    expect((await caller.get('/api/v1/audit/entries')).body.code).toBe('access.denied');
    expect((await caller.get('/api/v1/auth/mfa')).body).toMatchObject({ isRequired: true, totp: null });
    await setUpTotp(caller);
    const { signedIn, ...after } = await renewed(caller);
    expect(signedIn).toMatchObject({ acr: 'aal2', secondFactorRequired: false });
    expect(signedIn.permissions).toContain('audit.read');
    const now = Object.assign(new Caller(here.origin, signedIn.accessToken), after);
    expect((await now.get('/api/v1/audit/entries')).status).toBe(200);
    expect((await now.delete('/api/v1/auth/mfa/totp')).body.code).toBe('second_factor.last_one');
  });

  test('keeps one factor also when two are removed at the same moment', async () => {
    await here.app.database.owner.query(
      `update identity.organisation set second_factor_required = true where kind = 'pharmacy'`,
    );
    try {
      const caller = await signIn(PHARMACIST);
      await setUpTotp(caller);
      await setUpPasskey(caller);
      const { body } = await caller.get('/api/v1/auth/mfa');
      const answers = await Promise.all([
        caller.delete('/api/v1/auth/mfa/totp'),
        caller.delete(`/api/v1/auth/passkeys/${body.passkeys[0].id}`),
      ]);
      expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    } finally {
      await here.app.database.owner.query('update identity.organisation set second_factor_required = false');
    }
  });
});
