// A small real server for the tests of the client: sign-in with a rotating refresh, whatever routes a test adds, WebSocket.
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import { connectRealtime, type RealtimeOptions } from './realtime.ts';
import { createSession, type Session } from './session.ts';
import { memoryStorage, type SessionOptions } from './session-state.ts';

export interface Seen {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: unknown;
}
type Answer = (seen: Seen, response: ServerResponse) => void | Promise<void>;

export const ORGANISATIONS = [
  { id: '019a0000-0000-7000-8000-000000000001', name: 'Asha Medical Stores', kind: 'pharmacy' },
  { id: '019a0000-0000-7000-8000-000000000002', name: 'Narmada Cotton Traders', kind: 'cotton' },
] as const;

export interface Tabs {
  /** A tab of this test's browser. */
  tab: (options?: Partial<SessionOptions>) => Session;
  connect: (session: Session, options?: Partial<RealtimeOptions>) => void;
}

/** A server and the tabs of one browser for each test, closed after it. */
export function testTabs(onStarted: (server: TestServer) => void): Tabs {
  let server: TestServer;
  let name: string;
  const open: { close(): void }[] = [];
  beforeEach(async () => {
    server = new TestServer();
    await server.start();
    name = randomUUID();
    onStarted(server);
  });
  afterEach(async () => {
    for (const one of open.splice(0)) one.close();
    await server.stop();
  });
  return {
    tab: (options) => {
      const own = { baseUrl: server.baseUrl, tokenDelivery: 'cookie', storage: memoryStorage(), name } as const;
      const session = createSession({ ...own, ...options });
      open.push(session);
      return session;
    },
    connect: (session, options) => {
      const close = connectRealtime(session, { onEvent: () => undefined, onReconnected: () => undefined, ...options });
      open.push({ close });
    },
  };
}

/** One browser's session on the server: nobody else's cookie ever comes. */
export class TestServer {
  readonly seen: Seen[] = [];
  readonly routes = new Map<string, Answer>();
  readonly sockets = new Set<WebSocket>();
  sessionId = randomUUID();
  userId = randomUUID();
  lifeSeconds = 900;
  refreshDelayMs = 0;
  /** The person was suspended in their only organisation. */
  isExcluded = false;
  /** All organisations, or the one that is named. */
  suspended: { because: string; organisationId?: string } | null = null;
  /** How many refreshes were under way at once, at most. */
  mostAtOnce = 0;
  isRevoked = false;
  /** The session has run out: nobody ended it. */
  isExpired = false;
  /** What happens before a sign-out is answered. */
  answerLogout: () => Promise<void> = () => Promise.resolve();
  baseUrl = '';
  #valid = new Map<string, string>();
  #atOnce = 0;
  readonly #http = createServer((request, response) => void this.#answer(request, response));

  async start(): Promise<void> {
    const sockets = new WebSocketServer({ server: this.#http, path: '/api/v1/realtime' });
    sockets.on('connection', (socket) => {
      socket.send('{"type":"hello","nonce":"n"}');
      socket.once('message', (data) => {
        const { token } = JSON.parse((data as Buffer).toString()) as { token: string };
        if (this.isRevoked || this.isExpired || !this.#valid.has(token)) return socket.close(4401);
        this.sockets.add(socket);
        socket.on('close', () => this.sockets.delete(socket));
        socket.send('{"type":"ready"}');
      });
    });
    await new Promise<void>((resolve) => {
      this.#http.listen(0, '127.0.0.1', resolve);
    });
    this.baseUrl = `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.terminate();
    this.#http.closeAllConnections();
    await new Promise((resolve) => {
      this.#http.close(resolve);
    });
  }

  count(path: string): number {
    return this.seen.filter(({ url }) => url === path).length;
  }

  /** What no token of before survives. */
  expireTokens(): void {
    this.#valid.clear();
  }

  signedIn(organisationId: string = ORGANISATIONS[0].id): object {
    const accessToken = randomUUID();
    this.#valid.set(accessToken, organisationId);
    return {
      accessToken,
      tokenType: 'Bearer',
      expiresInSeconds: this.lifeSeconds,
      refreshExpiresAt: '2027-01-01T00:00:00.000Z',
      sessionId: this.sessionId,
      user: { id: this.userId, name: 'Asha', mobile: '+919800000001', email: null },
      organisation: ORGANISATIONS.find(({ id }) => id === organisationId) ?? ORGANISATIONS[0],
      organisations: ORGANISATIONS,
      permissions: [],
      acr: 'aal1',
      secondFactorRequired: false,
    };
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const seen: Seen = {
      method: request.method!,
      url: request.url!,
      headers: request.headers,
      body: text === '' ? undefined : JSON.parse(text),
    };
    this.seen.push(seen);
    const path = seen.url.split('?')[0]!;
    const own = this.routes.get(`${seen.method} ${path}`);
    if (path === '/api/v1/auth/login' && !own) {
      this.isExpired = false;
      return sendJson(response, 200, this.signedIn());
    }
    if (path === '/api/v1/auth/refresh') return own ? own(seen, response) : this.#refresh(seen, response);
    const token = seen.headers.authorization?.slice('Bearer '.length);
    if (token !== undefined && this.isRevoked) return sendProblem(response, 401, 'auth.token_revoked');
    if (token !== undefined && (this.isExpired || !this.#valid.has(token)))
      return sendProblem(response, 401, 'auth.token_expired');
    if (path === '/api/v1/auth/logout') {
      await this.answerLogout();
      return sendJson(response, 200, { revokedAt: new Date().toISOString() });
    }
    if (own) return own(seen, response);
    return sendProblem(response, 404, 'route.not_found');
  }

  async #refresh(seen: Seen, response: ServerResponse): Promise<void> {
    this.#atOnce += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#atOnce);
    await new Promise((resolve) => setTimeout(resolve, this.refreshDelayMs));
    this.#atOnce -= 1;
    if (this.isRevoked) return sendProblem(response, 401, 'auth.refresh_invalid');
    if (this.isExpired) return sendProblem(response, 401, 'auth.refresh_expired');
    if (this.isExcluded) return sendProblem(response, 403, 'auth.no_membership');
    const { organisationId } = seen.body as { organisationId?: string };
    if (this.suspended !== null && [undefined, organisationId].includes(this.suspended.organisationId))
      return sendProblem(response, 403, 'organisation.suspended', {}, this.suspended.because);
    if (organisationId !== undefined && !ORGANISATIONS.some(({ id }) => id === organisationId))
      return sendProblem(response, 403, 'auth.no_membership');
    return sendJson(response, 200, this.signedIn(organisationId));
  }
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

export function sendProblem(
  response: ServerResponse,
  status: number,
  code: string,
  headers: Record<string, string> = {},
  detail?: string,
): void {
  response.writeHead(status, { 'content-type': 'application/problem+json', ...headers });
  response.end(
    JSON.stringify({ type: 'about:blank', title: `Refused: ${code}`, status, code, requestId: 'request-1', detail }),
  );
}
