// A refresh from elsewhere: it is judged before it gives anything, however many arrive at once and whatever fails.
import { DAY_MS, ManualClock, MINUTE_MS } from '@sutra/kernel/clock';
import { type Answer, startTestApp, type TestApp } from '@sutra/testkit/app';
import { TestBrowser } from '@sutra/testkit/browser-caller';
import { TestDevice } from '@sutra/testkit/device';
import { type PositionServer, startPositions } from '@sutra/testkit/positions';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { REFRESHES_A_MINUTE } from '../refresh.rules.ts';

const clock = new ManualClock(Date.parse('2026-03-02T10:00:00+05:30'));
let positions: PositionServer;
let app: TestApp;
beforeAll(async () => {
  positions = await startPositions();
  app = await startTestApp({
    clock,
    env: { SUTRA_TRUSTED_PROXIES: '127.0.0.1', SUTRA_POSITION_URL: positions.url },
  });
});
afterAll(async () => {
  await app.close();
  await positions.stop();
});
beforeEach(async () => {
  await app.app.relay.settle();
  positions.delayMs = 0;
  clock.advance(DAY_MS);
  for (const table of ['attempt_count', 'login_event', 'sign_in_alert', 'ceremony', 'session'])
    await app.database.owner.query(`delete from identity.${table}`);
  await app.database.owner.query(
    `update identity.organisation set risk_low = 'nothing', risk_elevated = 'alert', risk_high = 'step-up'`,
  );
});

const PHARMACIST = '+919800000002';
const RAJKOT = '203.0.113.7';
const MUMBAI = '198.51.100.7';
const LONDON = '192.0.2.7';

/** Signed in twice where they always are, and with a second factor just now. */
async function atHome(): Promise<TestBrowser> {
  const own = new TestBrowser(app.anonymous, RAJKOT);
  for (let count = 0; count < 2; count += 1) expect((await own.withPassword(PHARMACIST)).status).toBe(200);
  await app.database.owner.query(`update identity.session set acr = 'aal2'`);
  return own;
}
const fifty = (own: TestBrowser, ip: string) => Array.from({ length: 50 }, () => own.stolen(ip).refresh());
const assurances = (answers: readonly Answer[]) => [...new Set(answers.map(({ body }) => body.acr ?? body.code))];
const textOf = async (sql: string) => {
  const { rows } = await app.database.owner.query<{ text: string | null }>(sql);
  return rows.map(({ text }) => text);
};
const told = () =>
  textOf(`select outcome || ' ' || host(ip) as text from identity.login_event where outcome <> 'signed-in'`);
const successors = (answers: readonly Answer[]) =>
  new Set(answers.map(({ headers }) => headers.getSetCookie().find((one) => one.startsWith('sutra_refresh='))));

test('an address that is written in another way is the same place', async () => {
  const own = new TestBrowser(app.anonymous, `::ffff:${RAJKOT}`);
  expect((await own.withPassword(PHARMACIST)).status).toBe(200);
  expect((await own.get('/auth/sessions')).body.sessions[0].ip).toBe(RAJKOT);
  expect((await own.refresh()).status).toBe(200);
  const linkLocal = new TestBrowser(app.anonymous, 'fe80::1%eth0');
  expect((await linkLocal.withPassword(PHARMACIST)).status).toBe(200);
});

test('a copy of the token at the same moment is worth no more than the one that is judged', async () => {
  const own = await atHome();
  const [one, other] = [own.stolen(LONDON), own.stolen(LONDON)];
  positions.delayMs = 400;
  const first = one.refresh();
  await new Promise((resolve) => {
    setTimeout(resolve, 100);
  });
  const second = other.refresh();
  expect(assurances(await Promise.all([first, second]))).toEqual(['aal1']);
  for (const thief of [one, other])
    expect((await thief.post('/auth/mfa/totp')).body.code).toBe('auth.step_up_required');
});

test('fifty at once get one successor and one judgement, which is told once', async () => {
  const own = await atHome();
  positions.delayMs = 200;
  const answers = await Promise.all(fifty(own, LONDON));
  expect(assurances(answers)).toEqual(['aal1']);
  expect(successors(answers).size).toBe(1);
  expect(await told()).toEqual([`continued ${LONDON}`]);
  expect(await textOf('select id::text as text from identity.sign_in_alert')).toHaveLength(1);
  await app.sequencer();
  const reader = await app.signInWithPassword('+919800000001');
  const { body } = await reader.get('/api/v1/audit/entries?action=auth.step_up_demanded');
  expect(
    body.items.filter(({ recordedAt }: { recordedAt: string }) => Date.parse(recordedAt) === clock.nowMs()),
  ).toHaveLength(1);
});

