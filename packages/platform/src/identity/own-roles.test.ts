// Roles that an organisation makes: what they grant, who may make them, and that a change of one holds everywhere at once.
import { Caller, readCode, SignedInCaller, startTestApp, type TestApp } from '@sutra/testkit/app';
import { startRedis } from '@sutra/testkit/redis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';

const COUNTER = ['scan.create', 'scan.read'];

let redis: Awaited<ReturnType<typeof startRedis>>;
let first: TestApp;
let second: TestApp;
let owner: SignedInCaller;
let cotton: SignedInCaller;
beforeAll(async () => {
  redis = await startRedis();
  first = await startTestApp({ env: { REDIS_URL: redis.url } });
  second = await startTestApp({ env: { REDIS_URL: redis.url }, database: first.database });
  owner = await first.signIn('+919800000001');
  cotton = await first.signIn('+919800000011');
});
afterAll(async () => {
  await second.close();
  await first.close();
  await redis.stop();
});

let made = 0;
const create = (caller: Caller, body: object = {}) =>
  caller.post('/api/v1/roles', { name: `Role ${(made += 1)}`, permissions: COUNTER, ...body });
const change = (caller: Caller, role: { id: string; version: number }, body: object) =>
  caller.send('PUT', `/api/v1/roles/${role.id}`, { name: 'Changed', permissions: COUNTER, ...body }, etag(role));
const etag = ({ version }: { version: number }) => ({ 'if-match': `"${version}"` });
const archive = (caller: Caller, id: string) => caller.delete(`/api/v1/roles/${id}`);
const roleOf = async (caller: Caller, id: string) =>
  (await caller.get('/api/v1/roles')).body.items.find((role: { id: string }) => role.id === id);
const memberOf = async (name: string, by: Caller = owner) =>
  (await by.get(`/api/v1/users?q=${encodeURIComponent(name)}`)).body.items[0];
const give = async (name: string, roles: string[], by: Caller = owner) => {
  const { id, status, version } = await memberOf(name, by);
  return by.send('PUT', `/api/v1/users/${id}`, { roles, status }, etag({ version }));
};
const statuses = (answers: { status: number }[]) => answers.map(({ status }) => status).toSorted((a, b) => a - b);
const refreshed = async (caller: SignedInCaller, organisationId?: string) =>
  new SignedInCaller(
    caller.origin,
    (
      await caller.post('/api/v1/auth/refresh', {
        refreshToken: caller.signedIn.refreshToken,
        ...(organisationId && { organisationId }),
      })
    ).body,
  );

