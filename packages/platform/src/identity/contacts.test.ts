import { Ids, ManualClock, MINUTE_MS } from '@sutra/kernel/clock';
import { secretKey } from '@sutra/kernel/crypto';
import { createLog } from '@sutra/kernel/log';
import { type Answer, readCode, type SignedInCaller, startTestApp, type TestApp } from '@sutra/testkit/app';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Message, Messaging, Spending } from '../messaging/public.ts';
import { mostSegments } from '../messaging/templates.ts';
import { messages } from './messages.ts';
import { Contacts } from './contacts.service.ts';
import { Lockout } from './lockout.service.ts';

const clock = new ManualClock(Date.now());
let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ clock });
});
afterAll(() => app.close());

const CONTACTS = '/api/v1/auth/contacts';
const OWNER = '+919800000001';
const DEMO = 'sutra-demo-2035';

let made = 0;
const newNumber = () => `+9197111${String((made += 1)).padStart(5, '0')}`;
const newAddress = () => `person${(made += 1)}@shop.example`;
/** Somebody with a number of their own and the demo's password. */
async function somebody(): Promise<SignedInCaller & { mobile: string }> {
  const mobile = newNumber();
  await app.database.owner.query(
    `with person as (insert into identity.person (id, name, mobile, password_hash, created_at)
       select gen_random_uuid(), 'Somebody', $1, password_hash, now() from identity.person where mobile = $2 returning id)
     insert into identity.membership (org_id, user_id, roles, created_at) select '01900000-0000-7000-8000-000000000002', id, '{staff}', now() from person`,
    [mobile, OWNER],
  );
  return Object.assign(await app.signIn(mobile), { mobile });
}
const messagesTo = async (to: string): Promise<{ text: string; code: string | null }[]> =>
  (await app.anonymous.get(`/api/v1/dev/messages?to=${encodeURIComponent(to)}`)).body.messages;
const ask = (caller: SignedInCaller, wanted: object) => caller.post(CONTACTS, wanted);
const verify = (caller: SignedInCaller, challengeId: string, code: string) =>
  caller.post(`${CONTACTS}/verify`, { challengeId, code });
async function take(caller: SignedInCaller, wanted: { mobile?: string; email?: string }): Promise<Answer> {
  const { status, body } = await ask(caller, wanted);
  expect(status).toBe(202);
  const contact = wanted.mobile ?? wanted.email!.toLowerCase();
  return verify(caller, body.challengeId, await readCode(app.anonymous, contact));
}
const login = (identifier: string) => app.anonymous.post('/api/v1/auth/login', { identifier, password: DEMO });
const me = async (caller: SignedInCaller) => (await caller.get('/api/v1/auth/me')).body.user;
const wrong = (code: string) => (code === '000000' ? '000001' : '000000');
const times = (count: number) => Array.from({ length: count }, (_, index) => index);
const codesOf = (answers: readonly Answer[]) => answers.map(({ status, body }) => String(body.code ?? status)).sort();

beforeEach(async () => {
  await app.database.owner.query('delete from identity.attempt_count');
});

