// One browser, several people: what its tabs do when one of them signs in as somebody else with a PIN.
import { randomUUID } from 'node:crypto';
import { scanCode } from '@sutra/contracts/scanning';
import { expect, it, vi } from 'vitest';
import type { Session } from './session.ts';
import { ORGANISATIONS, sendJson, sendProblem, type TestServer, testTabs } from './test-server.ts';

let server: TestServer;
const { tab, connect } = testTabs((started) => {
  server = started;
});

/** The person, or why there is none. */
function whoIn({ state }: Session): string {
  if (state.status === 'signed-in') return state.signedIn.user.id;
  return state.status === 'signed-out' ? state.reason : state.status;
}
const organisationIn = ({ state }: Session) =>
  state.status === 'signed-in' ? state.signedIn.organisation.id : state.status;
type Uuid = TestServer['userId'];
const LOGIN = { identifier: '+919800000001', password: 'secret' };
const PIN = '/api/v1/auth/pin/sign-in';
const FULL = '/api/v1/auth/login';

/** Two tabs in which the same person is signed in. */
async function twoTabs(): Promise<[Session, Session]> {
  const [first, second] = [tab(), tab()];
  await first.login(LOGIN);
  await vi.waitFor(() => expect(second.state.status).toBe('signed-in'));
  return [first, second];
}
/** All these are told that their session has ended, as an instance does that hears of it. */
function endConnections(): Promise<unknown> {
  for (const socket of server.sockets) socket.close(4401);
  return settled();
}
async function connectAll(...sessions: Session[]): Promise<void> {
  for (const one of sessions) connect(one);
  await vi.waitFor(() => expect(server.sockets.size).toBe(sessions.length), { timeout: 3000 });
}
/** From now on that opens a session of that person; `before` runs when the earlier one has ended and nobody was answered. */
function accept(path: string, userId: Uuid, before: () => Promise<unknown> = () => Promise.resolve()): void {
  server.routes.set(`POST ${path}`, async (_, response) => {
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
  const [first, second] = await twoTabs();
  await first.switchOrganisation(ORGANISATIONS[1].id);
  await second.switchOrganisation(ORGANISATIONS[1].id);
  const other = randomUUID();
  accept(PIN, other);
  const signedIn = await first.signInWithPin(pin(other));
  expect(signedIn).toMatchObject({ user: { id: other }, organisation: { id: ORGANISATIONS[0].id } });
  expect(server.seen.at(-1)!.body).toEqual({ ...pin(other), tokenDelivery: 'cookie' });
  expect([whoIn(first), organisationIn(first)]).toEqual([other, ORGANISATIONS[0].id]);
  await vi.waitFor(() => expect([whoIn(second), organisationIn(second)]).toEqual([other, ORGANISATIONS[0].id]));
});

it('shows no tab signed out in between, though the live connection hears first that the session has ended', async () => {
  const [first, second] = await twoTabs();
  await connectAll(first, second);
  const seen = new Set<string>();
  for (const one of [first, second]) one.subscribe(() => seen.add(one.state.status));
  const other = randomUUID();
  accept(PIN, other, endConnections);
  await first.signInWithPin(pin(other));
  await vi.waitFor(() => expect(whoIn(second)).toBe(other));
  await settled();
  expect([...seen]).toEqual(['signed-in']);
  expect([whoIn(first), whoIn(second)]).toEqual([other, other]);
});

it('shows no tab signed out either when a tab that did not know of the session signs in fully', async () => {
  const second = tab();
  await second.login(LOGIN);
  const first = tab();
  await connectAll(second);
  const seen = new Set<string>();
  second.subscribe(() => seen.add(second.state.status));
  const other = randomUUID();
  accept(FULL, other, endConnections);
  await first.login(LOGIN);
  await vi.waitFor(() => expect(whoIn(second)).toBe(other));
  await settled();
  expect([...seen]).toEqual(['signed-in']);
  expect([whoIn(first), whoIn(second)]).toEqual([other, other]);
});

it('leaves a tab of the same person in its organisation, with the new session', async () => {
  const [first, second] = await twoTabs();
  await second.switchOrganisation(ORGANISATIONS[1].id);
  accept(PIN, server.userId);
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
  const [first, second] = await twoTabs();
  server.routes.set(`POST ${PIN}`, (_, response) => sendProblem(response, 401, 'auth.pin_invalid'));
  const refused = await first.signInWithPin(pin(randomUUID())).catch((error: unknown) => error);
  expect(refused).toMatchObject({ problem: { code: 'auth.pin_invalid' } });
  expect([whoIn(first), whoIn(second)]).toEqual([server.userId, server.userId]);
  await settled();
  second.end('revoked');
  await vi.waitFor(() => expect([whoIn(first), whoIn(second)]).toEqual(['revoked', 'revoked']), { timeout: 5000 });
});

it('says that a session was ended if the switch never came to its end', async () => {
  const [first, second] = await twoTabs();
  server.routes.set(`POST ${PIN}`, async (_, response) => {
    server.isRevoked = true;
    second.end('revoked');
    await settled();
    response.destroy();
  });
  await expect(first.signInWithPin(pin(randomUUID()))).rejects.toThrow('The server cannot be reached');
  await vi.waitFor(() => expect([whoIn(first), whoIn(second)]).toEqual(['revoked', 'revoked']), { timeout: 5000 });
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

it('connects again a tab whose session was not replaced after all', async () => {
  const [first, second] = await twoTabs();
  await connectAll(first, second);
  server.routes.set(`POST ${PIN}`, async (_, response) => {
    await endConnections();
    sendProblem(response, 503, 'server.unavailable');
  });
  await expect(first.signInWithPin(pin(randomUUID()))).rejects.toMatchObject({ problem: { status: 503 } });
  await vi.waitFor(() => expect(server.sockets.size).toBe(2), { timeout: 5000 });
  expect([whoIn(first), whoIn(second)]).toEqual([server.userId, server.userId]);
});

it('keeps nobody waiting after a wrong PIN, in whichever tab', async () => {
  const sessions = await twoTabs();
  for (const one of sessions) {
    let refreshed: Promise<void> | undefined;
    server.routes.set(`POST ${PIN}`, async (_, response) => {
      refreshed = one.refresh();
      await settled();
      sendProblem(response, 401, 'auth.pin_invalid');
    });
    await expect(sessions[0].signInWithPin(pin(randomUUID()))).rejects.toThrow('auth.pin_invalid');
    const startedMs = performance.now();
    await refreshed;
    expect(performance.now() - startedMs).toBeLessThan(450);
  }
  expect(server.count('/api/v1/auth/refresh')).toBe(2);
});

it('signs nobody out on the screen whose session is not the one that was left', async () => {
  const [first, second] = await twoTabs();
  // Somebody else has signed in, in a tab that is closed by now.
  server.userId = randomUUID();
  server.sessionId = randomUUID();
  server.expireTokens();
  await expect(first.logout()).rejects.toMatchObject({ problem: { code: 'auth.token_expired' } });
  expect(whoIn(first)).toBe(server.userId);
  expect(server.count('/api/v1/auth/logout')).toBe(1);
  await vi.waitFor(() => expect(whoIn(second)).toBe(server.userId));
  second.end('revoked');
  await vi.waitFor(() => expect([whoIn(first), whoIn(second)]).toEqual(['revoked', 'revoked']));
});

it('ends the newer session too when the same person has signed in meanwhile', async () => {
  const [first, second] = await twoTabs();
  server.sessionId = randomUUID();
  server.expireTokens();
  let times = 0;
  server.answerLogout = () => {
    times += 1;
    if (times === 2) server.isRevoked = true;
    return Promise.resolve();
  };
  await first.logout();
  expect(times).toBe(2);
  await vi.waitFor(() => expect([whoIn(first), whoIn(second)]).toEqual(['signed-out', 'signed-out']));
});

it('does not take what ends the next session for the sign-out that a closed tab began', async () => {
  const [first, second] = await twoTabs();
  server.answerLogout = () => new Promise(() => {});
  void first.logout().catch(() => undefined);
  await settled();
  first.close();
  const other = randomUUID();
  accept(PIN, other);
  await tab().signInWithPin(pin(other));
  await vi.waitFor(() => expect(whoIn(second)).toBe(other));
  second.end('revoked');
  expect(whoIn(second)).toBe('revoked');
});

it('does not come back with a session of which it heard, and that was ended before it was asked for', async () => {
  const [first, second] = await twoTabs();
  await second.switchOrganisation(ORGANISATIONS[1].id);
  server.isExpired = true;
  await first.refresh().catch(() => undefined);
  await vi.waitFor(() => expect(whoIn(second)).toBe('expired'));
  let refuse = (): void => undefined;
  server.routes.set('POST /api/v1/auth/refresh', (_, response) => {
    refuse = () => sendProblem(response, 401, 'auth.refresh_invalid');
  });
  server.sessionId = randomUUID();
  await first.login(LOGIN);
  await vi.waitFor(() => expect(server.count('/api/v1/auth/refresh')).toBe(3));
  await first.logout();
  await settled();
  refuse();
  await settled();
  expect([whoIn(first), whoIn(second)]).toEqual(['signed-out', 'expired']);
});

it('asks for no session any more where somebody has signed in before the turn came', async () => {
  const [first, second] = await twoTabs();
  await second.switchOrganisation(ORGANISATIONS[1].id);
  server.isExpired = true;
  await first.refresh().catch(() => undefined);
  await vi.waitFor(() => expect(whoIn(second)).toBe('expired'));
  const asked = server.count('/api/v1/auth/refresh');
  const other = randomUUID();
  accept(PIN, other);
  let inSecond: Promise<unknown> | undefined;
  server.routes.set(`POST ${FULL}`, (_, response) => {
    server.isExpired = false;
    inSecond = second.signInWithPin(pin(other));
    sendJson(response, 200, server.signedIn());
  });
  await first.login(LOGIN);
  await inSecond;
  await settled();
  expect(server.count('/api/v1/auth/refresh')).toBe(asked);
  expect([whoIn(first), whoIn(second)]).toEqual([other, other]);
});
