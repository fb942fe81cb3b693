import { DAY_MS, Ids, ManualClock, MINUTE_MS } from '@sutra/kernel/clock';
import { createLog } from '@sutra/kernel/log';
import {
  type Answer,
  type Caller,
  readCode,
  type SignedInCaller,
  startTestApp,
  type TestApp,
} from '@sutra/testkit/app';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Access } from '../access/public.ts';
import { type Message, Messaging, Spending } from '../messaging/public.ts';
import { Invitations } from './invitations.service.ts';

const clock = new ManualClock(Date.now());
let app: TestApp;
let owner: SignedInCaller;
let cotton: SignedInCaller;
let pharmacist: SignedInCaller;
beforeAll(async () => {
  app = await startTestApp({ clock, env: { SUTRA_PUBLIC_URL: 'https://sutra.test' } });
});
beforeEach(async () => {
  owner = await app.signIn('+919800000001');
  cotton = await app.signIn('+919800000011');
  pharmacist = await app.signIn('+919800000002');
});
afterAll(() => app.close());

let last = 0;
const newNumber = () => `+9171${String((last += 1)).padStart(8, '0')}`;
const invite = (caller: Caller, mobile: string, body: object = {}) =>
  caller.post('/api/v1/invitations', { name: 'Nisha Rao', mobile, roles: ['pharmacist'], ...body });
const inviteToCotton = (mobile: string, body: object = {}) => invite(cotton, mobile, { roles: ['trader'], ...body });
const withdraw = (caller: Caller, id: string) => caller.delete(`/api/v1/invitations/${id}`);
const mine = async (caller: Caller) => (await caller.get('/api/v1/auth/invitations')).body.items;
const accept = (caller: Caller, id: string) => caller.post(`/api/v1/auth/invitations/${id}/accept`);
const decline = (caller: Caller, id: string) => caller.post(`/api/v1/auth/invitations/${id}/decline`);
const messagesTo = async (mobile: string) =>
  (await app.anonymous.get(`/api/v1/dev/messages?to=${encodeURIComponent(mobile)}`)).body.messages;
const challengeFor = async (mobile: string): Promise<string> =>
  (await app.anonymous.post('/api/v1/auth/otp', { mobile })).body.challengeId;
const verify = (challengeId: string, code: string) =>
  app.anonymous.post('/api/v1/auth/otp/verify', { challengeId, code });
const stateOf = async (caller: Caller, id: string) => {
  const { items } = (await caller.get('/api/v1/invitations?limit=200')).body;
  return items.find((item: { id: string }) => item.id === id)?.state;
};
const statuses = (answers: Answer[]) => answers.map(({ status }) => status).toSorted((a, b) => a - b);
const organisationsOf = async ({ signedIn }: SignedInCaller): Promise<string[]> => {
  const { body } = await app.anonymous.post('/api/v1/auth/refresh', { refreshToken: signedIn.refreshToken });
  return body.organisations.map(({ name }: { name: string }) => name);
};

