import { DAY_MS, ManualClock, MINUTE_MS, SECOND_MS } from '@sutra/kernel/clock';
import { secretKey } from '@sutra/kernel/crypto';
import { type Answer, readCode, startTestApp, type TestApp } from '@sutra/testkit/app';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Lockout } from './lockout.service.ts';

const clock = new ManualClock(Date.now());
let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ clock, env: { SUTRA_TRUSTED_PROXIES: '127.0.0.1' } });
});
afterAll(() => app.close());
beforeEach(async () => {
  await app.database.owner.query('delete from identity.attempt_count');
});

const OWNER = '+919800000001';
const PHARMACIST = '+919800000002';
const NOBODY = '+919899999999';
const RIGHT = 'sutra-demo-2035';

// `npm run proof -- passwords` asks for ten thousand.
const GUESSES = Number(process.env['SUTRA_PROOF_GUESSES'] ?? 1000);

let address = 0;
/** An address of a network that nothing has come from before. */
const elsewhere = () => `10.${(address += 1) >> 8}.${address & 255}.9`;
const login = (identifier: string, password: string, ip: string, cookie?: string): Promise<Answer> =>
  app.anonymous.post(
    '/api/v1/auth/login',
    { identifier, password, tokenDelivery: cookie === undefined ? 'body' : 'cookie' },
    { 'x-forwarded-for': ip, ...(cookie !== undefined && { cookie }) },
  );
const requestCode = (mobile: string, headers: Record<string, string> = {}) =>
  app.anonymous.post('/api/v1/auth/otp', { mobile }, headers);
const times = (count: number) => Array.from({ length: count }, (_, index) => index);
const statuses = (answers: readonly Answer[]) =>
  Object.fromEntries(
    Map.groupBy(answers, ({ status }) => status)
      .entries()
      .map(([status, all]) => [status, all.length]),
  );

async function knownDevice(identifier: string): Promise<string> {
  const answer = await login(identifier, RIGHT, elsewhere(), '');
  expect(answer.status).toBe(200);
  return answer.headers
    .getSetCookie()
    .find((one) => one.startsWith('sutra_device_'))!
    .split(';')[0]!;
}
async function guess(identifier: string, count: number, cookie?: string): Promise<Answer[]> {
  const answers = [];
  for (const _ of times(count)) answers.push(await login(identifier, 'a wrong password', elsewhere(), cookie));
  return answers;
}