describe('an own role', () => {
  test('is made, listed after the built-in ones, given, and grants exactly what it says', async () => {
    const { status, body: role } = await create(owner, {
      name: '  Night counter ',
      permissions: [...COUNTER, 'scan.read'],
    });
    expect(status).toBe(201);
    expect(role).toMatchObject({
      isOwn: true,
      name: 'Night counter',
      version: 1,
      permissions: COUNTER,
      members: 0,
      mayGive: true,
      changedBy: null,
    });
    const { items } = (await owner.get('/api/v1/roles')).body;
    expect(items[0]).toMatchObject({ id: 'owner', isOwn: false, name: null, version: null });
    expect(items.at(-1)).toEqual(role);
    const given = await give('Ravi', [role.id]);
    expect(given.body).toMatchObject({ roles: [role.id], ownRoles: [{ id: role.id, name: 'Night counter' }] });
    const ravi = await first.signIn('+919800000002');
    expect(ravi.signedIn.permissions).toEqual(COUNTER);
    expect((await ravi.get('/api/v1/drug-scanning/scans')).status).toBe(200);
    expect((await ravi.get('/api/v1/users')).body.code).toBe('access.denied');
    expect((await ravi.get('/api/v1/auth/me')).body.permissions).toEqual(COUNTER);
    expect((await roleOf(owner, role.id)).members).toBe(1);
    await give('Ravi', ['pharmacist']);
  });

  test('whose answer was lost is made once: the same key gives it again', async () => {
    const key = { 'idempotency-key': 'role-once' };
    const body = { name: 'Once', permissions: COUNTER };
    const answers = [await owner.post('/api/v1/roles', body, key), await owner.post('/api/v1/roles', body, key)];
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect(answers[1]!.body).toEqual(answers[0]!.body);
    expect(await roleOf(owner, answers[0]!.body.id)).toEqual(answers[0]!.body);
  });

  test('adds to what built-in roles grant', async () => {
    const { body: role } = await create(owner, { permissions: ['audit.read'] });
    await give('Ravi', ['pharmacist', role.id]);
    const ravi = await first.signIn('+919800000002');
    expect(ravi.signedIn.permissions).toEqual(['audit.read', ...COUNTER].toSorted());
    await give('Ravi', ['pharmacist']);
  });

  test('changed or renamed is another on every instance and live page within a second, and people hear of it', async () => {
    const { body: role } = await create(owner, { permissions: [...COUNTER, 'people.read'] });
    await give('Ravi', [role.id]);
    const ravi = await first.signIn('+919800000002');
    const elsewhere = new Caller(second.origin, ravi.token);
    expect((await elsewhere.get('/api/v1/users')).status).toBe(200);
    const socket = new WebSocket(`${second.origin.replace('http', 'ws')}/api/v1/realtime`);
    const closed = new Promise<number>((resolve) => socket.once('close', resolve));
    await new Promise((resolve) => socket.once('open', resolve));
    const ready = new Promise<void>((resolve) => {
      socket.on('message', (data) => (data as Buffer).toString().includes('"ready"') && resolve());
    });
    socket.send(JSON.stringify({ token: ravi.token }));
    await ready;
    const answer = await change(owner, role, { name: 'Counter' });
    expect(answer.body).toMatchObject({ name: 'Counter', version: 2, permissions: COUNTER, changedBy: 'Asha Patel' });
    const changedAt = performance.now();
    expect((await ravi.get('/api/v1/users')).body.code).toBe('auth.token_expired');
    await expect.poll(async () => (await elsewhere.get('/api/v1/users')).body.code).toBe('auth.token_expired');
    expect(await closed).toBe(4400);
    expect(performance.now() - changedAt).toBeLessThan(1000);
    const again = await refreshed(ravi);
    expect(again.signedIn.permissions).toEqual(COUNTER);
    expect((await new Caller(second.origin, again.token).get('/api/v1/users')).body.code).toBe('access.denied');
    await first.app.relay.settle();
    const kinds = (await again.get('/api/v1/notifications')).body.items.map(({ kind }: { kind: string }) => kind);
    expect(kinds[0]).toBe('membership.changed');
    await give('Ravi', ['pharmacist']);
  });

  test('changed with nothing else in it leaves tokens alone', async () => {
    const { body: role } = await create(owner, { name: 'Steady' });
    await give('Ravi', [role.id]);
    const ravi = await first.signIn('+919800000002');
    expect((await change(owner, role, { name: 'Steady' })).body.version).toBe(1);
    expect((await ravi.get('/api/v1/auth/me')).status).toBe(200);
    await give('Ravi', ['pharmacist']);
  });

  test('of an edition that was never seen before is looked up; one that is no more counts as expired', async () => {
    const { body: role } = await create(owner);
    await give('Ravi', [role.id]);
    const ravi = await first.signIn('+919800000002');
    // As if the change had come from an instance that died before it could tell.
    await first.database.owner.query('update identity.role set version = 2 where id = $1', [role.id]);
    expect((await ravi.get('/api/v1/auth/me')).body.code).toBe('auth.token_expired');
    expect((await (await refreshed(ravi)).get('/api/v1/auth/me')).status).toBe(200);
    await give('Ravi', ['pharmacist']);
  });

  test('of an edition that is known is not looked up again', async () => {
    const { body: role } = await create(owner);
    await give('Ravi', [role.id]);
    const [before, after] = [await first.signIn('+919800000002'), await first.signIn('+919800000002')];
    expect((await before.get('/api/v1/auth/me')).body.permissions).toEqual(COUNTER);
    // An edition never changes. Here it does, to see that nobody asks for it.
    await first.database.owner.query(`update identity.role set permissions = '{people.read}' where id = $1`, [role.id]);
    expect((await after.get('/api/v1/auth/me')).body.permissions).toEqual(COUNTER);
    await give('Ravi', ['pharmacist']);
  });

  test('twenty of them fit into one token', async () => {
    const roles: string[] = [];
    for (let index = 0; index < 20; index += 1) roles.push((await create(owner)).body.id);
    await first.database.owner.query('update identity.role set version = 1234567 where id = any($1)', [roles]);
    expect((await give('Ravi', roles)).status).toBe(200);
    const ravi = await first.signIn('+919800000002');
    expect(ravi.token!.length).toBeLessThan(1700);
    expect((await ravi.get('/api/v1/auth/me')).body.permissions).toEqual(COUNTER);
    await give('Ravi', ['pharmacist']);
    for (const id of roles) expect((await archive(owner, id)).status).toBe(200);
  });

  test('is named by an invitation, shown to whoever is invited, and theirs when they join', async () => {
    const { body: role } = await create(owner, { name: 'Festival help' });
    const mobile = '+917200000001';
    const invitation = await owner.post('/api/v1/invitations', {
      name: 'Nisha Rao',
      mobile,
      roles: ['staff', role.id],
    });
    expect(invitation.body).toMatchObject({
      roles: ['staff', role.id],
      ownRoles: [{ id: role.id, name: 'Festival help' }],
    });
    expect((await owner.get('/api/v1/invitations')).body.items[0].ownRoles).toEqual([
      { id: role.id, name: 'Festival help' },
    ]);
    const refused = await archive(owner, role.id);
    expect(refused.body).toMatchObject({
      status: 409,
      code: 'role.in_use',
      about: [{ what: 'people.invitations', count: 1 }],
    });
    const nisha = await first.signIn(mobile);
    expect(nisha.signedIn.permissions).toContain('scan.create');
    const log = (await owner.get('/api/v1/audit/entries?action=membership.created&limit=1')).body.items[0];
    expect(log.changes.roles.after).toEqual(['staff', { id: role.id, name: 'Festival help', version: 1 }]);
    await give('Nisha', ['staff']);
    expect((await archive(owner, role.id)).status).toBe(200);
    // The invitation of before still says what it was called.
    expect((await owner.get('/api/v1/invitations')).body.items[0].ownRoles).toEqual([
      { id: role.id, name: 'Festival help' },
    ]);
  });

  test('is told before and after in the audit log', async () => {
    const { body: role } = await create(owner, { name: 'Stock taker' });
    await change(owner, role, { name: 'Stock keeper', permissions: ['scan.read'] });
    await archive(owner, role.id);
    const { items } = (await owner.get(`/api/v1/audit/entries?objectType=identity.role&objectId=${role.id}`)).body;
    expect(items.map(({ action, changes }: { action: string; changes: unknown }) => [action, changes])).toEqual([
      [
        'role.archived',
        { name: { before: 'Stock keeper', after: null }, permissions: { before: ['scan.read'], after: null } },
      ],
      [
        'role.changed',
        {
          name: { before: 'Stock taker', after: 'Stock keeper' },
          permissions: { before: COUNTER, after: ['scan.read'] },
        },
      ],
      ['role.created', { name: { before: null, after: 'Stock taker' }, permissions: { before: null, after: COUNTER } }],
    ]);
  });
});

