// Live pages: a WebSocket on which a person hears of their own sessions and of their organisation's changes.
import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Actor } from '@sutra/kernel/actor';
import type { Clock } from '@sutra/kernel/clock';
import type { Feed } from '@sutra/kernel/feed';
import { callerOf, trustIn } from '@sutra/kernel/http/proxies';
import type { Logger } from '@sutra/kernel/log';
import type { Authenticator } from '@sutra/kernel/ports';
import { z } from 'zod';
import { type WebSocket, WebSocketServer } from 'ws';

export const PATH = '/api/v1/realtime';
const FIRST_MESSAGE_MS = 5000;
const PING_MS = 25_000;
const END_MS = 1000;
const MAX_CONNECTIONS = 5000;
const MAX_BUFFERED_BYTES = 1024 * 1024;
const CLOSED_REVOKED = 4401;
const CLOSED_BAD_REQUEST = 4400;
const CLOSED_TOO_SLOW = 4408;

/** A token that is bound to a device comes with a proof of the nonce that this connection was greeted with. */
const Hello = z.object({ token: z.string().max(4096), proof: z.string().max(4096).optional() });

export interface RealtimeOptions {
  feed: Feed;
  authenticator: Authenticator;
  /** Tells who is refused by what was missed while the feed was silent. */
  afterSilence: (tell: (isRefused: (actor: Actor) => boolean) => void) => void;
  /** Throws if what somebody was let in by has ended since. */
  check: (actor: Actor) => void | Promise<void>;
  trustedProxies: readonly string[];
  /** The origin that people use, where it is known. */
  publicUrl: string | null;
  clock: Clock;
  log: Logger;
}

interface Client {
  socket: WebSocket;
  actor: Actor;
  heard: boolean;
}