describe('wrong passwords', () => {
  test('lock after five, for 30 s, and say so', async () => {
    expect(statuses(await guess(OWNER, 5))).toEqual({ 401: 5 });
    const locked = await login(OWNER, RIGHT, elsewhere());
    expect(locked).toMatchObject({ status: 423, body: { code: 'auth.locked' } });
    expect(locked.headers.get('retry-after')).toBe('30');
    expect(locked.body.detail).toBe('Try again in 30 seconds, or sign in with a code.');
    clock.advance(30 * SECOND_MS);
    expect((await login(OWNER, RIGHT, elsewhere())).status).toBe(200);
  });

  test('lock for twice as long each time, up to 15 minutes', async () => {
    await guess(OWNER, 5);
    const waits = [];
    for (const _ of times(7)) {
      const wait = Number((await login(OWNER, RIGHT, elsewhere())).headers.get('retry-after'));
      waits.push(wait);
      clock.advance(wait * SECOND_MS);
      expect((await guess(OWNER, 1))[0]!.status).toBe(401);
    }
    expect(waits).toEqual([30, 60, 120, 240, 480, 900, 900]);
  });

  test('are forgotten when the right one comes', async () => {
    for (const _ of times(3)) {
      expect(statuses(await guess(OWNER, 4))).toEqual({ 401: 4 });
      expect((await login(OWNER, RIGHT, elsewhere())).status).toBe(200);
    }
    expect((await app.signInWithPassword(OWNER)).signedIn.user.id).toBeTruthy();
  });

  test('a hundred at once: five are looked at', async () => {
    const answers = await Promise.all(times(100).map(() => login(OWNER, 'a wrong password', elsewhere())));
    expect(statuses(answers)).toEqual({ 401: 5, 423: 95 });
  });

  test(
    'from foreign addresses, a thousand and more, never lock a device that the person has signed in on',
    async () => {
      const cookie = await knownDevice(OWNER);
      const started = performance.now();
      for (const _ of times(GUESSES / 50)) {
        await Promise.all(times(50).map(() => login(OWNER, 'a wrong password', elsewhere())));
        clock.advance(1000);
      }
      expect(performance.now() - started).toBeLessThan(GUESSES * 60);
      expect((await login(OWNER, RIGHT, elsewhere())).status).toBe(423);
      expect((await login(OWNER, RIGHT, elsewhere(), cookie)).status).toBe(200);
    },
    20_000 + GUESSES * 80,
  );

  test('on a known device lock that device, and neither another nor strangers', async () => {
    const [one, other] = [await knownDevice(OWNER), await knownDevice(OWNER)];
    expect(statuses(await guess(OWNER, 7, one))).toEqual({ 401: 5, 423: 2 });
    expect((await login(OWNER, RIGHT, elsewhere(), one)).status).toBe(423);
    expect((await login(OWNER, RIGHT, elsewhere(), other)).status).toBe(200);
    expect((await login(OWNER, RIGHT, elsewhere())).status).toBe(200);
  });

  test('with the cookie of somebody else, or one made up, count as from anywhere', async () => {
    const mine = await knownDevice(PHARMACIST);
    const forged = `${mine.split('=')[0]}=${Buffer.alloc(32, 7).toString('base64url')}`;
    expect(statuses(await guess(OWNER, 6, mine))).toEqual({ 401: 5, 423: 1 });
    expect(statuses(await guess(PHARMACIST, 6, forged))).toEqual({ 401: 5, 423: 1 });
    expect((await login(PHARMACIST, RIGHT, elsewhere(), mine)).status).toBe(200);
  });

  test('for many accounts lock their network, and no other, and no known device in it', async () => {
    const cookie = await knownDevice(OWNER);
    const hosts = times(101).map(
      (index) => [`+9197000${String(index).padStart(5, '0')}`, `203.0.113.${index}`] as const,
    );
    const answers = [];
    for (const [name, ip] of hosts) answers.push(await login(name, 'a wrong password', ip));
    expect(statuses(answers)).toEqual({ 401: 100, 423: 1 });
    expect((await login(OWNER, RIGHT, '203.0.113.250')).status).toBe(423);
    expect((await login(OWNER, RIGHT, '203.0.113.250', cookie)).status).toBe(200);
    expect((await login(OWNER, RIGHT, '203.0.114.1')).status).toBe(200);
    clock.advance(30 * SECOND_MS);
    // One sign-in of its own does not clear what the network did.
    expect((await login(PHARMACIST, RIGHT, '203.0.113.1')).status).toBe(200);
    expect((await login(NOBODY, 'a wrong password', '203.0.113.1')).status).toBe(401);
    expect((await login(PHARMACIST, RIGHT, '203.0.113.1')).status).toBe(423);
  });

  test('right ones, however often from one address, lock nothing', async () => {
    for (const _ of times(30)) expect((await login(OWNER, RIGHT, '198.51.100.7')).status).toBe(200);
  });

  test('tell nothing of whether the account exists, before the lock and after it', async () => {
    const seen = [];
    for (const identifier of [OWNER, NOBODY, 'nobody@sutra.example', ' ADMIN@sutra.example']) {
      const answers = await guess(identifier, 8);
      seen.push(
        answers.map(({ status, headers, body }) => [
          status,
          { ...body, requestId: '' },
          [...headers].filter(([name]) => name !== 'date'),
        ]),
      );
    }
    expect(seen[0]!.map(([status]) => status)).toEqual([401, 401, 401, 401, 401, 423, 423, 423]);
    for (const other of seen.slice(1)) expect(JSON.stringify(other)).toBe(JSON.stringify(seen[0]));
  });

  test('leave no number and no address in the table that counts them', async () => {
    await guess(NOBODY, 1);
    const { rows } = await app.database.owner.query<{ text: string }>(
      `select string_agg(encode(key, 'escape') || encode(key, 'hex'), ' ') as text from identity.attempt_count`,
    );
    expect(rows[0]!.text).not.toContain('9899999999');
    expect(rows[0]!.text).not.toContain(Buffer.from(NOBODY).toString('hex'));
  });
});

test('attempts are forgotten a day after the last of them, and not before', async () => {
  const lockout = new Lockout(app.app.gates, clock, secretKey(Buffer.alloc(32)));
  const rows = async () => (await app.database.owner.query('select key from identity.attempt_count')).rows.length;
  await guess(NOBODY, 1);
  clock.advance(DAY_MS);
  await lockout.tidy();
  expect(await rows()).toBe(2);
  clock.advance(1);
  await lockout.tidy();
  expect(await rows()).toBe(0);
});

