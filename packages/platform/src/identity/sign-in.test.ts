import { ManualClock } from '@sutra/kernel/clock';
import { readCode, startTestApp, type TestApp } from '@sutra/testkit/app';
import { TestBrowser } from '@sutra/testkit/browser-caller';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const clock = new ManualClock(Date.now());
let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ clock });
});
afterAll(() => app.close());

const OWNER = '+919800000001';
const PHARMACIST = '+919800000002';
const NOBODY = '+919899999999';

const challengeFor = async (mobile: string): Promise<string> =>
  (await app.anonymous.post('/api/v1/auth/otp', { mobile })).body.challengeId;
const verify = (challengeId: string, code: string) =>
  app.anonymous.post('/api/v1/auth/otp/verify', { challengeId, code });
const wrong = (code: string) => (code === '000000' ? '000001' : '000000');

describe('sign-in with a code', () => {
  test('gives tokens, the person, the organisations and what may be done', async () => {
    const { signedIn } = await app.signIn(OWNER);
    expect(signedIn).toMatchObject({
      tokenType: 'Bearer',
      expiresInSeconds: 900,
      user: { name: 'Asha Patel', mobile: OWNER },
      organisation: { name: 'Asha Medical Stores', kind: 'pharmacy' },
      organisations: [{ name: 'Asha Medical Stores' }, { name: 'Narmada Cotton Traders' }],
    });
    expect(signedIn.permissions).toContain('audit.read');
  });

  test('answers an unknown number like a known one, sends nothing, and never succeeds', async () => {
    const known = await app.anonymous.post('/api/v1/auth/otp', { mobile: PHARMACIST });
    const unknown = await app.anonymous.post('/api/v1/auth/otp', { mobile: NOBODY });
    expect(unknown.status).toBe(202);
    expect(Object.keys(unknown.body)).toEqual(Object.keys(known.body));
    expect((await app.anonymous.get(`/api/v1/dev/messages?to=${encodeURIComponent(NOBODY)}`)).body.messages).toEqual(
      [],
    );
    expect((await verify(unknown.body.challengeId, '123456')).body.code).toBe('auth.otp_invalid');
  });

  test('takes a code once', async () => {
    const challengeId = await challengeFor(PHARMACIST);
    const code = await readCode(app.anonymous, PHARMACIST);
    const answers = await Promise.all(Array.from({ length: 5 }, () => verify(challengeId, code)));
    expect(answers.map((answer) => answer.status).toSorted((a, b) => a - b)).toEqual([200, 410, 410, 410, 410]);
  });

  test('evaluates five guesses however many arrive at once', async () => {
    const challengeId = await challengeFor(PHARMACIST);
    const code = await readCode(app.anonymous, PHARMACIST);
    const answers = await Promise.all(Array.from({ length: 100 }, () => verify(challengeId, wrong(code))));
    expect(answers.filter((answer) => answer.status === 401)).toHaveLength(5);
    expect(answers.filter((answer) => answer.status === 410)).toHaveLength(95);
    expect((await verify(challengeId, code)).status).toBe(410);
  });

  test('refuses a code after five minutes, and one of another challenge', async () => {
    const old = await challengeFor(PHARMACIST);
    const code = await readCode(app.anonymous, PHARMACIST);
    const other = await challengeFor(OWNER);
    expect((await verify(other, code)).status).toBe(401);
    clock.advance(5 * 60_000 + 1);
    expect((await verify(old, code)).body.code).toBe('auth.otp_expired');
  });

  test('stores neither the code nor the tokens', async () => {
    const { signedIn } = await app.signIn(PHARMACIST);
    const code = await readCode(app.anonymous, PHARMACIST);
    const { rows } = await app.database.owner.query<{ text: string }>(`
      select string_agg(t::text, ' ') as text from (select to_jsonb(s) t from identity.session s union all select to_jsonb(c) from identity.otp_challenge c
        union all select to_jsonb(e) from audit.entry e union all select to_jsonb(o) from events.outbox o) x`);
    const stored = rows[0]!.text;
    expect(stored).not.toContain(`"${code}"`);
    const hex = Buffer.from(signedIn.refreshToken.slice(3), 'base64url').toString('hex');
    for (const secret of [signedIn.refreshToken, signedIn.accessToken, hex, hex.slice(72)])
      expect(stored).not.toContain(secret);
    expect(app.logged.join('')).not.toContain(signedIn.refreshToken);
  });
});

