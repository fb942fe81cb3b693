// "This wasn't me", by the link of the message, from the history and from a notification.
import { DAY_MS, Ids, ManualClock } from '@sutra/kernel/clock';
import { secretKey } from '@sutra/kernel/crypto';
import { createLog } from '@sutra/kernel/log';
import { Caller, startTestApp, type TestApp } from '@sutra/testkit/app';
import { TestBrowser } from '@sutra/testkit/browser-caller';
import { startRedis } from '@sutra/testkit/redis';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { capture, Messaging, Spending } from '../../messaging/public.ts';
import { fill } from '../../messaging/templates.ts';
import { messages } from '../messages.ts';
import { addressOf, alertValues, linkToken, readLinkToken } from './alerts.rules.ts';
import { Alerts } from './alerts.service.ts';

const clock = new ManualClock(Date.now());
const env = { SUTRA_TRUSTED_PROXIES: '127.0.0.1' };
let redis: Awaited<ReturnType<typeof startRedis>>;
let app: TestApp;
let second: TestApp;
beforeAll(async () => {
  redis = await startRedis();
  app = await startTestApp({ clock, env: { ...env, REDIS_URL: redis.url } });
  second = await startTestApp({ clock, env: { ...env, REDIS_URL: redis.url }, database: app.database });
});
afterAll(async () => {
  await second.close();
  await app.close();
  await redis.stop();
});
beforeEach(async () => {
  await app.app.relay.settle(); // what is told of a session needs it to be there
  for (const table of ['attempt_count', 'login_event', 'sign_in_alert', 'session'])
    await app.database.owner.query(`delete from identity.${table}`);
  await app.database.owner.query('delete from messaging.captured');
});

const PHARMACIST = '+919800000002';
const HOME = '203.0.113.7';
let host = 0;
const elsewhere = () => `11.0.${(host += 1)}.9`;
const browser = (ip: string) => new TestBrowser(app.anonymous, ip);
const isIn = async (one: TestBrowser) => (await one.get('/auth/me')).status === 200;

/** The person at home, and somebody who knows the password and signs in from elsewhere; with the link of the message. */
async function broken() {
  const own = browser(HOME);
  await own.withPassword(PHARMACIST);
  const thief = browser(elsewhere());
  const { sessionId } = (await thief.withPassword(PHARMACIST)).body as { sessionId: string };
  const { messages } = (await app.anonymous.get(`/api/v1/dev/messages?to=${encodeURIComponent(PHARMACIST)}`)).body;
  const link = /http\S+\/not-me#([\w-]{43})$/m.exec(messages[0].text)!;
  return { own, thief, sessionId, token: link[1]! };
}
const say = (token: string, on = app) => on.anonymous.post('/api/v1/auth/not-me', { token });
const look = (token: string) => app.anonymous.post('/api/v1/auth/not-me/look', { token });