describe('a known device', () => {
  test('is the same device at the next sign-in, with the name that it gives now; without its cookie it is another', async () => {
    const cookie = await knownDevice(PHARMACIST);
    const device = { name: 'Counter 2', kind: 'desktop' };
    const again = await app.anonymous.post(
      '/api/v1/auth/login',
      { identifier: PHARMACIST, password: RIGHT, tokenDelivery: 'cookie', device },
      { cookie },
    );
    const kept = again.headers.getSetCookie().find((one) => one.startsWith('sutra_device_'))!;
    expect(kept).toMatch(
      /^sutra_device_[0-9a-f-]{36}=[\w-]{43}; Path=\/api\/v1\/auth; Max-Age=34560000; HttpOnly; Secure; SameSite=Strict$/,
    );
    expect(kept.split(';')[0]).toBe(cookie);
    const token = cookie.split('=')[1]!;
    expect(JSON.stringify(again.body)).not.toContain(token);
    expect(app.logged.join('')).not.toContain(token);
    const { rows } = await app.database.owner.query<{ sessions: number; name: string; text: string }>(
      `select count(*)::int as sessions, min(d.name) as name, min(d::text) as text from identity.device d join identity.session s on s.device_id = d.id
       where d.id = (select device_id from identity.session where id = $1)`,
      [again.body.sessionId],
    );
    expect(rows[0]).toMatchObject({ sessions: 2, name: 'Counter 2' });
    expect(rows[0]!.text).not.toContain(Buffer.from(token, 'base64url').toString('hex'));
    const body = await login(PHARMACIST, RIGHT, elsewhere());
    expect(body.headers.getSetCookie()).toEqual([]);
  });
});

describe('codes', () => {
  test('are sent six times to a number that answers none of them, known or not; a known device may still ask', async () => {
    const cookie = await knownDevice(PHARMACIST);
    const seen = [];
    for (const mobile of [PHARMACIST, NOBODY]) {
      const answers = await Promise.all(times(8).map(() => requestCode(mobile)));
      expect(statuses(answers)).toEqual({ 202: 6, 423: 2 });
      const refused = await requestCode(mobile);
      expect(refused.headers.get('retry-after')).toBe('30');
      seen.push({ ...refused.body, requestId: '' });
    }
    expect(seen[1]).toEqual(seen[0]);
    expect((await requestCode(PHARMACIST, { cookie })).status).toBe(202);
  });

  test('are asked for a hundred times from one network, and fifty times for numbers in a row, unless they are typed in', async () => {
    const from = (mobile: string, ip: string) => requestCode(mobile, { 'x-forwarded-for': ip });
    const inRow = (thousand: number, index: number) => `+9197${thousand}0${String(index).padStart(3, '0')}`;
    const network = await Promise.all(times(105).map((index) => from(inRow(1000 + index, 1), `198.51.100.${index}`)));
    expect(statuses(network)).toEqual({ 202: 100, 423: 5 });
    await from(OWNER, '203.0.113.9');
    const { body } = await from(PHARMACIST, '198.51.100.200');
    expect(body.code).toBe('auth.locked');
    const cookie = await knownDevice(PHARMACIST);
    expect((await requestCode(PHARMACIST, { cookie, 'x-forwarded-for': '198.51.100.200' })).status).toBe(202);

    const range = await Promise.all(times(55).map((index) => from(inRow(5000, index), elsewhere())));
    expect(statuses(range)).toEqual({ 202: 50, 423: 5 });
    expect((await from(inRow(5000, 999), elsewhere())).body.code).toBe('auth.locked');
    expect((await from(inRow(5001, 999), elsewhere())).status).toBe(202);
  });

  test('that are answered are not counted', async () => {
    for (const _ of times(8)) await app.signIn(PHARMACIST);
    for (const _ of times(6)) await requestCode(PHARMACIST);
    const code = await readCode(app.anonymous, PHARMACIST);
    const { status } = await requestCode(PHARMACIST);
    expect([status, code.length]).toEqual([423, 6]);
    clock.advance(61 * MINUTE_MS);
    await app.signIn(PHARMACIST);
  });
});

