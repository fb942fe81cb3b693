// Changing who may do what: who may, what stays, and that it holds on every device at once.
import { Caller, SignedInCaller, startTestApp, type TestApp } from '@sutra/testkit/app';
import { startRedis } from '@sutra/testkit/redis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';

let redis: Awaited<ReturnType<typeof startRedis>>;
let first: TestApp;
let second: TestApp;
let owner: SignedInCaller;
/** A manager of the cotton organisation, who owns the pharmacy. */
let manager: SignedInCaller;
beforeAll(async () => {
  redis = await startRedis();
  first = await startTestApp({ env: { REDIS_URL: redis.url } });
  second = await startTestApp({ env: { REDIS_URL: redis.url }, database: first.database });
  owner = await first.signIn('+919800000011');
  const asha = await first.signIn('+919800000001');
  manager = await refreshed(asha, owner.signedIn.organisation.id);
});
afterAll(async () => {
  await second.close();
  await first.close();
  await redis.stop();
});

async function refreshed(caller: SignedInCaller, organisationId?: string): Promise<SignedInCaller> {
  const answer = await caller.post('/api/v1/auth/refresh', {
    refreshToken: caller.signedIn.refreshToken,
    ...(organisationId !== undefined && { organisationId }),
  });
  expect(answer.status).toBe(200);
  return new SignedInCaller(caller.origin, answer.body);
}

const memberOf = async (caller: Caller, name: string) => {
  const { body } = await owner.get(`/api/v1/users?q=${encodeURIComponent(name)}`);
  const [member] = body.items as { id: string; roles: string[]; status: string; version: number }[];
  return {
    ...member!,
    change: (body: { roles?: string[]; status?: string }, version = member!.version) =>
      caller.send(
        'PUT',
        `/api/v1/users/${member!.id}`,
        { roles: member!.roles, status: member!.status, ...body },
        { 'if-match': `"${version}"` },
      ),
  };
};

describe('roles', () => {
  test('that are taken away are gone on every instance and every live page within a second', async () => {
    const trader = await first.signIn('+919800000012');
    const elsewhere = new Caller(second.origin, trader.token);
    expect((await elsewhere.get('/api/v1/settings/overview')).status).toBe(200);
    const socket = new WebSocket(`${second.origin.replace('http', 'ws')}/api/v1/realtime`);
    const closed = new Promise<number>((resolve) => socket.once('close', resolve));
    await new Promise((resolve) => socket.once('open', resolve));
    const ready = new Promise<void>((resolve) => {
      socket.on('message', (data) => (data as Buffer).toString().includes('"ready"') && resolve());
    });
    socket.send(JSON.stringify({ token: trader.token }));
    await ready;
    const changed = await (await memberOf(owner, 'Kavita')).change({ roles: ['manager'] });
    expect(changed.body).toMatchObject({ roles: ['manager'], status: 'active', version: 2 });
    const changedAt = performance.now();
    expect((await trader.get('/api/v1/settings/overview')).body.code).toBe('auth.token_expired');
    await expect
      .poll(async () => (await elsewhere.get('/api/v1/settings/overview')).body.code)
      .toBe('auth.token_expired');
    expect(await closed).toBe(4400);
    expect(performance.now() - changedAt).toBeLessThan(1000);
    const again = await refreshed(trader);
    const me = await again.get('/api/v1/auth/me');
    expect(me.status).toBe(200);
    expect(me.body.permissions.toSorted()).toEqual(again.signedIn.permissions);
    expect(trader.signedIn.permissions).not.toEqual(again.signedIn.permissions);
    await (await memberOf(owner, 'Kavita')).change({ roles: ['trader'] });
  });

  test('of somebody suspended open nothing, and come back with the person', async () => {
    const trader = await first.signIn('+919800000012');
    await (await memberOf(owner, 'Kavita')).change({ status: 'suspended' });
    expect((await trader.get('/api/v1/auth/me')).body.code).toBe('auth.token_expired');
    const refused = await trader.post('/api/v1/auth/refresh', { refreshToken: trader.signedIn.refreshToken });
    expect(refused.body.code).toBe('auth.no_membership');
    expect((await memberOf(owner, 'Kavita')).status).toBe('suspended');
    await (await memberOf(owner, 'Kavita')).change({ status: 'active' });
    expect((await (await first.signIn('+919800000012')).get('/api/v1/auth/me')).status).toBe(200);
  });

  test('in another organisation are left alone', async () => {
    const inPharmacy = await first.signIn('+919800000001');
    await (await memberOf(owner, 'Asha')).change({ roles: ['manager', 'accountant'] });
    expect((await inPharmacy.get('/api/v1/auth/me')).status).toBe(200);
    expect((await manager.get('/api/v1/auth/me')).body.code).toBe('auth.token_expired');
    manager = await refreshed(manager, owner.signedIn.organisation.id);
  });

  test('are told to whoever has them, and to the audit log', async () => {
    await (await memberOf(owner, 'Kavita')).change({ roles: ['trader', 'logistics'] });
    await expect
      .poll(async () => {
        const trader = await first.signIn('+919800000012');
        const { body } = await trader.get('/api/v1/notifications');
        return (body.items as { kind: string }[]).map(({ kind }) => kind);
      })
      .toContain('membership.changed');
    const log = await owner.get('/api/v1/audit/entries?action=membership.changed&limit=1');
    expect(log.body.items[0].changes).toEqual({
      roles: { before: ['trader'], after: ['trader', 'logistics'] },
    });
  });
});

