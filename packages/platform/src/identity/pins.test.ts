// A PIN of one person on one device: set, guessed at, ended.
import { DAY_MS, MINUTE_MS } from '@sutra/kernel/clock';
import { type TestBrowser } from '@sutra/testkit/browser-caller';
import { TOTP } from 'otpauth';
import { inLine } from '@sutra/testkit/in-line';
import { describe, expect, test } from 'vitest';
import { DESKTOP, OTHER, OWNER, PHARMACIST, PIN, pinTests } from '@sutra/testkit/pin-tests';

const here = pinTests();
const { clock, sql, browser, idOf, setPin, pinOf, people, usePin, isIn, newest, counter } = here;

describe('a PIN', () => {
  test('is set on a device with a cookie, and then opens a session that can do nothing dangerous', async () => {
    const on = browser();
    await on.withPassword(PHARMACIST);
    expect(await pinOf(on)).toEqual({
      isSet: false,
      isLocked: false,
      obstacle: null,
      usableUntil: null,
    });
    const until = new Date(clock.nowMs() + 7 * DAY_MS);
    until.setMilliseconds(0);
    const { status, body } = await setPin(on);
    expect(status).toBe(200);
    expect(Math.abs(Date.parse(body.usableUntil) - until.getTime())).toBeLessThan(1000);
    const answer = await usePin(on, PHARMACIST);
    expect(answer).toMatchObject({ status: 200, body: { acr: 'aal1', user: { name: 'Ravi Kumar' } } });
    expect(answer.body.refreshToken).toBeUndefined();
    expect(await newest(on)).toMatchObject({ method: 'pin', outcome: 'signed-in', reasons: [], deviceKind: 'mobile' });
    expect((await setPin(on, OTHER)).body.code).toBe('auth.step_up_required');
    expect((await on.refresh()).status).toBe(200);
    expect((await setPin(on, OTHER)).body.code).toBe('auth.step_up_required');
    expect((await sql('select id from identity.device')).length).toBe(1);
    expect(await pinOf(on)).toMatchObject({ isSet: true, usableUntil: body.usableUntil });
  });

  test('that was set is told, so that nobody sets one unnoticed', async () => {
    const on = await counter(PHARMACIST);
    await here.app.app.relay.settle();
    const { items } = (await on.get('/notifications?limit=50')).body;
    expect(items).toContainEqual(
      expect.objectContaining({ kind: 'pin.set', values: { device: 'Chrome on Android' }, path: '/security' }),
    );
  });

  test('needs a lately shown proof, a cookie and digits without a pattern', async () => {
    const on = browser();
    await on.withPassword(PHARMACIST);
    for (const pin of ['1111', '4321', '1947', '0002', '121212'])
      expect(await setPin(on, pin)).toMatchObject({ status: 422, body: { code: 'pin.too_simple' } });
    for (const pin of ['471', '4711471', '47 1', 'abcd', '٤٧١١', '４７１１', ''])
      expect((await setPin(on, pin)).status).toBe(400);
    clock.advance(10 * MINUTE_MS + 1);
    expect((await setPin(on)).body.code).toBe('auth.step_up_required');
    expect(await sql('select device_id from identity.pin')).toEqual([]);
    const program = await here.app.signInWithPassword(PHARMACIST);
    expect((await program.get('/api/v1/auth/pin')).body).toMatchObject({ obstacle: 'no-cookie' });
    const refused = await program.send('PUT', '/api/v1/auth/pin', { pin: PIN });
    expect(refused).toMatchObject({ status: 409, body: { code: 'pin.device_unknown' } });
  });

  test('is changed and taken away; both stand in the audit log, and what it is stands nowhere', async () => {
    const on = await counter(PHARMACIST, OWNER);
    expect((await setPin(on, OTHER)).status).toBe(200);
    const owner = on.token;
    expect((await usePin(on, OWNER)).body.code).toBe('auth.pin_invalid');
    expect((await usePin(on, OWNER, OTHER)).status).toBe(200);
    expect((await on.send('DELETE', '/auth/pin')).status).toBe(200);
    expect((await usePin(on, OWNER, OTHER)).body.code).toBe('auth.pin_invalid');
    expect(await isIn(owner)).toBe(false);
    await here.app.sequencer();
    const actions = await sql<{ action: string }>(`select action from audit.entry where action like 'pin.%'`);
    expect(actions.map(({ action }) => action)).toEqual(expect.arrayContaining(['pin.set', 'pin.removed']));
    const kept = await sql<{ text: string }>(
      `select p::text as text from identity.pin p union all select e::text from audit.entry e
       union all select o::text from events.outbox o`,
    );
    expect([...kept.map(({ text }) => text), ...here.app.logged].join('\n')).not.toContain(OTHER);
    expect(kept.map(({ text }) => text).join('\n')).toContain('$argon2id$');
  });
});

