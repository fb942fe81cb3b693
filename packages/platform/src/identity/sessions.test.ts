import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { ManualClock } from '@sutra/kernel/clock';
import { type Answer, startTestApp, type SignedInCaller, type TestApp } from '@sutra/testkit/app';
import { TestDevice } from '@sutra/testkit/device';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';

const clock = new ManualClock(Date.now());
let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ clock });
  app.app.http.server.on('request', countAnswers);
});
afterAll(() => app.close());

// `npm run proof -- refresh` asks for a thousand.
const ROUNDS = Number(process.env['SUTRA_PROOF_ROUNDS'] ?? 5);
const OWNER = '+919800000001';
const PHARMACIST = '+919800000002';
const PHONE =
  'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36';
const REFRESH = '/api/v1/auth/refresh';
const AGENT = 'sutra-tests/1';
const refresh = (
  refreshToken: string,
  body: object = {},
  userAgent = AGENT,
  headers: Record<string, string> = {},
): Promise<Answer> => app.anonymous.post(REFRESH, { refreshToken, ...body }, { 'user-agent': userAgent, ...headers });

/** How many refreshes the server has answered, whether anybody read the answer or not. */
let answered = 0;
function countAnswers({ url }: IncomingMessage, response: ServerResponse): void {
  if (url !== REFRESH) return;
  const end = response.end.bind(response) as (...given: unknown[]) => ServerResponse;
  response.end = (...given: unknown[]) => {
    answered += 1;
    return end(...given);
  };
}

