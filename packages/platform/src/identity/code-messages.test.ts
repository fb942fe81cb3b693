// A code is sent after the answer: whether, how long and how badly it is sent tells nobody whose number it is.
import { ManualClock, MINUTE_MS } from '@sutra/kernel/clock';
import { type Answer, readCode, startTestApp, type TestApp } from '@sutra/testkit/app';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

const clock = new ManualClock(Date.now());
let app: TestApp;
let second: TestApp;
beforeAll(async () => {
  app = await startTestApp({ clock });
  second = await startTestApp({ clock, database: app.database });
});
afterAll(async () => {
  await second.close();
  await app.close();
});
beforeEach(async () => {
  await messagesTo(PHARMACIST); // nothing is underway any more
  await app.database.owner.query('delete from identity.attempt_count');
  await app.database.owner.query('delete from identity.otp_challenge');
  await app.database.owner.query('delete from identity.contact_challenge');
  await app.database.owner.query('delete from messaging.captured');
});

const PHARMACIST = '+919800000002';
const KNOWN = ['+919800000001', PHARMACIST, '+919800000011', '+919800000012'];
const JOB = 'identity.send-sign-in-codes';
const nobody = (index: number) => `+91990${String(index).padStart(3, '0')}0001`;
const requestCode = (mobile: string): Promise<Answer> => app.anonymous.post('/api/v1/auth/otp', { mobile });
const messagesTo = async (mobile: string): Promise<{ code: string }[]> =>
  (await app.anonymous.get(`/api/v1/dev/messages?to=${encodeURIComponent(mobile)}`)).body.messages;
const signIn = async (challengeId: string) => {
  const code = await readCode(app.anonymous, PHARMACIST);
  return (await app.anonymous.post('/api/v1/auth/otp/verify', { challengeId, code })).status;
};
const unsent = async () =>
  (await app.database.owner.query('select 1 from identity.otp_challenge where sealed_code is not null')).rows.length;
const shapeOf = ({ status, body }: Answer) => [status, Object.keys(body)];
const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

/** Until `undo`, whoever sends a message fails. */
async function breakProvider(): Promise<() => Promise<void>> {
  await app.database.owner.query('alter table messaging.captured rename to captured_away');
  return async () => void (await app.database.owner.query('alter table messaging.captured_away rename to captured'));
}

test('a provider that never answers delays no answer, and the code goes out as soon as it does', async () => {
  const held = await app.database.owner.connect();
  await held.query('begin; lock table messaging.captured in access exclusive mode');
  try {
    for (let index = 0; index < 3; index += 1)
      expect(shapeOf(await requestCode(PHARMACIST))).toEqual(shapeOf(await requestCode(nobody(index))));
  } finally {
    await held.query('rollback');
    held.release();
  }
  await expect.poll(unsent).toBe(0);
  expect(await messagesTo(PHARMACIST)).toHaveLength(3);
});

test('a slow provider makes known numbers no slower than unknown ones', async () => {
  await app.database.owner.query(`create function messaging.slow() returns trigger language plpgsql as
    $$ begin perform pg_sleep(0.3); return new; end $$`);
  await app.database.owner.query(
    'create trigger slow before insert on messaging.captured for each row execute function messaging.slow()',
  );
  const elapsed: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] };
  const measure = async (kind: 'known' | 'unknown', mobile: string) => {
    const startedMs = performance.now();
    expect((await requestCode(mobile)).status).toBe(202);
    elapsed[kind].push(performance.now() - startedMs);
  };
  try {
    for (let round = 0; round < 5; round += 1)
      for (const [index, known] of KNOWN.entries()) {
        await measure('known', known);
        await measure('unknown', nobody(round * 10 + index));
        // Nothing of one round is left when the next is measured: the pool is as free for both.
        if (index === KNOWN.length - 1) await messagesTo(PHARMACIST);
      }
  } finally {
    await app.database.owner.query('drop function messaging.slow cascade');
  }
  expect(Math.abs(median(elapsed.known) - median(elapsed.unknown))).toBeLessThan(100);
});

test('a provider that fails is told to nobody; the job sends the code as long as it is good, once over two instances', async () => {
  const repair = await breakProvider();
  const known = await requestCode(PHARMACIST);
  const unknown = await requestCode(nobody(1));
  expect(shapeOf(known)).toEqual(shapeOf(unknown));
  expect(known.status).toBe(202);
  await messagesTo(PHARMACIST); // until it has been tried
  await app.app.jobs.run(JOB); // not at once again
  clock.advance(MINUTE_MS);
  await expect(app.app.jobs.run(JOB)).rejects.toThrow('captured');
  await repair();
  expect(await unsent()).toBe(1);
  clock.advance(3 * MINUTE_MS);
  await Promise.all([app.app.jobs.run(JOB), second.app.jobs.run(JOB), app.app.jobs.run(JOB)]);
  expect(await messagesTo(PHARMACIST)).toHaveLength(1);
  expect(await unsent()).toBe(0);
  expect(await signIn(known.body.challengeId)).toBe(200);
});

