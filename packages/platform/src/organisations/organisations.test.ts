// Operators and organisations: who may, what is made, and that it stands in both logs.
import { randomUUID } from 'node:crypto';
import { DAY_MS, ManualClock } from '@sutra/kernel/clock';
import { type Caller, type SignedInCaller, startTestApp, type TestApp } from '@sutra/testkit/app';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const PATH = '/api/v1/operator/organisations';
const PHARMACY = '01900000-0000-7000-8000-000000000002';

const clock = new ManualClock(Date.now());
let app: TestApp;
let operator: SignedInCaller;
beforeAll(async () => {
  app = await startTestApp({ clock });
  operator = await app.signInWithPassword('admin@sutra.example');
});
afterAll(() => app.close());

let number = 0;
const newMobile = () => `+9196000${String((number += 1)).padStart(5, '0')}`;
const create = (body: object = {}, key: string = randomUUID()) =>
  operator.post(
    PATH,
    { name: 'Ganga Traders', kind: 'cotton', owner: { name: 'Ila Shah', mobile: newMobile() }, ...body },
    { 'idempotency-key': key },
  );
const made = async () => {
  const owner = { name: 'Ila Shah', mobile: newMobile() };
  const { body } = await create({ owner });
  return { id: body.id as string, owner };
};
const log = async (caller: Caller, action: string) =>
  (await caller.get(`/api/v1/audit/entries?action=${action}&limit=1`)).body.items[0];
const messagesTo = async (mobile: string) =>
  (await app.anonymous.get(`/api/v1/dev/messages?to=${encodeURIComponent(mobile)}`)).body.messages as {
    text: string;
  }[];

describe('the register', () => {
  test('lists organisations by name in pages, searched and filtered, with nothing of their work', async () => {
    const names: string[] = [];
    let cursor: string | null = null;
    do {
      const { body } = await operator.get(`${PATH}?limit=2${cursor === null ? '' : `&cursor=${cursor}`}`);
      names.push(...body.items.map((item: { name: string }) => item.name));
      cursor = body.nextCursor;
    } while (cursor !== null);
    expect(names).toEqual(names.toSorted((a, b) => a.toLowerCase().localeCompare(b.toLowerCase())));
    expect(names).toEqual(
      expect.arrayContaining(['Asha Medical Stores', 'Narmada Cotton Traders', 'Sutra Operations']),
    );
    const found = async (query: string) =>
      (await operator.get(`${PATH}?${query}`)).body.items.map((item: { name: string }) => item.name);
    expect(await found('q=mEDICAL')).toEqual(['Asha Medical Stores']);
    expect(await found('q=%25')).toEqual([]);
    expect(await found('kind=operator')).toEqual(['Sutra Operations']);
    expect(await found('status=suspended')).toEqual([]);
    expect((await operator.get(`${PATH}?cursor=AAAAAAAAAAAAAAAAAAAAAA`)).body.code).toBe('request.invalid');
  });

  test('tells members, the day of last activity and the names of owners', async () => {
    await app.signIn('+919800000001');
    const { body } = await operator.get(`${PATH}/${PHARMACY}`);
    const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Kolkata' }).format(clock.nowMs());
    expect(body).toEqual({
      id: PHARMACY,
      name: 'Asha Medical Stores',
      kind: 'pharmacy',
      status: 'active',
      suspendedBecause: null,
      createdAt: expect.any(String),
      members: 2,
      lastActiveOn: today,
      owner: 'joined',
      owners: [{ id: expect.any(String), name: 'Asha Patel' }],
      invitation: null,
    });
    expect((await operator.get(`${PATH}/${randomUUID()}`)).body.code).toBe('organisation.not_found');
  });

  test('is nothing for anybody else, keys of an owner included', async () => {
    const owner = await app.signIn('+919800000001');
    for (const [method, path] of [
      ['GET', PATH],
      ['GET', `${PATH}/${PHARMACY}`],
      ['POST', PATH],
      ['POST', `${PATH}/${PHARMACY}/suspend`],
      ['POST', `${PATH}/${PHARMACY}/resume`],
      ['POST', `${PATH}/${PHARMACY}/exports`],
      ['GET', `${PATH}/${PHARMACY}/exports`],
    ] as const)
      expect([path, (await owner.send(method, path)).body.code]).toEqual([path, 'access.denied']);
    const account = await owner.post('/api/v1/service-accounts', { name: 'till' });
    const wanted = { name: 'k', permissions: ['organisations.read'] };
    const key = await owner.post(`/api/v1/service-accounts/${account.body.id}/keys`, wanted);
    expect(key.body.code).toBe('api_key.scope_invalid');
    // A role of operators that was written into another kind of organisation still grants nothing there.
    await app.database.owner.query(
      `update identity.membership set roles = array['owner', 'platform_admin'], version = version + 1 where org_id = $1 and 'owner' = any (roles)`,
      [PHARMACY],
    );
    const raised = await app.signIn('+919800000001');
    expect((await raised.get(PATH)).body.code).toBe('access.denied');
    await app.database.owner.query(
      `update identity.membership set roles = array['owner'], version = version + 1 where org_id = $1 and 'owner' = any (roles)`,
      [PHARMACY],
    );
  });
});