describe('a mobile number', () => {
  test('is changed by the code sent to the new one, which signs in from then on; the old one is told and does not', async () => {
    const caller = await somebody();
    const mobile = newNumber();
    const asked = await ask(caller, { mobile });
    expect(asked.body).toEqual({
      challengeId: expect.any(String),
      expiresAt: new Date(clock.nowMs() + 5 * MINUTE_MS).toISOString(),
      resendAfter: new Date(clock.nowMs() + 30_000).toISOString(),
    });
    expect(await me(caller)).toMatchObject({ mobile: caller.mobile });
    const changed = await verify(caller, asked.body.challengeId, await readCode(app.anonymous, mobile));
    expect(changed).toMatchObject({ status: 200, body: { mobile, mobileVerifiedAt: expect.any(String), email: null } });
    expect(await me(caller)).toEqual(changed.body);
    expect((await messagesTo(caller.mobile))[0]).toMatchObject({
      code: null,
      text: expect.stringMatching(/^This mobile number was replaced .* If this was not you/),
    });
    expect((await app.signIn(mobile)).signedIn.user.id).toBe(caller.signedIn.user.id);
    await app.anonymous.post('/api/v1/auth/otp', { mobile: caller.mobile });
    expect((await messagesTo(caller.mobile))[0]!.code).toBeNull(); // nobody's number any more
  });

  test('that was given up does not sign in by a code that was sent before', async () => {
    const caller = await somebody();
    const { body } = await app.anonymous.post('/api/v1/auth/otp', { mobile: caller.mobile });
    const code = await readCode(app.anonymous, caller.mobile);
    expect((await take(caller, { mobile: newNumber() })).status).toBe(200);
    const late = await app.anonymous.post('/api/v1/auth/otp/verify', { challengeId: body.challengeId, code });
    expect(late).toMatchObject({ status: 410, body: { code: 'auth.otp_expired' } });
  });

  test('is verified by signing in with a code, and only then opens its invitations', async () => {
    const owner = await app.signIn(OWNER);
    const mobile = newNumber();
    await app.database.owner.query(
      `with person as (insert into identity.person (id, name, mobile, password_hash, created_at)
         select gen_random_uuid(), 'Claims a number', $1, password_hash, now() from identity.person where mobile = $2 returning id)
       insert into identity.membership (org_id, user_id, roles, created_at) select '01900000-0000-7000-8000-000000000003', id, '{staff}', now() from person`,
      [mobile, OWNER],
    );
    const { body } = await owner.post('/api/v1/invitations', { name: 'The real one', mobile, roles: ['staff'] });
    const claims = await app.signInWithPassword(mobile);
    expect((await me(claims)).mobileVerifiedAt).toBeNull();
    expect((await claims.get('/api/v1/auth/invitations')).body.items).toEqual([]);
    expect((await claims.post(`/api/v1/auth/invitations/${body.id}/accept`)).status).toBe(404);
    await app.signIn(mobile);
    expect((await me(claims)).mobileVerifiedAt).not.toBeNull();
    expect((await claims.get('/api/v1/auth/invitations')).body.items).toHaveLength(1);
  });
});

describe('an e-mail address', () => {
  test('is added by the code that was mailed, however it is typed, and signs in with the password', async () => {
    const caller = await somebody();
    const email = newAddress();
    expect((await take(caller, { email: email.toUpperCase() })).body).toMatchObject({ email });
    expect((await messagesTo(email))[0]!.text).toMatch(/e-mail address/);
    expect((await messagesTo(caller.mobile)).filter(({ code }) => code === null)).toEqual([]);
    expect((await login(email.toUpperCase())).body.user.id).toBe(caller.signedIn.user.id);
  });

  test('that nobody has proved gives no access', async () => {
    const caller = await somebody();
    const email = newAddress();
    await app.database.owner.query('update identity.person set email = $1 where id = $2', [
      email,
      caller.signedIn.user.id,
    ]);
    expect(await login(email)).toMatchObject({ status: 401, body: { code: 'auth.invalid_credentials' } });
    expect((await login(caller.mobile)).status).toBe(200);
    expect((await caller.delete(`${CONTACTS}/mobile`)).body.code).toBe('contact.last');
    expect((await take(caller, { email })).status).toBe(200);
    expect((await login(email)).status).toBe(200);
    expect(await messagesTo(email)).toHaveLength(1); // it stayed the same: there is nothing to warn of
  });

  test('of the demo counts as verified', async () => {
    const admin = await app.signInWithPassword('admin@sutra.example');
    expect((await me(admin)).emailVerifiedAt).not.toBeNull();
  });
});