test('fifty at once, half of them at home: whoever is first, nobody elsewhere keeps what was proved', async () => {
  const own = await atHome();
  positions.delayMs = 50;
  const away = Array.from({ length: 25 }, () => own.stolen(LONDON));
  const [, ...answers] = await Promise.all([
    own.refresh(),
    ...Array.from({ length: 24 }, () => own.stolen(RAJKOT).refresh()),
    ...away.map((thief) => thief.refresh()),
  ]);
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  expect(successors(answers).size).toBe(1);
  expect(assurances(answers.slice(24))).toEqual(['aal1']);
  for (const thief of away.slice(0, 3))
    expect((await thief.post('/auth/mfa/totp')).body.code).toBe('auth.step_up_required');
});

test('a repeat from elsewhere of what was given at home is judged as well', async () => {
  const own = await atHome();
  const thief = own.stolen(LONDON);
  expect((await own.refresh()).body.acr).toBe('aal2');
  expect((await thief.refresh()).body.acr).toBe('aal1');
  expect(await told()).toEqual([`continued ${LONDON}`]);
  expect((await own.refresh()).body.acr).toBe('aal1'); // until it is proved again, on either side
});

test('an answer lost between two networks is repeated as it was', async () => {
  const own = await atHome();
  const lost = own.stolen(RAJKOT);
  expect((await lost.refresh()).body.acr).toBe('aal2');
  own.ip = '11.12.13.14';
  const answer = await own.refresh();
  expect([answer.status, answer.body.acr]).toEqual([200, 'aal2']);
  expect((await own.refresh()).body.acr).toBe('aal2');
  expect(await told()).toEqual([]);
});

test('where judging fails nothing is used up, and the next one is judged', async () => {
  const own = await atHome();
  const thief = own.stolen(LONDON);
  await app.database.owner.query('alter table identity.login_event rename to login_event_away');
  try {
    expect((await thief.refresh()).status).toBe(500);
  } finally {
    await app.database.owner.query('alter table identity.login_event_away rename to login_event');
  }
  expect(await textOf('select max(generation)::text as text from identity.session')).toEqual(['0']);
  expect((await thief.refresh()).body.acr).toBe('aal1');
  expect((await thief.post('/auth/mfa/totp')).body.code).toBe('auth.step_up_required');
  expect(await told()).toEqual([`continued ${LONDON}`]);
});

test('where the policy ends it, fifty at once end it once', async () => {
  await app.database.owner.query(`update identity.organisation set risk_high = 'revoke'`);
  const own = await atHome();
  positions.delayMs = 100;
  expect(assurances(await Promise.all(fifty(own, LONDON)))).toEqual(['auth.token_revoked']);
  expect(await told()).toEqual([`ended ${LONDON}`]);
  expect(
    await textOf(`select generation || ' ' || host(ip) || ' ' || country as text from identity.session
      where revoked_because = 'risk'`),
  ).toEqual([`0 ${LONDON} GB`]); // the message about it names the place that it was ended for
});

test('the place of a session is where it went on last, and too many refreshes move nothing', async () => {
  const own = await atHome();
  for (let count = 0; count < REFRESHES_A_MINUTE; count += 1) await own.refresh();
  const thief = own.stolen(LONDON);
  expect(await thief.refresh()).toMatchObject({ status: 429, headers: expect.anything() });
  expect(await told()).toEqual([]);
  clock.advance(5 * 60 * MINUTE_MS);
  own.ip = MUMBAI;
  expect((await own.refresh()).body.acr).toBe('aal2');
  expect((await own.refresh()).body.acr).toBe('aal2');
  expect(await textOf(`select host(ip) as text from identity.session order by id desc limit 1`)).toEqual([MUMBAI]);
});

test('a device with a key is judged by its network and its browser, also where it asks again', async () => {
  await atHome();
  const device = await TestDevice.make(app.origin);
  const send = (path: string, body: object, ip: string, userAgent: string) =>
    device.send('POST', path, { body, headers: { 'x-forwarded-for': ip, 'user-agent': userAgent } });
  const phone = 'Mozilla/5.0 (Linux; Android 15) Chrome/142.0 Mobile Safari/537';
  const desktop = 'Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0';
  const { body } = await send(
    '/api/v1/auth/login',
    { identifier: PHARMACIST, password: 'sutra-demo-2035' },
    RAJKOT,
    phone,
  );
  const refresh = (ip: string, userAgent: string) =>
    send('/api/v1/auth/refresh', { refreshToken: body.refreshToken }, ip, userAgent);
  await app.database.owner.query(`update identity.session set acr = 'aal2'`);
  const first = await refresh(RAJKOT, phone);
  expect(first.body.acr).toBe('aal2');
  expect((await refresh(RAJKOT, phone)).body).toMatchObject({ acr: 'aal2', refreshToken: first.body.refreshToken });
  expect((await refresh(LONDON, desktop)).body).toMatchObject({ acr: 'aal1', refreshToken: first.body.refreshToken });
});

test('a token of the right session and step that is not the one that is kept is refused', async () => {
  const own = await atHome();
  await app.database.owner.query(`update identity.session set refresh_hash = ''`);
  expect((await own.refresh()).body.code).toBe('auth.refresh_invalid');
  expect((await own.stolen(LONDON).refresh()).body.code).toBe('auth.refresh_invalid');
});
