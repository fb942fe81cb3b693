// Sign-ins and sessions that are unlike those before them: what is seen, what it is worth, what is done.
import { DAY_MS, HOUR_MS, ManualClock, MINUTE_MS } from '@sutra/kernel/clock';
import { readCode, startTestApp, type TestApp } from '@sutra/testkit/app';
import { TestBrowser } from '@sutra/testkit/browser-caller';
import { type PositionServer, startPositions } from '@sutra/testkit/positions';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

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
  await app.app.relay.settle(); // what is told of a session needs it to be there
  positions.isUp = true;
  clock.advance(DAY_MS);
  for (const table of ['attempt_count', 'login_event', 'sign_in_alert', 'ceremony', 'session'])
    await app.database.owner.query(`delete from identity.${table}`);
  await app.database.owner.query(
    `update identity.organisation set risk_low = 'nothing', risk_elevated = 'alert', risk_high = 'step-up'`,
  );
  await app.database.owner.query('delete from messaging.captured');
  await app.database.owner.query(`update identity.person set mobile_verified_at = $1 where mobile is not null`, [
    new Date(clock.nowMs()),
  ]);
});

const PHARMACIST = '+919800000002';
const OWNER = '+919800000001';
const RAJKOT = '203.0.113.7';
const MUMBAI = '198.51.100.7';
const LONDON = '192.0.2.7';
const DESKTOP = 'Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0';
let host = 0;
/** An address of a network that nothing has come from before, and of which nobody knows where it is. */
const elsewhere = () => `11.${((host += 1) >> 8) & 255}.${host & 255}.9`;
const browser = (ip: string, userAgent?: string) => new TestBrowser(app.anonymous, ip, userAgent);
/** The person's own telephone, signed in twice where they always are. */
async function atHome(mobile = PHARMACIST): Promise<TestBrowser> {
  const own = browser(RAJKOT);
  for (let count = 0; count < 2; count += 1) expect((await own.withPassword(mobile)).status).toBe(200);
  return own;
}
const newest = async (own: TestBrowser) => (await own.get('/auth/login-events?limit=1')).body.items[0];
const messagesTo = async (to: string): Promise<{ text: string; code: string | null }[]> =>
  (await app.anonymous.get(`/api/v1/dev/messages?to=${encodeURIComponent(to)}`)).body.messages;
const alertsTo = async (to: string) => (await messagesTo(to)).filter(({ text }) => text.includes('/not-me#'));
const policy = (columns: Record<string, string>) =>
  app.database.owner.query(
    `update identity.organisation set ${Object.entries(columns)
      .map(([name, value]) => `${name} = '${value}'`)
      .join(', ')}`,
  );