describe('what belongs to somebody else', () => {
  test.each(['mobile', 'email'] as const)(
    'by %s is answered alike; that person is told, no code is sent and none is right',
    async (kind) => {
      const [caller, holder] = [await somebody(), await somebody()];
      const email = newAddress();
      await take(holder, { email });
      const contact = { mobile: holder.mobile, email }[kind];
      const free = await ask(caller, kind === 'mobile' ? { mobile: newNumber() } : { email: newAddress() });
      const taken = await ask(caller, { [kind]: contact });
      expect([taken.status, Object.keys(taken.body)]).toEqual([free.status, Object.keys(free.body)]);
      expect((await messagesTo(contact))[0]).toMatchObject({
        code: null,
        text: expect.stringMatching(/belongs to yours; nothing was changed/),
      });
      for (const { body } of [free, taken]) {
        const answers = await Promise.all(times(7).map(() => verify(caller, body.challengeId, '123456')));
        expect(codesOf(answers)).toEqual([
          'contact.code_expired',
          'contact.code_expired',
          ...times(5).map(() => 'contact.code_invalid'),
        ]);
      }
      expect((await me(holder))[kind]).toBe(contact);
    },
  );

  test('is refused in words once the code has proved it, and of two at once one has it', async () => {
    const callers = [await somebody(), await somebody(), await somebody()];
    const mobile = newNumber();
    const proofs = [];
    for (const caller of callers) {
      const { body } = await ask(caller, { mobile });
      proofs.push({ caller, challengeId: body.challengeId, code: await readCode(app.anonymous, mobile) });
    }
    const answers = await Promise.all(proofs.map(({ caller, challengeId, code }) => verify(caller, challengeId, code)));
    expect(codesOf(answers)).toEqual(['200', 'contact.taken', 'contact.taken']);
    const { rowCount } = await app.database.owner.query('select from identity.person where mobile = $1', [mobile]);
    expect(rowCount).toBe(1);
    const loser = answers.findIndex(({ status }) => status === 409);
    expect((await me(callers[loser]!)).mobile).toBe(callers[loser]!.mobile);
  });
});

describe('a code', () => {
  test('is good for five guesses, however many arrive at once, and then not even the right one is', async () => {
    const caller = await somebody();
    const mobile = newNumber();
    const { body } = await ask(caller, { mobile });
    const code = await readCode(app.anonymous, mobile);
    const answers = await Promise.all(times(30).map(() => verify(caller, body.challengeId, wrong(code))));
    expect(answers.filter(({ status }) => status === 422)).toHaveLength(5);
    expect(answers.filter(({ status }) => status === 410)).toHaveLength(25);
    expect((await verify(caller, body.challengeId, code)).body.code).toBe('contact.code_expired');
    expect((await me(caller)).mobile).toBe(caller.mobile);
  });

  test('is used once, though it arrives many times at once', async () => {
    const caller = await somebody();
    const mobile = newNumber();
    const { body } = await ask(caller, { mobile });
    const code = await readCode(app.anonymous, mobile);
    const answers = await Promise.all(times(5).map(() => verify(caller, body.challengeId, code)));
    expect(codesOf(answers)).toEqual(['200', ...times(4).map(() => 'contact.code_expired')]);
    expect((await messagesTo(caller.mobile)).filter(({ text }) => text.includes('replaced'))).toHaveLength(1);
  });

  test('ends after five minutes, and is nothing to anybody else or to the sign-in', async () => {
    const [caller, other] = [await somebody(), await somebody()];
    const mobile = newNumber();
    const { body } = await ask(caller, { mobile });
    const code = await readCode(app.anonymous, mobile);
    expect((await verify(other, body.challengeId, code)).body.code).toBe('contact.code_expired');
    const signIn = await app.anonymous.post('/api/v1/auth/otp/verify', { challengeId: body.challengeId, code });
    expect(signIn.body.code).toBe('auth.otp_expired');
    clock.advance(5 * MINUTE_MS);
    expect((await verify(caller, body.challengeId, code)).body.code).toBe('contact.code_expired');
  });

  test('is sent six times in a row by one person, to whomever, and also after one was right', async () => {
    const caller = await somebody();
    expect((await take(caller, { email: newAddress() })).status).toBe(200);
    const answers = [];
    for (const _ of times(6)) answers.push(await ask(caller, { mobile: newNumber() }));
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202, 202, 423]);
    expect(answers.at(-1)!.headers.get('retry-after')).toBe('30');
    expect((await ask(await somebody(), { mobile: newNumber() })).status).toBe(202);
  });

  test('is sent six times in a row to one address, by whomever', async () => {
    const [one, two] = [await somebody(), await somebody()];
    const email = newAddress();
    for (const caller of [one, one, one, two, two, two]) expect((await ask(caller, { email })).status).toBe(202);
    expect((await ask(await somebody(), { email })).body.code).toBe('auth.locked');
    expect(await messagesTo(email)).toHaveLength(6);
  });

  test.each([
    [{}, 400, 'request.invalid'],
    [{ mobile: '+919711199999', email: 'a@b.example' }, 422, 'contact.not_one'],
    [{ mobile: '98000 00001' }, 400, 'request.invalid'],
    [{ email: 'not an address' }, 400, 'request.invalid'],
    [{ email: `${'a'.repeat(250)}@b.example` }, 400, 'request.invalid'],
  ])('is not sent to %j', async (wanted, status, code) => {
    expect(await ask(await somebody(), wanted)).toMatchObject({ status, body: { code } });
  });
});

