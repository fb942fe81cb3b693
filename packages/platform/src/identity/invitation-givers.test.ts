// What somebody gave does not outlive what they hold.
import { DAY_MS, ManualClock } from '@sutra/kernel/clock';
import { Caller, readCode, SignedInCaller, startTestApp, type TestApp } from '@sutra/testkit/app';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

const clock = new ManualClock(Date.now());
let app: TestApp;
let owner: SignedInCaller;
let manager: SignedInCaller;
let managerId: string;
beforeAll(async () => {
  app = await startTestApp({ clock });
});
afterAll(() => app.close());

const RAVI = '+919800000002';
const TRADER = '+919800000012'; // a member of the cotton organisation alone
let last = 0;
const newNumber = () => `+9173${String((last += 1)).padStart(8, '0')}`;
const memberOf = async (id: string) => (await owner.get(`/api/v1/users/${id}`)).body;
const change = async (id: string, values: object) => {
  const { roles, status, endsAt, version } = await memberOf(id);
  const answer = await owner.send(
    'PUT',
    `/api/v1/users/${id}`,
    { roles, status, endsAt, ...values },
    { 'if-match': `"${version}"` },
  );
  expect(answer.status).toBe(200);
};
const invite = async (by: Caller, mobile: string, body: object = {}) => {
  const answer = await by.post('/api/v1/invitations', { name: 'Nisha Rao', mobile, roles: ['pharmacist'], ...body });
  expect(answer.status).toBe(201);
  return answer.body.id as string;
};
const stateOf = async (id: string): Promise<string> => {
  const { items } = (await owner.get('/api/v1/invitations?limit=200')).body;
  return items.find((item: { id: string }) => item.id === id).state;
};
const codeOf = async (mobile: string) => {
  const { challengeId } = (await app.anonymous.post('/api/v1/auth/otp', { mobile })).body;
  const code = await readCode(app.anonymous, mobile);
  return () => app.anonymous.post('/api/v1/auth/otp/verify', { challengeId, code });
};
const accept = (by: Caller, id: string) => by.post(`/api/v1/auth/invitations/${id}/accept`);
const withdrawals = async () => {
  const { items } = (await owner.get('/api/v1/audit/entries?action=invitation.withdrawn&limit=200')).body;
  return items as { object: { id: string }; actor: { id?: string | null; kind: string } }[];
};
/** As if the write that took it away had not withdrawn it: an instance of before, or a restored copy. */
const wait = (id: string) =>
  app.database.owner.query(`update identity.invitation set status = 'pending', ended_at = null where id = $1`, [id]);

beforeEach(async () => {
  clock.advance(DAY_MS);
  await app.database.owner.query('delete from identity.attempt_count');
  await app.database.owner.query(
    `update identity.invitation set status = 'withdrawn', ended_at = now() where status = 'pending'`,
  );
  await app.database.owner.query(
    `update identity.membership set status = 'active', roles = '{manager}', ends_at = null, ended_at = null, version = version + 1
     where user_id = (select id from identity.person where mobile = $1)`,
    [RAVI],
  );
  owner = await app.signInWithPassword('+919800000001');
  manager = await app.signInWithPassword(RAVI);
  managerId = manager.signedIn.user.id;
});

