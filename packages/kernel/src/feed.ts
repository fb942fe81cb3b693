// Short messages to every instance: revocations, cache invalidation, live pages. In this process, or over Redis.
//
// A subscriber that must not miss anything (revocations) registers `catchUp`. Over Redis the feed knows when it cannot be
// trusted: each publisher numbers its messages (a gap means a lost one), and a heartbeat travels through the same channel
// (silence means a dead or half-open connection, whatever the socket says). While it is not fresh, the subscriber asks its
// store; after a reconnect `catchUp` reads what was missed, and only then is the feed fresh again.
import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { StartError } from './config.ts';
import { type Clock, MINUTE_MS } from './clock.ts';
import type { Logger } from './log.ts';

const BEAT_MS = 250;
const STALE_MS = 750;
const SILENT_MS = 2 * BEAT_MS;
const CATCH_UP_MARGIN_MS = 5000;
/** The first catch-up reaches back as far as an access token lives. */
const FIRST_CATCH_UP_MS = 15 * MINUTE_MS;

type Handler = (data: unknown) => void;
export type CatchUp = (since: Date) => Promise<void>;

export interface Feed {
  /** True while nothing can have been missed. */
  readonly fresh: boolean;
  /** Reaches this instance at once, and the others within milliseconds; false if it could not be sent. */
  publish(topic: string, data: unknown): Promise<boolean>;
  subscribe(topic: string, handler: Handler): () => void;
  /** Called before the feed is trusted: at start, and after every silence. */
  onCatchUp(catchUp: CatchUp): void;
  start(): Promise<void>;
  close(): Promise<void>;
}

class Subscribers {
  readonly #byTopic = new Map<string, Set<Handler>>();
  readonly #log: Logger;
  constructor(log: Logger) {
    this.#log = log;
  }
  add(topic: string, handler: Handler): () => void {
    const handlers = this.#byTopic.get(topic) ?? new Set();
    this.#byTopic.set(topic, handlers.add(handler));
    return () => handlers.delete(handler);
  }
  deliver(topic: string, data: unknown): void {
    for (const handler of this.#byTopic.get(topic) ?? []) {
      try {
        handler(data);
      } catch (error) {
        this.#log.error({ err: error, topic }, 'a feed subscriber failed');
      }
    }
  }
}

