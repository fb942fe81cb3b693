// Numbers that may be somebody else's by now, on a clock that is moved.
import { DAY_MS, HOUR_MS, ManualClock } from '@sutra/kernel/clock';
import { Caller, readCode, SignedInCaller, startTestApp, type TestApp } from '@sutra/testkit/app';
import { TestBrowser } from '@sutra/testkit/browser-caller';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { confirmedSince, confirmedUntil, isInDoubt, type NumberState } from './numbers.rules.ts';

const clock = new ManualClock(Date.now());
let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ clock, env: { SUTRA_TRUSTED_PROXIES: '127.0.0.1' } });
});
afterAll(() => app.close());

const OWNER = '+919800000001';
const PHARMACIST = '+919800000002';
let host = 0;
const browser = () => new TestBrowser(app.anonymous, `11.0.${(host += 1)}.9`);
const setPassword = (hash: 'none' | 'demo') =>
  app.database.owner.query(
    `update identity.person set password_hash = ${hash === 'none' ? 'null' : `(select password_hash from identity.person where mobile = '${OWNER}')`} where mobile = $1`,
    [PHARMACIST],
  );
const inCotton = async (person: SignedInCaller) => {
  const [, { id }] = person.signedIn.organisations as [unknown, { id: string }];
  const { refreshToken } = person.signedIn;
  const { body } = await person.post('/api/v1/auth/refresh', { refreshToken, organisationId: id });
  return new SignedInCaller(app.origin, body);
};
const idOf = async (name: string) => {
  const { rows } = await app.database.owner.query<{ id: string }>('select id from identity.person where name like $1', [
    `${name}%`,
  ]);
  return rows[0]!.id;
};
let pharmacistId: string;
beforeEach(async () => {
  await app.app.relay.settle(); // what is told of a session needs it to be there
  for (const table of ['attempt_count', 'login_event', 'sign_in_alert', 'session', 'totp', 'recovery_code'])
    await app.database.owner.query(`delete from identity.${table}`);
  const { rows } = await app.database.owner.query<{ id: string }>(
    `update identity.person set mobile_verified_at = $1, mobile_reported_at = null, password_hash = null
     where mobile = $2 returning id`,
    [new Date(clock.nowMs()), PHARMACIST],
  );
  pharmacistId = rows[0]!.id;
});

const confirm = (by: SignedInCaller, id = pharmacistId) => by.post(`/api/v1/users/${id}/confirm-mobile`);
const report = (by: SignedInCaller, id = pharmacistId) => by.post(`/api/v1/users/${id}/report-mobile`);

describe('after ninety days without a sign of the person', () => {
  test('a code alone opens nothing on an unknown device, and on the known one it does', async () => {
    const own = browser();
    expect((await own.withCode(PHARMACIST)).status).toBe(200);
    clock.advance(90 * DAY_MS);
    expect((await browser().withCode(PHARMACIST)).status).toBe(200);
    clock.advance(90 * DAY_MS + 1);
    const refused = await browser().withCode(PHARMACIST);
    expect(refused).toMatchObject({ status: 403, body: { code: 'auth.number_unconfirmed' } });
    expect((await browser().withCode(PHARMACIST)).body.code).toBe('auth.number_unconfirmed'); // no proof by trying
    expect((await own.withCode(PHARMACIST)).status).toBe(200);
    const { items } = (await own.get('/auth/login-events')).body;
    expect(items.map(({ outcome }: { outcome: string }) => outcome)).toContain('number-unconfirmed');
    expect((await browser().withCode(PHARMACIST)).status).toBe(200); // the person is here again
  });

  test('a session that goes on is a sign of the person', async () => {
    const own = browser();
    await own.withCode(PHARMACIST);
    for (let month = 0; month < 4; month += 1) {
      clock.advance(29 * DAY_MS);
      expect((await own.refresh()).status).toBe(200);
    }
    expect((await browser().withCode(PHARMACIST)).status).toBe(200);
  });

  test('the password opens it beside the code, and proves the number', async () => {
    await setPassword('demo');
    clock.advance(91 * DAY_MS);
    const own = browser();
    const { body } = await own.withCode(PHARMACIST);
    expect(body.methods).toEqual(['pwd']);
    const proof = { method: 'pwd', password: 'sutra-demo-2035' };
    expect((await own.post('/auth/mfa/verify', { mfaToken: body.mfaToken, proof })).status).toBe(200);
    await setPassword('none');
    expect((await browser().withCode(PHARMACIST)).status).toBe(200);
  });

  test('after a password no code is sent to a number in doubt', async () => {
    await setPassword('demo');
    await app.signInWithPassword(PHARMACIST);
    await app.database.owner.query(`update identity.organisation set risk_elevated = 'step-up'`);
    try {
      expect((await browser().withPassword(PHARMACIST)).body.methods).toEqual(['otp']);
      clock.advance(91 * DAY_MS);
      const own = browser();
      expect((await own.withPassword(PHARMACIST)).body.acr).toBe('aal1');
      expect((await own.post('/auth/mfa/totp')).body.code).toBe('auth.step_up_required');
    } finally {
      await app.database.owner.query(`update identity.organisation set risk_elevated = 'alert'`);
    }
  });
});

