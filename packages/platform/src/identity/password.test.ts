import { ManualClock, MINUTE_MS, SECOND_MS } from '@sutra/kernel/clock';
import { type Answer, type SignedInCaller, startTestApp, type TestApp } from '@sutra/testkit/app';
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

const login = (password: string) => app.anonymous.post('/api/v1/auth/login', { identifier: PHARMACIST, password });
const change = (caller: SignedInCaller, body: object): Promise<Answer> =>
  caller.send('PUT', '/api/v1/auth/password', body);
const isIn = async (caller: SignedInCaller) => (await caller.get('/api/v1/auth/me')).status === 200;
/** A session whose code is too old to prove anything. */
async function settled(): Promise<SignedInCaller> {
  const caller = await app.signIn(PHARMACIST);
  clock.advance(10 * MINUTE_MS);
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
  test('is changed with the current one: the old one is no more, every other session ends, this one stays', async () => {
    const [other, caller] = [await app.signIn(PHARMACIST), await settled()];
    const answer = await change(caller, { currentPassword: DEMO, newPassword: FIRST });
    expect(answer.status).toBe(200);
    expect(answer.body.sessionsEnded).toBeGreaterThanOrEqual(1);
    expect([await isIn(other), await isIn(caller)]).toEqual([false, true]);
    const refreshed = await app.anonymous.post('/api/v1/auth/refresh', { refreshToken: other.signedIn.refreshToken });
    expect(refreshed.status).toBe(401);
    expect([(await login(DEMO)).status, (await login(FIRST)).status]).toEqual([401, 200]);
  });

  test('is found again however its characters are composed', async () => {
    const caller = await settled();
    expect((await change(caller, { currentPassword: DEMO, newPassword: `${SECOND} é` })).status).toBe(200);
    expect((await login(`${SECOND} é`.normalize('NFD'))).status).toBe(200);
  });

  test('needs no current one within ten minutes of a sign-in by code, and then it does', async () => {
    const caller = await app.signIn(PHARMACIST);
    clock.advance(10 * MINUTE_MS - 1);
    expect((await change(caller, { newPassword: FIRST })).status).toBe(200);
    clock.advance(1);
    expect(await change(caller, { newPassword: SECOND })).toMatchObject({
      status: 422,
      body: { code: 'password.current_missing', errors: [{ path: 'body.currentPassword' }] },
    });
    const byPassword = await app.anonymous.post('/api/v1/auth/login', { identifier: PHARMACIST, password: FIRST });
    const refused = await app.anonymous.send(
      'PUT',
      '/api/v1/auth/password',
      { newPassword: SECOND },
      { authorization: `Bearer ${byPassword.body.accessToken}` },
    );
    expect(refused.body.code).toBe('password.current_missing');
    expect((await login(FIRST)).status).toBe(200);
  });

  test('is guessed five times by whoever holds a session, however many guesses arrive at once, and nobody else is locked', async () => {
    const caller = await settled();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => change(caller, { currentPassword: 'a wrong one', newPassword: FIRST })),
    );
    const codes = answers.map(({ body }) => body.code as string);
    expect(codes.filter((code) => code === 'password.current_wrong')).toHaveLength(5);
    expect(codes.filter((code) => code === 'auth.locked')).toHaveLength(15);
    expect((await change(caller, { currentPassword: DEMO, newPassword: FIRST })).headers.get('retry-after')).toBe('30');
    expect((await login(DEMO)).status).toBe(200);
    clock.advance(30 * SECOND_MS);
    expect((await change(caller, { currentPassword: DEMO, newPassword: FIRST })).status).toBe(200);
  });

  test.each([
    ['too few', 'password.too_short'],
    ['ﷺ'.repeat(20), 'password.too_long'],
    ['P@ssw0rd2026', 'password.too_common'],
    ['gravel-9800000002', 'password.personal'],
  ])('%j is refused beside the field, and nothing changes', async (newPassword, code) => {
    const caller = await app.signIn(PHARMACIST);
    expect(await change(caller, { newPassword })).toMatchObject({
      status: 422,
      body: { code, errors: [{ path: 'body.newPassword' }] },
    });
    expect((await login(DEMO)).status).toBe(200);
  });

  test('that is changed while the old one signs in leaves no session that the old one opened', async () => {
    const caller = await settled();
    const [changed, ...answers] = await Promise.all([
      change(caller, { currentPassword: DEMO, newPassword: FIRST }),
      login(DEMO),
      login(DEMO),
      login(DEMO),
    ]);
    expect(changed.status).toBe(200);
    for (const { status, body } of answers) {
      if (status !== 200) continue;
      const me = await app.anonymous.get('/api/v1/auth/me', { authorization: `Bearer ${body.accessToken}` });
      expect(me.status).toBe(401);
    }
    expect((await caller.get('/api/v1/auth/sessions')).body.sessions).toHaveLength(1);
  });

  test('is in the audit log and in a notification, and its text is nowhere', async () => {
    const caller = await settled();
    const { body } = await change(caller, { currentPassword: DEMO, newPassword: FIRST });
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
    const answer = await app.anonymous.send('PUT', '/api/v1/auth/password', { newPassword: FIRST }, headers);
    expect(answer.body.code).toBe('auth.person_only');
  });
});