/** One process: delivery is a function call and nothing is ever missed. */
export class LocalFeed implements Feed {
  readonly #subscribers: Subscribers;
  readonly #clock: Clock;
  readonly #catchUps: CatchUp[] = [];
  #started = false;
  constructor(clock: Clock, log: Logger) {
    this.#clock = clock;
    this.#subscribers = new Subscribers(log);
  }
  get fresh(): boolean {
    return this.#started;
  }
  publish(topic: string, data: unknown): Promise<boolean> {
    this.#subscribers.deliver(topic, data);
    return Promise.resolve(true);
  }
  subscribe(topic: string, handler: Handler): () => void {
    return this.#subscribers.add(topic, handler);
  }
  onCatchUp(catchUp: CatchUp): void {
    this.#catchUps.push(catchUp);
  }
  async start(): Promise<void> {
    const since = new Date(this.#clock.nowMs() - FIRST_CATCH_UP_MS);
    await Promise.all(this.#catchUps.map((catchUp) => catchUp(since)));
    this.#started = true;
  }
  async close(): Promise<void> {}
}

interface Message {
  from: string;
  sequence: number;
  topic?: string;
  data?: unknown;
  /** The last message of an instance that stops. */
  bye?: true;
}

/** Several processes: Redis pub/sub with sequence numbers and a heartbeat. */
export class RedisFeed implements Feed {
  readonly #url: string;
  readonly #channel: string;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #subscribers: Subscribers;
  readonly #catchUps: CatchUp[] = [];
  readonly #me = randomUUID();
  readonly #sequences = new Map<string, number>();
  /** When each instance was heard last. */
  readonly #heardMs = new Map<string, number>();
  readonly #publisher: Redis;
  readonly #listener: Redis;
  #sequence = 0;
  #lastBeatMs = 0;
  #trustedAtMs: number;
  #caughtUp = false;
  #catching: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;

  /** `name` keeps the environments apart that share one Redis. */
  constructor(url: string, name: string, clock: Clock, log: Logger) {
    this.#url = url;
    this.#channel = `sutra:feed:${name}`;
    this.#clock = clock;
    this.#log = log;
    this.#subscribers = new Subscribers(log);
    this.#trustedAtMs = clock.nowMs() - FIRST_CATCH_UP_MS + CATCH_UP_MARGIN_MS;
    // With ioredis' defaults a publish during an outage hangs for seconds.
    const options = {
      lazyConnect: true,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      retryStrategy: (tries: number) => Math.min(100 * tries, 1000),
    };
    this.#publisher = new Redis(url, { ...options, commandTimeout: 400 });
    this.#listener = new Redis(url, { ...options, autoResubscribe: false, commandTimeout: 2000 });
    for (const connection of [this.#publisher, this.#listener]) {
      connection.on('error', (error: Error) => log.debug({ err: error }, 'redis connection'));
    }
    this.#listener.on('message', (_channel: string, text: string) => this.#receive(text));
    this.#listener.on('close', () => this.#distrust());
    this.#listener.on('ready', () => {
      this.#listener
        .subscribe(this.#channel)
        .catch((error: unknown) => log.warn({ err: error }, 'the feed could not subscribe'));
    });
  }

  get fresh(): boolean {
    return this.#caughtUp && performance.now() - this.#lastBeatMs <= STALE_MS;
  }

  async publish(topic: string, data: unknown): Promise<boolean> {
    this.#subscribers.deliver(topic, data); // this instance first: its own answer follows at once
    return this.#send({ from: this.#me, sequence: ++this.#sequence, topic, data });
  }

  subscribe(topic: string, handler: Handler): () => void {
    return this.#subscribers.add(topic, handler);
  }

  onCatchUp(catchUp: CatchUp): void {
    this.#catchUps.push(catchUp);
  }

  async start(): Promise<void> {
    try {
      await Promise.all([this.#publisher.connect(), this.#listener.connect()]);
    } catch (cause) {
      this.#publisher.disconnect();
      this.#listener.disconnect();
      throw new StartError(
        `Redis at ${new URL(this.#url).host} does not answer: ${(cause as Error).message}. Check REDIS_URL and that the server runs.`,
        { cause },
      );
    }
    this.#timer = setInterval(() => void this.#send({ from: this.#me, sequence: ++this.#sequence }), BEAT_MS);
  }

  async close(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    await this.#send({ from: this.#me, sequence: ++this.#sequence, bye: true });
    this.#publisher.disconnect();
    this.#listener.disconnect();
    await this.#catching;
  }

  async #send(message: Message): Promise<boolean> {
    try {
      await this.#publisher.publish(this.#channel, JSON.stringify(message));
      return true;
    } catch {
      return false; // the gap in the sequence tells the others, the missing heartbeat tells us
    }
  }

  #receive(text: string): void {
    const message = parseMessage(text);
    if (!message) return;
    const previous = this.#sequences.get(message.from);
    if (previous !== undefined && message.sequence !== previous + 1) this.#distrust();
    this.#sequences.set(message.from, message.sequence);
    if (message.bye) this.#heardMs.delete(message.from);
    else this.#heardMs.set(message.from, performance.now());
    if (message.topic !== undefined) {
      if (message.from !== this.#me) this.#subscribers.deliver(message.topic, message.data);
    } else if (message.from === this.#me) {
      this.#heardMyself();
    }
    if (this.#sequences.size > 1000) this.#sequences.clear(); // instances come and go
  }

  // Only the own heartbeat proves the whole way out and back, and, as the channel keeps order, that all before it arrived.
  #heardMyself(): void {
    const now = performance.now();
    if (now - this.#lastBeatMs > STALE_MS) this.#caughtUp = false;
    this.#lastBeatMs = now;
    if (this.#caughtUp && !this.#isSomebodySilent(now)) this.#trustedAtMs = this.#clock.nowMs();
    else this.#startCatchUp();
  }

  // One that lost its own way to Redis goes on answering what it cannot tell us: its store is read at every beat instead,
  // for as long as its last word could matter.
  #isSomebodySilent(now: number): boolean {
    let silent = false;
    for (const [from, heardMs] of this.#heardMs) {
      if (now - heardMs > FIRST_CATCH_UP_MS) this.#heardMs.delete(from);
      else silent ||= now - heardMs > SILENT_MS;
    }
    return silent;
  }

  #distrust(): void {
    this.#caughtUp = false;
    this.#generation += 1;
    this.#sequences.clear();
  }
  #generation = 0;

  #startCatchUp(): void {
    this.#catching ??= this.#runCatchUp().finally(() => {
      this.#catching = null;
    });
  }

  async #runCatchUp(): Promise<void> {
    const generation = this.#generation;
    const startedAtMs = this.#clock.nowMs();
    try {
      const since = new Date(this.#trustedAtMs - CATCH_UP_MARGIN_MS);
      await Promise.all(this.#catchUps.map((catchUp) => catchUp(since)));
      if (generation !== this.#generation) return; // something was missed meanwhile: the next heartbeat starts again
      this.#caughtUp = true;
      this.#trustedAtMs = startedAtMs;
    } catch (error) {
      this.#log.warn({ err: error }, 'the feed could not catch up; the next heartbeat tries again');
    }
  }
}

function parseMessage(text: string): Message | null {
  try {
    const value = JSON.parse(text) as Partial<Message>;
    return typeof value.from === 'string' && typeof value.sequence === 'number' ? (value as Message) : null;
  } catch {
    return null;
  }
}
