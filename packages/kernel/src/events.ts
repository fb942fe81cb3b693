// The transactional outbox: an event commits with its change and is relayed in the order of its aggregate.
//
// `position` is given when the event is written, while its transaction holds the row that it changed: of two events of one
// aggregate the later has the higher position and commits later. Relayed events are removed instead of passed by a cursor,
// so one that commits late is never behind anything (docs/adr/0007-outbox-without-a-cursor.md).
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Clock, Ids } from './clock.ts';
import type { Gates, Tx } from './db/gates.ts';
import { atCommit } from './db/gates.ts';
import type { Logger } from './log.ts';

export interface NewEvent {
  /** `module.thing.happened`. */
  type: string;
  /** What it happened to: the aggregate whose events keep their order. */
  subject: string;
  organisationId: string | null;
  /** Ids and states; never personal values. */
  data: Record<string, unknown>;
}
export interface StoredEvent extends NewEvent {
  id: string;
  occurredAt: Date;
}

/** Runs in a transaction of the system gate that also removes the event: what it writes happens once, what it sends at least once. */
export interface EventHandler {
  name: string;
  types: readonly string[];
  handle(event: StoredEvent, tx: Tx): Promise<void>;
}

/** Writes an event into the transaction; it travels with the commit. */
export function emit(tx: Tx, event: NewEvent, ids: Ids, clock: Clock): void {
  atCommit(
    tx,
    tx
      .insertInto('events.outbox')
      .values({
        id: ids.next(),
        org_id: event.organisationId,
        type: event.type,
        subject: event.subject,
        data: JSON.stringify(event.data),
        occurred_at: new Date(clock.nowMs()),
      })
      .compile(),
  );
}

const BATCH = 200;
const POLL_MS = 250;
const GATHER_MS = 20;
const SETTLE_TIMEOUT_MS = 10_000;
const LEADER_LOCK = 7_281_904_502; // one relay over all instances, so that order holds

export class Relay {
  readonly #gates: Gates;
  readonly #handlers: readonly EventHandler[];
  readonly #log: Logger;
  #timer: NodeJS.Timeout | null = null;
  #gather: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;
  #again = false;
  #closed = false;

  constructor(gates: Gates, handlers: readonly EventHandler[], log: Logger) {
    this.#gates = gates;
    this.#handlers = handlers;
    this.#log = log;
  }

  start(): void {
    this.#timer = setInterval(() => this.#run(), POLL_MS);
  }

  /** Called after a commit with events in this process. Under load one run then relays many of them. */
  wake(): void {
    if (this.#closed) return;
    this.#gather ??= setTimeout(() => {
      this.#gather = null;
      this.#run();
    }, GATHER_MS);
  }

  #run(): void {
    if (this.#closed) return;
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#running = this.#drain().finally(() => {
      this.#running = null;
      if (!this.#again) return;
      this.#again = false;
      this.#run();
    });
  }

  /** Waits until the outbox is empty, for tests; throws after ten seconds. */
  async settle(): Promise<void> {
    const untilMs = performance.now() + SETTLE_TIMEOUT_MS;
    while (performance.now() < untilMs) {
      this.#run();
      await this.#running;
      const left = await this.#gates
        .system('settle the relay')
        .selectFrom('events.outbox')
        .select('id')
        .limit(1)
        .execute();
      if (left.length === 0) return;
      await sleep(10); // another instance relays
    }
    throw new Error('the outbox did not become empty');
  }

  async close(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    if (this.#gather) clearTimeout(this.#gather);
    this.#closed = true;
    await this.#running;
  }

  async #drain(): Promise<void> {
    try {
      while ((await this.#relayBatch()) === BATCH);
    } catch (error) {
      if (!this.#closed) this.#log.warn({ err: error }, 'the event relay failed and will try again');
    }
  }

  // Handling and removal commit together, so what a handler writes happens once.
  #relayBatch(): Promise<number> {
    return this.#gates.withSystem('relay events', async (tx) => {
      const { rows: leader } = await sql<{
        mine: boolean;
      }>`select pg_try_advisory_xact_lock(${LEADER_LOCK}) as mine`.execute(tx);
      if (!leader[0]!.mine) return 0;
      const { rows } = await sql<StoredEvent>`
        select id, type, subject, org_id as "organisationId", data, occurred_at as "occurredAt" from events.outbox
        order by position limit ${BATCH}`.execute(tx);
      for (const event of rows) {
        for (const handler of this.#handlers) if (handler.types.includes(event.type)) await handler.handle(event, tx);
      }
      if (rows.length > 0)
        await tx
          .deleteFrom('events.outbox')
          .where(
            'id',
            'in',
            rows.map((event) => event.id),
          )
          .execute();
      return rows.length;
    });
  }
}