describe('an invitation', () => {
  test('is sent in both languages, names the organisation and the address, and waits in the list', async () => {
    const mobile = newNumber();
    const answer = await invite(owner, mobile);
    expect(answer).toMatchObject({
      status: 201,
      body: { name: 'Nisha Rao', mobile, roles: ['pharmacist'], state: 'pending', invitedBy: 'Asha Patel' },
    });
    const [message] = await messagesTo(mobile);
    expect(message.text.split('\n')).toEqual([
      expect.stringMatching(/^Asha Medical Stores invites you .* https:\/\/sutra\.test$/),
      expect.stringMatching(/^Asha Medical Stores ने .* https:\/\/sutra\.test$/),
    ]);
    expect(message.code).toBeNull();
    const { items } = (await owner.get('/api/v1/invitations?state=pending')).body;
    expect(items[0]).toEqual({ ...answer.body, sentAt: items[0].sentAt });
    expect(items[0].sentAt).not.toBeNull();
  });

  test('is made and seen by owners and managers of the organisation alone', async () => {
    const { body } = await invite(owner, newNumber());
    expect((await invite(pharmacist, newNumber())).body.code).toBe('access.denied');
    expect((await pharmacist.get('/api/v1/invitations')).status).toBe(403);
    expect(JSON.stringify((await cotton.get('/api/v1/invitations')).body)).not.toContain(body.id);
    expect((await withdraw(cotton, body.id)).body.code).toBe('invitation.not_found');
    expect(await stateOf(owner, body.id)).toBe('pending');
  });

  test('of a number that waits already is refused, of ten at once nine', async () => {
    const mobile = newNumber();
    const answers = await Promise.all(Array.from({ length: 10 }, () => invite(owner, mobile)));
    expect(statuses(answers)).toEqual([201, ...Array.from({ length: 9 }, () => 409)]);
    expect(answers.find(({ status }) => status === 409)!.body.code).toBe('invitation.pending');
    expect(await messagesTo(mobile)).toHaveLength(1);
    expect((await inviteToCotton(mobile)).status).toBe(201); // another organisation knows nothing of it
  });

  test('of a member is refused; whether somebody is known elsewhere is not told', async () => {
    expect((await invite(owner, '+919800000002')).body.code).toBe('invitation.already_member');
    const known = await invite(owner, '+919800000012');
    const unknown = await invite(owner, newNumber());
    expect([known.status, unknown.status]).toEqual([201, 201]);
    expect(Object.keys(known.body)).toEqual(Object.keys(unknown.body));
    await withdraw(owner, known.body.id);
  });

  test('gives only roles that exist there', async () => {
    for (const role of ['trader', 'platform_admin', 'nobody', 'constructor'])
      expect((await invite(owner, newNumber(), { roles: ['staff', role] })).body.code).toBe('invitation.role_unknown');
  });

  test('gives nothing that the one who invites does not hold; owners are invited by owners', async () => {
    const refreshed = await app.anonymous.post('/api/v1/auth/refresh', {
      refreshToken: owner.signedIn.refreshToken,
      organisationId: cotton.signedIn.organisation.id,
    });
    const manager = (roles: string[]) =>
      app.anonymous.post(
        '/api/v1/invitations',
        { name: 'Nisha Rao', mobile: newNumber(), roles },
        { authorization: `Bearer ${refreshed.body.accessToken}` },
      );
    expect((await manager(['trader', 'manager'])).body.roles).toEqual(['manager', 'trader']);
    expect(await manager(['owner'])).toMatchObject({ status: 403, body: { code: 'invitation.role_not_yours' } });
    expect((await manager(['staff', 'auditor'])).body.code).toBe('invitation.role_not_yours');
    expect((await inviteToCotton(newNumber(), { roles: ['owner'] })).status).toBe(201);
  });

  test('is given by whoever has just proved who they are', async () => {
    clock.advance(10 * MINUTE_MS + 1);
    expect((await invite(owner, newNumber())).body.code).toBe('auth.step_up_required');
  });

  test('is not given by a key of an owner, which can prove nothing: neither to be an owner nor to be anything else', async () => {
    const account = await owner.post('/api/v1/service-accounts', { name: 'Staff register' });
    const { body: key } = await owner.post(`/api/v1/service-accounts/${account.body.id}/keys`, {
      name: 'all',
      permissions: owner.signedIn.permissions,
    });
    const headers = { authorization: `Bearer ${key.secret}` };
    const by = (roles: string[]) =>
      app.anonymous.post('/api/v1/invitations', { name: 'Nisha Rao', mobile: newNumber(), roles }, headers);
    for (const answer of [
      await by(['owner']),
      await by(['staff']),
      await app.anonymous.get('/api/v1/auth/invitations', headers),
      await app.anonymous.post(`/api/v1/auth/invitations/${account.body.id}/accept`, undefined, headers),
    ])
      expect(answer.body.code).toBe('auth.person_only');
  });

  test('waits two hundred times at most', async () => {
    const organisation = cotton.signedIn.organisation.id;
    const now = new Date(clock.nowMs());
    await app.database.owner.query(
      `insert into identity.invitation (id, org_id, name, mobile, roles, invited_by, invited_as, created_at, expires_at)
       select gen_random_uuid(), $1, 'filler', '+9172' || lpad(n::text, 8, '0'), '{staff}', $2, 'member', $3::timestamptz - interval '2 days', $3::timestamptz + interval '1 day'
       from generate_series(1, 199 - (select count(*)::int from identity.invitation where org_id = $1 and status = 'pending')) n`,
      [organisation, cotton.signedIn.user.id, now],
    );
    const answers = await Promise.all([1, 2, 3].map(() => inviteToCotton(newNumber())));
    expect(statuses(answers)).toEqual([201, 409, 409]);
    expect(answers.find(({ status }) => status === 409)!.body.code).toBe('invitation.limit_reached');
    await app.database.owner.query("delete from identity.invitation where name = 'filler'");
    expect((await inviteToCotton(newNumber())).status).toBe(201);
  });

  test('that is withdrawn is over for everybody', async () => {
    const mobile = '+919800000012';
    const { body } = await invite(owner, mobile);
    const invited = await app.signIn(mobile);
    expect((await withdraw(owner, body.id)).status).toBe(200);
    expect(await mine(invited)).toEqual([]);
    expect(await accept(invited, body.id)).toMatchObject({ status: 410, body: { code: 'invitation.over' } });
    expect((await decline(invited, body.id)).body.code).toBe('invitation.over');
    expect((await withdraw(owner, body.id)).body.code).toBe('invitation.over');
    expect(await stateOf(owner, body.id)).toBe('withdrawn');
  });

  test('ends after seven days; the same number can be invited again', async () => {
    const mobile = newNumber();
    const { body } = await invite(owner, mobile);
    clock.advance(7 * DAY_MS - 1000);
    owner = await app.signIn('+919800000001');
    expect((await invite(owner, mobile)).body.code).toBe('invitation.pending');
    clock.advance(1000);
    expect(await stateOf(owner, body.id)).toBe('expired');
    expect((await withdraw(owner, body.id)).body.code).toBe('invitation.over');
    expect((await owner.get('/api/v1/invitations?state=expired')).body.items[0].id).toBe(body.id);
    expect((await invite(owner, mobile)).status).toBe(201);
  });
});