describe('an invitation is withdrawn when whoever sent it', () => {
  test.each([
    ['is suspended', { status: 'suspended' }],
    ['may do less than they gave', { roles: ['auditor'] }],
    ['may do what they gave, and invite nobody', { roles: ['pharmacist'] }],
    ['is there for a time, and gave access without end', { endsAt: '2099-01-01T00:00:00Z' }],
  ])('%s', async (_, values) => {
    const mobile = newNumber();
    const id = await invite(manager, mobile);
    const ofOwner = await invite(owner, newNumber());
    const signIn = await codeOf(mobile);
    await change(managerId, values);
    expect(await stateOf(id)).toBe('withdrawn');
    expect(await stateOf(ofOwner)).toBe('pending');
    expect((await signIn()).body.code).toBe('auth.no_membership');
    const [entry] = await withdrawals();
    expect([entry!.object.id, entry!.actor.id]).toEqual([id, owner.signedIn.user.id]);
    await app.app.relay.settle();
    const { rows } = await app.database.owner.query('select id from identity.person where mobile = $1', [mobile]);
    expect(rows).toEqual([]);
  });

  test('loses what an own role granted', async () => {
    const { body: role } = await owner.post('/api/v1/roles', {
      name: 'Hiring',
      permissions: ['people.invite', 'people.read', 'scan.create', 'scan.read'],
    });
    await change(managerId, { roles: [role.id] });
    const hiring = await app.signInWithPassword(RAVI);
    const id = await invite(hiring, newNumber(), { roles: [role.id] });
    const rename = await owner.send(
      'PUT',
      `/api/v1/roles/${role.id}`,
      { name: 'Hires', permissions: role.permissions },
      { 'if-match': '"1"' },
    );
    expect([rename.status, await stateOf(id)]).toEqual([200, 'pending']);
    await owner.send(
      'PUT',
      `/api/v1/roles/${role.id}`,
      { name: 'Hires', permissions: ['people.read'] },
      { 'if-match': '"2"' },
    );
    expect(await stateOf(id)).toBe('withdrawn');
    await change(managerId, { roles: ['manager'] });
    expect((await owner.delete(`/api/v1/roles/${role.id}`)).status).toBe(200);
  });

  test('and not when their access stays what it was for this', async () => {
    const id = await invite(manager, newNumber());
    await change(managerId, { roles: ['manager', 'auditor'] });
    expect(await stateOf(id)).toBe('pending');
    const until = new Date(clock.nowMs() + 60 * DAY_MS).toISOString();
    const again = await app.signInWithPassword(RAVI);
    const limited = await invite(again, newNumber(), { accessEndsAt: new Date(clock.nowMs() + 30 * DAY_MS) });
    await change(managerId, { endsAt: until });
    expect([await stateOf(id), await stateOf(limited)]).toEqual(['withdrawn', 'pending']);
  });
});

describe('whoever accepts', () => {
  const suspended = async (id: string) => {
    await change(managerId, { status: 'suspended' });
    await wait(id);
  };

  test('is not let in by somebody who has left; the organisation sees the invitation withdrawn, and by nobody', async () => {
    const id = await invite(manager, TRADER);
    const trader = await app.signIn(TRADER);
    await suspended(id);
    const answers = await Promise.all([accept(trader, id), accept(trader, id)]);
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual([
      [410, 'invitation.over'],
      [410, 'invitation.over'],
    ]);
    expect(answers.map(({ body }) => body.detail)).toContain('Whoever invited you may not give this access any more.');
    expect(await stateOf(id)).toBe('withdrawn');
    const own = (await withdrawals()).filter(({ object }) => object.id === id);
    expect(own.map(({ actor }) => actor.kind)).toEqual(['system', 'person']);
    const { rows } = await app.database.owner.query(
      `select from identity.membership m join identity.person p on p.id = m.user_id
       where p.mobile = $1 and m.org_id = $2`,
      [TRADER, owner.signedIn.organisation.id],
    );
    expect(rows).toEqual([]);
  });

  test('with a number that nobody had becomes nobody, or a member by the next invitation', async () => {
    const [one, two] = [newNumber(), newNumber()];
    const cotton = await app.signInWithPassword('+919800000011');
    const ofCotton = await invite(cotton, two, { roles: ['trader'] });
    const ids = [await invite(manager, one), await invite(manager, two)];
    for (const id of ids) await suspended(id);
    expect((await (await codeOf(one))()).body.code).toBe('auth.no_membership');
    const { status, body } = await (await codeOf(two))();
    expect([status, body.organisation.kind]).toEqual([200, 'cotton']);
    expect((await cotton.get('/api/v1/invitations')).body.items[0]).toMatchObject({ id: ofCotton, state: 'accepted' });
    for (const id of ids) expect(await stateOf(id)).toBe('withdrawn');
  });

  test('at the same moment as the inviter is suspended joins before, or not at all', async () => {
    for (let round = 0; round < 5; round += 1) {
      const mobile = newNumber();
      const id = await invite(manager, mobile);
      const signIn = await codeOf(mobile);
      const [answer] = await Promise.all([signIn(), change(managerId, { status: 'suspended' })]);
      const joined = answer.status === 200;
      expect(await stateOf(id)).toBe(joined ? 'accepted' : 'withdrawn');
      expect(joined ? answer.body.permissions.length > 0 : answer.body.code).toBe(joined || 'auth.no_membership');
      await change(managerId, { status: 'active' });
      manager = await app.signInWithPassword(RAVI);
    }
  });

  test('is let in where an operator invited the first owner, who is no member there', async () => {
    const mobile = newNumber();
    const id = await invite(owner, mobile, { roles: ['owner'] });
    await app.database.owner.query(
      `update identity.invitation set invited_by = gen_random_uuid(), invited_as = 'operator' where id = $1`,
      [id],
    );
    const joined = await (await codeOf(mobile))();
    expect(joined.status).toBe(200);
    await change(joined.body.user.id, { status: 'suspended' });
  });
});

