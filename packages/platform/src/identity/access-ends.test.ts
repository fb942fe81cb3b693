// Access for a limited time: it ends to the second, everywhere, and is told once.
import { DAY_MS, ManualClock, MINUTE_MS, SECOND_MS } from '@sutra/kernel/clock';
import { type Caller, readCode, SignedInCaller, startTestApp, type TestApp } from '@sutra/testkit/app';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';

const clock = new ManualClock(Date.now());
let app: TestApp;
let owner: SignedInCaller;
let cotton: SignedInCaller;
beforeAll(async () => {
  app = await startTestApp({ clock });
});
beforeEach(async () => {
  owner = await app.signIn('+919800000001');
  cotton = await app.signIn('+919800000011');
});
afterAll(() => app.close());

let last = 0;
const newNumber = () => `+9173${String((last += 1)).padStart(8, '0')}`;
const after = (ms: number) => new Date(Math.floor(clock.nowMs() / 1000) * 1000 + ms).toISOString();
const at = (iso: string) => clock.advance(Date.parse(iso) - clock.nowMs());
const invite = (mobile: string, body: object = {}, by: Caller = owner) =>
  by.post('/api/v1/invitations', { name: 'Anil Shah', mobile, roles: ['auditor'], ...body });
const memberOf = async (id: string, by: Caller = owner) => (await by.get(`/api/v1/users/${id}`)).body;
const change = async (id: string, body: object, by: Caller = owner) => {
  const { roles, status, version } = await memberOf(id, by);
  return by.send('PUT', `/api/v1/users/${id}`, { roles, status, ...body }, { 'if-match': `"${version}"` });
};
/** An auditor whose access ends at an instant. */
const auditorUntil = async (accessEndsAt: string | null, roles = ['auditor']) => {
  const mobile = newNumber();
  expect((await invite(mobile, { accessEndsAt, roles })).status).toBe(201);
  return app.signIn(mobile);
};
const refresh = (caller: SignedInCaller) =>
  caller.post('/api/v1/auth/refresh', { refreshToken: caller.signedIn.refreshToken });
const connect = async (token: string | null) => {
  const socket = new WebSocket(`${app.origin.replace('http', 'ws')}/api/v1/realtime`);
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  const heard: string[] = [];
  socket.on('message', (data) => heard.push(JSON.parse((data as Buffer).toString()).type));
  await new Promise((resolve) => socket.once('open', resolve));
  socket.send(JSON.stringify({ token }));
  return { closed, heard };
};
const tell = () => app.app.jobs.run('identity.tell-of-access-ends');

