// What happens elsewhere, told by the server over one WebSocket a tab.
import type { Session } from './session.ts';

export interface RealtimeEvent {
  readonly type: string;
  readonly [field: string]: unknown;
}
export interface RealtimeOptions {
  onEvent: (event: RealtimeEvent) => void;
  /** The connection is back; whatever happened meanwhile was missed. */
  onReconnected: () => void;
  /** Told when the connection is there, and when it is lost or cannot be made; nobody signed in counts as neither. */
  onChange?: (isConnected: boolean) => void;
}

/** The server ends the connection of a session that was revoked. */
export const CLOSED_REVOKED = 4401;
const BACKOFF_MS = { first: 500, most: 30_000 };

/** Keeps a connection for as long as somebody is signed in; returns what ends it. */
export function connectRealtime(session: Session, options: RealtimeOptions): () => void {
  const connection = new Connection(session, options);
  const unsubscribe = session.subscribe(() => connection.follow());
  const page = globalThis as Partial<EventTarget>;
  const retry = () => connection.retryNow();
  page.addEventListener?.('online', retry);
  connection.follow();
  return () => {
    unsubscribe();
    page.removeEventListener?.('online', retry);
    connection.close();
  };
}

class Connection {
  readonly #session: Session;
  readonly #options: RealtimeOptions;
  #socket: WebSocket | null = null;
  #scope: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #wasReady = false;

  constructor(session: Session, options: RealtimeOptions) {
    this.#session = session;
    this.#options = options;
  }

  /** A connection belongs to one session in one organisation. */
  follow(): void {
    const { state } = this.#session;
    const scope = state.status === 'signed-in' ? `${state.signedIn.sessionId} ${state.signedIn.organisation.id}` : null;
    if (scope === this.#scope) return;
    this.close();
    this.#scope = scope;
    this.#wasReady = false;
    this.#failures = 0;
    if (scope !== null) void this.#connect(scope);
  }

  retryNow(): void {
    if (this.#scope !== null && this.#socket === null) void this.#connect(this.#scope);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#scope = null;
    const socket = this.#socket;
    this.#socket = null;
    socket?.close(1000);
  }

  async #connect(scope: string): Promise<void> {
    clearTimeout(this.#timer);
    let token: string;
    try {
      token = await this.#session.token();
    } catch {
      if (scope === this.#scope) this.#retryLater(scope);
      return;
    }
    if (scope !== this.#scope || this.#socket !== null) return;
    const url = realtimeUrl(this.#session.baseUrl);
    const socket = new WebSocket(url.replace(/^http/, 'ws'));
    this.#socket = socket;
    let isReady = false;
    socket.addEventListener('message', ({ data }) => {
      const event = readEvent(data);
      if (socket !== this.#socket || !event) return;
      if (event.type === 'hello') return void this.#answer(socket, url, token, String(event['nonce']));
      if (event.type !== 'ready') return this.#handle(event);
      isReady = true;
      this.#failures = 0;
      this.#options.onChange?.(true);
      if (this.#wasReady) this.#options.onReconnected();
      this.#wasReady = true;
    });
    socket.addEventListener('close', ({ code }) => {
      if (socket !== this.#socket) return;
      this.#socket = null;
      if (code === CLOSED_REVOKED && isReady) {
        this.#session.end('revoked');
        // Nothing to do for a session that has ended by that; one that somebody is about to replace may stay after all.
        return this.#retryLater(scope);
      }
      // Refused before it was ready: the token may just be old, which a refresh tells.
      if (code === CLOSED_REVOKED)
        return void this.#session.refresh().then(
          () => this.#retryLater(scope),
          () => this.#retryLater(scope),
        );
      this.#retryLater(scope);
    });
  }

  async #answer(socket: WebSocket, url: string, token: string, nonce: string): Promise<void> {
    const proof = await this.#session.prove(url, token, nonce);
    if (socket === this.#socket && socket.readyState === socket.OPEN) socket.send(JSON.stringify({ token, proof }));
  }

  #handle(event: RealtimeEvent): void {
    const { state } = this.#session;
    if (
      event.type === 'session.revoked' &&
      state.status === 'signed-in' &&
      event['sessionId'] === state.signedIn.sessionId
    )
      return this.#session.end('revoked');
    this.#options.onEvent(event);
  }

  // Full jitter: after a restart of the server not everybody comes back in the same moment.
  #retryLater(scope: string): void {
    if (scope !== this.#scope) return;
    this.#options.onChange?.(false);
    const mostMs = Math.min(BACKOFF_MS.first * 2 ** this.#failures, BACKOFF_MS.most);
    this.#failures += 1;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#connect(scope), 100 + Math.random() * mostMs);
    (this.#timer as { unref?: () => void }).unref?.();
  }
}

function realtimeUrl(baseUrl: string): string {
  const { location } = globalThis as { location?: { origin: string } };
  return `${baseUrl || location?.origin || ''}/api/v1/realtime`;
}

function readEvent(data: unknown): RealtimeEvent | null {
  try {
    const event = JSON.parse(String(data)) as RealtimeEvent | null;
    return typeof event?.type === 'string' ? event : null;
  } catch {
    return null;
  }
}
