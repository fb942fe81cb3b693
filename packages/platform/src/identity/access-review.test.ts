// A review of access: what it shows, to whom, and that nobody records what they did not see.
import { DAY_MS, ManualClock } from '@sutra/kernel/clock';
import { type Caller, type SignedInCaller, startTestApp, type TestApp } from '@sutra/testkit/app';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

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
const newNumber = () => `+9174${String((last += 1)).padStart(8, '0')}`;
const look = async (caller: Caller = owner) => (await caller.get('/api/v1/access-review')).body;
const record = (caller: Caller, body: object) => caller.post('/api/v1/access-review', body);
const join = async (roles: string[], by: Caller = owner, body: object = {}) => {
  const mobile = newNumber();
  const invited = await by.post('/api/v1/invitations', { name: `Person ${last}`, mobile, roles, ...body });
  expect(invited.status).toBe(201);
  return app.signIn(mobile);
};
// oxlint-disable-next-line typescript/no-explicit-any -- rows of several kinds
const named = (rows: any[], name: string) => rows.find((row) => row.name === name);

describe('the report', () => {
  test('tells of every member what they may, and since when and until when', async () => {
    const { members, counts, findings } = await look();
    expect(members).toHaveLength(2);
    expect(counts).toMatchObject({ members: 2, invitations: 0, keys: 0 });
    expect(findings).toEqual(['only-one-owner']);
    expect(named(members, 'Asha Patel')).toMatchObject({
      roles: ['owner'],
      mayChange: ['people', 'settings', 'keys'],
      status: 'active',
      hasEnded: false,
      endsAt: null,
      findings: [],
    });
    expect(named(members, 'Asha Patel').permissions).toBe(owner.signedIn.permissions.length);
    // Asha has just signed in; no more than the day of it is told, in the time zone of the organisation.
    const today = new Date(clock.nowMs() + 5.5 * 3_600_000).toISOString().slice(0, 10);
    expect(named(members, 'Asha Patel').lastActiveOn).toBe(today);
    expect(named(members, 'Ravi Kumar')).toMatchObject({ mayChange: [], lastActiveOn: null });
  });

  test('shows nothing of another organisation', async () => {
    await cotton.post('/api/v1/invitations', { name: 'Only Cotton', mobile: newNumber(), roles: ['trader'] });
    await cotton.post('/api/v1/service-accounts', { name: 'Cotton program' });
    await record(cotton, { digest: (await look(cotton)).digest, note: 'of cotton' });
    const text = JSON.stringify(await look());
    for (const foreign of ['Harish', 'Kavita', 'Only Cotton', 'Cotton program', 'of cotton']) {
      expect(text).not.toContain(foreign);
      expect(JSON.stringify(await look(cotton))).toContain(foreign);
    }
    expect((await record(owner, { digest: (await look(cotton)).digest })).body.code).toBe('access_review.changed');
  });

  test('names own roles, access for a time, invitations and keys, and what to look at', async () => {
    const { body: role } = await owner.post('/api/v1/roles', {
      name: 'Counter',
      permissions: ['people.invite', 'scan.read'],
    });
    const auditor = await join(['auditor']);
    const helper = await join([role.id], owner, { accessEndsAt: new Date(clock.nowMs() + DAY_MS).toISOString() });
    await owner.post('/api/v1/invitations', { name: 'Waiting Person', mobile: newNumber(), roles: [role.id] });
    const account = (await owner.post('/api/v1/service-accounts', { name: 'Till' })).body;
    await owner.post('/api/v1/service-accounts', { name: 'Empty' });
    const newKey = (body: object) =>
      owner.post(`/api/v1/service-accounts/${account.id}/keys`, {
        name: 'Counter 1',
        permissions: ['scan.read'],
        ...body,
      });
    const { secret } = (await newKey({})).body;
    const ends = await newKey({ name: 'Short', expiresAt: new Date(clock.nowMs() + DAY_MS).toISOString() });
    const gone = await newKey({ name: 'Gone' });
    await owner.delete(`/api/v1/service-accounts/${account.id}/keys/${gone.body.id}`);
    await app.anonymous.get('/api/v1/drug-scanning/scans', { authorization: `Bearer ${secret}` });
    const report = await look();
    const byId = (id: string) => report.members.find((member: { id: string }) => member.id === id);
    expect(byId(auditor.signedIn.user.id)).toMatchObject({ findings: ['auditor-without-end'], mayChange: [] });
    expect(byId(helper.signedIn.user.id)).toMatchObject({
      ownRoles: [{ id: role.id, name: 'Counter' }],
      permissions: 2,
      mayChange: ['people'],
      findings: [],
    });
    expect(named(report.invitations, 'Waiting Person')).toMatchObject({
      ownRoles: [{ id: role.id, name: 'Counter' }],
      findings: ['waiting'],
    });
    expect(report.keys.map(({ name, findings }: { name: string; findings: string[] }) => [name, findings])).toEqual([
      ['Counter 1', ['no-expiry']],
      ['Short', []],
    ]);
    expect(report.keys[0]).toMatchObject({ serviceAccount: 'Till', permissions: ['scan.read'], mayChange: [] });
    expect(report.keys[0].lastUsedOn).toBe(named(report.members, 'Asha Patel').lastActiveOn);
    expect(report.keys[1].expiresAt).toBe(ends.body.expiresAt);
    expect(report.accountsWithoutKeys).toEqual(['Empty']);
    expect(report.counts).toEqual({ members: 4, invitations: 1, keys: 2, findings: 4 });
    expect(JSON.stringify(report)).not.toContain(secret.slice(3));

    clock.advance(90 * DAY_MS);
    owner = await app.signIn('+919800000001');
    const later = await look();
    expect(named(later.members, 'Ravi Kumar').findings).toEqual(['inactive']);
    expect(named(later.members, 'Asha Patel').findings).toEqual([]);
    expect(later.members.find((member: { id: string }) => member.id === helper.signedIn.user.id)).toMatchObject({
      hasEnded: true,
      findings: [],
    });
    expect(later.keys.map(({ findings }: { findings: string[] }) => findings)).toEqual([['no-expiry', 'unused']]);
    expect(later.invitations).toEqual([]);
  });

  test('counts activity on devices that were logged out since', async () => {
    const ravi = await app.signIn('+919800000002');
    await ravi.post('/api/v1/auth/logout');
    expect(named((await look()).members, 'Ravi Kumar')).toMatchObject({ findings: [] });
    expect(named((await look()).members, 'Ravi Kumar').lastActiveOn).not.toBeNull();
  });
});