describe('an owner', () => {
  test('confirms a number: one sign-in by code within 24 hours goes through', async () => {
    clock.advance(91 * DAY_MS);
    const owner = await app.signInWithPassword(OWNER);
    const { status, body } = await confirm(owner);
    expect([status, body.confirmedUntil]).toEqual([200, new Date(clock.nowMs() + 24 * HOUR_MS).toISOString()]);
    const again = () =>
      owner.post(`/api/v1/users/${pharmacistId}/confirm-mobile`, undefined, { 'idempotency-key': 'one-call' });
    expect((await again()).body).toEqual(body);
    expect((await again()).headers.get('idempotency-replayed')).toBe('true');
    clock.advance(24 * HOUR_MS);
    expect((await browser().withCode(PHARMACIST)).body.code).toBe('auth.number_unconfirmed');
    await confirm(await app.signInWithPassword(OWNER));
    clock.advance(24 * HOUR_MS - 1);
    expect((await browser().withCode(PHARMACIST)).status).toBe(200);
    const log = await (await app.signInWithPassword(OWNER)).get('/api/v1/audit/entries?action=person.mobile_confirmed');
    expect(log.body.items[0].object).toMatchObject({ type: 'identity.person', id: pharmacistId });
  });

  test('reports a number: sessions stay, and it must be confirmed anew', async () => {
    const own = browser();
    await own.withCode(PHARMACIST);
    const owner = await app.signInWithPassword(OWNER);
    clock.advance(1);
    expect((await report(owner)).status).toBe(200);
    expect((await own.get('/auth/me')).status).toBe(200);
    expect((await browser().withCode(PHARMACIST)).body.code).toBe('auth.number_unconfirmed');
    const member = () => owner.get(`/api/v1/users/${pharmacistId}`);
    expect((await member()).body.isMobileReported).toBe(true);
    await expect
      .poll(async () => (await own.get('/notifications')).body.items.map(({ kind }: { kind: string }) => kind))
      .toContain('mobile.reported');
    clock.advance(1);
    await confirm(owner);
    const answers = await Promise.all([browser().withCode(PHARMACIST), browser().withCode(PHARMACIST)]);
    expect(answers.some(({ status }) => status === 200)).toBe(true);
    expect((await member()).body.isMobileReported).toBe(false);
  });

  test('is not needed by whoever has the session: typing in a code that is sent there proves the number', async () => {
    const own = browser();
    await own.withCode(PHARMACIST);
    clock.advance(1);
    await report(await app.signInWithPassword(OWNER));
    clock.advance(1);
    const { body } = await own.post('/auth/contacts', { mobile: PHARMACIST });
    const code = await readCode(app.anonymous, PHARMACIST);
    const verified = await own.post('/auth/contacts/verify', { challengeId: body.challengeId, code });
    expect(verified.status).toBe(200);
    expect((await browser().withCode(PHARMACIST)).status).toBe(200);
  });

  test('is asked once more who they are after ten minutes; a manager confirms nothing, and reports no owner', async () => {
    const owner = await app.signInWithPassword(OWNER);
    const manager = await inCotton(owner); // where she is a manager
    expect((await report(manager, await idOf('Harish'))).body.code).toBe('member.not_yours');
    for (const name of ['Harish', 'Kavita'])
      expect((await confirm(manager, await idOf(name))).body.code).toBe('access.denied');
    expect((await report(manager, pharmacistId)).body.code).toBe('person.not_found');
    expect((await confirm(owner, await idOf('Kavita'))).body.code).toBe('person.not_found');
    expect((await report(manager, await idOf('Kavita'))).status).toBe(200);
    const trader = await app.signInWithPassword('+919800000012');
    for (const call of [confirm, report])
      expect((await call(trader, await idOf('Kavita'))).body.code).toBe('access.denied');
    await app.database.owner.query('update identity.person set mobile_reported_at = null');
    clock.advance(11 * 60_000);
    for (const call of [confirm, report]) expect((await call(owner)).body.code).toBe('auth.step_up_required');
  });

  test('lets a role of their own confirm numbers, of nobody who holds more', async () => {
    const owner = await app.signInWithPassword('+919800000011');
    const permissions = ['people.read', 'people.confirm-number'];
    const { body: role } = await owner.post('/api/v1/roles', { name: 'Front office', permissions });
    const path = `/api/v1/users/${await idOf('Kavita')}`;
    const { version, status } = (await owner.get(path)).body;
    const changed = { roles: ['trader', role.id], status };
    expect((await owner.send('PUT', path, changed, { 'if-match': `"${version}"` })).status).toBe(200);
    const trader = await app.signInWithPassword('+919800000012');
    expect((await confirm(trader, await idOf('Kavita'))).status).toBe(200);
    for (const name of ['Harish', 'Asha'])
      expect((await confirm(trader, await idOf(name))).body.code).toBe('member.not_yours');
  });

  test('can say nothing of a number that is not there', async () => {
    const owner = await app.signInWithPassword(OWNER);
    await app.database.owner.query(
      `update identity.person set mobile = null, mobile_verified_at = null, email = 'ravi@asha.example' where id = $1`,
      [pharmacistId],
    );
    expect((await confirm(owner)).body.code).toBe('member.no_mobile');
    expect((await report(owner)).body.code).toBe('member.no_mobile');
    await app.database.owner.query(`update identity.person set mobile = $1, email = null where id = $2`, [
      PHARMACIST,
      pharmacistId,
    ]);
  });
});