describe('a number that nobody has', () => {
  test('signs in by the code it was really sent, as a new member', async () => {
    const mobile = newNumber();
    await invite(owner, mobile);
    const invited = await app.signIn(mobile);
    expect(invited.signedIn).toMatchObject({
      user: { name: 'Nisha Rao', mobile, email: null },
      organisation: { name: 'Asha Medical Stores' },
      organisations: [{ name: 'Asha Medical Stores' }],
    });
    expect(invited.signedIn.permissions).toEqual(pharmacist.signedIn.permissions);
    expect((await invited.get('/api/v1/auth/me')).status).toBe(200);
    const { items } = (await owner.get('/api/v1/users?q=nisha')).body;
    expect(items[0]).toMatchObject({ id: invited.signedIn.user.id, mobile, roles: ['pharmacist'], status: 'active' });
    expect((await owner.get('/api/v1/invitations?state=accepted')).body.items[0].mobile).toBe(mobile);
    const again = await app.signIn(mobile);
    expect(again.signedIn.user.id).toBe(invited.signedIn.user.id);
  });

  test('is answered like any other before it has proved itself', async () => {
    const [invited, unknown] = [newNumber(), newNumber()];
    await invite(owner, invited);
    const answers = await Promise.all(
      [invited, unknown].map((mobile) => app.anonymous.post('/api/v1/auth/otp', { mobile })),
    );
    expect(statuses(answers)).toEqual([202, 202]);
    expect(Object.keys(answers[0]!.body)).toEqual(Object.keys(answers[1]!.body));
    expect(await messagesTo(unknown)).toEqual([]);
    expect((await verify(answers[1]!.body.challengeId, '123456')).body.code).toBe('auth.otp_invalid');
    const code = await readCode(app.anonymous, invited);
    const wrong = code === '000000' ? '000001' : '000000';
    const guesses = await Promise.all(Array.from({ length: 20 }, () => verify(answers[0]!.body.challengeId, wrong)));
    expect(guesses.filter(({ status }) => status === 401)).toHaveLength(5);
    expect((await verify(answers[0]!.body.challengeId, code)).status).toBe(410);
    const { rows } = await app.database.owner.query('select from identity.person where mobile = $1', [invited]);
    expect(rows).toHaveLength(0);
  });

  test('joins by the newest invitation; the others wait to be accepted', async () => {
    const mobile = newNumber();
    await inviteToCotton(mobile, { name: 'N. Rao' });
    await invite(owner, mobile);
    const invited = await app.signIn(mobile);
    expect(invited.signedIn).toMatchObject({
      user: { name: 'Nisha Rao' },
      organisations: [{ name: 'Asha Medical Stores' }],
    });
    const [waiting] = await mine(invited);
    expect(waiting).toMatchObject({
      organisation: { name: 'Narmada Cotton Traders', kind: 'cotton' },
      roles: ['trader'],
      invitedBy: 'Harish Chauhan',
    });
    expect((await accept(invited, waiting.id)).body.organisation.name).toBe('Narmada Cotton Traders');
    expect(await organisationsOf(invited)).toEqual(['Asha Medical Stores', 'Narmada Cotton Traders']);
    expect(await mine(invited)).toEqual([]);
  });

  test('becomes one person with one membership, however many codes are proved at once', async () => {
    const mobile = newNumber();
    await invite(owner, mobile);
    const challenges: [string, string][] = [];
    for (let round = 0; round < 6; round += 1) {
      const challengeId = await challengeFor(mobile);
      challenges.push([challengeId, await readCode(app.anonymous, mobile)]);
    }
    const answers = await Promise.all(challenges.map(([challengeId, code]) => verify(challengeId, code)));
    expect(statuses(answers)).toEqual(challenges.map(() => 200));
    expect(new Set(answers.map(({ body }) => body.user.id)).size).toBe(1);
    const { rows } = await app.database.owner.query(
      'select m.roles from identity.membership m join identity.person p on p.id = m.user_id where p.mobile = $1',
      [mobile],
    );
    expect(rows).toEqual([{ roles: ['pharmacist'] }]);
  });

  test('whose invitation was withdrawn after the code was sent does not get in', async () => {
    const mobile = newNumber();
    const { body } = await invite(owner, mobile);
    const challengeId = await challengeFor(mobile);
    await withdraw(owner, body.id);
    expect((await verify(challengeId, await readCode(app.anonymous, mobile))).body.code).toBe('auth.no_membership');
    expect((await verify(await challengeFor(mobile), '123456')).body.code).toBe('auth.otp_invalid');
    expect(await messagesTo(mobile)).toHaveLength(2); // the invitation and the first code
  });

  test('of a suspended person is no new person', async () => {
    const mobile = newNumber();
    await app.database.owner.query(
      "insert into identity.person (id, name, mobile, status, created_at) values (gen_random_uuid(), 'Gone', $1, 'suspended', now())",
      [mobile],
    );
    await invite(owner, mobile);
    expect((await verify(await challengeFor(mobile), '123456')).body.code).toBe('auth.otp_invalid');
    expect(await messagesTo(mobile)).toHaveLength(1);
  });
});