describe('wrong PINs', () => {
  test('lock after five in a row, the last but one says so, and only this way is shut', async () => {
    const on = await counter(PHARMACIST);
    const answers = [];
    for (let count = 0; count < 5; count += 1) answers.push(await usePin(on, PHARMACIST, '4712'));
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 423]);
    const lastTry = [{ what: 'pin.lastTry' }];
    expect(answers.map(({ body }) => body.about)).toEqual([undefined, undefined, undefined, lastTry, undefined]);
    expect((await usePin(on, PHARMACIST)).body.code).toBe('auth.pin_locked');
    expect(await people(on)).toMatchObject([{ isLocked: true }]);
    // A stranger without the cookie is not told.
    expect((await usePin(browser(), PHARMACIST)).body.code).toBe('auth.pin_invalid');
    const elsewhere = await counter(PHARMACIST);
    expect((await usePin(elsewhere, PHARMACIST)).status).toBe(200);
    const { items } = (await elsewhere.get('/auth/login-events?limit=20')).body;
    const told = items.map(({ method, outcome }: Record<string, string>) => `${method} ${outcome}`);
    expect(told).toEqual(expect.arrayContaining(['pin wrong-pin', 'pin locked']));
    await on.withPassword(PHARMACIST);
    expect(await pinOf(on)).toMatchObject({ isLocked: false });
    expect((await usePin(on, PHARMACIST)).status).toBe(200);
  });

  test('are forgotten by a right one', async () => {
    const on = await counter(PHARMACIST);
    for (const pin of ['4712', '4713', '4714', '4715', PIN, '4712', '4713', '4714', '4715', PIN])
      expect((await usePin(on, PHARMACIST, pin)).status).toBe(pin === PIN ? 200 : 401);
  });

  test('are counted on until its person has shown fully who they are: fifteen lock it, however often it was right', async () => {
    const on = await counter(PHARMACIST);
    const wrong = async (times: number) => {
      for (let count = 0; count < times; count += 1) await usePin(on, PHARMACIST, '4712');
    };
    for (const _ of [1, 2, 3]) {
      await wrong(4);
      expect((await usePin(on, PHARMACIST)).status).toBe(200);
    }
    await wrong(2);
    expect((await usePin(on, PHARMACIST)).status).toBe(200);
    expect((await usePin(on, PHARMACIST, '4712')).status).toBe(423);
    expect((await usePin(on, PHARMACIST)).status).toBe(423);
    await on.withPassword(PHARMACIST);
    expect(await pinOf(on)).toMatchObject({ isLocked: false });
    expect((await usePin(on, PHARMACIST)).status).toBe(200);
  });

  test('a hundred at once: five are looked at', async () => {
    const on = await counter(PHARMACIST);
    const userId = await idOf(PHARMACIST);
    on.token = null;
    const guesses = Array.from({ length: 100 }, (_, index) =>
      on.post('/auth/pin/sign-in', { userId, pin: String(5000 + index), tokenDelivery: 'cookie' }),
    );
    const statuses = (await Promise.all(guesses)).map(({ status }) => status);
    // The fifth that was looked at is told that it has locked.
    expect(statuses.filter((status) => status === 401)).toHaveLength(4);
    expect(statuses.filter((status) => status === 423)).toHaveLength(96);
    expect(await sql('select failed from identity.pin')).toEqual([{ failed: 5 }]);
    expect((await usePin(on, PHARMACIST)).status).toBe(423);
  });

  test('stay locked after a sign-in that needs another proof itself', async () => {
    const on = await counter(PHARMACIST);
    for (let count = 0; count < 5; count += 1) await usePin(on, PHARMACIST, '4712');
    await sql(`update identity.organisation set risk_low = 'step-up', risk_elevated = 'step-up'`);
    on.userAgent = DESKTOP; // unlike before
    await sql('update identity.person set password_hash = null where mobile = $1', [PHARMACIST]);
    expect((await on.withCode(PHARMACIST)).status).toBe(200); // nothing else to ask for
    expect((await setPin(on)).body.code).toBe('auth.step_up_required');
    expect(await people(on)).toMatchObject([{ isLocked: true }]);
  });
});

