// Switching to oneself with a PIN: who can, what it ends, and where it is not enough.
import { DAY_MS } from '@sutra/kernel/clock';
import { type Answer } from '@sutra/testkit/app';
import { TestDevice } from '@sutra/testkit/device';
import { describe, expect, test } from 'vitest';
import { COUNTER, DESKTOP, OWNER, PHARMACIST, PIN, pinTests } from '@sutra/testkit/pin-tests';

const here = pinTests();
const { clock, sql, browser, idOf, setPin, pinOf, people, usePin, isIn, newest, counter } = here;

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

  test('is found among the cookies of everybody who ever used that browser', async () => {
    const on = await counter(PHARMACIST);
    const id = await idOf(PHARMACIST);
    const before = Array.from(
      { length: 80 },
      (_, index) => `sutra_device_${id.slice(0, -4)}${1000 + index}=${'A'.repeat(43)}`,
    );
    const cookie = [...before, on.cookie(`sutra_device_${id}`)].join('; ');
    const { body } = await here.app.anonymous.get('/api/v1/auth/pin/people', { cookie });
    expect(body.people).toEqual([{ userId: id, name: 'Ravi Kumar', isLocked: false }]);
  });

  test('is nobody by a cookie that is malformed or made up', async () => {
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
    const asked = await here.app.anonymous.get('/api/v1/auth/pin/people', { cookie: cookies.slice(0, 100).join('; ') });
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
    const device = await TestDevice.make(here.app.origin);
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
    const bare = await here.app.anonymous.post('/api/v1/auth/pin/sign-in', { userId, ...signIn }, { cookie });
    expect(bare).toMatchObject({ status: 401, body: { code: 'auth.pin_invalid' } });
    const thief = await TestDevice.make(here.app.origin);
    thief.clockErrorMs = device.clockErrorMs;
    const stolen = await thief.send('POST', '/api/v1/auth/pin/sign-in', {
      body: { userId, ...signIn },
      headers: { cookie },
    });
    expect(stolen).toMatchObject({ status: 401, body: { code: 'auth.pin_invalid' } });
    expect(await sql('select failed from identity.pin')).toEqual([{ failed: 0 }]);
    // Somebody with a PIN of their own and a copy of the refresh cookie does not end the session that it belongs to.
    const own = await counter(OWNER);
    const withCopy = await here.app.anonymous.post(
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
    await here.app.sequencer();
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
    await here.app.app.relay.settle();
    const told = async () => (await on.get('/notifications?limit=50')).body.items.length;
    const before = await told();
    expect((await usePin(on, PHARMACIST)).status).toBe(200);
    await here.app.app.relay.settle();
    expect(await told()).toBe(before);
    expect(await newest(on)).toMatchObject({ method: 'pin', outcome: 'signed-in' });
    await on.withPassword(PHARMACIST);
    await here.app.app.relay.settle();
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
    expect(await pinOf(on)).toMatchObject({ obstacle: 'second-factor' });
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
