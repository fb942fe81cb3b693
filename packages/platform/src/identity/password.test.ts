import { ManualClock, MINUTE_MS, SECOND_MS } from '@sutra/kernel/clock';
import { type Answer, readCode, SignedInCaller, startTestApp, type TestApp } from '@sutra/testkit/app';
import { TestBrowser } from '@sutra/testkit/browser-caller';
import { TestDevice } from '@sutra/testkit/device';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

const clock = new ManualClock(Date.now());
let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ clock });
});
afterAll(() => app.close());

const PHARMACIST = '+919800000002';
const DEMO = 'sutra-demo-2035';
const FIRST = 'tulip ladder 49 gravel';
const SECOND = 'नदी के पार पुराना बरगद';

const PATH = '/api/v1/auth/password';
const login = (password: string) => app.anonymous.post('/api/v1/auth/login', { identifier: PHARMACIST, password });
const change = (caller: SignedInCaller, newPassword: string): Promise<Answer> =>
  caller.send('PUT', PATH, { newPassword });
const stepUp = (caller: SignedInCaller, password: string) =>
  caller.post('/api/v1/auth/step-up', { proof: { method: 'pwd', password } });
/** The same session with the token that a refresh gives. */
async function renewed({ signedIn: { refreshToken } }: SignedInCaller): Promise<SignedInCaller> {
  const { body } = await app.anonymous.post('/api/v1/auth/refresh', { refreshToken });
  return new SignedInCaller(app.origin, body);
}
const isIn = async (caller: SignedInCaller) => (await caller.get('/api/v1/auth/me')).status === 200;
/** A session whose sign-in is too long ago to prove anything. */
async function settled(): Promise<SignedInCaller> {
  const caller = await app.signIn(PHARMACIST);
  clock.advance(10 * MINUTE_MS + 1);
  return caller;
}

beforeEach(async () => {
  await app.database.owner.query(
    `update identity.person set password_version = password_version + 1,
       password_hash = (select password_hash from identity.person where mobile = '+919800000001') where mobile = $1`,
    [PHARMACIST],
  );
  await app.database.owner.query('delete from identity.attempt_count');
});

