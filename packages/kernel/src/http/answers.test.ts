import { ManualClock, HOUR_MS } from '@sutra/kernel/clock';
import { type SignedInCaller, startTestApp, type TestApp } from '@sutra/testkit/app';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

const PATH = '/api/v1/service-accounts';
const OWNER = '+919800000001';
const OTHER_OWNER = '+919800000011';

const clock = new ManualClock(Date.now());
let app: TestApp;
let owner: SignedInCaller;
beforeAll(async () => {
  app = await startTestApp({ clock });
});
afterAll(() => app.close());
beforeEach(async () => {
  owner = await app.signInWithPassword(OWNER); // tokens live shorter than some tests' time
});

let made = 0;
const newKey = () => `key-${(made += 1)}`;
const create = (name: string, key: string, by = owner) => by.post(PATH, { name }, { 'idempotency-key': key });
const named = async (name: string) =>
  (await app.database.owner.query('select from identity.service_account where name = $1', [name])).rowCount;
const recorded = async () =>
  (await app.database.owner.query("select from audit.entry where action = 'service_account.created'")).rowCount;

describe('a POST with an Idempotency-Key', () => {
  test('has its effect once, and a repeat gets the same answer and is told so', async () => {
    const key = newKey();
    const first = await create('once', key);
    expect([first.status, first.headers.get('idempotency-replayed')]).toEqual([201, null]);
    const entries = await recorded();
    for (let time = 0; time < 3; time += 1) {
      const again = await create('once', key);
      expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 'true']);
      expect(again.body).toEqual(first.body);
    }
    expect(await named('once')).toBe(1);
    expect(await recorded()).toBe(entries);
  });

  test('answers a repeat with what was shown only once: the secret of an API key', async () => {
    const { body: account } = await create('keys', newKey());
    const key = newKey();
    const body = { name: 'k', permissions: [owner.signedIn.permissions[0]] };
    const send = () => owner.post(`${PATH}/${account.id}/keys`, body, { 'idempotency-key': key });
    const [first, again] = [await send(), await send()];
    expect(first.status).toBe(201);
    expect(again.body).toEqual(first.body);
    const { rows } = await app.database.owner.query<{ sealed_answer: Buffer }>(
      'select sealed_answer from kernel.idempotency_answer where key = $1',
      [key],
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]!.sealed_answer.includes(first.body.secret)).toBe(false);
  });

  test('is refused for another request: another body, another path', async () => {
    const key = newKey();
    const first = await create('mine', key);
    const other = await create('not mine', key);
    expect(other).toMatchObject({ status: 422, body: { code: 'request.idempotency_key_reused' } });
    expect(await named('not mine')).toBe(0);
    const body = { name: 'k', permissions: [owner.signedIn.permissions[0]] };
    const toAnotherEndpoint = await owner.post(`${PATH}/${first.body.id}/keys`, body, { 'idempotency-key': key });
    expect(toAnotherEndpoint.status).toBe(201); // keys belong to one endpoint
    const { body: account } = await create('second account', newKey());
    const toAnotherPath = await owner.post(`${PATH}/${account.id}/keys`, body, { 'idempotency-key': key });
    expect(toAnotherPath.status).toBe(422);
  });

  test('is the same request whatever the order of its fields, and whatever is sent that nobody reads', async () => {
    const { body: account } = await create('ordered', newKey());
    const key = newKey();
    const permissions = [owner.signedIn.permissions[0]];
    const send = (body: object) => owner.post(`${PATH}/${account.id}/keys`, body, { 'idempotency-key': key });
    expect((await send({ name: 'k', permissions })).status).toBe(201);
    expect((await send({ permissions, name: 'k', unknown: 1 })).headers.get('idempotency-replayed')).toBe('true');
  });

  test('has one effect and one answer when it comes twenty times at once', async () => {
    const key = newKey();
    const answers = await Promise.all(Array.from({ length: 20 }, () => create('twenty', key)));
    expect(answers.map((answer) => answer.status)).toEqual(Array.from({ length: 20 }, () => 201));
    expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
    expect(answers.filter((answer) => answer.headers.get('idempotency-replayed') === null)).toHaveLength(1);
    expect(await named('twenty')).toBe(1);
  });

  test('has one effect when different bodies race for it: one wins, the others are refused', async () => {
    const key = newKey();
    const answers = await Promise.all(Array.from({ length: 12 }, (_, n) => create(`race ${n % 3}`, key)));
    const statuses = answers.map((answer) => answer.status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(4);
    expect(statuses.filter((status) => status === 422)).toHaveLength(8);
    expect((await named('race 0'))! + (await named('race 1'))! + (await named('race 2'))!).toBe(1);
  });

  test('is independent of the same key of another person', async () => {
    const key = newKey();
    const stranger = await app.signInWithPassword(OTHER_OWNER);
    const [mine, theirs] = [await create('both', key), await create('both', key, stranger)];
    expect([mine.status, theirs.status]).toEqual([201, 201]);
    expect(theirs.headers.get('idempotency-replayed')).toBeNull();
    expect(theirs.body.id).not.toBe(mine.body.id);
    expect((await create('both', key)).body.id).toBe(mine.body.id);
  });

  test('goes with the person, not with the session', async () => {
    const key = newKey();
    const first = await create('two devices', key);
    const elsewhere = await app.signInWithPassword(OWNER);
    expect((await create('two devices', key, elsewhere)).body.id).toBe(first.body.id);
  });

  test('keeps no answer of a refusal: the request may be corrected and sent again', async () => {
    const key = newKey();
    expect((await owner.post(PATH, { name: '' }, { 'idempotency-key': key })).status).toBe(400);
    const missing = `${PATH}/01900000-0000-7000-8000-00000000dead/keys`;
    const body = { name: 'k', permissions: [owner.signedIn.permissions[0]] };
    expect((await owner.post(missing, body, { 'idempotency-key': key })).status).toBe(404);
    expect((await create('corrected', key)).status).toBe(201);
  });

  test('runs again after 24 hours, and not a moment before', async () => {
    const key = newKey();
    const first = await create('a day', key);
    clock.advance(24 * HOUR_MS - 1000);
    owner = await app.signInWithPassword(OWNER);
    expect((await create('a day', key)).body.id).toBe(first.body.id);
    clock.advance(1001);
    const later = await create('a day', key);
    expect([later.status, later.headers.get('idempotency-replayed')]).toEqual([201, null]);
    expect(later.body.id).not.toBe(first.body.id);
    expect((await create('a day', key)).body.id).toBe(later.body.id);
    expect(await named('a day')).toBe(2);
  });

  test('has one effect when it comes many times at once after its 24 hours', async () => {
    const key = newKey();
    await create('next day', key);
    clock.advance(25 * HOUR_MS);
    owner = await app.signInWithPassword(OWNER);
    const answers = await Promise.all(Array.from({ length: 8 }, () => create('next day', key)));
    expect(answers.map((answer) => answer.status)).toEqual(Array.from({ length: 8 }, () => 201));
    expect(await named('next day')).toBe(2);
  });

  test.each(['', ' ', 'two words', 'k'.repeat(256)])('must be a usable key: %j is not', async (key) => {
    const answer = await create('never', key);
    expect(answer).toMatchObject({ status: 400, body: { code: 'request.idempotency_key_invalid' } });
    expect(await named('never')).toBe(0);
  });
});

test('without a key each POST stands for itself', async () => {
  await owner.post(PATH, { name: 'alone' });
  await owner.post(PATH, { name: 'alone' });
  expect(await named('alone')).toBe(2);
});
