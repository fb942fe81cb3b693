// An application of its own for the tests of PINs, and browsers on which people have set one.
import { ManualClock, MINUTE_MS } from '@sutra/kernel/clock';
import { type Answer, Caller, startTestApp, type TestApp } from './app.ts';
import { TestBrowser } from './browser-caller.ts';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';

export const OWNER = '+919800000001';
export const PHARMACIST = '+919800000002';
export const PIN = '4711';
export const OTHER = '802496';
export const COUNTER = '203.0.113.7';
export const DESKTOP = 'Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0';

/** Nobody has a PIN when a test begins. */
export function pinTests() {
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

  return {
    clock,
    get app() {
      return app;
    },
    sql,
    browser,
    idOf,
    setPin,
    pinOf,
    people,
    usePin,
    isIn,
    newest,
    counter,
  };
}
