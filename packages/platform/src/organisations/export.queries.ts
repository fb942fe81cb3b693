import type { OrganisationExport } from '@sutra/contracts/organisations';
import type { Reads, Tx } from '@sutra/kernel/db/gates';
import type { DB } from '@sutra/kernel/db/schema.generated';
import { sql, type Updateable } from 'kysely';

export type ExportRow = Omit<OrganisationExport, 'startedBy'> & {
  organisationId: string;
  fileDigest: string | null;
  starterId: string;
  starterKind: 'person' | 'service';
};

const SHOWN = [
  'id',
  'organisation_id as organisationId',
  'state',
  'tables_total as tablesTotal',
  'tables_done as tablesDone',
  'rows_done as rowsDone',
  'size_bytes as sizeBytes',
  'file_digest as fileDigest',
  'created_at as createdAt',
  'finished_at as finishedAt',
  'expires_at as expiresAt',
  'started_by as starterId',
  'starter_kind as starterKind',
] as const;

export async function findExport(db: Reads | Tx, id: string): Promise<ExportRow | undefined> {
  const row = await db.selectFrom('organisations.export').select(SHOWN).where('id', '=', id).executeTakeFirst();
  return row as ExportRow | undefined;
}

/** Newest first, one row more than `limit` if there are more. */
export async function listExportsOf(
  db: Reads,
  organisationId: string,
  limit: number,
  beforeId: string | null,
): Promise<ExportRow[]> {
  let query = db
    .selectFrom('organisations.export')
    .select(SHOWN)
    .where('organisation_id', '=', organisationId)
    .orderBy('id', 'desc')
    .limit(limit + 1);
  if (beforeId !== null) query = query.where('id', '<', beforeId);
  return (await query.execute()) as ExportRow[];
}

/** False if another export of the organisation is not finished. */
export async function insertExport(
  tx: Tx,
  row: {
    org_id: string;
    id: string;
    organisation_id: string;
    started_by: string;
    starter_kind: 'person' | 'service';
    created_at: Date;
    progressed_at: Date;
  },
): Promise<boolean> {
  const made = await tx
    .insertInto('organisations.export')
    .values(row)
    .onConflict((conflict) =>
      // Spelt out: with parameters the prepared statement would find no index of this kind.
      conflict
        .columns(['org_id', 'organisation_id'])
        .where('state', 'in', [sql.lit('waiting'), sql.lit('running')])
        .doNothing(),
    )
    .returning('id')
    .executeTakeFirst();
  return made !== undefined;
}

/** False if the export is not in the state that is named: another has taken or ended it. */
export async function updateExport(
  db: Reads | Tx,
  id: string,
  onlyFrom: ExportRow['state'],
  set: Updateable<DB['organisations.export']>,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('organisations.export')
    .set(set)
    .where('id', '=', id)
    .where('state', '=', onlyFrom)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Ends what a stopped server left unfinished; for the machine. */
export async function endSilentExports(db: Reads, silentSince: Date, now: Date): Promise<void> {
  await db
    .updateTable('organisations.export')
    .set({ state: 'failed', finished_at: now })
    .where('state', 'in', ['waiting', 'running'])
    .where('progressed_at', '<', silentSince)
    .execute();
}

/** Gives the digests of the files that nobody can get any more; for the machine. */
export async function expireExports(db: Reads, now: Date): Promise<string[]> {
  const { rows } = await sql<{ digest: string }>`
    with expired as (select org_id, id, file_digest from organisations.export where state = 'ready' and expires_at <= ${now} for update)
    update organisations.export e set state = 'expired', file_digest = null
    from expired where e.org_id = expired.org_id and e.id = expired.id returning expired.file_digest as digest`.execute(
    db,
  );
  return rows.map(({ digest }) => digest);
}

export async function forgetExports(db: Reads, before: Date): Promise<void> {
  await db
    .deleteFrom('organisations.export')
    .where('state', 'in', ['failed', 'expired'])
    .where('created_at', '<', before)
    .execute();
}
