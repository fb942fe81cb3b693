// Reads of the audit log, always through the gate of the organisation.
import { uuidFloor } from '@sutra/kernel/clock';
import type { Gates } from '@sutra/kernel/db/gates';
import { type RawBuilder, sql } from 'kysely';
import type { EntryRow } from './entry.ts';

export interface EntryFilter {
  id?: string | undefined;
  action?: string | undefined;
  /** What stands before the point in an action. */
  actionGroup?: string | undefined;
  actorId?: string | undefined;
  objectType?: string | undefined;
  objectId?: string | undefined;
  /** Half-open: from this instant … */
  from?: Date | undefined;
  /** … up to, and without, this one. */
  to?: Date | undefined;
}
export type SealedRow = EntryRow & { sequence: number; previous_hash: Buffer; hash: Buffer };
/** The seal is null until the sequencer has taken the entry. */
export type ListedRow = EntryRow & { [K in 'sequence' | 'previous_hash' | 'hash']: SealedRow[K] | null };

const COLUMNS = sql.raw(
  'e.id, e.org_id, e.recorded_at, e.action, e.actor_kind, e.actor_id, e.on_behalf_of, e.object_type, e.object_id, e.request_id, e.before_digest, e.after_digest, e.changes, e.subject_id, e.personal, e.origin, s.sequence, s.previous_hash, s.hash',
);

type Organisation = { organisationId: string };

/** Newest first, those before the entry `beforeId` if it is given. */
export async function listEntries(
  gates: Gates,
  actor: Organisation,
  filter: EntryFilter,
  beforeId: string | null,
  limit: number,
): Promise<ListedRow[]> {
  const conditions: RawBuilder<unknown>[] = [sql`e.org_id = ${actor.organisationId}`];
  if (beforeId !== null) conditions.push(sql`e.id < ${beforeId}`);
  if (filter.id !== undefined) conditions.push(sql`e.id = ${filter.id}`);
  if (filter.from) conditions.push(sql`e.id >= ${uuidFloor(filter.from)}`);
  if (filter.to) conditions.push(sql`e.id < ${uuidFloor(filter.to)}`);
  // By bytes, whatever the collation of the database; `like` could not use an index under row-level security.
  const action = sql`e.action collate "C"`;
  if (filter.action !== undefined) conditions.push(sql`${action} = ${filter.action}`);
  if (filter.actionGroup !== undefined)
    conditions.push(sql`${action} >= ${`${filter.actionGroup}.`} and ${action} < ${`${filter.actionGroup}/`}`);
  if (filter.actorId !== undefined) conditions.push(sql`e.actor_id = ${filter.actorId}`);
  if (filter.objectType !== undefined) conditions.push(sql`e.object_type = ${filter.objectType}`);
  if (filter.objectId !== undefined) conditions.push(sql`e.object_id = ${filter.objectId}`);
  const { rows } = await sql<ListedRow>`
    select ${COLUMNS} from audit.entry e left join audit.seal s on s.org_id = e.org_id and s.entry_id = e.id
    where ${sql.join(conditions, sql` and `)} order by e.id desc limit ${limit}`.execute(gates.tenant(actor));
  return rows;
}

/** How many entries are sealed, and the hash over them; null before the first. */
export async function readHead(gates: Gates, actor: Organisation): Promise<{ sequence: number; hash: Buffer } | null> {
  const { rows } = await sql<{
    sequence: number;
    hash: Buffer;
  }>`select sequence, hash from audit.head where org_id = ${actor.organisationId}`.execute(gates.tenant(actor));
  return rows[0] ?? null;
}

/** The sealed entries from one sequence number to another, both included. */
export async function readSealed(gates: Gates, actor: Organisation, first: number, last: number): Promise<SealedRow[]> {
  const { rows } = await sql<SealedRow>`
    select ${COLUMNS} from audit.seal s join audit.entry e on e.org_id = s.org_id and e.id = s.entry_id
    where s.org_id = ${actor.organisationId} and s.sequence between ${first} and ${last} order by s.sequence`.execute(
    gates.tenant(actor),
  );
  return rows;
}