describe('nobody', () => {
  test('reads, changes, gives or archives a role of another organisation', async () => {
    const { body: role } = await create(owner, { permissions: ['people.read'] });
    expect(await roleOf(cotton, role.id)).toBeUndefined();
    expect((await change(cotton, role, { permissions: ['people.read'] })).body.code).toBe('role.not_found');
    expect((await archive(cotton, role.id)).body.code).toBe('role.not_found');
    expect((await give('Kavita', [role.id], cotton)).body.code).toBe('member.role_unknown');
    const invited = await cotton.post('/api/v1/invitations', { name: 'X', mobile: '+917200000009', roles: [role.id] });
    expect(invited.body.code).toBe('invitation.role_unknown');
    // Even if the id stood among somebody's roles there, it would grant nothing.
    await first.database.owner.query(
      `update identity.membership set roles = $1 where user_id = '01900000-0000-7000-8000-000000000105'`,
      [[role.id]],
    );
    expect((await first.signIn('+919800000012')).signedIn.permissions).toEqual([]);
    await first.database.owner.query(
      `update identity.membership set roles = '{trader}' where user_id = '01900000-0000-7000-8000-000000000105'`,
    );
  });

  test('without the permission makes roles: not even a manager', async () => {
    const manager = await refreshed(owner, cotton.signedIn.organisation.id);
    expect((await create(manager, { permissions: ['people.read'] })).body.code).toBe('access.denied');
  });

  test('makes, changes, gives, takes or archives what grants more than they hold', async () => {
    const { body: deputyRole } = await create(owner, {
      permissions: ['people.invite', 'people.manage', 'people.read', 'role.manage'],
    });
    const { body: strong } = await create(owner, { permissions: ['people.read', 'service-account.manage'] });
    await give('Ravi', [deputyRole.id]);
    const deputy = await first.signIn('+919800000002');
    const refused = await create(deputy, { permissions: ['people.read', 'audit.read'] });
    expect(refused.body).toMatchObject({
      status: 403,
      code: 'role.not_yours',
      about: [{ what: 'permission.audit.read' }],
    });
    expect((await create(deputy, { permissions: ['people.read'] })).status).toBe(201);
    const widened = await change(deputy, deputyRole, { permissions: [...deputyRole.permissions, 'audit.read'] });
    const weakened = await change(deputy, strong, { permissions: ['people.read'] });
    for (const answer of [widened, weakened, await archive(deputy, strong.id)])
      expect([answer.status, answer.body.code]).toEqual([403, 'role.not_yours']);
    const { mayGive } = await roleOf(deputy, strong.id);
    expect(mayGive).toBe(false);
    const mobile = '+917200000003';
    const invited = await deputy.post('/api/v1/invitations', { name: 'X', mobile, roles: [strong.id] });
    expect(invited.body.code).toBe('invitation.role_not_yours');
    await first.signIn(await invitedBy(owner, '+917200000004', [strong.id]));
    expect((await give('Worker', ['staff'], deputy)).body.code).toBe('member.not_yours');
    await give('Worker', ['staff']);
    await give('Ravi', ['pharmacist']);
  });

  const invitedBy = async (caller: Caller, mobile: string, roles: string[]) => {
    expect((await caller.post('/api/v1/invitations', { name: 'Worker', mobile, roles })).status).toBe(201);
    return mobile;
  };
});