/** Sends a refresh and hangs up as soon as it is on its way. */
async function hangUp(refreshToken: string, headers: Record<string, string>): Promise<undefined> {
  const { hostname, port, host } = new URL(app.origin);
  const body = JSON.stringify({ refreshToken });
  const lines = { host, 'user-agent': AGENT, 'content-type': 'application/json', ...headers };
  const head = Object.entries({ ...lines, 'content-length': String(body.length) }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  await new Promise((resolve) => {
    socket.write(`POST ${REFRESH} HTTP/1.1\r\n${head.join('\r\n')}\r\n\r\n${body}`, resolve);
  });
  socket.destroy();
  return undefined;
}

/** Something that refreshes: what it shows beside its token. */
interface Client {
  signIn(): Promise<{ refreshToken: string }>;
  headers(): Promise<Record<string, string>>;
}
const bearer: Client = {
  signIn: async () => (await app.signIn(PHARMACIST)).signedIn,
  headers: () => Promise.resolve({}),
};
async function bound(): Promise<Client> {
  const device = await TestDevice.make(app.origin);
  return {
    signIn: async () => {
      const body = { identifier: PHARMACIST, password: 'sutra-demo-2035' };
      const headers = { 'user-agent': AGENT };
      return (await device.send('POST', '/api/v1/auth/login', { body, headers })).body;
    },
    headers: async () => ({ dpop: await device.proof('POST', REFRESH, null) }),
  };
}
const isIn = async (caller: SignedInCaller) => (await caller.get('/api/v1/auth/me')).status === 200;

describe('refresh', () => {
  test('gives a new pair that works', async () => {
    const { signedIn } = await app.signIn(PHARMACIST);
    const first = await refresh(signedIn.refreshToken);
    expect(first.status).toBe(200);
    expect(first.body.refreshToken).not.toBe(signedIn.refreshToken);
    expect((await refresh(first.body.refreshToken)).status).toBe(200);
  });

  test.each([
    ['a session', () => Promise.resolve(bearer)],
    ['a session with the key of a device', bound],
  ])(
    'of %s that is repeated within 30 s, fifty times at once, a third of the answers never read, gives one successor and logs nobody out',
    { timeout: 20_000 + ROUNDS * 3000 },
    async (_, open) => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const client = await open();
        const { refreshToken } = await client.signIn();
        const before = answered;
        // In every second round the first answers are lost, in the others the last ones.
        const isLost = (index: number) => (round % 2 === 0 ? index < 17 : index >= 33);
        const headers = await Promise.all(Array.from({ length: 50 }, () => client.headers()));
        const answers = await Promise.all(
          headers.map((own, index) =>
            isLost(index) ? hangUp(refreshToken, own) : refresh(refreshToken, {}, undefined, own),
          ),
        );
        const read = answers.filter((answer) => answer !== undefined);
        expect(read).toHaveLength(33);
        expect(new Set(read.map((answer) => answer.status))).toEqual(new Set([200]));
        const successors = new Set(read.map((answer) => answer.body.refreshToken as string));
        expect(successors.size).toBe(1);
        await expect.poll(() => answered - before).toBe(50); // those, too, whose answer nobody read
        expect((await refresh([...successors][0]!, {}, undefined, await client.headers())).status).toBe(200);
      }
    },
  );

  test('of which every answer was lost goes on with the next try', async () => {
    for (const client of [bearer, await bound()]) {
      const { refreshToken } = await client.signIn();
      const before = answered;
      for (let lost = 0; lost < 3; lost += 1) await hangUp(refreshToken, await client.headers());
      await expect.poll(() => answered - before).toBe(3);
      const first = await refresh(refreshToken, {}, undefined, await client.headers());
      expect(first.status).toBe(200);
      expect((await refresh(first.body.refreshToken, {}, undefined, await client.headers())).status).toBe(200);
    }
  });

  test('is taken a hundred and twenty times a minute, then asked to wait; nobody is logged out', async () => {
    const { signedIn } = await app.signIn(PHARMACIST);
    let token = signedIn.refreshToken;
    for (let count = 0; count < 120; count += 1) token = (await refresh(token)).body.refreshToken;
    clock.advance(20_000);
    const answers = await Promise.all([refresh(token), refresh(token), refresh(token)]);
    for (const { status, body, headers } of answers)
      expect([status, body.code, headers.get('retry-after')]).toEqual([429, 'limits.exceeded', '40']);
    clock.advance(40_000);
    const next = await refresh(token);
    expect(next.status).toBe(200);
    expect((await refresh(next.body.refreshToken)).status).toBe(200);
  });

  test('with an older token ends the session for thief and owner alike', async () => {
    const caller = await app.signIn(PHARMACIST);
    const first = await refresh(caller.signedIn.refreshToken);
    const second = await refresh(first.body.refreshToken);
    expect((await refresh(caller.signedIn.refreshToken)).body.code).toBe('auth.refresh_reused');
    expect((await refresh(second.body.refreshToken)).body.code).toBe('auth.refresh_reused');
    expect(await isIn(caller)).toBe(false);
  });

  test('with the last token after 30 s, or from another kind of client, is reuse', async () => {
    const late = await app.signIn(PHARMACIST);
    await refresh(late.signedIn.refreshToken);
    clock.advance(30_001);
    expect((await refresh(late.signedIn.refreshToken)).body.code).toBe('auth.refresh_reused');
    const elsewhere = await app.signIn(PHARMACIST);
    await refresh(elsewhere.signedIn.refreshToken);
    expect((await refresh(elsewhere.signedIn.refreshToken, {}, PHONE)).body.code).toBe('auth.refresh_reused');
  });

  test('reuse is in the audit log', async () => {
    const owner = await app.signIn(OWNER);
    const first = await refresh(owner.signedIn.refreshToken);
    await refresh(first.body.refreshToken);
    await refresh(owner.signedIn.refreshToken);
    const reader = await app.signIn(OWNER);
    const { body } = await reader.get(`/api/v1/audit/entries?objectId=${owner.signedIn.sessionId}`);
    expect(JSON.stringify(body.items[0].changes)).toContain('refresh-reused');
  });

  test('works in another organisation of the person, and in no other', async () => {
    const { signedIn } = await app.signIn(OWNER);
    const cotton = signedIn.organisations[1]!.id;
    const switched = await refresh(signedIn.refreshToken, { organisationId: cotton });
    expect(switched.body.organisation.id).toBe(cotton);
    expect(switched.body.permissions).not.toContain('scan.create');
    const pharmacist = await app.signIn(PHARMACIST);
    const refused = await refresh(pharmacist.signedIn.refreshToken, { organisationId: cotton });
    expect(refused.body.code).toBe('auth.no_membership');
    expect((await refresh(pharmacist.signedIn.refreshToken)).status).toBe(200); // nothing was used up
  });

  test('ends 30 days after the last use and 180 days after sign-in', async () => {
    const idle = await app.signIn(PHARMACIST);
    const ended = await app.signIn(PHARMACIST);
    await ended.post('/api/v1/auth/logout');
    clock.advance(30 * 86_400_000 + 1);
    expect((await refresh(idle.signedIn.refreshToken)).body.code).toBe('auth.refresh_expired');
    expect((await refresh(ended.signedIn.refreshToken)).body.code).toBe('auth.refresh_invalid'); // ended, and not run out
    const busy = await app.signIn(PHARMACIST);
    let token = busy.signedIn.refreshToken;
    for (let days = 29; days < 180; days += 29) {
      clock.advance(29 * 86_400_000);
      const answer = await refresh(token);
      expect(answer.status).toBe(200);
      token = answer.body.refreshToken;
    }
    clock.advance(29 * 86_400_000);
    expect((await refresh(token)).status).toBe(401);
  });

  test.each(['', 'rt_', 'rt_AAAA', 'not a token', 'rt_'.padEnd(94, 'A')])('refuses %j', async (token) => {
    const answer = await refresh(token);
    expect([400, 401]).toContain(answer.status);
  });
});