describe('the link of the message', () => {
  test('says which sign-in it is about, as often as one looks, and ends nothing by it', async () => {
    const { thief, token } = await broken();
    for (let count = 0; count < 3; count += 1)
      expect(await look(token)).toMatchObject({
        status: 200,
        body: { deviceName: 'Chrome on Android', country: null, occurredAt: new Date(clock.nowMs()).toISOString() },
      });
    // What fetches the page of a link, as messengers do, sends nothing of what stands after #.
    await fetch(`${app.origin}/not-me#${token}`, { headers: { accept: 'text/html' } });
    await fetch(`${app.origin}/api/v1/auth/not-me?token=${token}`);
    expect(await isIn(thief)).toBe(true);
  });

  test('ends the session on every instance within a second, and what was opened on that device since', async () => {
    const { own, thief, token } = await broken();
    const again = thief.stolen(thief.ip);
    again.forget('sutra_refresh');
    await again.withPassword(PHARMACIST); // a known device by now: no message
    const onSecond = new Caller(second.origin, thief.token);
    expect((await onSecond.get('/api/v1/auth/me')).status).toBe(200);
    const startedMs = performance.now();
    expect((await say(token)).status).toBe(200);
    await expect.poll(async () => (await onSecond.get('/api/v1/auth/me')).body.code).toBe('auth.token_revoked');
    expect(performance.now() - startedMs).toBeLessThan(1000);
    expect([await isIn(own), await isIn(thief), await isIn(again)]).toEqual([true, false, false]);
    expect((await thief.refresh()).body.code).toBe('auth.token_revoked');
  });

  test('works once, for whoever is first of many at the same moment', async () => {
    const { token } = await broken();
    const answers = await Promise.all(Array.from({ length: 10 }, (_, index) => say(token, index % 2 ? app : second)));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, ...Array(9).fill(410)]);
    expect((await look(token)).status).toBe(410);
  });

  test('gets one answer, whether it was used, is too old, or was made up', async () => {
    const { token } = await broken();
    const other = `${token.startsWith('A') ? 'B' : 'A'}${token.slice(1)}`;
    const forged = `${token.slice(0, -2)}${token.endsWith('AA') ? 'BA' : 'AA'}`;
    expect((await say(token)).status).toBe(200);
    clock.advance(DAY_MS);
    const { token: old, own } = await broken();
    clock.advance(7 * DAY_MS);
    const answers = [];
    for (const one of [token, old, other, forged, 'x'.repeat(43)]) {
      const { status, body } = await say(one);
      answers.push({ status, ...body, requestId: '' });
      expect((await look(one)).body).toMatchObject({ code: 'not_me.over' });
    }
    expect(answers[0]).toMatchObject({ status: 410, code: 'not_me.over' });
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect((await say('short')).status).toBe(400);
    expect((await own.refresh()).status).toBe(200);
  });

  test('forgets the device: it is new again, and its sign-in is no example', async () => {
    const { thief, token } = await broken();
    await say(token);
    clock.advance(DAY_MS);
    await thief.withPassword(PHARMACIST);
    const { items } = (await thief.get('/auth/login-events')).body;
    expect(items[0]).toMatchObject({ reasons: ['new-device', 'new-network'], score: 30 });
    expect(items[1]).toMatchObject({ isDisowned: true });
    const { rows } = await app.database.owner.query<{ action: string }>(
      `select action from audit.entry where action = 'session.disowned'`,
    );
    expect(rows.length).toBeGreaterThan(0);
  });

  test('is in no table, log or answer', async () => {
    const { token, own } = await broken();
    await look(token);
    await say(token);
    const { rows } = await app.database.owner.query<{ text: string }>(
      `select a::text as text from identity.sign_in_alert a union all select o::text from events.outbox o
       union all select e::text from audit.entry e union all select n::text from workspace.notification n`,
    );
    const sessions = JSON.stringify((await own.get('/auth/login-events')).body);
    const hex = Buffer.from(token, 'base64url').subarray(16).toString('hex');
    const all = [...rows.map(({ text }) => text), ...app.logged, ...second.logged, sessions].join('\n');
    expect(all).not.toContain(token);
    expect(all).not.toContain(hex);
  });
});

describe('a signed-in person', () => {
  test('says it of a session of their own, open or over, and of no other', async () => {
    const { own, thief, sessionId } = await broken();
    const disown = (by: TestBrowser, id: string) => by.post(`/auth/sessions/${id}/not-me`);
    const stranger = browser(elsewhere());
    await stranger.withPassword('+919800000001');
    expect((await disown(stranger, sessionId)).body.code).toBe('session.not_found');
    await thief.post('/auth/logout');
    expect((await disown(own, sessionId)).status).toBe(200);
    const { items } = (await own.get('/auth/login-events')).body;
    expect(items.find((one: { sessionId: string }) => one.sessionId === sessionId).isDisowned).toBe(true);
    expect((await disown(own, sessionId)).status).toBe(200);
    expect(await isIn(own)).toBe(true);
    const mine = items.find((one: { sessionId: string }) => one.sessionId !== sessionId).sessionId;
    expect((await disown(own, mine)).status).toBe(200);
    expect(await isIn(own)).toBe(false);
  });

  test('hears of it in a notification that names the session', async () => {
    const { own, sessionId } = await broken();
    await expect
      .poll(async () => {
        const { items } = (await own.get('/notifications')).body;
        return items.find((one: { values: { sessionId?: string } }) => one.values.sessionId === sessionId);
      })
      .toMatchObject({ kind: 'session.unusual', path: '/sessions?tab=history' });
  });
});