describe('access that ends', () => {
  test('is good to the last millisecond and for nothing after it: token, refresh, sign-in and live page', async () => {
    const endsAt = after(2 * DAY_MS);
    const auditor = await auditorUntil(endsAt);
    expect(await memberOf(auditor.signedIn.user.id)).toMatchObject({ endsAt, hasEnded: false, status: 'active' });
    expect((auditor.signedIn as unknown as { expiresInSeconds: number }).expiresInSeconds).toBe(900);
    at(endsAt);
    clock.advance(-5 * MINUTE_MS);
    const { body } = await refresh(auditor);
    expect(body.expiresInSeconds).toBe(300);
    const near = new SignedInCaller(app.origin, body);
    const { closed, heard } = await connect(near.token);
    await expect.poll(() => heard.slice(0, 2)).toEqual(['hello', 'ready']);
    await app.app.relay.settle();
    clock.advance(5 * MINUTE_MS - 1);
    const before = [...heard];
    expect((await near.get('/api/v1/audit/entries')).status).toBe(200);
    expect((await refresh(near)).status).toBe(200);
    clock.advance(1);
    expect((await near.get('/api/v1/audit/entries')).body.code).toBe('auth.token_expired');
    expect((await refresh(near)).body.code).toBe('auth.no_membership');
    expect(await closed).toBe(4400);
    expect(heard).toEqual(before);
    expect(await (await connect(near.token)).closed).toBe(4401);
    const mobile = (await memberOf(near.signedIn.user.id, (owner = await app.signIn('+919800000001')))).mobile;
    const { challengeId } = (await app.anonymous.post('/api/v1/auth/otp', { mobile })).body;
    const code = await readCode(app.anonymous, mobile);
    expect((await app.anonymous.post('/api/v1/auth/otp/verify', { challengeId, code })).body.code).toBe(
      'auth.no_membership',
    );
    expect(await memberOf(near.signedIn.user.id)).toMatchObject({ endsAt, hasEnded: true });
    const roles = (await owner.get('/api/v1/roles')).body.items;
    expect(roles.find(({ id }: { id: string }) => id === 'auditor').members).toBe(0);
  });

  test('leaves the other organisations of the person', async () => {
    const { user } = owner.signedIn;
    const endsAt = after(MINUTE_MS);
    expect((await change(user.id, { endsAt }, cotton)).body).toMatchObject({ endsAt, hasEnded: false });
    const inCotton = await owner.post('/api/v1/auth/refresh', {
      refreshToken: owner.signedIn.refreshToken,
      organisationId: cotton.signedIn.organisation.id,
    });
    expect(inCotton.body.expiresInSeconds).toBe(60);
    clock.advance(MINUTE_MS);
    const { body } = await app.anonymous.post('/api/v1/auth/refresh', { refreshToken: inCotton.body.refreshToken });
    expect([body.organisation.name, body.organisations.length]).toEqual(['Asha Medical Stores', 1]);
    cotton = await app.signIn('+919800000011');
    expect((await change(user.id, { endsAt: null }, cotton)).body).toMatchObject({ endsAt: null, hasEnded: false });
    expect((await app.signIn('+919800000001')).signedIn.organisations).toHaveLength(2);
  });

  test('is told once to the log, the owner and the person, and again when a later end has come', async () => {
    const endsAt = after(DAY_MS);
    const auditor = await auditorUntil(endsAt);
    const { id } = auditor.signedIn.user;
    await tell();
    at(endsAt);
    owner = await app.signIn('+919800000001');
    await Promise.all([tell(), tell()]);
    const entries = async () =>
      (await owner.get(`/api/v1/audit/entries?action=membership.ended&objectId=${id}&objectType=identity.membership`))
        .body.items;
    expect(await entries()).toMatchObject([
      { actor: { kind: 'system' }, changes: { ended_at: { before: null, after: endsAt } } },
    ]);
    await app.app.relay.settle();
    const { items } = (await owner.get('/api/v1/notifications')).body;
    const told = items.find(({ kind }: { kind: string }) => kind === 'member.ended');
    expect(told).toMatchObject({ values: { name: 'Anil Shah' }, path: `/people?open=${id}` });
    const { rows } = await app.database.owner.query(
      `select kind, "values" from workspace.notification where user_id = $1 and kind = 'membership.ended'`,
      [id],
    );
    expect(rows).toEqual([{ kind: 'membership.ended', values: { organisation: 'Asha Medical Stores' } }]);

    const later = after(DAY_MS);
    expect((await change(id, { endsAt: later })).body).toMatchObject({ endsAt: later, hasEnded: false });
    const log = (await owner.get('/api/v1/audit/entries?action=membership.changed&limit=1')).body.items[0];
    expect(log.changes).toEqual({ ends_at: { before: endsAt, after: later } });
    await tell();
    expect(await entries()).toHaveLength(1);
    expect((await app.signIn((await memberOf(id)).mobile)).signedIn.permissions).toContain('audit.export');
    at(later);
    owner = await app.signIn('+919800000001');
    await tell();
    expect(await entries()).toHaveLength(2);
  });

  test('shortened holds at once, on the live page too', async () => {
    const auditor = await auditorUntil(null);
    const { closed, heard } = await connect(auditor.token);
    await expect.poll(() => heard.slice(0, 2)).toEqual(['hello', 'ready']);
    const answer = await change(auditor.signedIn.user.id, { endsAt: after(10 * SECOND_MS + 999) });
    expect(answer.body.endsAt).toBe(after(10 * SECOND_MS)); // whole seconds, as tokens have them
    expect((await auditor.get('/api/v1/auth/me')).body.code).toBe('auth.token_expired');
    expect(await closed).toBe(4400);
    const { body } = await refresh(auditor);
    expect(body.expiresInSeconds).toBeLessThanOrEqual(10);
  });
});