describe('refused is', () => {
  test.each([
    ['a permission that nobody knows', { permissions: ['scan.everything'] }, 422, 'role.permission_unknown'],
    [
      'a permission of another kind of organisation',
      { permissions: ['settings.write'] },
      422,
      'role.permission_unknown',
    ],
    ['the name of a built-in role', { name: 'Compliance  Officer' }, 409, 'role.name_taken'],
    ['no name', { name: '   ' }, 400, 'request.invalid'],
    ['a name of two lines', { name: 'a\nb' }, 400, 'request.invalid'],
    ['a name of 61 letters', { name: 'a'.repeat(61) }, 400, 'request.invalid'],
    ['no permission', { permissions: [] }, 400, 'request.invalid'],
  ])('%s', async (_, body, status, code) => {
    const answer = await create(owner, body);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  test('a name that another role has, in whatever case, until that one is archived', async () => {
    const { body: role } = await create(owner, { name: 'Cashier' });
    const { body: other } = await create(owner, { name: 'Till' });
    expect((await create(owner, { name: 'CASHIER' })).body.code).toBe('role.name_taken');
    expect((await change(owner, other, { name: 'cashier' })).body.code).toBe('role.name_taken');
    expect((await create(cotton, { name: 'Cashier', permissions: ['people.read'] })).status).toBe(201);
    await archive(owner, role.id);
    expect((await create(owner, { name: 'cashier' })).status).toBe(201);
    expect((await change(owner, role, {})).body.code).toBe('role.not_found');
  });

  test('a change of an old edition: what is there now comes with the refusal', async () => {
    const { body: role } = await create(owner, { name: 'Both' });
    const answers = await Promise.all([
      change(owner, role, { name: 'Both one' }),
      change(new Caller(second.origin, owner.token), role, { name: 'Both two' }),
    ]);
    expect(statuses(answers)).toEqual([200, 412]);
    const stale = answers.find(({ status }) => status === 412)!.body;
    expect(stale.current).toMatchObject({ id: role.id, version: 2, changedBy: 'Asha Patel' });
    expect(stale.current.name).toMatch(/^Both (one|two)$/);
    expect((await owner.send('PUT', `/api/v1/roles/${role.id}`, { name: 'x', permissions: COUNTER })).status).toBe(428);
  });

  test('archiving while somebody has it, with how many; of giving and archiving at once only one happens', async () => {
    const { body: role } = await create(owner);
    await give('Ravi', ['pharmacist', role.id]);
    expect((await archive(owner, role.id)).body).toMatchObject({
      code: 'role.in_use',
      about: [{ what: 'people.members', count: 1 }],
    });
    await give('Ravi', ['pharmacist']);
    const [archived, given] = await Promise.all([archive(owner, role.id), give('Ravi', ['pharmacist', role.id])]);
    expect([archived.status, given.status]).toEqual(archived.status === 200 ? [200, 422] : [409, 200]);
    await give('Ravi', ['pharmacist']);
  });

  test('the fifty-first role, however many are made at once', async () => {
    await first.database.owner.query(
      `insert into identity.role (org_id, id, name, permissions, created_at, created_by)
       select $1, gen_random_uuid(), 'Many ' || n, '{people.read}', now(), $2 from generate_series(1, 47) n`,
      [cotton.signedIn.organisation.id, cotton.signedIn.user.id],
    );
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => create(cotton, { permissions: ['people.read'] })));
    expect(statuses(answers)).toEqual([201, 201, 409, 409, 409]);
    expect(answers.find(({ status }) => status === 409)!.body.code).toBe('role.limit_reached');
  });
});

test('whoever joins while the role changes gets what it grants now', async () => {
  const { body: role } = await create(owner, { name: 'Joining', permissions: ['people.read', 'scan.read'] });
  const mobile = '+917200000011';
  await owner.post('/api/v1/invitations', { name: 'Late Comer', mobile, roles: [role.id] });
  const { challengeId } = (await first.anonymous.post('/api/v1/auth/otp', { mobile })).body;
  const code = await readCode(first.anonymous, mobile);
  const [answer] = await Promise.all([
    first.anonymous.post('/api/v1/auth/otp/verify', { challengeId, code }),
    change(owner, role, { name: 'Joining', permissions: ['scan.read'] }),
  ]);
  const joined = new SignedInCaller(first.origin, answer.body);
  expect(['auth.token_expired', 'access.denied']).toContain((await joined.get('/api/v1/users')).body.code);
  expect((await refreshed(joined)).signedIn.permissions).toEqual(['scan.read']);
});
