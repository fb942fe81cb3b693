// PINs at a shared counter: who can use one, what it opens, and what ends it.
import { DAY_MS, ManualClock, MINUTE_MS } from '@sutra/kernel/clock';
import { type Answer, Caller, startTestApp, type TestApp } from '@sutra/testkit/app';
import { TestBrowser } from '@sutra/testkit/browser-caller';
import { TestDevice } from '@sutra/testkit/device';
import { TOTP } from 'otpauth';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

const clock = new ManualClock(Date.now());
let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ clock, env: { SUTRA_TRUSTED_PROXIES: '127.0.0.1' } });
});
afterAll(() => app.close());
const sql = <Row extends object>(text: string, values: unknown[] = []) =>
  app.database.owner.query<Row>(text, values).then(({ rows }) => rows);
beforeEach(async () => {
  await app.app.relay.settle(); // what is told of a session needs it to be there
  clock.advance(MINUTE_MS); // a failure of each kind is kept once a minute
  for (const table of [
    'attempt_count',
    'login_event',
    'sign_in_alert',
    'ceremony',
    'totp',
    'recovery_code',
    'session',
    'pin',
    'device',
  ])
    await sql(`delete from identity.${table}`);
  await sql(`update identity.organisation set status = 'active', suspended_because = null, second_factor_required = false,
    risk_low = 'nothing', risk_elevated = 'alert', risk_high = 'step-up'`);
  await sql(`update identity.membership set ends_at = null`);
  await sql(
    `update identity.person set mobile_verified_at = $1, mobile_reported_at = null,
      password_hash = (select password_hash from identity.person where mobile = $2) where mobile is not null`,
    [new Date(clock.nowMs()), '+919800000012'],
  );
});

const OWNER = '+919800000001';
const PHARMACIST = '+919800000002';
const PIN = '4711';
const OTHER = '802496';
const COUNTER = '203.0.113.7';
const DESKTOP = 'Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0';
const browser = (ip = COUNTER) => new TestBrowser(app.anonymous, ip);
const idOf = async (mobile: string) =>
  (await sql<{ id: string }>('select id from identity.person where mobile = $1', [mobile]))[0]!.id;

const setPin = (on: TestBrowser, pin = PIN) => on.send('PUT', '/auth/pin', { pin });
const pinOf = async (on: TestBrowser) => (await on.get('/auth/pin')).body;
const people = async (on: TestBrowser) => (await on.get('/auth/pin/people')).body.people;
async function usePin(on: TestBrowser, mobile: string, pin = PIN): Promise<Answer> {
  on.token = null;
  return on.post('/auth/pin/sign-in', { userId: await idOf(mobile), pin, tokenDelivery: 'cookie' });
}
const isIn = async (token: string | null) =>
  (await new Caller(app.origin, token).get('/api/v1/auth/me')).status === 200;
const newest = async (on: TestBrowser) => (await on.get('/auth/login-events?limit=1')).body.items[0];

/** A browser on which each of them has signed in and set a PIN; the last one is signed in. */
async function counter(...mobiles: string[]): Promise<TestBrowser> {
  const on = browser();
  for (const mobile of mobiles) {
    expect((await on.withPassword(mobile)).status).toBe(200);
    expect((await setPin(on)).status).toBe(200);
  }
  return on;
}

