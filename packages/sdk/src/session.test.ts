import { listAuditEntries } from '@sutra/contracts/audit';
import { exportAudit } from '@sutra/contracts/audit';
import { getMe, listSessions, revokeAllSessions, revokeSession } from '@sutra/contracts/sessions';
import { scanCode } from '@sutra/contracts/scanning';
import { randomUUID } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { AnswerUnreadable, NetworkFailure, SutraProblem } from './problem.ts';
import type { RealtimeEvent } from './realtime.ts';
import type { Session } from './session.ts';
import type { SignedOutReason } from './session-state.ts';
import { splitLines } from './stream.ts';
import { ORGANISATIONS, sendJson, sendProblem, type TestServer, testTabs } from './test-server.ts';

let server: TestServer;
const { tab, connect } = testTabs((started) => {
  server = started;
});
const organisationOf = (session: Session) =>
  session.state.status === 'signed-in' ? session.state.signedIn.organisation.id : session.state.status;
const LOGIN = { identifier: '+919800000001', password: 'secret' };
const NO_SESSIONS = { sessions: [] };

describe('calls', () => {
  it('build the address from path and query, and leave out what the caller left out', async () => {
    const session = tab();
    await session.login(LOGIN);
    server.routes.set('GET /api/v1/audit/entries', (_, response) =>
      sendJson(response, 200, { items: [], nextCursor: null }),
    );
    server.routes.set('DELETE /api/v1/auth/sessions/all', (_, response) => sendJson(response, 200, { revoked: 2 }));
    await session.call(listAuditEntries, { query: { action: 'a b&c', from: new Date(0) } });
    expect(server.seen.at(-1)!.url).toBe('/api/v1/audit/entries?action=a+b%26c&from=1970-01-01T00%3A00%3A00.000Z');
    await session.call(revokeAllSessions, { query: { keepCurrent: true } });
    expect(server.seen.at(-1)!.url).toBe('/api/v1/auth/sessions/all?keepCurrent=true');
    expect(server.seen.at(-1)!.headers['content-type']).toBeUndefined();
  });

  it('encode the body and decode the answer: dates are dates on this side', async () => {
    const session = tab();
    const signedIn = await session.login(LOGIN);
    expect('refreshExpiresAt' in signedIn && signedIn.refreshExpiresAt).toEqual(new Date('2027-01-01T00:00:00Z'));
    expect(server.seen.at(-1)!.body).toEqual({ ...LOGIN, tokenDelivery: 'cookie' });
    server.routes.set('POST /api/v1/drug-scanning/scan', ({ body }, response) => {
      expect(body).toEqual({ raw: 'x\u001dy', clientScanId: 'one', scannedAt: '1970-01-01T00:00:00.000Z' });
      sendProblem(response, 409, 'scan.client_id_reused');
    });
    await expect(
      session.call(scanCode, { body: { raw: 'x\u001dy', clientScanId: 'one', scannedAt: new Date(0) } }),
    ).rejects.toMatchObject({ problem: { code: 'scan.client_id_reused' } });
  });

  it('give POSTs of a known caller a key of their own, and nothing else one', async () => {
    const session = tab();
    await session.login(LOGIN);
    expect(server.seen.at(-1)!.headers['idempotency-key']).toBeUndefined();
    server.routes.set('POST /api/v1/drug-scanning/scan', (_, response) =>
      sendProblem(response, 503, 'server.overloaded', { 'retry-after': '7' }),
    );
    const body = { raw: 'x', clientScanId: 'one' };
    const failure = await session.call(scanCode, { body }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(SutraProblem);
    expect(failure).toMatchObject({ retryAfterSeconds: 7, problem: { requestId: 'request-1' } });
    await session
      .callWith({ idempotencyKey: 'mine' })(scanCode, { body })
      .catch(() => undefined);
    const keys = server.seen
      .filter(({ url }) => url.endsWith('/scan'))
      .map(({ headers }) => headers['idempotency-key']);
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(keys[1]).toBe('mine');
  });

  it('repeat a POST whose answer was lost under the same key', async () => {
    const session = tab();
    await session.login(LOGIN);
    let times = 0;
    server.routes.set('POST /api/v1/drug-scanning/scan', (_, response) => {
      times += 1;
      if (times === 1) response.destroy();
      else sendProblem(response, 409, 'scan.client_id_reused');
    });
    await expect(session.call(scanCode, { body: { raw: 'x', clientScanId: 'one' } })).rejects.toBeInstanceOf(
      SutraProblem,
    );
    const keys = server.seen
      .filter(({ url }) => url.endsWith('/scan'))
      .map(({ headers }) => headers['idempotency-key']);
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
  });

  it('tell a lost connection, an answer that is no problem document, and one that is not as declared apart', async () => {
    const session = tab();
    await session.login(LOGIN);
    server.routes.set('GET /api/v1/auth/sessions', (_, response) => void response.destroy());
    await expect(session.call(listSessions)).rejects.toBeInstanceOf(NetworkFailure);
    server.routes.set(
      'GET /api/v1/auth/sessions',
      (_, response) => void response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>'),
    );
    await expect(session.call(listSessions)).rejects.toMatchObject({ problem: { status: 502, code: 'http.502' } });
    server.routes.set('GET /api/v1/auth/sessions', (_, response) => sendJson(response, 200, { sessions: [{ id: 7 }] }));
    await expect(session.call(listSessions)).rejects.toBeInstanceOf(AnswerUnreadable);
  });

  it('tell whether the server answered, be it with a refusal', async () => {
    const told: boolean[] = [];
    const session = tab({ onReached: (isReached) => told.push(isReached) });
    await session.login(LOGIN);
    await session.call(listSessions).catch(() => undefined);
    expect(told).toEqual([true, true]);
    server.routes.set('GET /api/v1/auth/sessions', (_, response) => void response.destroy());
    await session.call(listSessions).catch(() => undefined);
    expect(told).toEqual([true, true, false]);
    await session
      .callWith({ signal: AbortSignal.abort() })(listSessions)
      .catch(() => undefined);
    expect(told).toHaveLength(3);
  });

  it('can be cancelled', async () => {
    const session = tab();
    await session.login(LOGIN);
    server.routes.set('GET /api/v1/auth/sessions', () => undefined);
    const controller = new AbortController();
    const call = session.callWith({ signal: controller.signal })(listSessions);
    setTimeout(() => controller.abort(), 20);
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('give the lines of a stream as they were written, whatever the pieces they come in', async () => {
    const session = tab();
    await session.login(LOGIN);
    const lines = ['{"type":"export","name":"आशा"}', '{"b":2}', '{"c":3}'];
    const bytes = Buffer.from(lines.join('\n'));
    server.routes.set('GET /api/v1/audit/export', async (_, response) => {
      response.writeHead(200, { 'content-type': 'application/x-ndjson' });
      for (let at = 0; at < bytes.length; at += 7) {
        response.write(bytes.subarray(at, at + 7));
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      response.end();
    });
    const read: string[] = [];
    for await (const line of splitLines(await session.bytes(exportAudit))) read.push(line);
    expect(read).toEqual(lines);
  });

  it('say when a stream breaks off', async () => {
    const session = tab();
    await session.login(LOGIN);
    server.routes.set('GET /api/v1/audit/export', (_, response) => {
      response.writeHead(200, { 'content-type': 'application/x-ndjson' });
      response.write('{"a":1}\n');
      setTimeout(() => response.destroy(), 20);
    });
    const lines = splitLines(await session.bytes(exportAudit));
    const readAll = async () => {
      for await (const line of lines) expect(line).toBe('{"a":1}');
    };
    await expect(readAll()).rejects.toBeInstanceOf(NetworkFailure);
  });
});

describe('the session of a browser', () => {
  it('is continued by a new page, or absent', async () => {
    const session = tab();
    expect(await session.restore()).toMatchObject({ status: 'signed-in' });
    server.isRevoked = true;
    const onSignedOut = vi.fn<(reason: SignedOutReason) => void>();
    expect(await tab({ name: randomUUID(), onSignedOut }).restore()).toEqual({
      status: 'signed-out',
      reason: 'absent',
    });
    expect(onSignedOut).not.toHaveBeenCalled();
  });

  it('does not mistake a server that is away for a sign-out', async () => {
    const session = tab();
    await server.stop();
    await expect(session.restore()).rejects.toBeInstanceOf(NetworkFailure);
    expect(session.state.status).toBe('unknown');
    await server.start();
  });

  it('gets a new token when the old one is refused, once for all calls at the time', async () => {
    const session = tab();
    await session.login(LOGIN);
    server.routes.set('GET /api/v1/auth/sessions', (_, response) => sendJson(response, 200, NO_SESSIONS));
    server.expireTokens();
    server.refreshDelayMs = 30;
    await Promise.all(Array.from({ length: 20 }, () => session.call(listSessions)));
    expect(server.count('/api/v1/auth/refresh')).toBe(1);
  });

  it('gets a new token by itself before the old one runs out', async () => {
    server.lifeSeconds = 1;
    const session = tab();
    await session.login(LOGIN);
    await vi.waitFor(() => expect(server.count('/api/v1/auth/refresh')).toBeGreaterThanOrEqual(1), { timeout: 2000 });
    expect(session.state.status).toBe('signed-in');
  });

  it('refreshes once over all tabs, and never twice at the same time', async () => {
    server.refreshDelayMs = 60;
    const tabs = Array.from({ length: 6 }, () => tab());
    await Promise.all(tabs.map((one) => one.restore()));
    expect(tabs.map(({ state }) => state.status)).toEqual(tabs.map(() => 'signed-in'));
    expect(server.count('/api/v1/auth/refresh')).toBe(1);
    expect(server.mostAtOnce).toBe(1);
  });

  it('works in two organisations in two tabs, and stays so over refreshes', async () => {
    const [first, second] = [tab(), tab()];
    await first.login(LOGIN);
    await second.restore();
    await second.switchOrganisation(ORGANISATIONS[1].id);
    expect([organisationOf(first), organisationOf(second)]).toEqual([ORGANISATIONS[0].id, ORGANISATIONS[1].id]);
    await Promise.all([first.refresh(), second.refresh()]);
    expect([organisationOf(first), organisationOf(second)]).toEqual([ORGANISATIONS[0].id, ORGANISATIONS[1].id]);
    expect(server.mostAtOnce).toBe(1);
  });

  it('falls back to an own organisation when the one of the tab was taken away', async () => {
    const session = tab();
    await session.login(LOGIN);
    await expect(session.switchOrganisation('019a0000-0000-7000-8000-00000000dead')).rejects.toMatchObject({
      problem: { code: 'auth.no_membership' },
    });
    expect(organisationOf(session)).toBe(ORGANISATIONS[0].id);
  });

  it('signs in every tab, and signs out every tab', async () => {
    const told: SignedOutReason[] = [];
    const [first, second] = [tab(), tab({ onSignedOut: (reason) => told.push(reason) })];
    await first.login(LOGIN);
    await vi.waitFor(() => expect(second.state.status).toBe('signed-in'));
    await first.logout();
    await vi.waitFor(() => expect(second.state).toEqual({ status: 'signed-out', reason: 'signed-out' }));
    expect(told).toEqual(['signed-out']);
  });

  it('tells its own sign-out as that, though the live connection hears of the end first', async () => {
    const told: SignedOutReason[] = [];
    const [first, second] = [
      tab({ onSignedOut: (reason) => told.push(reason) }),
      tab({ onSignedOut: (reason) => told.push(reason) }),
    ];
    await first.login(LOGIN);
    await vi.waitFor(() => expect(second.state.status).toBe('signed-in'));
    for (const one of [first, second]) connect(one);
    await vi.waitFor(() => expect(server.sockets.size).toBe(2));
    server.answerLogout = async () => {
      for (const socket of server.sockets) socket.close(4401);
      await new Promise((resolve) => setTimeout(resolve, 100));
    };
    await first.logout();
    await vi.waitFor(() => expect(told).toEqual(['signed-out', 'signed-out']));
  });

  it('never sends in one organisation what was begun in another; what concerns only the person goes on', async () => {
    const session = tab();
    await session.login(LOGIN);
    await session.switchOrganisation(ORGANISATIONS[1].id);
    server.suspended = { because: 'unpaid', organisationId: ORGANISATIONS[1].id };
    server.routes.set('POST /api/v1/drug-scanning/scan', (_, response) => sendProblem(response, 409, 'never'));
    server.routes.set('GET /api/v1/auth/sessions', (_, response) => sendJson(response, 200, NO_SESSIONS));
    server.expireTokens();
    const scan = session.call(scanCode, { body: { raw: 'x', clientScanId: 'one' } });
    const sessions = session.call(listSessions);
    await expect(scan).rejects.toMatchObject({ problem: { code: 'auth.token_expired' } });
    expect(server.count('/api/v1/drug-scanning/scan')).toBe(1);
    expect(await sessions).toEqual(NO_SESSIONS);
    expect(organisationOf(session)).toBe(ORGANISATIONS[0].id);
  });

  it('does not send in another organisation either what had to wait for a token', async () => {
    server.lifeSeconds = 1;
    const session = tab();
    await session.login(LOGIN);
    await session.switchOrganisation(ORGANISATIONS[1].id);
    server.suspended = { because: 'unpaid', organisationId: ORGANISATIONS[1].id };
    const scan = session.call(scanCode, { body: { raw: 'x', clientScanId: 'one' } });
    await expect(scan).rejects.toMatchObject({ problem: { code: 'auth.token_expired' } });
    expect(server.count('/api/v1/drug-scanning/scan')).toBe(0);
  });

  it('stays signed in when the server could not be told of a sign-out', async () => {
    const session = tab();
    await session.login(LOGIN);
    await server.stop();
    await expect(session.logout()).rejects.toBeInstanceOf(NetworkFailure);
    expect(session.state.status).toBe('signed-in');
    await server.start();
  });

  it('ends in every tab with the words of the operator when every organisation of the person is suspended', async () => {
    const [first, second] = [tab(), tab()];
    await first.login(LOGIN);
    await vi.waitFor(() => expect(second.state.status).toBe('signed-in'));
    server.suspended = { because: 'the licence has run out' };
    await expect(first.refresh()).rejects.toMatchObject({ problem: { code: 'organisation.suspended' } });
    const ended = { status: 'signed-out', reason: 'suspended', detail: 'the licence has run out' };
    expect(first.state).toEqual(ended);
    await vi.waitFor(() => expect(second.state).toEqual(ended));
  });

  it('goes on elsewhere when only the organisation of the tab is suspended', async () => {
    const session = tab();
    await session.login(LOGIN);
    await session.switchOrganisation(ORGANISATIONS[1].id);
    server.suspended = { because: 'unpaid', organisationId: ORGANISATIONS[1].id };
    await session.refresh();
    expect(organisationOf(session)).toBe(ORGANISATIONS[0].id);
  });

  it('stays where it is when the organisation that it wants refuses, and ends only if it is the session that is over', async () => {
    const session = tab();
    await session.login(LOGIN);
    const refuse = (status: number, code: string) =>
      server.routes.set('POST /api/v1/auth/refresh', (_, response) => sendProblem(response, status, code));
    for (const [status, code] of [
      [401, 'auth.dpop_invalid'],
      [403, 'organisation.device_key_required'],
      [403, 'organisation.suspended'],
      [503, 'server.unavailable'],
    ] as const) {
      refuse(status, code);
      await expect(session.switchOrganisation(ORGANISATIONS[1].id)).rejects.toMatchObject({ problem: { code } });
      expect(organisationOf(session)).toBe(ORGANISATIONS[0].id);
    }
    refuse(401, 'auth.refresh_reused');
    await session.switchOrganisation(ORGANISATIONS[1].id).catch(() => undefined);
    expect(session.state).toEqual({ status: 'signed-out', reason: 'reused' });
  });

  it('ends, with the reason, when the server says that it was revoked', async () => {
    const told: SignedOutReason[] = [];
    const session = tab({ onSignedOut: (reason) => told.push(reason) });
    await session.login(LOGIN);
    server.isRevoked = true;
    await expect(session.call(getMe)).rejects.toMatchObject({ problem: { code: 'auth.token_revoked' } });
    expect(session.state).toEqual({ status: 'signed-out', reason: 'revoked' });
    expect(told).toEqual(['revoked']);
    await expect(session.call(revokeSession, { params: { sessionId: server.sessionId } })).rejects.toMatchObject({
      problem: { code: 'auth.token_missing' },
    });
  });

  it('says that the person belongs to no organisation any more, also in a tab that is opened then', async () => {
    const session = tab();
    await session.login(LOGIN);
    server.isExcluded = true;
    await session.refresh().catch(() => undefined);
    expect(session.state).toEqual({ status: 'signed-out', reason: 'excluded' });
    expect(await tab().restore()).toEqual({ status: 'signed-out', reason: 'excluded' });
  });

  it('says that a session ran out only if the server does', async () => {
    const session = tab();
    await session.login(LOGIN);
    server.isExpired = true;
    await expect(session.call(getMe)).rejects.toMatchObject({ problem: { code: 'auth.token_expired' } });
    expect(session.state).toEqual({ status: 'signed-out', reason: 'expired' });
    await session.login(LOGIN);
    server.expireTokens();
    server.isRevoked = true;
    await session.refresh().catch(() => undefined);
    expect(session.state).toEqual({ status: 'signed-out', reason: 'ended' });
  });

  it('goes on in the organisation of the tab after signing in again, and was in no other meanwhile', async () => {
    const session = tab();
    await session.login(LOGIN);
    await session.switchOrganisation(ORGANISATIONS[1].id);
    server.isExpired = true;
    await session.refresh().catch(() => undefined);
    const seen: string[] = [];
    session.subscribe(() => seen.push(organisationOf(session)));
    await session.login(LOGIN);
    expect(seen).toEqual([ORGANISATIONS[1].id]);
  });

  it('signs in all tabs again that ran out together', async () => {
    const [first, second] = [tab(), tab()];
    await first.login(LOGIN);
    await vi.waitFor(() => expect(second.state.status).toBe('signed-in'));
    server.isExpired = true;
    await first.refresh().catch(() => undefined);
    await vi.waitFor(() => expect(second.state).toEqual({ status: 'signed-out', reason: 'expired' }));
    server.sessionId = '019a0000-0000-7000-8000-00000000aaaa';
    await first.login(LOGIN);
    await vi.waitFor(() => expect(second.state.status).toBe('signed-in'));
  });

  it('leaves each tab in its organisation when one of them signs in again', async () => {
    const [first, second] = [tab(), tab()];
    await first.login(LOGIN);
    await vi.waitFor(() => expect(second.state.status).toBe('signed-in'));
    await second.switchOrganisation(ORGANISATIONS[1].id);
    server.isExpired = true;
    await first.refresh().catch(() => undefined);
    await vi.waitFor(() => expect(second.state.status).toBe('signed-out'));
    const seen: string[] = [];
    second.subscribe(() => seen.push(organisationOf(second)));
    server.sessionId = '019a0000-0000-7000-8000-00000000bbbb';
    await first.login(LOGIN);
    await vi.waitFor(() => expect(seen).toEqual([ORGANISATIONS[1].id]));
    expect(organisationOf(first)).toBe(ORGANISATIONS[0].id);
  });
});

describe('the live connection', () => {
  const connected = () => vi.waitFor(() => expect(server.sockets.size).toBe(1), { timeout: 3000 });

  it('begins with the sign-in and tells what happens', async () => {
    const session = tab();
    const onEvent = vi.fn<(event: RealtimeEvent) => void>();
    const onReconnected = vi.fn<() => void>();
    connect(session, { onEvent, onReconnected });
    expect(server.sockets.size).toBe(0);
    await session.login(LOGIN);
    await connected();
    for (const socket of server.sockets) socket.send('{"type":"scan.recorded"}');
    await vi.waitFor(() => expect(onEvent).toHaveBeenCalledWith({ type: 'scan.recorded' }));
    expect(onReconnected).not.toHaveBeenCalled();
  });

  it('comes back after it was cut, and says that something may have been missed', async () => {
    const session = tab();
    await session.login(LOGIN);
    const onChange = vi.fn<(isConnected: boolean) => void>();
    const onReconnected = vi.fn<() => void>();
    connect(session, { onChange, onReconnected });
    await connected();
    for (const socket of server.sockets) socket.terminate();
    await vi.waitFor(() => expect(onReconnected).toHaveBeenCalledTimes(1), { timeout: 5000 });
    expect(onChange.mock.calls).toEqual([[true], [false], [true]]);
  });

  it('signs out within a second when the session was revoked', async () => {
    const session = tab();
    await session.login(LOGIN);
    connect(session);
    await connected();
    const startedMs = performance.now();
    for (const socket of server.sockets) socket.close(4401);
    await vi.waitFor(() => expect(session.state).toEqual({ status: 'signed-out', reason: 'revoked' }));
    expect(performance.now() - startedMs).toBeLessThan(1000);
  });

  it('gets a fresh token rather than signing out when an old one was not accepted', async () => {
    const session = tab();
    await session.login(LOGIN);
    server.expireTokens();
    connect(session);
    await connected();
    expect(session.state.status).toBe('signed-in');
    expect(server.count('/api/v1/auth/refresh')).toBe(1);
  });

  it('moves along when the tab works in another organisation', async () => {
    const session = tab();
    await session.login(LOGIN);
    connect(session);
    await connected();
    const [before] = server.sockets;
    await session.switchOrganisation(ORGANISATIONS[1].id);
    await vi.waitFor(() => expect(server.sockets.has(before!)).toBe(false));
    await connected();
  });
});