describe('taking away', () => {
  test('leaves one that is verified: the last one stays, also when both go at once', async () => {
    const caller = await somebody();
    expect((await caller.delete(`${CONTACTS}/mobile`)).body.code).toBe('contact.last');
    expect((await caller.delete(`${CONTACTS}/email`)).body.code).toBe('contact.not_found');
    const email = newAddress();
    await take(caller, { email });
    const answers = await Promise.all(['mobile', 'email'].map((kind) => caller.delete(`${CONTACTS}/${kind}`)));
    expect(codesOf(answers)).toEqual(['200', 'contact.last']);
    const { mobile, email: address } = await me(caller);
    expect([mobile, address].filter((one) => one !== null)).toHaveLength(1);
  });

  test('of the number tells it, and leaves address and password', async () => {
    const caller = await somebody();
    const email = newAddress();
    await take(caller, { email });
    expect((await caller.delete(`${CONTACTS}/mobile`)).body).toMatchObject({ mobile: null, mobileVerifiedAt: null });
    expect((await messagesTo(caller.mobile))[0]!.text).toMatch(/was removed from your Sutra account/);
    expect((await login(caller.mobile)).status).toBe(401);
    expect((await login(email)).status).toBe(200);
  });

  test('of the number needs a password, or nothing would sign in any more', async () => {
    const caller = await somebody();
    await app.database.owner.query('update identity.person set password_hash = null where id = $1', [
      caller.signedIn.user.id,
    ]);
    await take(caller, { email: newAddress() });
    expect((await caller.delete(`${CONTACTS}/mobile`)).body.code).toBe('contact.password_missing');
    expect((await caller.delete(`${CONTACTS}/email`)).status).toBe(200);
  });

  test('takes nothing else', async () => {
    expect((await (await somebody()).delete(`${CONTACTS}/name`)).status).toBe(400);
  });
});

test('a change is in the audit log, sealed, and told to the other devices; neither contact is in an event or the log', async () => {
  const caller = await somebody();
  const mobile = newNumber();
  await take(caller, { mobile });
  await app.sequencer();
  const owner = await app.signIn(OWNER);
  const query = `action=person.contact_changed&objectId=${caller.signedIn.user.id}`;
  const { items } = (await owner.get(`/api/v1/audit/entries?${query}`)).body;
  expect(items).toHaveLength(1);
  expect(items[0]).toMatchObject({ object: { type: 'identity.person', id: caller.signedIn.user.id } });
  await expect
    .poll(async () => JSON.stringify((await caller.get('/api/v1/notifications')).body))
    .toContain('mobile.changed');
  const { rows } = await app.database.owner.query<{ text: string }>(
    `select string_agg(t::text, ' ') as text from (select to_jsonb(e) t from audit.entry e union all select to_jsonb(o) from events.outbox o
       union all select to_jsonb(n) from workspace.notification n union all select to_jsonb(a) from identity.attempt_count a) x`,
  );
  for (const number of [mobile, caller.mobile])
    for (const place of [rows[0]!.text, app.logged.join('')]) expect(place).not.toContain(number.slice(-10));
});