describe('a PIN', () => {
  test('is set on a device with a cookie, and then opens a session that can do nothing dangerous', async () => {
    const on = browser();
    await on.withPassword(PHARMACIST);
    expect(await pinOf(on)).toEqual({
      isSet: false,
      isLocked: false,
      canSet: true,
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
    await app.app.relay.settle();
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
    const program = await app.signInWithPassword(PHARMACIST);
    expect((await program.get('/api/v1/auth/pin')).body).toMatchObject({ canSet: false, obstacle: 'no-cookie' });
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
    await app.sequencer();
    const actions = await sql<{ action: string }>(`select action from audit.entry where action like 'pin.%'`);
    expect(actions.map(({ action }) => action)).toEqual(expect.arrayContaining(['pin.set', 'pin.removed']));
    const kept = await sql<{ text: string }>(
      `select p::text as text from identity.pin p union all select e::text from audit.entry e
       union all select o::text from events.outbox o`,
    );
    expect([...kept.map(({ text }) => text), ...app.logged].join('\n')).not.toContain(OTHER);
    expect(kept.map(({ text }) => text).join('\n')).toContain('$argon2id$');
  });
});

describe('who can switch', () => {
  test('are those whose device the browser proves to be, by name; nobody elsewhere', async () => {
    const on = await counter(PHARMACIST, OWNER);
    expect(await people(on)).toEqual([
      { userId: await idOf(OWNER), name: 'Asha Patel', isLocked: false },
      { userId: await idOf(PHARMACIST), name: 'Ravi Kumar', isLocked: false },
    ]);
    expect(await people(browser())).toEqual([]);
    const other = browser();
    await other.withPassword(OWNER);
    expect(await people(other)).toEqual([]);
  });

  test('is asked of at most twenty cookies, and of none that is malformed or made up', async () => {
    const id = await idOf(PHARMACIST);
    const made = 'A'.repeat(43);
    const cookies = [
      `sutra_device_${id}=`,
      `sutra_device_${id}=x`,
      `sutra_device_${id}=${made}=`,
      `sutra_device_=${made}`,
      `sutra_device_not-an-id=${made}`,
      `sutra_device_${id.toUpperCase()}=${made}`,
      `sutra_device_${id}=${made}`,
      ...Array.from({ length: 300 }, (_, index) => `sutra_device_${id.slice(0, -4)}${1000 + index}=${made}`),
    ];
    const asked = await app.anonymous.get('/api/v1/auth/pin/people', { cookie: cookies.slice(0, 100).join('; ') });
    expect(asked).toMatchObject({ status: 200, body: { people: [] } });
  });

  test('is nobody whose access has ended, whose PIN ran out, or who is suspended', async () => {
    const on = await counter(PHARMACIST);
    await sql(`update identity.membership set ends_at = $2 where user_id = $1`, [
      await idOf(PHARMACIST),
      new Date(clock.nowMs() - 1000),
    ]);
    expect(await people(on)).toEqual([]);
    expect((await usePin(on, PHARMACIST)).body.code).toBe('auth.no_membership');
    await sql(`update identity.membership set ends_at = null`);
    await sql(`update identity.person set status = 'suspended' where mobile = $1`, [PHARMACIST]);
    expect(await people(on)).toEqual([]);
    expect((await usePin(on, PHARMACIST)).body.code).toBe('auth.pin_invalid');
    await sql(`update identity.person set status = 'active'`);
    clock.advance(7 * DAY_MS - 1000);
    expect(await people(on)).toHaveLength(1);
    clock.advance(2000);
    expect(await people(on)).toEqual([]);
    expect((await usePin(on, PHARMACIST)).body.code).toBe('auth.pin_invalid');
    await on.withPassword(PHARMACIST);
    expect(await people(on)).toHaveLength(1);
    expect((await usePin(on, PHARMACIST)).status).toBe(200);
  });

  test('is told of a suspended organisation why it does not open', async () => {
    const on = await counter(PHARMACIST);
    await sql(`update identity.organisation set status = 'suspended', suspended_because = 'unpaid'`);
    expect(await people(on)).toHaveLength(1);
    expect((await usePin(on, PHARMACIST)).body).toMatchObject({ code: 'organisation.suspended', detail: 'unpaid' });
  });
});

describe('the same answer', () => {
  test('is given to an unknown person, without a cookie, with the cookie of another device, and without a PIN', async () => {
    const on = await counter(PHARMACIST);
    const elsewhere = browser();
    await elsewhere.withPassword(PHARMACIST); // a cookie of its own, and no PIN
    const answers = [
      await usePin(on, PHARMACIST, '4712'),
      await usePin(elsewhere, PHARMACIST),
      await usePin(browser(), PHARMACIST),
      await usePin(on, OWNER),
      await on.post('/auth/pin/sign-in', { userId: '019a0000-0000-7000-8000-00000000ffff', pin: PIN }),
    ].map(({ status, body }) => ({ status, ...body, requestId: '' }));
    expect(answers[0]).toMatchObject({ status: 401, code: 'auth.pin_invalid' });
    for (const answer of answers) expect(answer).toEqual(answers[0]);
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

describe('a device with a key', () => {
  interface Keyed {
    device: TestDevice;
    cookie: string;
    userId: string;
    token: string;
  }
  const cookiesOf = (answer: Answer) =>
    answer.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ');
  async function keyed(): Promise<Keyed> {
    const device = await TestDevice.make(app.origin);
    device.clockErrorMs = clock.nowMs() - Date.now();
    const body = { identifier: PHARMACIST, password: 'sutra-demo-2035', tokenDelivery: 'cookie' };
    const answer = await device.send('POST', '/api/v1/auth/login', { body });
    expect(answer.status).toBe(200);
    const { accessToken: token } = answer.body;
    const set = await device.send('PUT', '/api/v1/auth/pin', { token, body: { pin: PIN } });
    expect(set.status).toBe(200);
    return { device, cookie: cookiesOf(answer), userId: await idOf(PHARMACIST), token };
  }
  const signIn = { pin: PIN, tokenDelivery: 'cookie' };

  test('opens with both, and the session is bound to the key', async () => {
    const { device, cookie, userId } = await keyed();
    const options = { body: { userId, ...signIn }, headers: { cookie } };
    const answer = await device.send('POST', '/api/v1/auth/pin/sign-in', options);
    expect(answer).toMatchObject({ status: 200, body: { tokenType: 'DPoP' } });
    // The cookie stays the one that it was: tabs that switch at the same moment do not lose it.
    expect((await device.send('POST', '/api/v1/auth/pin/sign-in', options)).status).toBe(200);
  });

  test('a copied cookie without the key, or with another one, opens nothing, counts nothing and ends nothing', async () => {
    const { cookie, userId, token, device } = await keyed();
    const bare = await app.anonymous.post('/api/v1/auth/pin/sign-in', { userId, ...signIn }, { cookie });
    expect(bare).toMatchObject({ status: 401, body: { code: 'auth.pin_invalid' } });
    const thief = await TestDevice.make(app.origin);
    thief.clockErrorMs = device.clockErrorMs;
    const stolen = await thief.send('POST', '/api/v1/auth/pin/sign-in', {
      body: { userId, ...signIn },
      headers: { cookie },
    });
    expect(stolen).toMatchObject({ status: 401, body: { code: 'auth.pin_invalid' } });
    expect(await sql('select failed from identity.pin')).toEqual([{ failed: 0 }]);
    // Somebody with a PIN of their own and a copy of the refresh cookie does not end the session that it belongs to.
    const own = await counter(OWNER);
    const withCopy = await app.anonymous.post(
      '/api/v1/auth/pin/sign-in',
      { userId: await idOf(OWNER), ...signIn },
      {
        'x-forwarded-for': COUNTER,
        'user-agent': own.userAgent,
        cookie: `${own.cookie(`sutra_device_${await idOf(OWNER)}`)}; ${cookie}`,
      },
    );
    expect(withCopy.status).toBe(200);
    expect((await device.send('GET', '/api/v1/auth/me', { token })).status).toBe(200);
  });
});

describe('a switch', () => {
  test('ends the session that the browser had, as its own person, before it is answered', async () => {
    const on = await counter(OWNER, PHARMACIST);
    const [pharmacist, earlier] = [on.token, on.stolen(COUNTER)];
    const startedMs = performance.now();
    expect((await usePin(on, OWNER)).body.user.name).toBe('Asha Patel');
    expect(await isIn(pharmacist)).toBe(false);
    expect(performance.now() - startedMs).toBeLessThan(1000);
    expect((await earlier.refresh()).status).toBe(401);
    expect((await on.refresh()).body.user.name).toBe('Asha Patel');
    await app.sequencer();
    const { items } = (await on.get('/audit/entries?action=session.switched')).body;
    expect(items[0]).toMatchObject({ actor: { name: 'Ravi Kumar' } });
    expect(JSON.stringify(items[0].changes)).toContain('switched');
    // Back again: the PIN is still there, signing out keeps it too.
    expect((await usePin(on, PHARMACIST)).status).toBe(200);
    expect((await on.post('/auth/logout')).status).toBe(200);
    expect((await usePin(on, PHARMACIST)).status).toBe(200);
  });

  test('to oneself ends the earlier session too; a wrong PIN ends nothing', async () => {
    const on = await counter(OWNER, PHARMACIST);
    const first = on.token;
    await usePin(on, OWNER, '4712');
    expect(await isIn(first)).toBe(true);
    expect((await usePin(on, PHARMACIST)).status).toBe(200);
    expect([await isIn(first), await isIn(on.token)]).toEqual([false, true]);
  });

  test('is in the history, and no news on the other devices of the person', async () => {
    const on = await counter(PHARMACIST);
    await app.app.relay.settle();
    const told = async () => (await on.get('/notifications?limit=50')).body.items.length;
    const before = await told();
    expect((await usePin(on, PHARMACIST)).status).toBe(200);
    await app.app.relay.settle();
    expect(await told()).toBe(before);
    expect(await newest(on)).toMatchObject({ method: 'pin', outcome: 'signed-in' });
    await on.withPassword(PHARMACIST);
    await app.app.relay.settle();
    expect(await told()).toBe(before + 1);
  });

  test('that cannot end the earlier session gives nobody a new one', async () => {
    const on = await counter(OWNER, PHARMACIST);
    const [{ id }] = (await sql<{ id: string }>('select id from identity.session order by id desc limit 1')) as [
      { id: string },
    ];
    const pharmacist = on.token;
    await sql(`create function identity.fail_for_test() returns trigger language plpgsql as
      $$ begin raise exception 'not today'; end $$`);
    await sql(`create trigger fail_for_test before update on identity.session for each row
      when (new.id = '${id}'::uuid and new.revoked_because = 'switched') execute function identity.fail_for_test()`);
    try {
      const answer = await usePin(on, OWNER);
      expect(answer.status).toBe(500);
      expect(answer.headers.getSetCookie().filter((cookie) => cookie.startsWith('sutra_refresh'))).toEqual([]);
    } finally {
      await sql('drop trigger fail_for_test on identity.session');
      await sql('drop function identity.fail_for_test');
    }
    expect(await isIn(pharmacist)).toBe(true);
    const opened = `select revoked_because from identity.session where authentication_method = 'pin'`;
    expect(await sql(opened)).toEqual([{ revoked_because: 'switched' }]);
    expect((await on.refresh()).body.user.name).toBe('Ravi Kumar');
    expect((await usePin(on, OWNER)).status).toBe(200);
  });

  test('many times at once is answered each time, and the cookie that stays goes on', async () => {
    const on = await counter(OWNER, PHARMACIST);
    on.token = null;
    const [owner, pharmacist] = [await idOf(OWNER), await idOf(PHARMACIST)];
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        on.post('/auth/pin/sign-in', { userId: index % 2 ? owner : pharmacist, pin: PIN, tokenDelivery: 'cookie' }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
    expect((await on.refresh()).status).toBe(200);
  });
});

describe('a PIN is not enough', () => {
  test('where the sign-in looks unusual; where it looks too unusual it is refused as any other', async () => {
    const on = await counter(PHARMACIST);
    await sql(`update identity.organisation set risk_elevated = 'step-up', risk_high = 'step-up'`);
    on.userAgent = DESKTOP;
    expect(await usePin(on, PHARMACIST)).toMatchObject({ status: 403, body: { code: 'auth.pin_not_enough' } });
    expect(await sql('select failed from identity.pin')).toEqual([{ failed: 0 }]);
    await sql(`update identity.organisation set risk_elevated = 'revoke', risk_high = 'revoke'`);
    expect((await usePin(on, PHARMACIST)).body.code).toBe('auth.sign_in_refused');
    const events = await sql<{ outcome: string }>(
      `select outcome from identity.login_event where method = 'pin' order by id`,
    );
    expect(events.map(({ outcome }) => outcome)).toEqual(['pin-not-enough', 'refused']);
  });

  test('where the organisation asks for a second factor: none can be set, and the one there is says nothing', async () => {
    const on = await counter(PHARMACIST);
    await sql('update identity.organisation set second_factor_required = true');
    for (const pin of [PIN, '4712']) expect((await usePin(on, PHARMACIST, pin)).body.code).toBe('auth.pin_not_enough');
    expect(await sql('select failed from identity.pin')).toEqual([{ failed: 0 }]);
    await on.withPassword(PHARMACIST);
    expect(await pinOf(on)).toMatchObject({ canSet: false, obstacle: 'second-factor' });
    expect((await setPin(on)).body.code).toBe('pin.second_factor');
  });

  test('where the number may be somebody else’s by now', async () => {
    const on = await counter(PHARMACIST);
    await sql('update identity.person set mobile_reported_at = $1', [new Date(clock.nowMs())]);
    expect((await usePin(on, PHARMACIST)).body.code).toBe('auth.pin_not_enough');
    clock.advance(1000);
    expect((await on.withCode(PHARMACIST)).status).toBe(200);
    expect((await usePin(on, PHARMACIST)).status).toBe(200);
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
      const change = own.send('PUT', '/auth/password', {
        currentPassword: 'sutra-demo-2035',
        newPassword: `${NEW_PASSWORD} ${round}`,
      });
      const [changed] = await Promise.all([change, ...Array.from({ length: 4 }, () => usePin(other, PHARMACIST))]);
      expect(changed.status).toBe(200);
      const left = await sql(
        `select id from identity.session where revoked_at is null and authentication_method = 'pin'`,
      );
      expect(left).toEqual([]);
    }
  });
});