describe('a new organisation', () => {
  test('waits for its owner, who is invited by a message and joins by signing in', async () => {
    const mobile = newMobile();
    const answer = await create({ owner: { name: 'Ila Shah', mobile } });
    expect([answer.status, answer.body]).toMatchObject([
      201,
      { name: 'Ganga Traders', kind: 'cotton', status: 'active', members: 0, owner: 'invited', owners: [] },
    ]);
    expect((await messagesTo(mobile))[0]!.text).toContain('Ganga Traders invites you');
    const seen = await operator.get(`${PATH}/${answer.body.id}`);
    expect(seen.body).toMatchObject({ owner: 'invited', invitation: { mobile, name: 'Ila Shah' } });
    expect(seen.body.invitation.sentAt).not.toBeNull();
    const owner = await app.signIn(mobile);
    expect(owner.signedIn.organisation.id).toBe(answer.body.id);
    expect(owner.signedIn.permissions).toContain('people.invite');
    expect((await operator.get(`${PATH}/${answer.body.id}`)).body).toMatchObject({
      owner: 'joined',
      members: 1,
      owners: [{ name: 'Ila Shah' }],
      invitation: null,
    });
  });

  test('stands in the log of the operators, and in its own with the operator and without their address', async () => {
    const mobile = newMobile();
    const { body } = await create({ name: 'Tapti Pharmacy', kind: 'pharmacy', owner: { name: 'Jai', mobile } });
    expect(await log(operator, 'organisation.created')).toMatchObject({
      actor: { name: 'Meera Iyer' },
      object: { type: 'identity.organisation', id: body.id },
      changes: { name: { after: 'Tapti Pharmacy' } },
      request: { ip: '127.0.0.1' },
    });
    const owner = await app.signIn(mobile);
    for (const action of ['organisation.created', 'invitation.created']) {
      const entry = await log(owner, action);
      expect(entry).toMatchObject({ actor: { name: 'Meera Iyer' }, request: { ip: null, device: null } });
      expect(entry.request.id).not.toBeNull();
    }
    await app.sequencer();
    expect((await log(owner, 'organisation.created')).seal).not.toBeNull();
  });

  test('is made once under one key, by two calls at once too', async () => {
    const owner = { name: 'Ila Shah', mobile: newMobile() };
    const answers = await Promise.all([create({ owner }, 'once'), create({ owner }, 'once')]);
    answers.push(await create({ owner }, 'once'));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(await messagesTo(owner.mobile)).toHaveLength(1);
    expect((await create({ name: 'Another' }, 'once')).body.code).toBe('request.idempotency_key_reused');
  });

  test('is no organisation of operators, and not without a name or a number', async () => {
    const owner = { name: 'Ila', mobile: newMobile() };
    for (const body of [
      { kind: 'operator', owner },
      { name: ' ', owner },
      { owner: { name: 'Ila', mobile: '98000' } },
      { owner: undefined },
    ])
      expect((await create(body)).status).toBe(400);
    const { rows } = await app.database.owner.query(`select from identity.organisation where kind = 'operator'`);
    expect(rows).toHaveLength(1);
  });
});

describe('the invitation of the first owner', () => {
  test('is made anew when it has run out', async () => {
    const { id, owner } = await made();
    clock.advance(8 * DAY_MS);
    operator = await app.signInWithPassword('admin@sutra.example');
    expect((await operator.get(`${PATH}/${id}`)).body.owner).toBe('absent');
    const again = await operator.post(`${PATH}/${id}/owner-invitations`, owner);
    expect([again.status, again.body.owner]).toEqual([201, 'invited']);
    expect(await messagesTo(owner.mobile)).toHaveLength(2);
    expect((await app.signIn(owner.mobile)).signedIn.organisation.id).toBe(id);
  });

  test('goes to another number, and the one before is worth nothing any more', async () => {
    const { id, owner } = await made();
    const right = { ...owner, mobile: newMobile() };
    expect((await operator.post(`${PATH}/${id}/owner-invitations`, right)).status).toBe(201);
    await expect(app.signIn(owner.mobile)).rejects.toThrow();
    expect((await app.signIn(right.mobile)).signedIn.organisation.id).toBe(id);
    const late = await operator.post(`${PATH}/${id}/owner-invitations`, right);
    expect([late.status, late.body.code]).toEqual([409, 'organisation.has_owner']);
  });

  test('is one after two calls at once, and not made more than ten times a day', async () => {
    const { id, owner } = await made();
    const invite = () => operator.post(`${PATH}/${id}/owner-invitations`, owner);
    const twins = await Promise.all([invite(), invite()]);
    expect(twins.map(({ status }) => status)).toEqual([201, 201]);
    const { rows } = await app.database.owner.query(
      `select from identity.invitation where org_id = $1 and status = 'pending'`,
      [id],
    );
    expect(rows).toHaveLength(1);
    for (let count = 3; count < 10; count += 1) expect((await invite()).status).toBe(201);
    expect((await invite()).body.code).toBe('organisation.invitation_limit');
  });

  test('leaves the invitations of other organisations alone', async () => {
    const other = await made();
    const { id } = await made();
    await operator.post(`${PATH}/${id}/owner-invitations`, other.owner);
    expect((await operator.get(`${PATH}/${other.id}`)).body.owner).toBe('invited');
    const unknown = await operator.post(`${PATH}/${randomUUID()}/owner-invitations`, other.owner);
    expect(unknown.body.code).toBe('organisation.not_found');
  });

  test('is none of somebody who works there already', async () => {
    const { id, owner } = await made();
    const caller = await app.signIn(owner.mobile);
    const mobile = newMobile();
    await caller.post('/api/v1/invitations', { name: 'Mona', mobile, roles: ['manager'] });
    await app.signIn(mobile);
    await app.database.owner.query(
      `update identity.membership set status = 'suspended' where org_id = $1 and 'owner' = any (roles)`,
      [id],
    );
    const answer = await operator.post(`${PATH}/${id}/owner-invitations`, { name: 'Mona', mobile });
    expect([answer.status, answer.body.code]).toEqual([409, 'organisation.owner_is_member']);
    expect((await operator.get(`${PATH}/${id}`)).body.owner).toBe('absent');
  });
});