describe('sessions over devices', () => {
  test('a phone and a desktop see each other, and one logs the other out at once', async () => {
    const phone = await app.signIn(PHARMACIST, { userAgent: PHONE });
    const desktop = await app.signIn(PHARMACIST, { device: { name: 'Counter PC', kind: 'desktop' } });
    const { sessions } = (await desktop.get('/api/v1/auth/sessions')).body;
    expect(sessions.slice(0, 2)).toMatchObject([
      { deviceName: 'Counter PC', deviceKind: 'desktop', isCurrent: true },
      { deviceName: 'Chrome on Android', deviceKind: 'mobile', isCurrent: false, ip: '127.0.0.1' },
    ]);
    expect((await desktop.delete(`/api/v1/auth/sessions/${phone.signedIn.sessionId}`)).status).toBe(200);
    expect((await phone.get('/api/v1/auth/me')).body.code).toBe('auth.token_revoked');
    expect((await refresh(phone.signedIn.refreshToken, {}, PHONE)).status).toBe(401);
    expect(await isIn(desktop)).toBe(true);
  });

  test('the list holds no credential', async () => {
    const caller = await app.signIn(PHARMACIST);
    const text = JSON.stringify((await caller.get('/api/v1/auth/sessions')).body);
    expect(text).not.toMatch(/rt_|eyJ|hash|generation/);
  });

  test('nobody ends or sees the session of somebody else', async () => {
    const [owner, pharmacist] = [await app.signIn(OWNER), await app.signIn(PHARMACIST)];
    expect((await owner.delete(`/api/v1/auth/sessions/${pharmacist.signedIn.sessionId}`)).body.code).toBe(
      'session.not_found',
    );
    expect(await isIn(pharmacist)).toBe(true);
    const mine = (await owner.get('/api/v1/auth/sessions')).body.sessions.map((session: { id: string }) => session.id);
    expect(mine).not.toContain(pharmacist.signedIn.sessionId);
  });

  test('log out of this one, of all others, of all', async () => {
    const [a, b, c] = [await app.signIn(PHARMACIST), await app.signIn(PHARMACIST), await app.signIn(PHARMACIST)];
    expect((await a.post('/api/v1/auth/logout')).status).toBe(200);
    expect([await isIn(a), await isIn(b), await isIn(c)]).toEqual([false, true, true]);
    const others = await b.delete('/api/v1/auth/sessions/all?keepCurrent=true');
    expect(others.body.revoked).toBeGreaterThanOrEqual(1);
    expect([await isIn(b), await isIn(c)]).toEqual([true, false]);
    await b.delete('/api/v1/auth/sessions/all');
    expect(await isIn(b)).toBe(false);
  });

  test('a person has at most a hundred; the least active end, never the one just opened', async () => {
    const first = await app.signIn('+919800000012');
    const { rows } = await app.database.owner.query<{ user_id: string }>(
      'select user_id from identity.session where id = $1',
      [first.signedIn.sessionId],
    );
    clock.advance(1000);
    await app.database.owner.query(
      `with d as (insert into identity.device (id, user_id, name, kind, first_seen_at, last_seen_at) select gen_random_uuid(), $1, 'old', 'browser', now(), now() from generate_series(1, 100) returning id)
       insert into identity.session (id, user_id, device_id, organisation_id, refresh_hash, rotated_at, user_agent_family, ip, user_agent, authentication_method, proved_at, created_at, last_active_at, expires_at, ends_at)
       select ('00000000-0000-7000-8000-' || lpad(to_hex(row_number() over ()), 12, '0'))::uuid, $1, d.id, gen_random_uuid(), '', $2, '', '127.0.0.1', '', 'otp', $2, $2, $2, $2::timestamptz + '30 days', $2::timestamptz + '180 days' from d`,
      [rows[0]!.user_id, new Date(clock.nowMs())],
    );
    const last = await app.signIn('+919800000012'); // as active as the hundred: opened in the same millisecond
    expect((await last.get('/api/v1/auth/sessions')).body.sessions).toHaveLength(100);
    expect([await isIn(first), await isIn(last)]).toEqual([false, true]);
  });

  test('a live page hears of a new session, and is closed within a second when its own ends', async () => {
    const desktop = await app.signIn(PHARMACIST);
    const socket = new WebSocket(`${app.origin.replace('http', 'ws')}/api/v1/realtime`);
    const heard: { type: string; sessionId?: string }[] = [];
    socket.on('message', (data) => heard.push(JSON.parse((data as Buffer).toString())));
    socket.on('open', () => socket.send(JSON.stringify({ token: desktop.signedIn.accessToken })));
    await expect.poll(() => heard.slice(0, 2).map(({ type }) => type)).toEqual(['hello', 'ready']);
    const phone = await app.signIn(PHARMACIST, { userAgent: PHONE });
    await expect
      .poll(() => heard.find((message) => message.type === 'session.created')?.sessionId)
      .toBe(phone.signedIn.sessionId);
    const closed = new Promise<number>((resolve) => {
      socket.on('close', resolve);
    });
    const startedMs = performance.now();
    await phone.delete(`/api/v1/auth/sessions/${desktop.signedIn.sessionId}`);
    expect(await closed).toBe(4401);
    expect(performance.now() - startedMs).toBeLessThan(1000);
  });
});