test('a code that is no longer good is not sent', async () => {
  const repair = await breakProvider();
  await requestCode(PHARMACIST);
  await messagesTo(PHARMACIST); // until it has been tried
  clock.advance(5 * MINUTE_MS);
  await repair();
  await app.app.jobs.run(JOB);
  expect(await messagesTo(PHARMACIST)).toEqual([]);
  clock.advance(61 * MINUTE_MS);
  await app.app.jobs.run('identity.forget-codes');
  expect(await unsent()).toBe(0);
});

test('whoever died while sending is not waited for longer than a minute', async () => {
  const repair = await breakProvider();
  const { body } = await requestCode(PHARMACIST);
  await messagesTo(PHARMACIST);
  await repair();
  await app.database.owner.query('update identity.otp_challenge set sending_until = $1', [
    new Date(clock.nowMs() + MINUTE_MS),
  ]);
  await app.app.jobs.run(JOB);
  expect(await messagesTo(PHARMACIST)).toEqual([]);
  clock.advance(MINUTE_MS);
  await app.app.jobs.run(JOB);
  expect(await signIn(body.challengeId)).toBe(200);
});

test('while it waits it cannot be read, nor afterwards', async () => {
  const repair = await breakProvider();
  await requestCode(PHARMACIST);
  await messagesTo(PHARMACIST);
  const { rows } = await app.database.owner.query<{ sealed: Buffer; text: string }>(
    'select sealed_code as sealed, c::text as text from identity.otp_challenge c where sealed_code is not null',
  );
  await repair();
  clock.advance(MINUTE_MS);
  await app.app.jobs.run(JOB);
  const code = await readCode(app.anonymous, PHARMACIST);
  expect(rows).toHaveLength(1);
  expect(rows[0]!.sealed.toString('latin1')).not.toContain(code);
  expect(rows[0]!.text.split(/[(),]/)).not.toContain(code);
  expect(rows[0]!.text).not.toContain(Buffer.from(code).toString('hex'));
  expect(await unsent()).toBe(0);
});

test('of the usual one nobody waits: it is there a moment after the answer', async () => {
  await requestCode(PHARMACIST);
  const startedMs = performance.now();
  await expect
    .poll(async () => (await app.database.owner.query('select 1 from messaging.captured')).rows.length, { interval: 5 })
    .toBe(1);
  expect(performance.now() - startedMs).toBeLessThan(1000);
});

test('a code for a number of one’s own neither, nor what is said in its place to whoever has it', async () => {
  const caller = await app.signIn(PHARMACIST);
  const [somebodys, free] = [KNOWN[0]!, nobody(2)];
  const askFor = (mobile: string) => caller.post('/api/v1/auth/contacts', { mobile });
  const held = await app.database.owner.connect();
  await held.query('begin; lock table messaging.captured in access exclusive mode');
  try {
    expect(shapeOf(await askFor(somebodys))).toEqual(shapeOf(await askFor(free)));
  } finally {
    await held.query('rollback');
    held.release();
  }
  expect(await messagesTo(free)).toMatchObject([{ code: expect.any(String) }]);
  expect(await messagesTo(somebodys)).toMatchObject([{ code: null }]);

  await app.database.owner.query('delete from messaging.captured');
  const repair = await breakProvider();
  const [taken, own] = [await askFor(somebodys), await askFor(free)];
  expect([taken.status, own.status]).toEqual([202, 202]);
  await messagesTo(free); // until it has been tried
  await repair();
  clock.advance(MINUTE_MS);
  const job = 'identity.send-contact-codes';
  await Promise.all([app.app.jobs.run(job), second.app.jobs.run(job), app.app.jobs.run(job)]);
  expect(await messagesTo(somebodys)).toMatchObject([{ code: null }]);
  expect(await messagesTo(free)).toHaveLength(1);
  const code = await readCode(app.anonymous, free);
  const verify = (challengeId: string) => caller.post('/api/v1/auth/contacts/verify', { challengeId, code });
  expect((await verify(taken.body.challengeId)).status).toBe(422);
  expect((await verify(own.body.challengeId)).body).toMatchObject({ mobile: free });
  const { rows } = await app.database.owner.query(
    'select 1 from identity.contact_challenge where sealed_code is not null',
  );
  expect(rows).toEqual([]);
});
