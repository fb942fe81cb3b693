// The transactional outbox: an event commits with its change and is relayed in commit order, at least once.
//
// The relay reads by (transaction_id, id) and only below the oldest transaction still running, so that one that commits
// late can never hide behind a cursor that has passed it. Handlers keep an inbox, so their effects happen once.
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

/** Runs in a transaction of the system gate together with its inbox entry: what it writes happens once, what it sends at least once. */
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
const RELAY = 'in-process';
const LEADER_LOCK = 7_281_904_502; // one relay over all instances, so that order holds

export class Relay {
  readonly #gates: Gates;
  readonly #handlers: readonly EventHandler[];
  readonly #clock: Clock;
  readonly #log: Logger;
  #timer: NodeJS.Timeout | null = null;
  #gather: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;
  #again = false;
  #closed = false;

  constructor(gates: Gates, handlers: readonly EventHandler[], clock: Clock, log: Logger) {
    this.#gates = gates;
    this.#handlers = handlers;
    this.#clock = clock;
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

  /** Waits until everything committed so far was handled: for tests. */
  async settle(): Promise<void> {
    while (this.#running) await this.#running; // it may have begun before the last commit
    this.#run();
    while (this.#running) await this.#running;
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

  #relayBatch(): Promise<number> {
    return this.#gates.withSystem('relay events', async (tx) => {
      const { rows: leader } = await sql<{
        mine: boolean;
      }>`select pg_try_advisory_xact_lock(${LEADER_LOCK}) as mine`.execute(tx);
      if (!leader[0]!.mine) return 0;
      const { rows } = await sql<{
        id: string;
        transaction_id: string;
        org_id: string | null;
        type: string;
        subject: string;
        data: Record<string, unknown>;
        occurred_at: Date;
      }>`
        select o.id, o.transaction_id::text, o.org_id, o.type, o.subject, o.data, o.occurred_at
        from events.outbox o
        where (o.transaction_id, o.id) > (coalesce((select transaction_id from events.relay where name = ${RELAY}), '0'::xid8),
                                          coalesce((select event_id from events.relay where name = ${RELAY}), '00000000-0000-0000-0000-000000000000'::uuid))
          and o.transaction_id < pg_snapshot_xmin(pg_current_snapshot())
        order by o.transaction_id, o.id limit ${BATCH}`.execute(tx);
      for (const row of rows) {
        await this.#apply(
          {
            id: row.id,
            type: row.type,
            subject: row.subject,
            organisationId: row.org_id,
            data: row.data,
            occurredAt: row.occurred_at,
          },
          tx,
        );
      }
      const last = rows.at(-1);
      if (last) {
        await sql`insert into events.relay (name, transaction_id, event_id) values (${RELAY}, ${last.transaction_id}::xid8, ${last.id})
          on conflict (name) do update set transaction_id = excluded.transaction_id, event_id = excluded.event_id`.execute(
          tx,
        );
      }
      return rows.length;
    });
  }

  async #apply(event: StoredEvent, tx: Tx): Promise<void> {
    for (const handler of this.#handlers) {
      if (!handler.types.includes(event.type)) continue;
      const { numInsertedOrUpdatedRows } = await tx
        .insertInto('events.inbox')
        .values({ handler: handler.name, event_id: event.id, handled_at: new Date(this.#clock.nowMs()) })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      if (numInsertedOrUpdatedRows === 1n) await handler.handle(event, tx);
    }
  }
}
