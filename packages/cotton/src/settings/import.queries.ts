import type { SettingsImport } from '@sutra/contracts/setting-files';
import type { SettingKind } from '@sutra/contracts/settings';
import type { Reads, Tx } from '@sutra/kernel/db/gates';
import type { DB } from '@sutra/kernel/db/schema.generated';
import { sql, type Updateable } from 'kysely';
import type { TableFormat } from './table-file.ts';

export type ImportRow = Omit<SettingsImport, 'by'> & {
  format: TableFormat;
  startedBy: string;
  starterKind: 'person' | 'service';
};

const SHOWN = [
  'id',
  'kind',
  'file_name as fileName',
  'format',
  'state',
  'lines_total as linesTotal',
  'lines_done as linesDone',
  'created',
  'changed',
  'unchanged',
  'rejected',
  'rejects',
  'problem',
  'created_at as createdAt',
  'finished_at as finishedAt',
  'started_by as startedBy',
  'starter_kind as starterKind',
] as const;

export async function selectImport(db: Reads | Tx, id: string, lock?: 'for update'): Promise<ImportRow | null> {
  const query = db.selectFrom('settings.import').select(SHOWN).where('id', '=', id);
  const row = await (lock ? query.forUpdate() : query).executeTakeFirst();
  return (row as ImportRow | undefined) ?? null;
}

export async function listImports(
  db: Reads,
  { limit, kind }: { limit: number; kind?: SettingKind | undefined },
  before: string | null,
): Promise<ImportRow[]> {
  let query = db
    .selectFrom('settings.import')
    .select(SHOWN)
    .orderBy('id', 'desc')
    .limit(limit + 1);
  if (kind !== undefined) query = query.where('kind', '=', kind);
  if (before !== null) query = query.where('id', '<', before);
  return (await query.execute()) as unknown as ImportRow[];
}

/** Fails if the import is not in the state that is named: another has ended it meanwhile. */
export async function updateImport(
  db: Reads | Tx,
  id: string,
  set: Updateable<DB['settings.import']>,
  onlyFrom?: ImportRow['state'],
): Promise<void> {
  let query = db.updateTable('settings.import').set(set).where('id', '=', id);
  if (onlyFrom !== undefined) query = query.where('state', '=', onlyFrom);
  const { numUpdatedRows } = await query.executeTakeFirst();
  if (numUpdatedRows === 0n) throw new Error(`the import ${id} is not ${onlyFrom ?? 'there'} any more`);
}

/** Imports that are at work, or that wait for somebody's decision. */
export async function openImports(db: Reads, startedBy: string): Promise<ImportRow[]> {
  const rows = await db
    .selectFrom('settings.import')
    .select(SHOWN)
    .where('started_by', '=', startedBy)
    .where((eb) =>
      eb.or([
        eb('state', 'in', ['checking', 'applying', 'ready', 'rejected']),
        eb('finished_at', '>', sql<Date>`now() - interval '1 day'`),
      ]),
    )
    .orderBy('id', 'desc')
    .limit(10)
    .execute();
  return rows as unknown as ImportRow[];
}
