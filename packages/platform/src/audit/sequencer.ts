// Gives each committed entry its place in the hash chain of its organisation: one leader over all instances, in batches.
//
// Entries are read by (transaction_id, id) and only below the oldest transaction still running, so that one that commits
// late can never hide behind the cursor. Seals, heads and cursor move in one transaction: after a crash at any point the
// next batch starts where the last committed one ended.
import { setTimeout as sleep } from 'node:timers/promises';
import { type Clock, SECOND_MS } from '@sutra/kernel/clock';
import type { Gates, Tx } from '@sutra/kernel/db/gates';
import type { Feed } from '@sutra/kernel/feed';
import type { Logger } from '@sutra/kernel/log';
import { sql } from 'kysely';
import { bodyOf, chainHash, type EntryRow, genesisHash } from './entry.ts';

export interface SequencerOptions {
  gates: Gates;
  feed: Feed;
  clock: Clock;
  log: Logger;
}

interface Batch {
  /** False while another instance leads. */
  leads: boolean;
  read: number;
  /** The oldest transaction that was still running. */
  xmin: bigint;
  sealedFor: ReadonlySet<string>;
}
interface Cursor {
  transactionId: string;
  entryId: string;
  /** No transaction of this server has that number yet. */
  ahead: boolean;
  xmin: string;
}
interface Head {
  sequence: number;
  hash: Buffer;
}
type Seals = {
  organisations: string[];
  sequences: number[];
  entries: string[];
  previousHashes: Buffer[];
  hashes: Buffer[];
};

const BATCH = 2000;
const POLL_MS = 500;
const GATHER_MS = 50; // after a wake-up: under load a batch then holds many entries instead of one
const SETTLE_TIMEOUT_MS = 10 * SECOND_MS;
const LEADER_LOCK = 7_281_904_503;
const CURSOR = 'chain';
const NO_ENTRY = '00000000-0000-0000-0000-000000000000';

export class Sequencer {
  readonly #gates: Gates;
  readonly #feed: Feed;
  readonly #clock: Clock;
  readonly #log: Logger;
  #poll: NodeJS.Timeout | null = null;
  #gather: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;
  #again = false;
  #closed = false;

  constructor({ gates, feed, clock, log }: SequencerOptions) {
    this.#gates = gates;
    this.#feed = feed;
    this.#clock = clock;
    this.#log = log;
  }

  start(): void {
    this.#poll = setInterval(() => this.#run(), POLL_MS);
  }

  /** Called after a commit in this process, so that its entries do not wait for the next poll. */
  wake(): void {
    if (this.#closed || this.#gather) return;
    this.#gather = setTimeout(() => {
      this.#gather = null;
      this.#run();
    }, GATHER_MS);
  }

  /** Waits until everything that was committed before the call is sealed: for tests and for a graceful end. */
  async settle(): Promise<void> {
    const { rows } = await sql<{ now: string }>`select pg_snapshot_xmax(pg_current_snapshot())::text as now`.execute(
      this.#gates.system('seal audit entries'),
    );
    const bound = BigInt(rows[0]!.now);
    const giveUpAtMs = performance.now() + SETTLE_TIMEOUT_MS;
    for (;;) {
      const batch = await this.#seal();
      if (batch.leads && batch.read < BATCH && batch.xmin >= bound) return;
      if (performance.now() > giveUpAtMs)
        throw new Error('audit entries are not sealed yet: another transaction has been running too long');
      if (batch.read < BATCH) await sleep(5);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#poll) clearInterval(this.#poll);
    if (this.#gather) clearTimeout(this.#gather);
    await this.#running;
  }

  #run(): void {
    if (this.#closed) return;
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#running = this.#drain().finally(() => {
      this.#running = null;
      if (this.#again) {
        this.#again = false;
        this.#run();
      }
    });
  }

  async #drain(): Promise<void> {
    try {
      while (!this.#closed && (await this.#seal()).read === BATCH);
    } catch (error) {
      if (!this.#closed) this.#log.warn({ err: error }, 'the audit sequencer failed and will try again');
    }
  }

  async #seal(): Promise<Batch> {
    const batch = await this.#gates.withSystem('seal audit entries', (tx) => this.#sealBatch(tx));
    for (const organisationId of batch.sealedFor) await this.#feed.publish('audit.sealed', { organisationId });
    return batch;
  }

  async #sealBatch(tx: Tx): Promise<Batch> {
    const { rows: leader } = await sql<{
      mine: boolean;
    }>`select pg_try_advisory_xact_lock(${LEADER_LOCK}) as mine`.execute(tx);
    if (!leader[0]!.mine) return { leads: false, read: 0, xmin: 0n, sealedFor: new Set() };
    const cursor = await readCursor(tx);
    const entries = await readEntries(tx, cursor);
    const fresh = entries.filter((entry) => !entry.sealed);
    const heads = fresh.length > 0 ? await readHeads(tx, fresh) : new Map<string, Head>();
    if (fresh.length > 0) {
      await writeSeals(tx, chain(fresh, heads));
      await writeHeads(tx, heads, new Date(this.#clock.nowMs()));
    }
    const last = entries.at(-1);
    if (last) await writeCursor(tx, last.transaction_id, last.id);
    else if (cursor.ahead) await this.#restart(tx);
    return {
      leads: true,
      read: cursor.ahead ? BATCH : entries.length,
      xmin: BigInt(cursor.xmin),
      sealedFor: new Set(heads.keys()),
    };
  }

  // A dump was restored into a server whose transactions are numbered anew: what came with it is sealed by now.
  async #restart(tx: Tx): Promise<void> {
    this.#log.warn('the database was restored into another server; the audit sequencer looks through all entries once');
    await writeCursor(tx, '0', NO_ENTRY);
  }
}