describe('a review', () => {
  test('is recorded with who, when, how many and of what, and says when the next is due', async () => {
    const before = await look();
    const { status, body } = await record(owner, {
      digest: before.digest,
      note: '  Keys to be renewed.\nRavi stays. ',
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      reviewedAt: new Date(clock.nowMs()).toISOString(),
      reviewedBy: 'Asha Patel',
      digest: before.digest,
      ...before.counts,
      note: 'Keys to be renewed.\nRavi stays.',
    });
    const after = await look();
    expect(after.reviews[0]).toEqual(body);
    expect(after.dueAt).toBe(new Date(clock.nowMs() + 90 * DAY_MS).toISOString());
    const log = (await owner.get('/api/v1/audit/entries?action=access_review.recorded&limit=1')).body.items[0];
    expect(log).toMatchObject({
      object: { type: 'identity.access_review', id: body.id },
      actor: { name: 'Asha Patel' },
    });
    expect(log.changes).toMatchObject({ digest: { after: before.digest }, note: { after: body.note } });
  });

  test('of what has changed meanwhile is refused; that somebody works or a key is used is no change', async () => {
    const { digest } = await look();
    await app.signIn('+919800000002');
    clock.advance(DAY_MS);
    owner = await app.signIn('+919800000001');
    expect((await look()).digest).toBe(digest);
    const ravi = (await owner.get('/api/v1/users?q=Ravi')).body.items[0];
    await owner.send(
      'PUT',
      `/api/v1/users/${ravi.id}`,
      { roles: ['pharmacist', 'staff'], status: 'active' },
      { 'if-match': `"${ravi.version}"` },
    );
    const refused = await record(owner, { digest });
    expect([refused.status, refused.body.code]).toEqual([409, 'access_review.changed']);
    expect((await record(owner, { digest: (await look()).digest })).body.note).toBeNull();
  });

  test('is of what roles grant: a changed own role is another digest', async () => {
    const { body: role } = await owner.post('/api/v1/roles', { name: 'Changing', permissions: ['scan.read'] });
    await join([role.id]);
    const { digest } = await look();
    const body = { name: 'Changing', permissions: ['scan.create'] };
    await owner.send('PUT', `/api/v1/roles/${role.id}`, body, { 'if-match': '"1"' });
    expect((await look()).digest).not.toBe(digest);
  });

  test('whose answer was lost is recorded once', async () => {
    const { digest, reviews } = await look();
    const again = () => owner.post('/api/v1/access-review', { digest }, { 'idempotency-key': 'review-once' });
    const [first, second] = [await again(), await again()];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body).toEqual(first.body);
    expect((await look()).reviews).toHaveLength(reviews.length + 1);
  });

  test('can be recorded by two at once, and changed or taken back by nobody', async () => {
    const { digest, reviews } = await look();
    const both = await Promise.all([record(owner, { digest }), record(owner, { digest, note: 'also' })]);
    expect(both.map(({ status }) => status)).toEqual([201, 201]);
    expect((await look()).reviews).toHaveLength(reviews.length + 2);
    const tenant = app.database.gates.tenant({ organisationId: owner.signedIn.organisation.id });
    await expect(tenant.updateTable('identity.access_review').set({ findings: 0 }).execute()).rejects.toThrow(/denied/);
    await expect(tenant.deleteFrom('identity.access_review').execute()).rejects.toThrow(/denied/);
  });

  test('with a digest or note that is none is refused', async () => {
    for (const body of [{}, { digest: 'x' }, { digest: 'A'.repeat(64) }])
      expect((await record(owner, body)).status).toBe(400);
    const { digest } = await look();
    for (const note of ['', 'x'.repeat(2001), 'a\u0000b'])
      expect((await record(owner, { digest, note })).status).toBe(400);
  });

  test('is read by auditors and recorded by compliance officers; others do neither', async () => {
    const auditor = await join(['auditor']);
    const officer = await join(['compliance_officer']);
    const staff = await join(['staff']);
    const { digest } = await look(auditor);
    expect((await record(auditor, { digest })).body.code).toBe('access.denied');
    expect((await record(officer, { digest: (await look(officer)).digest })).status).toBe(201);
    for (const answer of [await staff.get('/api/v1/access-review'), await record(staff, { digest })])
      expect(answer.body.code).toBe('access.denied');
  });
});

test('of ten thousand people is made in a moment', { timeout: 60_000 }, async () => {
  await app.database.owner.query(
    `with people as (
      insert into identity.person (id, name, mobile, created_at)
      select gen_random_uuid(), 'Worker ' || n, '+9175000' || lpad(n::text, 5, '0'), now() from generate_series(1, 10000) n returning id)
    insert into identity.membership (org_id, user_id, roles, created_at) select $1, id, '{staff}', now() from people`,
    [cotton.signedIn.organisation.id],
  );
  await app.database.owner.query('analyze');
  const startedMs = performance.now();
  const { members } = await look(cotton);
  expect(performance.now() - startedMs).toBeLessThan(5000);
  expect(members.length).toBeGreaterThan(10_000);
});