describe('of somebody who works in several organisations', () => {
  const COTTON_OWNER = '+919800000011';
  let ashaId: string;
  beforeEach(async () => {
    ashaId = await idOf('Asha'); // an owner of the pharmacy, a manager in the cotton organisation
    await app.database.owner.query(
      'update identity.person set mobile_verified_at = $1, mobile_reported_at = null, password_hash = null where id = $2',
      [new Date(clock.nowMs()), ashaId],
    );
    await app.database.owner.query('update identity.membership set mobile_confirmed_at = null');
  });
  afterEach(() =>
    app.database.owner.query(
      `update identity.person set password_hash = (select password_hash from identity.person where mobile = $1), mobile_reported_at = null
       where id = $2`,
      [COTTON_OWNER, ashaId],
    ),
  );
  const code = async () => (await browser().withCode(OWNER)).body.code ?? 'signed in';

  test('one organisation raises the doubt for all, and lifts it for none of the others', async () => {
    const own = browser();
    await own.withCode(OWNER);
    const asha = new Caller(app.origin, own.token);
    clock.advance(1);
    const cotton = await app.signInWithPassword(COTTON_OWNER);
    expect((await report(cotton, ashaId)).status).toBe(200);
    clock.advance(1);
    expect((await confirm(cotton, ashaId)).status).toBe(200);
    expect(await code()).toBe('auth.number_unconfirmed');
    expect((await asha.post(`/api/v1/users/${ashaId}/confirm-mobile`)).status).toBe(200);
    const answers = await Promise.all([code(), code()]);
    expect(answers).toContain('signed in');
  });

  test('a report after a word of another organisation makes that word count no more', async () => {
    const own = browser();
    await own.withCode(OWNER);
    const asha = new Caller(app.origin, own.token);
    const cotton = await app.signInWithPassword(COTTON_OWNER);
    clock.advance(1);
    await asha.post(`/api/v1/users/${ashaId}/confirm-mobile`);
    clock.advance(1);
    await report(cotton, ashaId);
    clock.advance(1);
    await confirm(cotton, ashaId);
    expect(await code()).toBe('auth.number_unconfirmed');
  });

  test('only those count that the number would open', async () => {
    const own = browser();
    await own.withCode(OWNER);
    const asha = new Caller(app.origin, own.token);
    clock.advance(1);
    const { rowCount } = await app.database.owner.query(
      `update identity.membership set status = 'suspended' where user_id = $1 and roles = '{manager}'`,
      [ashaId],
    );
    expect(rowCount).toBe(1);
    try {
      await app.database.owner.query('update identity.person set mobile_reported_at = $1 where id = $2', [
        new Date(clock.nowMs()),
        ashaId,
      ]);
      expect(await code()).toBe('auth.number_unconfirmed');
      clock.advance(1);
      await asha.post(`/api/v1/users/${ashaId}/confirm-mobile`);
      expect(await code()).toBe('signed in');
    } finally {
      await app.database.owner.query(`update identity.membership set status = 'active' where user_id = $1`, [ashaId]);
    }
  });
});