describe('a change is refused', () => {
  test('of somebody who holds more, and of roles that one does not hold', async () => {
    const itself = await (await memberOf(manager, 'Harish')).change({ roles: ['staff'] });
    const suspending = await (await memberOf(manager, 'Harish')).change({ status: 'suspended' });
    const raising = await (await memberOf(manager, 'Asha')).change({ roles: ['owner'] });
    const giving = await (await memberOf(manager, 'Kavita')).change({ roles: ['trader', 'owner'] });
    for (const answer of [itself, suspending, raising, giving])
      expect([answer.status, answer.body.code]).toEqual([403, 'member.not_yours']);
    expect((await (await memberOf(manager, 'Kavita')).change({ roles: ['trader', 'staff'] })).status).toBe(200);
  });

  test('of the last owner, of oneself into suspension, and of roles that do not exist', async () => {
    expect((await (await memberOf(owner, 'Harish')).change({ roles: ['manager'] })).body.code).toBe(
      'member.last_owner',
    );
    expect((await (await memberOf(owner, 'Harish')).change({ status: 'suspended' })).body.code).toBe('member.self');
    expect((await (await memberOf(owner, 'Kavita')).change({ roles: ['pharmacist'] })).body.code).toBe(
      'member.role_unknown',
    );
    expect((await (await memberOf(owner, 'Kavita')).change({ roles: [] })).status).toBe(400);
  });

  test('of somebody elsewhere, without a version, with an old one, and without the permission', async () => {
    const pharmacist = await first.signIn('+919800000002');
    const path = `/api/v1/users/${pharmacist.signedIn.user.id}`;
    const body = { roles: ['staff'], status: 'active' };
    expect((await owner.send('PUT', path, body, { 'if-match': '"1"' })).body.code).toBe('person.not_found');
    expect((await owner.send('PUT', path, body)).status).toBe(428);
    expect((await pharmacist.send('PUT', path, body, { 'if-match': '"1"' })).body.code).toBe('access.denied');
    const kavita = await memberOf(owner, 'Kavita');
    const old = await kavita.change({ roles: ['broker'] }, kavita.version - 1);
    expect([old.status, old.body.code, old.body.current.version]).toEqual([412, 'record.changed', kavita.version]);
  });

  test('when two owners take the role from one another at once: one of them stays', async () => {
    await (await memberOf(owner, 'Asha')).change({ roles: ['owner'] });
    manager = await refreshed(manager, owner.signedIn.organisation.id);
    const answers = await Promise.all([
      (await memberOf(owner, 'Asha')).change({ roles: ['manager'] }),
      (await memberOf(manager, 'Harish')).change({ roles: ['manager'] }),
    ]);
    expect(answers.every(({ status }) => status === 200)).toBe(false);
    const { rows } = await first.database.owner.query(
      `select user_id from identity.membership where org_id = $1 and 'owner' = any(roles) and status = 'active'`,
      [owner.signedIn.organisation.id],
    );
    expect(rows).toHaveLength(1);
  });
});

test('a person changes their own name, and everybody sees it', async () => {
  const pharmacist = await first.signIn('+919800000002');
  const answer = await pharmacist.send('PATCH', '/api/v1/auth/me', { name: ' Ravi K. Kumar ' });
  expect(answer.body).toMatchObject({ name: 'Ravi K. Kumar', mobile: '+919800000002' });
  const shop = await first.signIn('+919800000001');
  expect((await shop.get('/api/v1/users?q=Ravi')).body.items[0].name).toBe('Ravi K. Kumar');
  for (const name of ['', '  ', 'two\nlines', 'x'.repeat(201)])
    expect((await pharmacist.send('PATCH', '/api/v1/auth/me', { name })).status).toBe(400);
});