describe('a person who is known', () => {
  const TRADER = '+919800000012';

  test('accepts once, however many answers arrive at once', async () => {
    const { body } = await invite(owner, TRADER);
    const trader = await app.signIn(TRADER);
    const answers = await Promise.all(Array.from({ length: 8 }, () => accept(trader, body.id)));
    expect(statuses(answers)).toEqual(Array.from({ length: 8 }, () => 200));
    const { rows } = await app.database.owner.query(
      'select roles from identity.membership where user_id = $1 and org_id = $2',
      [trader.signedIn.user.id, owner.signedIn.organisation.id],
    );
    expect(rows).toEqual([{ roles: ['pharmacist'] }]);
    expect(await organisationsOf(trader)).toContain('Asha Medical Stores');
    expect((await withdraw(owner, body.id)).body.code).toBe('invitation.over');
    const { items } = (await owner.get(`/api/v1/audit/entries?objectId=${body.id}&action=invitation.accepted`)).body;
    expect(items).toHaveLength(1);
    expect(items[0].actor.name).toBe('Kavita Deshmukh');
    await app.app.relay.settle();
    const told = (await owner.get('/api/v1/notifications')).body.items;
    expect(told[0]).toMatchObject({ kind: 'invitation.accepted', values: { name: 'Kavita Deshmukh' } });
    await app.database.owner.query('delete from identity.membership where user_id = $1 and org_id = $2', [
      trader.signedIn.user.id,
      owner.signedIn.organisation.id,
    ]);
  });

  test('is accepted or withdrawn when both happen at once, and the list says which', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { body } = await invite(owner, TRADER);
      const trader = await app.signIn(TRADER);
      const [accepted, withdrawn] = await Promise.all([accept(trader, body.id), withdraw(owner, body.id)]);
      expect([200, 410]).toContain(accepted.status);
      expect(accepted.status === 200).toBe(withdrawn.status === 410);
      expect(await stateOf(owner, body.id)).toBe(accepted.status === 200 ? 'accepted' : 'withdrawn');
      await app.database.owner.query('delete from identity.membership where user_id = $1 and org_id = $2', [
        trader.signedIn.user.id,
        owner.signedIn.organisation.id,
      ]);
    }
  });

  test('declines, and the organisation learns nothing of who or from where', async () => {
    const { body } = await invite(owner, TRADER);
    const trader = await app.signIn(TRADER);
    expect((await decline(trader, body.id)).status).toBe(200);
    expect(await stateOf(owner, body.id)).toBe('declined');
    expect((await accept(trader, body.id)).body.code).toBe('invitation.over');
    expect(await organisationsOf(trader)).toEqual(['Narmada Cotton Traders']);
    const { items } = (await owner.get(`/api/v1/audit/entries?objectId=${body.id}&action=invitation.declined`)).body;
    expect(items[0]).toMatchObject({
      actor: { kind: 'system', id: null, name: null },
      request: { ip: null, device: null },
    });
    expect(JSON.stringify(items[0])).not.toContain(trader.signedIn.user.id);
    expect((await invite(owner, TRADER)).status).toBe(201);
  });

  test('sees and answers no invitation of another number', async () => {
    const { body } = await invite(owner, newNumber());
    expect((await mine(pharmacist)).map(({ id }: { id: string }) => id)).not.toContain(body.id);
    expect((await accept(pharmacist, body.id)).body.code).toBe('invitation.not_found');
    expect((await decline(pharmacist, body.id)).body.code).toBe('invitation.not_found');
    expect(await stateOf(owner, body.id)).toBe('pending');
  });

  test('without a mobile number has no invitations', async () => {
    const admin = await app.signInWithPassword('admin@sutra.example');
    expect(await mine(admin)).toEqual([]);
  });
});