test('is not for an API key', async () => {
  const owner = await app.signIn(OWNER);
  const account = await owner.post('/api/v1/service-accounts', { name: 'integration' });
  const key = await owner.post(`/api/v1/service-accounts/${account.body.id}/keys`, {
    name: 'k',
    permissions: [owner.signedIn.permissions[0]],
  });
  const headers = { authorization: `Bearer ${key.body.secret}` };
  for (const [method, path, body] of [
    ['POST', CONTACTS, { mobile: newNumber() }],
    ['POST', `${CONTACTS}/verify`, { challengeId: account.body.id, code: '123456' }],
    ['DELETE', `${CONTACTS}/mobile`, undefined],
  ] as const)
    expect((await app.anonymous.send(method, path, body, headers)).body.code).toBe('auth.person_only');
});

describe('a message to what was given up', () => {
  const sent: Message[] = [];
  let works = true;
  const provider = {
    send: (message: Message) => {
      if (!works) return Promise.reject(new Error('the gateway does not answer'));
      sent.push(message);
      return Promise.resolve();
    },
  };
  const spending = () =>
    new Spending({ gates: app.database.gates, clock, log: createLog('silent'), rupeesPerDay: 500 });
  const contacts = () =>
    new Contacts({
      gates: app.database.gates,
      clock,
      ids: new Ids(clock),
      messaging: new Messaging({ sms: provider, mail: null, spending: spending() }),
      lockout: new Lockout(app.database.gates, clock, secretKey(Buffer.alloc(32))),
      codeKey: secretKey(Buffer.alloc(32)),
      messageKey: secretKey(Buffer.alloc(32)),
    });

  test('that could not be sent is sent later, once, on whichever instance; then it is forgotten', async () => {
    const caller = await somebody();
    await take(caller, { mobile: newNumber() });
    await app.database.owner.query('update identity.contact_notice set sent_at = null, tries = 0 where contact = $1', [
      caller.mobile,
    ]);
    works = false;
    await expect(contacts().sendNotices()).rejects.toThrow('the gateway does not answer');
    works = true;
    await contacts().sendNotices(); // not at once again
    expect(sent).toEqual([]);
    clock.advance(MINUTE_MS);
    await Promise.all(times(5).map(() => contacts().sendNotices()));
    expect(sent.map(({ to }) => to)).toEqual([caller.mobile]);
    clock.advance(2 * 60 * MINUTE_MS);
    await contacts().tidy();
    const { rows } = await app.database.owner.query(
      'select contact from identity.contact_notice union all select contact from identity.contact_challenge',
    );
    expect(rows).toEqual([]);
  });
});

test('a code and what is sent in its place cost alike, so that a day’s ceiling tells nothing', () => {
  const { contactCode, contactTaken } = messages;
  expect(contactTaken.purpose).toBe(contactCode.purpose);
  expect([mostSegments(contactCode), mostSegments(contactTaken)]).toEqual([1, 1]);
});

test('without a provider nothing is asked for, whoever has it', async () => {
  const staging = await startTestApp({ env: { SUTRA_DEMO: 'false' }, database: app.database });
  const caller = await somebody();
  const headers = { authorization: `Bearer ${(await app.signIn(caller.mobile)).token}` };
  for (const [wanted, code] of [
    [{ mobile: OWNER }, 'messaging.sms_unavailable'],
    [{ mobile: newNumber() }, 'messaging.sms_unavailable'],
    [{ email: 'admin@sutra.example' }, 'messaging.mail_unavailable'],
    [{ email: newAddress() }, 'messaging.mail_unavailable'],
  ] as const)
    expect(await staging.anonymous.post(CONTACTS, wanted, headers)).toMatchObject({ status: 503, body: { code } });
  await staging.close();
});
