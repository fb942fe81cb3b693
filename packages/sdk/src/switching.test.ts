// One browser, several people: what its tabs do when one of them signs in as somebody else with a PIN.
import { randomUUID } from 'node:crypto';
import { scanCode } from '@sutra/contracts/scanning';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { connectRealtime } from './realtime.ts';
import { createSession, type Session } from './session.ts';
import { ORGANISATIONS, sendJson, sendProblem, TestServer } from './test-server.ts';

let server: TestServer;
const open: { close(): void }[] = [];
let browser = 0;
beforeEach(async () => {
  server = new TestServer();
  await server.start();
  browser += 1;
});
afterEach(async () => {
  for (const one of open.splice(0)) one.close();
  await server.stop();
});

function tab(): Session {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
  const session = createSession({
    baseUrl: server.baseUrl,
    tokenDelivery: 'cookie',
    storage,
    name: `counter ${browser}`,
  });
  open.push(session);
  return session;
}
/** The person, or why there is none. */
function whoIn({ state }: Session): string {
  if (state.status === 'signed-in') return state.signedIn.user.id;
  return state.status === 'signed-out' ? state.reason : state.status;
}
const organisationIn = ({ state }: Session) =>
  state.status === 'signed-in' ? state.signedIn.organisation.id : state.status;
type Uuid = TestServer['userId'];
const LOGIN = { identifier: '+919800000001', password: 'secret' };
const PATH = '/api/v1/auth/pin/sign-in';

/** From now on a PIN opens a session of that person; `before` runs when the earlier one has ended and nobody was answered. */
function acceptPin(userId: Uuid, before: () => Promise<unknown> = () => Promise.resolve()): void {
  server.routes.set(`POST ${PATH}`, async (_, response) => {
    server.expireTokens();
    await before();
    server.userId = userId;
    server.sessionId = randomUUID();
    sendJson(response, 200, server.signedIn());
  });
}
const pin = (userId: string) => ({ userId, pin: '4711' });
const settled = () => new Promise((resolve) => setTimeout(resolve, 150));

it('names who can switch', async () => {
  const people = [{ userId: randomUUID(), name: 'Ravi Kumar', isLocked: false }];
  server.routes.set('GET /api/v1/auth/pin/people', (_, response) => sendJson(response, 200, { people }));
  expect(await tab().pinPeople()).toEqual(people);
});

it('goes on as the other person in every tab, where that person begins', async () => {
  const [first, second] = [tab(), tab()];
  await first.login(LOGIN);
  await vi.waitFor(() => expect(second.state.status).toBe('signed-in'));
  await first.switchOrganisation(ORGANISATIONS[1].id);
  await second.switchOrganisation(ORGANISATIONS[1].id);
  const other = randomUUID();
  acceptPin(other);
  const signedIn = await first.signInWithPin(pin(other));
  expect(signedIn).toMatchObject({ user: { id: other }, organisation: { id: ORGANISATIONS[0].id } });
  expect(server.seen.at(-1)!.body).toEqual({ ...pin(other), tokenDelivery: 'cookie' });
  expect([whoIn(first), organisationIn(first)]).toEqual([other, ORGANISATIONS[0].id]);
  await vi.waitFor(() => expect([whoIn(second), organisationIn(second)]).toEqual([other, ORGANISATIONS[0].id]));
});

it('shows no tab signed out in between, though the live connection hears first that the session has ended', async () => {
  const [first, second] = [tab(), tab()];
  await first.login(LOGIN);
  await vi.waitFor(() => expect(second.state.status).toBe('signed-in'));
  open.push({ close: connectRealtime(second, { onEvent: () => undefined, onReconnected: () => undefined }) });
  await vi.waitFor(() => expect(server.sockets.size).toBe(1), { timeout: 3000 });
  const seen = new Set<string>();
  for (const one of [first, second]) one.subscribe(() => seen.add(one.state.status));
  const other = randomUUID();
  acceptPin(other, () => {
    for (const socket of server.sockets) socket.close(4401);
    return settled();
  });
  await first.signInWithPin(pin(other));
  await vi.waitFor(() => expect(whoIn(second)).toBe(other));
  await settled();
  expect([...seen]).toEqual(['signed-in']);
  expect([whoIn(first), whoIn(second)]).toEqual([other, other]);
});

it('leaves a tab of the same person in its organisation, with the new session', async () => {
  const [first, second] = [tab(), tab()];
  await first.login(LOGIN);
  await vi.waitFor(() => expect(second.state.status).toBe('signed-in'));
  await second.switchOrganisation(ORGANISATIONS[1].id);
  acceptPin(server.userId);
  await first.signInWithPin(pin(server.userId));
  await vi.waitFor(() =>
    expect(second.state).toMatchObject({
      status: 'signed-in',
      signedIn: { sessionId: server.sessionId, organisation: { id: ORGANISATIONS[1].id } },
    }),
  );
  expect(organisationIn(first)).toBe(ORGANISATIONS[0].id);
});

it('changes nothing with a wrong PIN; what ends later is told as what it is', async () => {
  const [first, second] = [tab(), tab()];
  await first.login(LOGIN);
  await vi.waitFor(() => expect(second.state.status).toBe('signed-in'));
  server.routes.set(`POST ${PATH}`, (_, response) => sendProblem(response, 401, 'auth.pin_invalid'));
  const refused = await first.signInWithPin(pin(randomUUID())).catch((error: unknown) => error);
  expect(refused).toMatchObject({ problem: { code: 'auth.pin_invalid' } });
  expect([whoIn(first), whoIn(second)]).toEqual([server.userId, server.userId]);
  await settled();
  second.end('revoked');
  await vi.waitFor(() => expect([whoIn(first), whoIn(second)]).toEqual(['revoked', 'revoked']));
});

it('says that a session was ended if the switch never came to its end', async () => {
  const [first, second] = [tab(), tab()];
  await first.login(LOGIN);
  await vi.waitFor(() => expect(second.state.status).toBe('signed-in'));
  server.routes.set(`POST ${PATH}`, async (_, response) => {
    server.isRevoked = true;
    second.end('revoked');
    await settled();
    response.destroy();
  });
  await expect(first.signInWithPin(pin(randomUUID()))).rejects.toThrow('The server cannot be reached');
  await vi.waitFor(() => expect(whoIn(second)).toBe('revoked'));
  await vi.waitFor(() => expect(whoIn(first)).toBe('revoked'));
});

it('never sends as the next person what the one before began', async () => {
  const session = tab();
  await session.login(LOGIN);
  server.routes.set('POST /api/v1/drug-scanning/scan', (_, response) => {
    // Meanwhile somebody else has signed in, in a tab that is closed by now.
    server.userId = randomUUID();
    server.sessionId = randomUUID();
    sendProblem(response, 401, 'auth.token_revoked');
  });
  const refused = session.call(scanCode, { body: { raw: 'x', clientScanId: 'one' } });
  await expect(refused).rejects.toMatchObject({ problem: { code: 'auth.token_revoked' } });
  expect(server.count('/api/v1/drug-scanning/scan')).toBe(1);
  expect(whoIn(session)).toBe(server.userId);
});