test('a key works on when whoever made it has left, and the review and the list of accounts say so', async () => {
  const mobile = newNumber();
  await invite(owner, mobile, { roles: ['owner'] });
  const other = (await (await codeOf(mobile))()).body;
  const maker = new SignedInCaller(app.origin, other);
  const account = (await maker.post('/api/v1/service-accounts', { name: 'Bridge' })).body.id;
  const keys = `/api/v1/service-accounts/${account}/keys`;
  const wanted = { name: 'Bridge 1', permissions: ['people.read', 'service-account.manage'], ipAllowList: [] };
  const key = (await maker.post(keys, wanted)).body;
  expect(key.hasMakerLeft).toBe(false);
  await owner.post(keys, { ...wanted, name: 'Bridge 2' });
  const findings = async () => {
    const { body } = await owner.get('/api/v1/access-review');
    const listed = (await owner.get('/api/v1/service-accounts')).body.items.find(
      ({ id }: { id: string }) => id === account,
    );
    const left = listed.keys.map(({ name, hasMakerLeft }: { name: string; hasMakerLeft: boolean }) => [
      name,
      hasMakerLeft,
    ]);
    const found = body.keys.filter(({ serviceAccount }: { serviceAccount: string }) => serviceAccount === 'Bridge');
    return { digest: body.digest, left, found: found.map((one: { findings: string[] }) => one.findings) };
  };
  const before = await findings();
  expect(before).toMatchObject({
    left: [
      ['Bridge 1', false],
      ['Bridge 2', false],
    ],
    found: [['no-expiry'], ['no-expiry']],
  });
  await change(other.user.id, { status: 'suspended' });
  expect((await new Caller(app.origin, key.secret).get('/api/v1/users')).status).toBe(200);
  const after = await findings();
  expect(after).toMatchObject({
    left: [
      ['Bridge 1', true],
      ['Bridge 2', false],
    ],
    found: [['no-expiry', 'maker-left'], ['no-expiry']],
  });
  expect(after.digest).not.toBe(before.digest);
});

test('a token of a moment ago invites nobody', async () => {
  await app.database.owner.query(
    `update identity.membership set roles = '{auditor}' where user_id = $1`, // the version says nothing of it yet
    [managerId],
  );
  const answer = await manager.post('/api/v1/invitations', { name: 'N', mobile: newNumber(), roles: ['pharmacist'] });
  expect([answer.status, answer.body.code]).toEqual([403, 'invitation.role_not_yours']);
});