describe('an access token', () => {
  test('ends after 15 minutes', async () => {
    const caller = await app.signIn(PHARMACIST);
    clock.advance(15 * 60_000 + 1000);
    expect((await caller.get('/api/v1/auth/me')).body.code).toBe('auth.token_expired');
  });

  test('is verified by the published key', async () => {
    const { body } = await app.anonymous.get('/.well-known/jwks.json');
    expect(body.keys[0]).toMatchObject({ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig' });
    expect(body.keys[0].d).toBeUndefined();
  });

  test('in any other spelling is refused', async () => {
    const caller = await app.signIn(PHARMACIST);
    const token = caller.signedIn.accessToken;
    const last = token.at(-1)!;
    const twin = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const trailing = token.slice(0, -1) + twin[(twin.indexOf(last) & ~3) | ((twin.indexOf(last) + 1) & 3)];
    expect(await isIn(caller)).toBe(true);
    for (const other of [
      `${token}=`,
      `${token}==`,
      `${token}\t`,
      trailing,
      token.replace('.', '..'),
      `${token}.`,
      token.split('.').slice(0, 2).join('.'),
    ]) {
      const answer = await app.anonymous.get('/api/v1/auth/me', { authorization: `Bearer ${other}` });
      expect([other.slice(-3), answer.body.code]).toEqual([
        other.slice(-3),
        other.trim() === token ? undefined : 'auth.token_invalid',
      ]);
    }
  });

  test('with no signature, or of another algorithm, is refused', async () => {
    const caller = await app.signIn(PHARMACIST);
    const [, payload] = caller.signedIn.accessToken.split('.') as [string, string];
    const header = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    for (const forged of [
      `${header({ alg: 'none', typ: 'at+jwt' })}.${payload}.`,
      `${header({ alg: 'HS256', typ: 'at+jwt' })}.${payload}.${Buffer.alloc(32).toString('base64url')}`,
    ]) {
      expect((await app.anonymous.get('/api/v1/auth/me', { authorization: `Bearer ${forged}` })).body.code).toBe(
        'auth.token_invalid',
      );
    }
  });
});