describe("one's own password", () => {
  test('is changed: the old one is no more, every other session ends, this one stays', async () => {
    const [other, caller] = [await app.signIn(PHARMACIST), await app.signIn(PHARMACIST)];
    const answer = await change(caller, FIRST);
    expect(answer.status).toBe(200);
    expect(answer.body.sessionsEnded).toBeGreaterThanOrEqual(1);
    expect([await isIn(other), await isIn(caller)]).toEqual([false, true]);
    const refreshed = await app.anonymous.post('/api/v1/auth/refresh', { refreshToken: other.signedIn.refreshToken });
    expect(refreshed.status).toBe(401);
    expect([(await login(DEMO)).status, (await login(FIRST)).status]).toEqual([401, 200]);
  });

  test('is found again however its characters are composed', async () => {
    expect((await change(await app.signIn(PHARMACIST), `${SECOND} é`)).status).toBe(200);
    expect((await login(`${SECOND} é`.normalize('NFD'))).status).toBe(200);
  });

  test('is changed within ten minutes of a sign-in; then only by whoever shows once more who they are', async () => {
    const caller = await app.signIn(PHARMACIST);
    clock.advance(10 * MINUTE_MS - SECOND_MS); // a token tells whole seconds
    expect((await change(caller, FIRST)).status).toBe(200);
    clock.advance(SECOND_MS + 1);
    const refused = await change(caller, SECOND);
    expect(refused).toMatchObject({
      status: 403,
      body: { code: 'auth.step_up_required', about: [{ what: 'assurance.aal1' }] },
    });
    expect((await stepUp(caller, FIRST)).status).toBe(200);
    expect((await change(await renewed(caller), SECOND)).status).toBe(200);
    expect((await login(SECOND)).status).toBe(200);
  });

  test('that was forgotten is set after a code, in the session that is open', async () => {
    const caller = await settled();
    const { body } = await app.anonymous.post('/api/v1/auth/otp', { mobile: PHARMACIST });
    const code = await readCode(app.anonymous, PHARMACIST);
    const proof = { method: 'otp', challengeId: body.challengeId, code };
    expect((await caller.post('/api/v1/auth/step-up', { proof })).status).toBe(200);
    expect((await change(await renewed(caller), FIRST)).status).toBe(200);
    expect((await login(FIRST)).status).toBe(200);
  });

  test('is set for the first time in the same way', async () => {
    await app.database.owner.query('update identity.person set password_hash = null where mobile = $1', [PHARMACIST]);
    const caller = await settled();
    expect((await change(caller, FIRST)).body.code).toBe('auth.step_up_required');
    expect((await stepUp(caller, DEMO)).body.code).toBe('auth.invalid_credentials');
    expect((await change(await app.signIn(PHARMACIST), FIRST)).status).toBe(200);
    expect((await login(FIRST)).status).toBe(200);
  });

  test('is not changed by a stolen token: neither by what it says of a proof long ago, nor without the key of the device', async () => {
    const thief = await settled();
    for (const currentPassword of [undefined, 'a wrong one', DEMO])
      expect(await thief.send('PUT', PATH, { newPassword: FIRST, currentPassword })).toMatchObject({
        status: 403,
        body: { code: 'auth.step_up_required' },
      });
    expect((await stepUp(thief, 'a wrong one')).status).toBe(401);
    // Going on with the session proves nothing anew.
    expect((await change(await renewed(thief), FIRST)).body.code).toBe('auth.step_up_required');

    const device = await TestDevice.make(app.origin);
    const body = { identifier: PHARMACIST, password: DEMO };
    const { body: fresh } = await device.send('POST', '/api/v1/auth/login', { body });
    expect(fresh.tokenType).toBe('DPoP');
    const stolen = new SignedInCaller(app.origin, fresh);
    const other = await TestDevice.make(app.origin);
    const put = (on: TestDevice) =>
      on.send('PUT', PATH, { token: fresh.accessToken as string, body: { newPassword: FIRST } });
    expect([(await change(stolen, FIRST)).status, (await put(other)).status]).toEqual([401, 401]);
    expect((await login(DEMO)).status).toBe(200);
    expect((await put(device)).status).toBe(200);
    expect((await login(FIRST)).status).toBe(200);
  });

  test('is guessed five times by whoever holds a session, however many guesses arrive at once, and nobody else is locked', async () => {
    const caller = await settled();
    const answers = await Promise.all(Array.from({ length: 20 }, () => stepUp(caller, 'a wrong one')));
    const codes = answers.map(({ body }) => body.code as string);
    expect(codes.filter((code) => code === 'auth.invalid_credentials')).toHaveLength(5);
    expect(codes.filter((code) => code === 'auth.locked')).toHaveLength(15);
    expect((await stepUp(caller, DEMO)).headers.get('retry-after')).toBe('30');
    expect((await login(DEMO)).status).toBe(200);
    clock.advance(30 * SECOND_MS);
    expect((await stepUp(caller, DEMO)).status).toBe(200);
  });

  test.each([
    ['too few', 'password.too_short'],
    ['ﷺ'.repeat(20), 'password.too_long'],
    ['P@ssw0rd2026', 'password.too_common'],
    ['gravel-9800000002', 'password.personal'],
  ])('%j is refused beside the field, and nothing changes', async (newPassword, code) => {
    const caller = await app.signIn(PHARMACIST);
    expect(await change(caller, newPassword)).toMatchObject({
      status: 422,
      body: { code, errors: [{ path: 'body.newPassword' }] },
    });
    expect((await login(DEMO)).status).toBe(200);
  });

  test('that is changed while the old one signs in leaves no session that the old one opened', async () => {
    const caller = await app.signIn(PHARMACIST);
    const [changed, ...answers] = await Promise.all([change(caller, FIRST), login(DEMO), login(DEMO), login(DEMO)]);
    expect(changed.status).toBe(200);
    for (const { status, body } of answers) {
      if (status !== 200) continue;
      const me = await app.anonymous.get('/api/v1/auth/me', { authorization: `Bearer ${body.accessToken}` });
      expect(me.status).toBe(401);
    }
    expect((await caller.get('/api/v1/auth/sessions')).body.sessions).toHaveLength(1);
  });

  test('that two devices choose at the same moment is that of one, and the other is out', async () => {
    const callers = [await app.signIn(PHARMACIST), await app.signIn(PHARMACIST)];
    const answers = await Promise.all(callers.map((caller, index) => change(caller, `${FIRST} ${index}`)));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 401]);
    const chosen = answers.findIndex(({ status }) => status === 200);
    expect((await login(`${FIRST} ${chosen}`)).status).toBe(200);
    expect((await login(`${FIRST} ${1 - chosen}`)).status).toBe(401);
    expect((await callers[chosen]!.get('/api/v1/auth/me')).status).toBe(200);
  });

  test('makes every other device one that nobody knows', async () => {
    const [own, other] = [new TestBrowser(app.anonymous, '203.0.113.7'), new TestBrowser(app.anonymous, '203.0.113.7')];
    for (const browser of [own, other]) expect((await browser.withPassword(PHARMACIST)).status).toBe(200);
    expect((await own.send('PUT', '/auth/password', { newPassword: FIRST })).status).toBe(200);
    const { rows } = await app.database.owner.query(
      'select 1 from identity.device d join identity.person p on p.id = d.user_id where p.mobile = $1 and d.token_hash is not null',
      [PHARMACIST],
    );
    expect(rows).toHaveLength(1);
  });

  test('is in the audit log and in a notification, and its text is nowhere', async () => {
    const caller = await app.signIn(PHARMACIST);
    const { body } = await change(caller, FIRST);
    await app.sequencer();
    const owner = await app.signIn('+919800000001');
    const query = `action=person.password_changed&objectId=${caller.signedIn.user.id}`;
    const entries = (await owner.get(`/api/v1/audit/entries?${query}`)).body.items;
    expect(entries[0]).toMatchObject({ object: { type: 'identity.person', id: caller.signedIn.user.id } });
    const ended = (await owner.get('/api/v1/audit/entries?action=session.revoked')).body.items;
    expect(JSON.stringify(ended)).toContain('password-changed');
    await expect
      .poll(async () => JSON.stringify((await caller.get('/api/v1/notifications')).body))
      .toContain('password.changed');
    const { rows } = await app.database.owner.query<{ text: string }>(
      `select string_agg(t::text, ' ') as text from (select to_jsonb(p) t from identity.person p union all select to_jsonb(e) from audit.entry e
         union all select to_jsonb(o) from events.outbox o union all select to_jsonb(n) from workspace.notification n) x`,
    );
    for (const secret of [FIRST, DEMO])
      for (const place of [rows[0]!.text, app.logged.join(''), JSON.stringify(body)])
        expect(place).not.toContain(secret);
  });

  test('is not for an API key', async () => {
    const owner = await app.signIn('+919800000001');
    const account = await owner.post('/api/v1/service-accounts', { name: 'integration' });
    const key = await owner.post(`/api/v1/service-accounts/${account.body.id}/keys`, {
      name: 'k',
      permissions: [owner.signedIn.permissions[0]],
    });
    const headers = { authorization: `Bearer ${key.body.secret}` };
    const answer = await app.anonymous.send('PUT', PATH, { newPassword: FIRST }, headers);
    expect(answer.body.code).toBe('auth.person_only');
  });
});