describe('a PIN ends', () => {
  const NEW_PASSWORD = 'tulip ladder 49 gravel';
  const opens = async (on: TestBrowser) => (await usePin(on, PHARMACIST)).status === 200;

  test.each([
    [
      'everywhere else by a new password',
      (own: TestBrowser) => own.send('PUT', '/auth/password', { newPassword: NEW_PASSWORD }),
      [false, true],
    ],
    [
      'everywhere else by the first second factor',
      async (own: TestBrowser) => {
        const { secret } = (await own.post('/auth/mfa/totp')).body;
        return own.send('PUT', '/auth/mfa/totp', { code: new TOTP({ secret }).generate({ timestamp: clock.nowMs() }) });
      },
      [false, true],
    ],
    [
      'everywhere else by signing out all others',
      (own: TestBrowser) => own.send('DELETE', '/auth/sessions/all?keepCurrent=true'),
      [false, true],
    ],
    [
      'everywhere by signing out everywhere',
      (own: TestBrowser) => own.send('DELETE', '/auth/sessions/all'),
      [false, false],
    ],
    [
      'on a device whose session is ended from elsewhere',
      async (own: TestBrowser, id: string) => own.send('DELETE', `/auth/sessions/${id}`),
      [false, true],
    ],
    [
      'on a device that was somebody else',
      (own: TestBrowser, id: string) => own.post(`/auth/sessions/${id}/not-me`),
      [false, true],
    ],
    ['nowhere by signing out here', (own: TestBrowser) => own.post('/auth/logout'), [true, true]],
  ] as const)('%s', async (_, run, expected) => {
    const other = await counter(PHARMACIST);
    const [session] = await sql<{ id: string }>('select id from identity.session');
    const own = await counter(PHARMACIST);
    expect((await run(own, session!.id)).status).toBe(200);
    expect([await opens(other), await opens(own)]).toEqual(expected);
  });

  test('on no device but that of the session: one that is left over on the same device keeps it', async () => {
    const on = await counter(PHARMACIST);
    const [before] = await sql<{ id: string }>('select id from identity.session');
    on.forget('sutra_refresh');
    await on.withPassword(PHARMACIST);
    expect((await on.send('DELETE', `/auth/sessions/${before!.id}`)).status).toBe(200);
    expect(await opens(on)).toBe(true);
  });

  test('and is not set by a session that is being ended at that moment', async () => {
    const other = browser();
    await other.withPassword(PHARMACIST);
    const own = browser();
    await own.withPassword(PHARMACIST);
    const answers = await inLine(here.app.database, PHARMACIST, [
      () => own.send('DELETE', '/auth/sessions/all?keepCurrent=true'),
      () => setPin(other),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 401]);
    expect(await sql('select device_id from identity.pin')).toEqual([]);
  });

  test('also for who types it at the moment of a new password: no session of before goes on', async () => {
    const reset = () =>
      sql(`update identity.person set password_hash = (select password_hash from identity.person where mobile = $1)`, [
        '+919800000012',
      ]);
    for (let round = 0; round < 5; round += 1) {
      await reset();
      const other = await counter(PHARMACIST);
      const own = browser();
      await own.withPassword(PHARMACIST);
      const change = own.send('PUT', '/auth/password', { newPassword: `${NEW_PASSWORD} ${round}` });
      const [changed] = await Promise.all([change, ...Array.from({ length: 4 }, () => usePin(other, PHARMACIST))]);
      expect(changed.status).toBe(200);
      const left = await sql(
        `select id from identity.session where revoked_at is null and authentication_method = 'pin'`,
      );
      expect(left).toEqual([]);
    }
  });
});