test('every step is in the log of the organisation, with what is personal sealed', async () => {
  const mobile = newNumber();
  const { body } = await invite(owner, mobile, { name: 'Farida Shaikh' });
  const invited = await app.signIn(mobile);
  await app.sequencer();
  const entries = (await owner.get('/api/v1/audit/entries?limit=20')).body.items as {
    action: string;
    object: { type: string; id: string } | null;
    changes: Record<string, unknown>;
  }[];
  const of = (action: string) => entries.find((entry) => entry.action === action)!;
  expect(of('invitation.created')).toMatchObject({
    object: { type: 'identity.invitation', id: body.id },
    changes: { name: { after: 'Farida Shaikh' }, mobile: { after: mobile }, roles: { after: ['pharmacist'] } },
  });
  expect(of('invitation.accepted').changes).toMatchObject({ status: { before: 'pending', after: 'accepted' } });
  expect(of('person.created')).toMatchObject({ object: { id: invited.signedIn.user.id } });
  expect(of('membership.created').changes).toMatchObject({ roles: { after: ['pharmacist'] } });
  const { rows } = await app.database.owner.query<{ text: string }>(
    "select string_agg(e::text, ' ') as text from (select to_jsonb(a) e from audit.entry a union all select to_jsonb(o) from events.outbox o) x",
  );
  for (const personal of ['Farida', mobile]) expect(rows[0]!.text).not.toContain(personal);
  expect(app.logged.join('')).not.toContain(mobile);
});