describe('wrong codes', () => {
  const from = (ip: string, cookie?: string) => ({ 'x-forwarded-for': ip, ...(cookie !== undefined && { cookie }) });
  const challengeFor = async (mobile: string): Promise<string> => {
    const { body } = await requestCode(mobile, from(elsewhere()));
    return body.challengeId;
  };
  const verify = (challengeId: string, code: string, ip: string, cookie?: string): Promise<Answer> =>
    app.anonymous.post('/api/v1/auth/otp/verify', { challengeId, code }, from(ip, cookie));
  const wrongOf = (code: string) => (code === '000000' ? '000001' : '000000');
  const guessTen = async (mobile: string): Promise<Answer[]> => {
    const answers = [];
    for (const _ of times(2)) {
      const challengeId = await challengeFor(mobile);
      const wrong = mobile === NOBODY ? '000000' : wrongOf(await readCode(app.anonymous, mobile));
      for (const _ of times(5)) answers.push(await verify(challengeId, wrong, elsewhere()));
    }
    return answers;
  };

  test('for many numbers lock their network after a hundred, and no other, and no known device in it', async () => {
    const cookie = await knownDevice(OWNER);
    const answers = [];
    for (const index of times(22)) {
      const challengeId = await challengeFor(`+9196000${String(index).padStart(2, '0')}001`);
      for (const host of times(5)) answers.push(await verify(challengeId, '000000', `198.51.100.${host}`));
    }
    expect(statuses(answers)).toEqual({ 401: 100, 423: 10 });
    const challengeId = await challengeFor(OWNER);
    const code = await readCode(app.anonymous, OWNER);
    const locked = await verify(challengeId, code, '198.51.100.250');
    expect([locked.body.code, locked.headers.get('retry-after')]).toEqual(['auth.locked', '30']);
    expect((await verify(challengeId, code, '198.51.100.250', cookie)).status).toBe(200);
    // One of its own does not clear what the network did.
    clock.advance(30 * SECOND_MS);
    const again = await challengeFor(PHARMACIST);
    expect((await verify(again, await readCode(app.anonymous, PHARMACIST), '198.51.100.1')).status).toBe(200);
    expect((await verify(await challengeFor(NOBODY), '000000', '198.51.100.1')).status).toBe(401);
    expect((await verify(await challengeFor(NOBODY), '000000', '198.51.100.1')).status).toBe(423);
    expect((await verify(await challengeFor(NOBODY), '000000', '198.51.101.1')).status).toBe(401);
  });

  test('for one number lock it after ten from wherever, known or not, for twice as long each time; a known device gets in', async () => {
    const cookie = await knownDevice(PHARMACIST);
    for (const mobile of [PHARMACIST, NOBODY]) {
      expect(statuses(await guessTen(mobile))).toEqual({ 401: 10 });
      const waits = [];
      for (const _ of times(2)) {
        const challengeId = await challengeFor(mobile);
        const code = mobile === NOBODY ? '111111' : await readCode(app.anonymous, mobile);
        const answer = await verify(challengeId, code, elsewhere());
        const { code: problem, detail } = answer.body;
        waits.push([problem, detail, answer.headers.get('retry-after')]);
        if (mobile === PHARMACIST) expect((await verify(challengeId, code, elsewhere(), cookie)).status).toBe(200);
        clock.advance(Number(answer.headers.get('retry-after')) * SECOND_MS);
        expect((await verify(await challengeFor(mobile), '222222', elsewhere())).status).toBe(401);
      }
      expect(waits).toEqual(
        [30, 60].map((seconds) => ['auth.locked', `Try again in ${seconds} seconds.`, String(seconds)]),
      );
      await app.database.owner.query('delete from identity.attempt_count');
    }
  });

  test('a hundred at once over four codes of a number: ten are looked at', async () => {
    const challenges: string[] = [];
    for (const _ of times(4)) challenges.push(await challengeFor(PHARMACIST));
    const wrong = wrongOf(await readCode(app.anonymous, PHARMACIST));
    const answers = await Promise.all(times(100).map((index) => verify(challenges[index % 4]!, wrong, elsewhere())));
    expect(statuses(answers)).toEqual({ 401: 10, 410: 80, 423: 10 });
  });

  test('are forgotten when the right one comes, and on a known device lock only that device', async () => {
    for (const _ of times(3)) {
      const challengeId = await challengeFor(OWNER);
      const code = await readCode(app.anonymous, OWNER);
      for (const _ of times(4)) expect((await verify(challengeId, wrongOf(code), elsewhere())).status).toBe(401);
      expect((await verify(challengeId, code, elsewhere())).status).toBe(200);
    }
    const cookie = await knownDevice(OWNER);
    const answers = [];
    for (const _ of times(3)) {
      const challengeId = await challengeFor(OWNER);
      const wrong = wrongOf(await readCode(app.anonymous, OWNER));
      for (const _ of times(4)) answers.push(await verify(challengeId, wrong, elsewhere(), cookie));
    }
    expect(statuses(answers)).toEqual({ 401: 10, 423: 2 });
    const challengeId = await challengeFor(OWNER);
    expect((await verify(challengeId, await readCode(app.anonymous, OWNER), elsewhere())).status).toBe(200);
  });

  test('typed in by whoever is signed in count for that session alone', async () => {
    const owner = await app.signIn(OWNER);
    await guessTen(OWNER);
    const challengeId = await challengeFor(OWNER);
    const code = await readCode(app.anonymous, OWNER);
    expect((await verify(challengeId, code, elsewhere())).status).toBe(423);
    const proof = { method: 'otp', challengeId, code };
    expect((await owner.post('/api/v1/auth/step-up', { proof })).status).toBe(200);
  });
});