async function readCursor(tx: Tx): Promise<Cursor> {
  const { rows } = await sql<{ transaction_id: string; entry_id: string; ahead: boolean; xmin: string }>`
    select coalesce(c.transaction_id, '0'::xid8)::text as transaction_id, coalesce(c.entry_id, ${NO_ENTRY}) as entry_id,
      coalesce(c.transaction_id >= pg_snapshot_xmax(s.now), false) as ahead, pg_snapshot_xmin(s.now)::text as xmin
    from (select pg_current_snapshot() as now) s left join audit.sequencer c on c.name = ${CURSOR}`.execute(tx);
  const row = rows[0]!;
  return { transactionId: row.transaction_id, entryId: row.entry_id, ahead: row.ahead, xmin: row.xmin };
}

type UnsealedRow = EntryRow & { transaction_id: string; sealed: boolean };

// Those found sealed already come again only after a restart from the beginning.
async function readEntries(tx: Tx, { transactionId, entryId, ahead, xmin }: Cursor): Promise<UnsealedRow[]> {
  const { rows } = await sql<UnsealedRow>`
    select e.id, e.org_id, e.transaction_id::text, e.recorded_at, e.action, e.actor_kind, e.actor_id, e.on_behalf_of, e.object_type, e.object_id,
      e.request_id, e.before_digest, e.after_digest, e.changes, e.subject_id, e.personal, e.origin,
      exists (select from audit.seal s where s.org_id = e.org_id and s.entry_id = e.id) as sealed
    from audit.entry e
    where (e.transaction_id, e.id) > (${transactionId}::xid8, ${entryId}::uuid) and (e.transaction_id < ${xmin}::xid8 or ${ahead})
    order by e.transaction_id, e.id limit ${BATCH}`.execute(tx);
  return rows;
}

async function readHeads(tx: Tx, entries: readonly EntryRow[]): Promise<Map<string, Head>> {
  const heads = new Map<string, Head>();
  for (const { org_id } of entries)
    if (!heads.has(org_id)) heads.set(org_id, { sequence: 0, hash: genesisHash(org_id) });
  const { rows } = await sql<{ org_id: string; sequence: number; hash: Buffer }>`
    select org_id, sequence, hash from audit.head where org_id = any(${[...heads.keys()]}::uuid[])`.execute(tx);
  for (const { org_id, sequence, hash } of rows) heads.set(org_id, { sequence, hash });
  return heads;
}

/** Appends the entries to their chains; moves `heads`. */
function chain(entries: readonly EntryRow[], heads: Map<string, Head>): Seals {
  const seals: Seals = { organisations: [], sequences: [], entries: [], previousHashes: [], hashes: [] };
  for (const entry of entries) {
    const previous = heads.get(entry.org_id)!;
    const next = { sequence: previous.sequence + 1, hash: chainHash(previous.hash, bodyOf(entry)) };
    heads.set(entry.org_id, next);
    seals.organisations.push(entry.org_id);
    seals.sequences.push(next.sequence);
    seals.entries.push(entry.id);
    seals.previousHashes.push(previous.hash);
    seals.hashes.push(next.hash);
  }
  return seals;
}

async function writeSeals(tx: Tx, seals: Seals): Promise<void> {
  await sql`insert into audit.seal (org_id, sequence, entry_id, previous_hash, hash)
    select * from unnest(${seals.organisations}::uuid[], ${seals.sequences}::bigint[], ${seals.entries}::uuid[], ${seals.previousHashes}::bytea[], ${seals.hashes}::bytea[])`.execute(
    tx,
  );
}

async function writeHeads(tx: Tx, heads: ReadonlyMap<string, Head>, now: Date): Promise<void> {
  const all = [...heads.values()];
  await sql`insert into audit.head (org_id, sequence, hash, updated_at)
    select *, ${now}::timestamptz from unnest(${[...heads.keys()]}::uuid[], ${all.map((head) => head.sequence)}::bigint[], ${all.map((head) => head.hash)}::bytea[])
    on conflict (org_id) do update set sequence = excluded.sequence, hash = excluded.hash, updated_at = excluded.updated_at`.execute(
    tx,
  );
}

async function writeCursor(tx: Tx, transactionId: string, entryId: string): Promise<void> {
  await sql`insert into audit.sequencer (name, transaction_id, entry_id) values (${CURSOR}, ${transactionId}::xid8, ${entryId})
    on conflict (name) do update set transaction_id = excluded.transaction_id, entry_id = excluded.entry_id`.execute(
    tx,
  );
}