describe('the machine', () => {
  const sent: Message[] = [];
  let works = true;
  let tried = 0;
  const provider = {
    send: (message: Message) => {
      tried += 1;
      if (!works) return Promise.reject(new Error('the gateway does not answer'));
      sent.push(message);
      return Promise.resolve();
    },
  };
  const spending = (rupeesPerDay = 500) =>
    new Spending({ gates: app.database.gates, clock, log: createLog('silent'), rupeesPerDay });
  const invitations = (messaging = new Messaging({ sms: provider, mail: null, spending: spending() })) =>
    new Invitations({
      gates: app.database.gates,
      clock,
      ids: new Ids(clock),
      access: new Access(),
      messaging,
      address: 'https://sutra.test',
    });
  const unsend = (id: string) =>
    app.database.owner.query('update identity.invitation set sent_at = null, tries = 0 where id = $1', [id]);

  test('sends what could not be sent, once, on whichever instance', async () => {
    const { body } = await invite(owner, newNumber());
    await unsend(body.id);
    works = false;
    await expect(invitations().sendWaiting()).rejects.toThrow('the gateway does not answer');
    expect((await owner.get('/api/v1/invitations')).body.items[0].sentAt).toBeNull();
    works = true;
    clock.advance(MINUTE_MS);
    await Promise.all(Array.from({ length: 5 }, () => invitations().sendWaiting()));
    expect(sent.map(({ to }) => to)).toEqual([body.mobile]);
    expect((await owner.get('/api/v1/invitations')).body.items[0].sentAt).not.toBeNull();
  });

  test('tries later and later, and not for ever; what could not even be tried counts as none', async () => {
    const { body } = await invite(owner, newNumber());
    await unsend(body.id);
    const usedUp = new Messaging({ sms: provider, mail: null, spending: spending(0) });
    for (let minute = 0; minute < 10; minute += 1)
      await expect(invitations(usedUp).sendWaiting()).rejects.toThrow('messaging.sms_used_up');
    tried = 0;
    works = false;
    const at: number[] = [];
    for (let minute = 0; minute < 300; minute += 1) {
      const before = tried;
      await invitations()
        .sendWaiting()
        .catch(() => {});
      if (tried > before) at.push(minute);
      clock.advance(MINUTE_MS);
    }
    works = true;
    expect(at).toEqual([0, 1, 4, 13, 40, 121]);
    await withdraw(owner, body.id);
  });

  test('sends nothing that was withdrawn before', async () => {
    const { body } = await invite(owner, newNumber());
    await unsend(body.id);
    await withdraw(owner, body.id);
    sent.length = 0;
    await invitations().sendWaiting();
    expect(sent).toEqual([]);
  });

  test('marks what has run out, tells of it, and forgets who was invited after ninety days', async () => {
    const { body } = await invite(owner, newNumber());
    clock.advance(8 * DAY_MS);
    await invitations().tidy();
    const stored = () =>
      app.database.owner.query(
        'select status, ended_at = expires_at as at_its_end from identity.invitation where id = $1',
        [body.id],
      );
    expect((await stored()).rows).toEqual([{ status: 'expired', at_its_end: true }]);
    clock.advance(90 * DAY_MS);
    await invitations().tidy();
    expect((await stored()).rows).toEqual([]);
  });
});
