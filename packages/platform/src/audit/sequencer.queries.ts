// What the sequencer reads and writes, all in its own transaction of the system gate.
import type { Reads, Tx } from '@sutra/kernel/db/gates';
import { sql } from 'kysely';
import type { EntryRow } from './entry.ts';

export interface Place {
  transactionId: string;
  entryId: string;
}
export interface Cursor extends Place {
  /** The oldest transaction that is still running: entries of those below it are all there. */
  xmin: string;
  /** No transaction of this server has the cursor's number yet: the database came from another server. */
  ahead: boolean;
  /** It came so once: entries after the cursor may have been sealed there. */
  restored: boolean;
}
export interface Head {
  sequence: number;
  hash: Buffer;
}
export type PlacedRow = EntryRow & { transaction_id: string };
export interface Seals {
  organisations: string[];
  sequences: number[];
  entries: string[];
  previousHashes: Buffer[];
  hashes: Buffer[];
}

const LEADER_LOCK = 7_281_904_503;
const CURSOR = 'chain';
const NO_ENTRY = '00000000-0000-0000-0000-000000000000';
export const BEGINNING: Place = { transactionId: '0', entryId: NO_ENTRY };

/** True if this transaction leads; until it ends no other can. */
export async function tryToLead(tx: Tx): Promise<boolean> {
  // Compiling the queries to machine code would take longer than running them.
  const { rows } = await sql<{ leads: boolean }>`
    select pg_try_advisory_xact_lock(${LEADER_LOCK}) as leads, set_config('jit', 'off', true)`.execute(tx);
  return rows[0]!.leads;
}

/** A number above that of every transaction that has begun. */
export async function nextTransaction(db: Reads): Promise<bigint> {
  const { rows } = await sql<{ next: string }>`select pg_snapshot_xmax(pg_current_snapshot())::text as next`.execute(
    db,
  );
  return BigInt(rows[0]!.next);
}

export async function readCursor(tx: Tx): Promise<Cursor> {
  const { rows } = await sql<Cursor>`
    select coalesce(c.transaction_id, '0'::xid8)::text as "transactionId", coalesce(c.entry_id, ${NO_ENTRY}) as "entryId",
      coalesce(c.transaction_id >= pg_snapshot_xmax(s.now), false) as ahead, pg_snapshot_xmin(s.now)::text as xmin,
      coalesce(c.restored, false) as restored
    from (select pg_current_snapshot() as now) s left join audit.sequencer c on c.name = ${CURSOR}`.execute(tx);
  return rows[0]!;
}

/** Committed entries after a place, in order. */
export async function readEntries(tx: Tx, after: Place, cursor: Cursor, limit: number): Promise<PlacedRow[]> {
  const { rows } = await sql<PlacedRow>`
    select e.id, e.org_id, e.transaction_id::text, e.recorded_at, e.action, e.actor_kind, e.actor_id, e.on_behalf_of, e.object_type, e.object_id,
      e.request_id, e.before_digest, e.after_digest, e.changes, e.subject_id, e.personal, e.origin
    from audit.entry e
    where (e.transaction_id, e.id) > (${after.transactionId}::xid8, ${after.entryId}::uuid)
      and (e.transaction_id < ${cursor.xmin}::xid8 or ${cursor.ahead})
    order by e.transaction_id, e.id limit ${limit}`.execute(tx);
  return rows;
}

/** Which of the entries have a seal. */
export async function readSealedIds(tx: Tx, entries: readonly EntryRow[]): Promise<Set<string>> {
  const { rows } = await sql<{ entry_id: string }>`
    select s.entry_id from unnest(${entries.map(({ org_id }) => org_id)}::uuid[], ${entries.map(({ id }) => id)}::uuid[]) as e (org_id, id)
    join audit.seal s on s.org_id = e.org_id and s.entry_id = e.id`.execute(tx);
  return new Set(rows.map(({ entry_id }) => entry_id));
}

export async function readHeads(tx: Tx, organisationIds: readonly string[]): Promise<(Head & { org_id: string })[]> {
  const { rows } = await sql<Head & { org_id: string }>`
    select org_id, sequence, hash from audit.head where org_id = any(${organisationIds}::uuid[])`.execute(tx);
  return rows;
}

export async function writeSeals(tx: Tx, seals: Seals): Promise<void> {
  await sql`
    insert into audit.seal (org_id, sequence, entry_id, previous_hash, hash)
    select * from unnest(${seals.organisations}::uuid[], ${seals.sequences}::bigint[], ${seals.entries}::uuid[],
      ${seals.previousHashes}::bytea[], ${seals.hashes}::bytea[])`.execute(tx);
}

export async function writeHeads(tx: Tx, heads: ReadonlyMap<string, Head>, now: Date): Promise<void> {
  const all = [...heads.values()];
  await sql`
    insert into audit.head (org_id, sequence, hash, updated_at)
    select *, ${now}::timestamptz from unnest(${[...heads.keys()]}::uuid[], ${all.map((head) => head.sequence)}::bigint[],
      ${all.map((head) => head.hash)}::bytea[])
    on conflict (org_id) do update
      set sequence = excluded.sequence, hash = excluded.hash, updated_at = excluded.updated_at`.execute(tx);
}

export async function writeCursor(tx: Tx, { transactionId, entryId }: Place, restored: boolean): Promise<void> {
  await sql`
    insert into audit.sequencer (name, transaction_id, entry_id, restored) values (${CURSOR}, ${transactionId}::xid8, ${entryId}, ${restored})
    on conflict (name) do update
      set transaction_id = excluded.transaction_id, entry_id = excluded.entry_id, restored = excluded.restored`.execute(
    tx,
  );
}