describe('sign-in with a password', () => {
  const login = (identifier: string, password: string) =>
    app.anonymous.post('/api/v1/auth/login', { identifier, password });

  test('works by mobile, by mail in any case, and for the operator', async () => {
    expect((await login(OWNER, 'sutra-demo-2035')).status).toBe(200);
    const admin = await login(' Admin@Sutra.Example ', 'sutra-demo-2035');
    expect(admin.body.organisation.kind).toBe('operator');
  });

  test('gives the same refusal for a wrong password and an unknown name', async () => {
    const [bad, unknown] = [await login(OWNER, 'wrong'), await login('nobody@sutra.example', 'wrong')];
    for (const answer of [bad, unknown])
      expect(answer).toMatchObject({ status: 401, body: { code: 'auth.invalid_credentials' } });
    expect({ ...unknown.body, requestId: '' }).toEqual({ ...bad.body, requestId: '' });
  });

  test('leaves a record that names the session but no secret', async () => {
    const owner = await app.signInWithPassword(OWNER);
    await app.sequencer();
    const { body } = await owner.get(
      `/api/v1/audit/entries?action=auth.signed_in&objectId=${owner.signedIn.sessionId}`,
    );
    expect(body.items).toHaveLength(1);
    expect(body.items[0]).toMatchObject({
      actor: { name: 'Asha Patel' },
      object: { type: 'identity.session', id: owner.signedIn.sessionId },
    });
  });
});

test('the token delivery "cookie" puts the refresh token into a cookie that scripts cannot read, and nowhere else', async () => {
  const challengeId = await challengeFor(PHARMACIST);
  const answer = await app.anonymous.post('/api/v1/auth/otp/verify', {
    challengeId,
    code: await readCode(app.anonymous, PHARMACIST),
    tokenDelivery: 'cookie',
  });
  expect(answer.body.refreshToken).toBeUndefined();
  const cookie = answer.headers.getSetCookie().find((one) => one.startsWith('sutra_refresh='))!;
  expect(cookie).toMatch(
    /^sutra_refresh=rt_[\w-]+; Path=\/api\/v1\/auth; Max-Age=3196800; HttpOnly; Secure; SameSite=Strict$/,
  );
  const pair = cookie.split(';')[0]!;
  const refreshed = await app.anonymous.post(
    '/api/v1/auth/refresh',
    {},
    { cookie: pair, 'sec-fetch-site': 'same-origin' },
  );
  expect(refreshed.status).toBe(200);
  expect(refreshed.body.refreshToken).toBeUndefined();
  expect(refreshed.headers.get('set-cookie')).toMatch(/^sutra_refresh=rt_/);
  const crossSite = await app.anonymous.post(
    '/api/v1/auth/refresh',
    {},
    { cookie: pair, 'sec-fetch-site': 'cross-site' },
  );
  expect(crossSite.body.code).toBe('request.cross_site');
});

describe('a sign-in in a browser', () => {
  const LAPTOP = '203.0.113.9';
  const isIn = async (browser: TestBrowser, token: string | null) => {
    const now = browser.token;
    browser.token = token;
    const { status } = await browser.get('/auth/me');
    browser.token = now;
    return status === 200;
  };

  test('ends the session that it had, whosever it was, and no other', async () => {
    const browser = new TestBrowser(app.anonymous, LAPTOP);
    const phone = new TestBrowser(app.anonymous, LAPTOP);
    await phone.withCode(PHARMACIST);
    await browser.withPassword(PHARMACIST);
    const first = browser.token;
    const copy = browser.stolen(LAPTOP);
    expect((await browser.withPassword(PHARMACIST, 'wrong password')).status).toBe(401);
    expect(await isIn(browser, first)).toBe(true);
    expect((await browser.withCode(OWNER)).status).toBe(200);
    expect([await isIn(browser, first), await isIn(browser, browser.token)]).toEqual([false, true]);
    expect((await copy.refresh()).status).toBe(401);
    expect((await phone.refresh()).status).toBe(200);
    await app.sequencer();
    const { items } = (await browser.get('/audit/entries?action=session.switched')).body;
    expect(items[0]).toMatchObject({ actor: { name: 'Ravi Kumar' } });
  });

  test('of a program that keeps its tokens itself ends nothing', async () => {
    const first = await app.signInWithPassword(PHARMACIST);
    await app.signInWithPassword(PHARMACIST);
    expect((await first.get('/api/v1/auth/me')).status).toBe(200);
  });
});