test('a message that could not be sent is sent by the job, once, over both instances', async () => {
  await broken();
  await app.database.owner.query('update identity.sign_in_alert set sent_at = null');
  await app.database.owner.query('delete from messaging.captured');
  const alertsOf = ({ app: { gates } }: TestApp, isDown = false) => {
    const ids = new Ids(clock);
    const sms = isDown ? null : capture(gates, ids, clock);
    const spending = new Spending({ gates, clock, log: createLog('silent'), rupeesPerDay: 500 });
    const messaging = new Messaging({ sms, mail: null, spending });
    const linkKey = secretKey(Buffer.alloc(32));
    return new Alerts({ gates, clock, ids, messaging, linkKey, address: 'https://sutra.example' });
  };
  await expect(alertsOf(app, true).sendWaiting()).rejects.toThrow('messaging.sms_unavailable');
  const jobs = [alertsOf(app), alertsOf(second), alertsOf(app)];
  await Promise.all(jobs.map((job) => job.sendWaiting()));
  const { rows } = await app.database.owner.query('select id from messaging.captured');
  expect(rows).toHaveLength(1);
  clock.advance(8 * DAY_MS + 1);
  await jobs[0]!.tidy();
  expect((await app.database.owner.query('select id from identity.sign_in_alert')).rows).toEqual([]);
});

describe('the rules of a message', () => {
  const key = secretKey(Buffer.alloc(32, 1));
  test('a token names its alert, and nothing else is a token', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.base64String(), (id, text) => {
        const token = linkToken(key, id);
        expect(token).toMatch(/^[\w-]{43}$/);
        expect(readLinkToken(key, token)).toBe(id);
        expect(readLinkToken(secretKey(Buffer.alloc(32, 2)), token)).toBeNull();
        expect(readLinkToken(key, text)).toBeNull();
      }),
    );
  });

  const at = new Date('2026-03-02T04:35:00Z');
  test.each([
    ['a verified number', { mobileVerifiedAt: at, mobileReportedAt: null }, '+919800000002'],
    ['a number that is not verified', { mobileVerifiedAt: null, mobileReportedAt: null }, null],
    ['a number that may be somebody else’s', { mobileVerifiedAt: at, mobileReportedAt: at }, null],
  ])('%s', (_, state, sms) => {
    const to = { mobile: '+919800000002', email: 'a@b.example', emailVerifiedAt: at, ...state };
    expect(addressOf(to)).toEqual({ sms, mail: 'a@b.example' });
    expect(addressOf({ ...to, emailVerifiedAt: null }).mail).toBeNull();
  });

  test('the words name device, place and time of the organisation, in both languages', () => {
    const told = { device: 'Chrome on Android', country: 'GB', at, timeZone: 'Asia/Kolkata' };
    const values = alertValues(told, 'https://sutra.example/not-me#x');
    const text = fill(messages.unusualSignIn.mail!.text, values);
    expect(text).toContain('unusual sign-in on Chrome on Android (United Kingdom), 2 Mar, 10:05 am. Not you?');
    expect(text).toContain('यूनाइटेड किंगडम');
    expect(alertValues({ ...told, country: null }, '').device).toBe('Chrome on Android');
  });
});