describe('a sign-in', () => {
  test('is the first one: what is new about it is told, and counts for nothing', async () => {
    const own = browser(RAJKOT);
    expect((await own.withPassword(PHARMACIST)).body.acr).toBe('aal1');
    expect(await newest(own)).toMatchObject({ reasons: ['new-device', 'new-network'], score: 0, country: 'IN' });
    expect(await alertsTo(PHARMACIST)).toEqual([]);
  });

  test('on a known device where one always is has no reasons', async () => {
    expect(await newest(await atHome())).toMatchObject({ reasons: [], score: 0, country: 'IN', isDisowned: false });
  });

  test('on a new device in a new network opens, and the person gets one message an hour', async () => {
    const own = await atHome();
    const other = browser('203.0.114.9');
    for (let count = 0; count < 3; count += 1)
      expect((await browser(elsewhere()).withPassword(PHARMACIST)).status).toBe(200);
    expect((await other.withPassword(PHARMACIST)).status).toBe(200);
    expect(await newest(other)).toMatchObject({ reasons: ['new-device', 'new-network'], score: 30 });
    expect(await alertsTo(PHARMACIST)).toHaveLength(1);
    clock.advance(HOUR_MS + 1);
    await Promise.all(Array.from({ length: 5 }, () => browser(elsewhere()).withPassword(PHARMACIST)));
    expect(await alertsTo(PHARMACIST)).toHaveLength(2);
    await expect
      .poll(async () => {
        await own.refresh();
        const { items } = (await own.get('/notifications?limit=20')).body;
        return items.filter(({ kind }: { kind: string }) => kind === 'session.unusual').length;
      })
      .toBe(9);
    const { items } = (await own.get('/notifications?limit=20')).body;
    const told = items.find(({ kind }: { kind: string }) => kind === 'session.unusual');
    expect(told.values).toMatchObject({ device: 'Chrome on Android', reasons: 'new-device new-network' });
  });

  test('from a new country, on a new device, asks for a code after the password', async () => {
    await atHome();
    clock.advance(DAY_MS);
    const thief = browser(LONDON, DESKTOP);
    const { body } = await thief.withPassword(PHARMACIST);
    expect(body).toEqual({
      mfaToken: expect.any(String),
      methods: ['otp'],
      passkey: null,
      challengeId: expect.any(String),
      sentTo: '0002',
      expiresAt: expect.any(String),
    });
    const { mfaToken, challengeId } = body;
    const verify = (proof: object) => thief.post('/auth/mfa/verify', { mfaToken, proof });
    expect((await verify({ method: 'pwd', password: 'sutra-demo-2035' })).body.code).toBe('auth.second_factor_invalid');
    const code = await readCode(app.anonymous, PHARMACIST);
    const wrong = code === '000000' ? '000001' : '000000';
    expect((await verify({ method: 'otp', challengeId, code: wrong })).body.code).toBe('auth.otp_invalid');
    const done = await verify({ method: 'otp', challengeId, code });
    expect(done).toMatchObject({ status: 200, body: { acr: 'aal1' } });
    expect(await newest(thief)).toMatchObject({ outcome: 'signed-in', country: 'GB' });
    expect((await newest(thief)).reasons).toContain('new-country');
    expect(await alertsTo(PHARMACIST)).toHaveLength(1);
    expect((await thief.post('/auth/mfa/totp')).status).toBe(200); // proved a moment ago
    expect((await verify({ method: 'otp', challengeId, code })).body.code).toBe('auth.ceremony_over');
  });

  test('from a new country asks for the password after a code; the code of somebody else does not help', async () => {
    await atHome();
    clock.advance(DAY_MS);
    const own = browser(LONDON, DESKTOP);
    const { body } = await own.withCode(PHARMACIST);
    expect(body.methods).toEqual(['pwd']);
    const verify = (proof: object) => own.post('/auth/mfa/verify', { mfaToken: body.mfaToken, proof });
    const challenge = await own.post('/auth/otp', { mobile: OWNER });
    const code = await readCode(app.anonymous, OWNER);
    const { challengeId } = challenge.body;
    expect((await verify({ method: 'otp', challengeId, code })).body.code).toBe('auth.second_factor_invalid');
    expect((await verify({ method: 'pwd', password: 'a wrong one' })).body.code).toBe('auth.invalid_credentials');
    const done = await verify({ method: 'pwd', password: 'sutra-demo-2035' });
    expect(done).toMatchObject({ status: 200, body: { acr: 'aal1' } });
  });

  test('for which a code of somebody else is typed in is refused', async () => {
    await atHome();
    clock.advance(DAY_MS);
    const thief = browser(LONDON, DESKTOP);
    const { mfaToken } = (await thief.withPassword(PHARMACIST)).body;
    const { challengeId } = (await thief.post('/auth/otp', { mobile: OWNER })).body;
    const code = await readCode(app.anonymous, OWNER);
    const answer = await thief.post('/auth/mfa/verify', { mfaToken, proof: { method: 'otp', challengeId, code } });
    expect(answer.body.code).toBe('auth.otp_invalid');
  });

  test('of which the password is guessed after the code: five guesses are looked at', async () => {
    await atHome();
    clock.advance(DAY_MS);
    const guesses: string[] = [];
    for (let round = 0; round < 2; round += 1) {
      const thief = browser(LONDON, DESKTOP);
      const { mfaToken } = (await thief.withCode(PHARMACIST)).body;
      for (let count = 0; count < 4; count += 1) {
        const proof = { method: 'pwd', password: `guess ${count}` };
        guesses.push((await thief.post('/auth/mfa/verify', { mfaToken, proof })).body.code);
      }
    }
    expect(guesses.filter((code) => code === 'auth.invalid_credentials')).toHaveLength(5);
    expect(guesses.slice(5)).toEqual(['auth.locked', 'auth.locked', 'auth.locked']);
  });

  test('with nothing else to ask for opens, is told, and needs a fresh proof for what is dangerous', async () => {
    await atHome();
    clock.advance(DAY_MS);
    await app.database.owner.query('update identity.person set password_hash = null where mobile = $1', [PHARMACIST]);
    try {
      const own = browser(LONDON, DESKTOP);
      expect((await own.withCode(PHARMACIST)).body.acr).toBe('aal1');
      expect(await alertsTo(PHARMACIST)).toHaveLength(1);
      expect((await own.get('/auth/me')).status).toBe(200);
      expect((await own.post('/auth/mfa/totp')).body.code).toBe('auth.step_up_required');
    } finally {
      await app.database.owner.query(
        `update identity.person p set password_hash = o.password_hash from identity.person o where p.mobile = $1 and o.mobile = $2`,
        [PHARMACIST, OWNER],
      );
    }
  });

  test('in two places at once is impossible travel; in a network that is known too it is only told', async () => {
    const own = await atHome();
    const inMumbai = own.stolen(MUMBAI);
    clock.advance(10 * MINUTE_MS);
    expect((await inMumbai.withPassword(PHARMACIST)).body.methods).toEqual(['otp']);
    clock.advance(DAY_MS);
    expect((await inMumbai.withPassword(PHARMACIST)).status).toBe(200);
    await own.withPassword(PHARMACIST);
    expect(await newest(own)).toMatchObject({ reasons: ['impossible-travel'], score: 50 });
  });

  test('of a known device with another browser or platform is told; another version is not another browser', async () => {
    const own = await atHome();
    own.userAgent = own.userAgent.replace('142.0', '143.0');
    await own.withPassword(PHARMACIST);
    expect(await newest(own)).toMatchObject({ reasons: [], score: 0 });
    own.userAgent = DESKTOP;
    await own.withPassword(PHARMACIST);
    expect(await newest(own)).toMatchObject({ reasons: ['agent-changed'], score: 30 });
  });

  test('at an hour at which one never signs in, and after wrong attempts, says so', async () => {
    const own = browser(RAJKOT);
    for (let day = 0; day < 10; day += 1) {
      await own.withPassword(PHARMACIST);
      clock.advance(DAY_MS);
    }
    clock.advance(15 * HOUR_MS);
    await own.withPassword(PHARMACIST);
    expect(await newest(own)).toMatchObject({ reasons: ['odd-hour'], score: 10 });
    clock.advance(9 * HOUR_MS);
    await own.withPassword(PHARMACIST, 'a wrong password');
    await own.withPassword(PHARMACIST);
    expect(await newest(own)).toMatchObject({ reasons: ['recent-failures'], score: 20 });
    clock.advance(2 * HOUR_MS);
    await own.withPassword(PHARMACIST);
    expect(await newest(own)).toMatchObject({ reasons: [] });
  });

  test('on a known device is worth what it is, whatever strangers try meanwhile', async () => {
    await policy({ risk_elevated: 'revoke', risk_high: 'revoke' });
    const own = await atHome();
    const stranger = browser(elsewhere(), DESKTOP);
    await stranger.withPassword(PHARMACIST, 'a wrong password');
    const { challengeId } = (await stranger.post('/auth/otp', { mobile: PHARMACIST })).body;
    const code = (await readCode(app.anonymous, PHARMACIST)) === '000000' ? '000001' : '000000';
    expect((await stranger.post('/auth/otp/verify', { challengeId, code })).status).toBe(401);
    own.ip = elsewhere();
    expect((await own.withPassword(PHARMACIST)).status).toBe(200);
    expect(await newest(own)).toMatchObject({ reasons: ['new-network'], score: 10 });
    // What is mistyped on the device itself counts, and is worth a message at the most.
    await own.withPassword(PHARMACIST, 'a wrong password');
    own.ip = elsewhere();
    expect((await own.withPassword(PHARMACIST)).status).toBe(200);
    expect(await newest(own)).toMatchObject({ reasons: ['new-network', 'recent-failures'], score: 30 });
  });

  test('on an unknown device is worth more after what unknown ones tried, and not for what a known one did', async () => {
    const own = await atHome();
    await own.withPassword(PHARMACIST, 'a wrong password');
    const first = browser(elsewhere());
    await first.withPassword(PHARMACIST);
    expect(await newest(first)).toMatchObject({ reasons: ['new-device', 'new-network'] });
    await browser(elsewhere()).withPassword(PHARMACIST, 'a wrong password');
    const other = browser(elsewhere());
    await other.withPassword(PHARMACIST);
    expect(await newest(other)).toMatchObject({ reasons: ['new-device', 'new-network', 'recent-failures'], score: 50 });
  });

  test('goes through while nobody says where addresses are', async () => {
    positions.isUp = false;
    const own = await atHome();
    expect((await own.withPassword(PHARMACIST)).status).toBe(200);
    expect((await browser('192.0.2.200').withPassword(PHARMACIST)).body.acr).toBe('aal1');
    expect(await newest(own)).toMatchObject({ country: null, reasons: ['new-device', 'new-network'] });
    clock.advance(MINUTE_MS);
  });

  test('is refused where the strictest organisation of the person wants that, and the person is told once', async () => {
    const own = await atHome(OWNER); // who works in two
    await app.database.owner.query(`update identity.organisation set risk_high = 'revoke' where kind = 'cotton'`);
    clock.advance(DAY_MS);
    const thief = browser(LONDON, DESKTOP);
    for (let count = 0; count < 3; count += 1)
      expect(await thief.withPassword(OWNER)).toMatchObject({ status: 403, body: { code: 'auth.sign_in_refused' } });
    await own.withPassword(OWNER);
    const { items } = (await own.get('/auth/login-events')).body;
    const refused = items.filter(({ outcome }: { outcome: string }) => outcome === 'refused');
    expect(refused).toMatchObject([{ country: 'GB', score: 60, sessionId: null }]);
    await expect
      .poll(async () => {
        const list = (await own.get('/notifications')).body.items as { kind: string }[];
        return list.filter(({ kind }) => kind === 'sign-in.refused').length;
      })
      .toBe(1);
    const log = await own.get('/audit/entries?action=auth.sign_in_refused');
    expect(log.body.items).toHaveLength(1);
  });
});