/** Serves WebSockets beside HTTP; a session that ends loses its connections at once. */
export function createRealtime(options: RealtimeOptions): {
  attach(server: Server): void;
  close(): void;
} {
  const { feed, authenticator, afterSilence, check, publicUrl, clock, log } = options;
  const trusted = trustIn(options.trustedProxies);
  const server = new WebSocketServer({ noServer: true, maxPayload: 8192, perMessageDeflate: false });
  const clients = new Set<Client>();
  let waiting = 0;

  const hasRunOut = ({ actor }: Client) => actor.expiresAtMs <= clock.nowMs();
  const end = ({ socket }: Client) => socket.close(CLOSED_BAD_REQUEST, 'refresh the token and come again');
  const send = (client: Client, message: object) => {
    if (hasRunOut(client)) end(client);
    else if (client.socket.bufferedAmount > MAX_BUFFERED_BYTES) client.socket.close(CLOSED_TOO_SLOW, 'too slow');
    else client.socket.send(JSON.stringify(message));
  };
  feed.subscribe('identity.revoked', (data) => {
    const ids = new Set((data as { ids: string[] }).ids);
    for (const client of clients)
      if (ids.has(client.actor.sessionId)) client.socket.close(CLOSED_REVOKED, 'signed out');
  });
  feed.subscribe('identity.membership', (data) => {
    const { changes } = data as { changes: { userId: string; organisationId: string; version: number }[] };
    const versions = new Map(changes.map((one) => [`${one.userId} ${one.organisationId}`, one.version]));
    for (const client of clients) {
      const { id, organisationId, membershipVersion } = client.actor;
      const version = versions.get(`${id} ${organisationId}`);
      if (version !== undefined && (membershipVersion ?? version) < version) end(client);
    }
  });
  // Of whole organisations, and of what was missed while the feed was silent, a refresh says what is the matter.
  feed.subscribe('identity.organisation', (data) => {
    const { organisationId, isSuspended } = data as { organisationId: string; isSuspended: boolean };
    if (!isSuspended) return;
    for (const client of clients) if (client.actor.organisationId === organisationId) end(client);
  });
  afterSilence((isRefused) => {
    for (const client of clients) if (isRefused(client.actor)) end(client);
  });
  feed.subscribe('live.person', (data) => {
    const { userId, message } = data as { userId: string; message: object };
    for (const client of clients) if (client.actor.id === userId) send(client, message);
  });
  feed.subscribe('live.organisation', (data) => {
    const { organisationId, permission, message } = data as {
      organisationId: string;
      permission: string;
      message: object;
    };
    for (const client of clients)
      if (client.actor.organisationId === organisationId && client.actor.permissions.has(permission))
        send(client, message);
  });

  const welcome = async (socket: WebSocket, text: string, request: IncomingMessage): Promise<Client> => {
    const { token, proof } = Hello.parse(JSON.parse(text));
    const { ip, origin } = callerOf(request, trusted);
    const actor = await authenticator.authenticate({
      authorization: `${proof === undefined ? 'Bearer' : 'DPoP'} ${token}`,
      proof,
      method: 'GET',
      url: (publicUrl ?? origin) + PATH,
      ip,
      answerWith: () => undefined,
    });
    return { socket, actor, heard: true };
  };

  server.on('connection', (socket: WebSocket, request: IncomingMessage) => {
    waiting += 1;
    let client: Client | null = null;
    let opened = false;
    const settle = () => {
      if (!opened) waiting -= 1;
      opened = true;
    };
    const timer = setTimeout(() => socket.close(CLOSED_BAD_REQUEST, 'send a token first'), FIRST_MESSAGE_MS);
    socket.on('error', (error) => log.debug({ err: error }, 'realtime connection'));
    socket.on('pong', () => {
      if (client) client.heard = true;
    });
    socket.on('close', () => {
      clearTimeout(timer);
      settle();
      if (client) clients.delete(client);
    });
    socket.send(JSON.stringify({ type: 'hello', nonce: authenticator.nonce() }));
    socket.once('message', (data) => {
      clearTimeout(timer);
      const admit = async () => {
        const known = await welcome(socket, (data as Buffer).toString(), request);
        settle();
        if (socket.readyState !== socket.OPEN) return;
        client = known;
        clients.add(known);
        // What ended while the token was looked at was told to those who were there by then.
        await check(known.actor);
        send(known, { type: 'ready' });
      };
      admit().catch(() => socket.close(CLOSED_REVOKED, 'this token is not accepted'));
    });
  });

  // One whose token has run out hears nothing any more, and must come again with a fresh one.
  const endTimer = setInterval(() => {
    for (const client of clients) if (hasRunOut(client)) end(client);
  }, END_MS);
  endTimer.unref();
  // A silent connection may be dead.
  const timer = setInterval(() => {
    for (const client of clients) {
      if (!client.heard) client.socket.terminate();
      else {
        client.heard = false;
        client.socket.ping();
      }
    }
  }, PING_MS);
  timer.unref();

  return {
    attach: (http) => {
      http.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
        const refused = refusal(request, callerOf(request, trusted).origin, clients.size + waiting);
        if (refused === null)
          server.handleUpgrade(request, socket, head, (ready) => server.emit('connection', ready, request));
        else socket.end(`HTTP/1.1 ${refused}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
      });
    },
    close: () => {
      clearInterval(timer);
      clearInterval(endTimer);
      for (const { socket } of clients) socket.close(1001, 'the server restarts');
      server.close();
    },
  };
}

function refusal(request: IncomingMessage, calledAt: string, open: number): string | null {
  if (request.url?.split('?')[0] !== PATH) return '404 Not Found';
  if (open >= MAX_CONNECTIONS) return '503 Service Unavailable';
  const { origin } = request.headers;
  // Browsers send the origin; another site's page may not even try.
  if (origin === undefined) return null;
  const host = hostOf(origin);
  return host !== null && host === hostOf(calledAt) ? null : '403 Forbidden';
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}