test('the rules', () => {
  const now = new Date('2026-06-01T00:00:00Z');
  const ago = (days: number) => new Date(now.getTime() - days * DAY_MS);
  const state = (more: Partial<NumberState>): NumberState => ({
    verifiedAt: ago(200),
    activeAt: ago(200),
    reportedAt: null,
    ...more,
  });
  expect(isInDoubt(state({}), now)).toBe(true);
  expect(isInDoubt(state({ verifiedAt: ago(90) }), now)).toBe(false);
  expect(isInDoubt(state({ verifiedAt: null, activeAt: ago(90) }), now)).toBe(false);
  expect(isInDoubt(state({ activeAt: ago(0), reportedAt: ago(1) }), now)).toBe(true);
  expect(isInDoubt(state({ activeAt: ago(0), verifiedAt: ago(1), reportedAt: ago(1) }), now)).toBe(true);
  expect(isInDoubt(state({ activeAt: ago(0), verifiedAt: ago(0.5), reportedAt: ago(1) }), now)).toBe(false);
  expect(isInDoubt(state({ verifiedAt: null, activeAt: ago(0), reportedAt: ago(1) }), now)).toBe(true);
  const since = (words: (Date | null)[], more: Partial<NumberState> = {}) => confirmedSince(words, state(more), now);
  expect(since([])).toBeNull();
  expect(since([ago(0.5)])).toEqual(ago(0.5));
  expect(since([ago(0.25), ago(0.5)])).toEqual(ago(0.5));
  expect(since([ago(0.25), null])).toBeNull();
  expect(since([ago(1)])).toBeNull();
  expect(since([ago(0.25), ago(1)])).toBeNull();
  expect(since([ago(0.5)], { reportedAt: ago(0.5) })).toBeNull();
  expect(since([ago(0.5)], { verifiedAt: ago(0.5) })).toBeNull();
  expect(since([ago(0.5)], { verifiedAt: null, reportedAt: ago(0.6) })).toEqual(ago(0.5));
  expect(confirmedUntil(ago(1))).toEqual(now);
});