describe('an end is refused', () => {
  test('in the past, and what is no instant', async () => {
    const auditor = await auditorUntil(after(DAY_MS));
    for (const endsAt of [after(0), after(-DAY_MS), '0001-01-01T00:00:00Z'])
      expect((await change(auditor.signedIn.user.id, { endsAt })).body).toMatchObject({
        code: 'member.end_past',
        errors: [{ path: 'body.endsAt' }],
      });
    for (const accessEndsAt of [after(0), after(-DAY_MS)])
      expect((await invite(newNumber(), { accessEndsAt })).body.code).toBe('member.end_past');
    for (const endsAt of ['tomorrow', 5, '2027-02-30T00:00:00Z', '9999-12-31T23:59:59.999-23:59'])
      expect((await change(auditor.signedIn.user.id, { endsAt })).status).toBe(400);
  });

  test('of the last owner, and an owner whose access ends does not stay instead', async () => {
    const harish = cotton.signedIn.user.id;
    expect((await change(harish, { endsAt: after(DAY_MS) }, cotton)).body.code).toBe('member.last_owner');
    await change(owner.signedIn.user.id, { roles: ['owner'], endsAt: after(DAY_MS) }, cotton);
    expect((await change(harish, { endsAt: after(DAY_MS) }, cotton)).body.code).toBe('member.last_owner');
    expect((await change(harish, { roles: ['manager'] }, cotton)).body.code).toBe('member.last_owner');
    await change(owner.signedIn.user.id, { endsAt: null }, cotton);
    expect((await change(harish, { endsAt: after(DAY_MS) }, cotton)).body.code).toBe('member.self');
    await change(owner.signedIn.user.id, { roles: ['manager'] }, cotton);
  });

  test('of two owners who limit each other at once, one stays without end', async () => {
    await change(owner.signedIn.user.id, { roles: ['owner'] }, cotton);
    const { body } = await owner.post('/api/v1/auth/refresh', {
      refreshToken: owner.signedIn.refreshToken,
      organisationId: cotton.signedIn.organisation.id,
    });
    const asha = new SignedInCaller(app.origin, body);
    const endsAt = after(DAY_MS);
    const answers = await Promise.all([
      change(cotton.signedIn.user.id, { endsAt }, asha),
      change(owner.signedIn.user.id, { endsAt }, cotton),
    ]);
    expect(answers.every(({ status }) => status === 200)).toBe(false);
    const { rows } = await app.database.owner.query(
      `select user_id from identity.membership where org_id = $1 and 'owner' = any(roles) and ends_at is null`,
      [cotton.signedIn.organisation.id],
    );
    expect(rows).toHaveLength(1);
    await app.database.owner.query(
      `update identity.membership set ends_at = null, roles = case when user_id = $2 then '{owner}'::text[] else '{manager}' end
       where org_id = $1 and 'owner' = any(roles)`,
      [cotton.signedIn.organisation.id, cotton.signedIn.user.id],
    );
  });

  test('by oneself, of those who hold more, and beyond the own end', async () => {
    const manager = await auditorUntil(after(5 * DAY_MS), ['manager']);
    const { id } = manager.signedIn.user;
    expect((await change(id, { endsAt: null }, manager)).body.code).toBe('member.self');
    expect((await change(owner.signedIn.user.id, { endsAt: after(DAY_MS) }, manager)).body.code).toBe(
      'member.not_yours',
    );
    const staff = await auditorUntil(after(DAY_MS), ['staff']);
    for (const endsAt of [null, after(6 * DAY_MS)])
      expect((await change(staff.signedIn.user.id, { endsAt }, manager)).body.code).toBe('member.end_not_yours');
    expect((await change(staff.signedIn.user.id, { endsAt: after(5 * DAY_MS) }, manager)).status).toBe(200);
    const asked = (accessEndsAt: string | null) => invite(newNumber(), { roles: ['staff'], accessEndsAt }, manager);
    expect((await asked(null)).body.code).toBe('member.end_not_yours');
    expect((await asked(after(5 * DAY_MS))).status).toBe(201);
  });
});

test('an invitation to access that ends says so, and is over by then', async () => {
  const mobile = newNumber();
  const accessEndsAt = after(2 * DAY_MS);
  const { body: invitation } = await invite(mobile, { accessEndsAt });
  expect(invitation).toMatchObject({ accessEndsAt, expiresAt: accessEndsAt });
  expect((await owner.get('/api/v1/invitations')).body.items[0]).toMatchObject({ accessEndsAt });
  const kavita = await app.signIn('+919800000012');
  await app.database.owner.query('update identity.invitation set mobile = $2 where id = $1', [
    invitation.id,
    '+919800000012',
  ]);
  expect((await kavita.get('/api/v1/auth/invitations')).body.items).toMatchObject([{ accessEndsAt, ownRoles: [] }]);
  at(accessEndsAt);
  const later = await app.signIn('+919800000012');
  expect((await later.get('/api/v1/auth/invitations')).body.items).toEqual([]);
  expect((await later.post(`/api/v1/auth/invitations/${invitation.id}/accept`)).body.code).toBe('invitation.over');
});