describe('a session that goes on', () => {
  test('in a thousand networks, one after the other, is never asked for anything and never ended', async () => {
    await policy({ risk_low: 'revoke', risk_elevated: 'revoke', risk_high: 'revoke' });
    const own = await atHome();
    const signedInAt = new Date(clock.nowMs());
    for (let count = 0; count < 1000; count += 1) {
      clock.advance(MINUTE_MS / 25); // more than 120 a minute are not taken
      own.ip = `${11 + (count % 80)}.${(count * 37) % 256}.${(count * 101) % 256}.${1 + (count % 250)}`;
      // As if there were time between them.
      await app.database.owner.query('update identity.session set refreshes = 0');
      const { status, body } = await own.refresh();
      if (status !== 200 || body.acr !== 'aal1') expect({ count, status, body }).toEqual('a refresh');
    }
    const { rows } = await app.database.owner.query<{ provedAt: Date }>(
      `select proved_at as "provedAt" from identity.session where revoked_at is null`,
    );
    // What was proved at the sign-in still counts.
    expect(rows).toEqual([{ provedAt: signedInAt }]);
  }, 120_000);

  test('from a new country at once is worth no more than before: the next dangerous thing asks', async () => {
    const own = await atHome();
    expect((await own.post('/auth/mfa/totp')).status).toBe(200);
    clock.advance(MINUTE_MS);
    own.ip = LONDON;
    expect((await own.refresh()).body.acr).toBe('aal1');
    expect((await own.get('/auth/me')).status).toBe(200);
    expect((await own.post('/auth/mfa/totp')).body.code).toBe('auth.step_up_required');
    expect(await newest(own)).toMatchObject({
      outcome: 'continued',
      reasons: ['new-network', 'new-country', 'impossible-travel'],
      score: 90,
      country: 'GB',
    });
    expect(await alertsTo(PHARMACIST)).toHaveLength(1);
    const again = { method: 'pwd', password: 'sutra-demo-2035' };
    expect((await own.post('/auth/step-up', { proof: again })).body.code).toBe('auth.step_up_other');
    expect((await own.post('/auth/step-up/begin')).body.methods).toEqual(['otp']);
    const { challengeId } = (await app.anonymous.post('/api/v1/auth/otp', { mobile: PHARMACIST })).body;
    const proof = { method: 'otp', challengeId, code: await readCode(app.anonymous, PHARMACIST) };
    expect((await own.post('/auth/step-up', { proof })).status).toBe(200);
    await own.refresh();
    expect((await own.post('/auth/mfa/totp')).status).toBe(200); // the new place is where it is now
  });

  test('with a second factor loses it until it is shown again', async () => {
    const own = await atHome();
    await app.database.owner.query(`update identity.session set acr = 'aal2'`);
    expect((await own.refresh()).body.acr).toBe('aal2');
    own.ip = LONDON;
    expect((await own.refresh()).body.acr).toBe('aal1');
    const { rows } = await app.database.owner.query<{ proved_at: Date; acr: string }>(
      `select proved_at, acr from identity.session where acr = 'aal1'`,
    );
    expect(rows).toEqual([{ proved_at: new Date(0), acr: 'aal1' }]);
  });

  test('is ended where the policy wants that, and says so also later', async () => {
    await policy({ risk_high: 'revoke' });
    const own = await atHome();
    const { token } = own;
    own.ip = LONDON;
    for (let count = 0; count < 2; count += 1)
      expect(await own.refresh()).toMatchObject({ status: 401, body: { code: 'auth.token_revoked' } });
    const dead = browser(RAJKOT);
    dead.token = token;
    expect((await dead.get('/auth/me')).body.code).toBe('auth.token_revoked');
    const back = browser(RAJKOT);
    await back.withPassword(PHARMACIST);
    const { items } = (await back.get('/auth/login-events')).body;
    expect(items.find(({ outcome }: { outcome: string }) => outcome === 'ended')).toMatchObject({ country: 'GB' });
    // What was ended is no example: from there it is as unusual as before.
    clock.advance(DAY_MS);
    expect((await browser(LONDON).withPassword(PHARMACIST)).body.code).toBe('auth.sign_in_refused');
  });

  test('travels as people do without a word', async () => {
    const own = await atHome();
    clock.advance(5 * HOUR_MS);
    own.ip = MUMBAI;
    expect((await own.refresh()).status).toBe(200);
    expect(await alertsTo(PHARMACIST)).toEqual([]);
    clock.advance(MINUTE_MS);
    own.ip = RAJKOT; // a network that is known, and yet nobody was so fast
    await own.refresh();
    expect(await newest(own)).toMatchObject({ outcome: 'continued', reasons: ['impossible-travel'], score: 50 });
  });

  test('is told of in the history when its token was used twice', async () => {
    const own = await atHome();
    const copy = own.stolen(RAJKOT, DESKTOP);
    await own.refresh();
    clock.advance(MINUTE_MS);
    expect((await copy.refresh()).body.code).toBe('auth.refresh_reused');
    await own.withPassword(PHARMACIST);
    const { items } = (await own.get('/auth/login-events')).body;
    expect(items.find(({ outcome }: { outcome: string }) => outcome === 'ended')).toMatchObject({
      reasons: ['refresh-reused'],
      score: 100,
    });
  });
});
