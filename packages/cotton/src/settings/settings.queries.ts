import { SETTINGS, type SettingKind } from '@sutra/contracts/settings';
import { settingFields } from '@sutra/contracts/setting-fields';
import type { Reads, Tx } from '@sutra/kernel/db/gates';
import { sql } from 'kysely';
import { type Body, bodyOf, columnOf, fromColumns, type Row, tableOf, toColumns } from './records.ts';

export interface ListFilter {
  q?: string | undefined;
  sort: string;
  archived: 'no' | 'only' | 'all';
  commodityId?: string | undefined;
  limit: number;
}

const SORTED_BY = { name: sql`lower(name)`, code: sql`lower(code)`, updatedAt: sql`updated_at` } as const;

/** A page after the record `after`, one row more than the limit if there are more, and how many there are in all. */
export async function listRecords(
  db: Reads,
  kind: SettingKind,
  filter: ListFilter,
  after: string | null,
): Promise<{ rows: Row[]; total: number }> {
  const descends = filter.sort.startsWith('-');
  const key = SORTED_BY[filter.sort.replace('-', '') as keyof typeof SORTED_BY];
  const table = sql.table(tableOf(kind));
  const conditions = [sql`true`];
  if (filter.archived !== 'all')
    conditions.push(filter.archived === 'no' ? sql`archived_at is null` : sql`archived_at is not null`);
  if (filter.q !== undefined) conditions.push(containsText(filter.q));
  if (filter.commodityId !== undefined && settingFields(kind).some(({ name }) => name === 'commodityId'))
    conditions.push(sql`commodity_id = ${filter.commodityId}`);
  const found = sql.join(conditions, sql` and `);
  const further =
    after === null
      ? sql`true`
      : sql`(${key}, id) ${descends ? sql`<` : sql`>`} (select ${key}, id from ${table} where id = ${after})`;
  const order = descends ? sql`desc` : sql`asc`;
  const { rows } = await sql<Record<string, unknown>>`
    select * from ${table} where ${found} and ${further} order by ${key} ${order}, id ${order} limit ${filter.limit + 1}`.execute(
    db,
  );
  const { rows: counted } = await sql<{ total: number }>`
    select count(*)::int as total from ${table} where ${found}`.execute(db);
  return { rows: rows.map((row) => fromColumns(kind, row)), total: counted[0]!.total };
}

export function containsText(text: string) {
  const pattern = `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;
  return sql<boolean>`(name ilike ${pattern} or code ilike ${pattern})`;
}

export async function findRecord(db: Reads | Tx, kind: SettingKind, id: string): Promise<Row | null> {
  const { rows } = await sql<
    Record<string, unknown>
  >`select * from ${sql.table(tableOf(kind))} where id = ${id}`.execute(db);
  return rows[0] ? fromColumns(kind, rows[0]) : null;
}

/** All active records of a kind, by name. */
export async function activeRecords(db: Reads | Tx, kind: SettingKind): Promise<Row[]> {
  const { rows } = await sql<Record<string, unknown>>`
    select * from ${sql.table(tableOf(kind))} where archived_at is null order by lower(name), id`.execute(db);
  return rows.map((row) => fromColumns(kind, row));
}

/** Whether another active record has the same in all these fields; a code is the same whatever its case. */
export async function isTaken(
  tx: Tx,
  kind: SettingKind,
  fields: readonly string[],
  body: Body,
  ownId: string | null,
): Promise<boolean> {
  const same = fields.map((field) =>
    field === 'code' ? sql`lower(code) = lower(${body[field]})` : sql`${sql.ref(columnOf(field))} = ${body[field]}`,
  );
  const other = ownId === null ? sql`true` : sql`id <> ${ownId}`;
  const { rows } = await sql`
    select from ${sql.table(tableOf(kind))}
    where ${sql.join(same, sql` and `)} and ${other} and archived_at is null limit 1`.execute(tx);
  return rows.length > 0;
}

/** How many active records name this one in the given field. */
export async function countUses(tx: Tx, kind: SettingKind, field: string, id: string): Promise<number> {
  const { rows } = await sql<{ uses: number }>`
    select count(*)::int as uses from ${sql.table(tableOf(kind))}
    where ${sql.ref(columnOf(field))} = ${id} and archived_at is null`.execute(tx);
  return rows[0]!.uses;
}

export interface Revision {
  kind: SettingKind;
  record: Row;
  change: 'created' | 'changed' | 'archived' | 'restored';
  changedBy: string | null;
  importId: string | null;
}

/** Stores records as they now are, new or not, and their new versions. */
export async function storeRecords(tx: Tx, organisationId: string, revisions: readonly Revision[]): Promise<void> {
  const [first] = revisions;
  if (!first) return;
  const { kind } = first;
  const rows = revisions.map(({ record }) => ({
    ...toColumns(kind, record),
    org_id: organisationId,
    id: record.id,
    version: record.version,
    created_at: record.createdAt,
    updated_at: record.updatedAt,
    archived_at: record.archivedAt,
  }));
  const columns = Object.keys(rows[0]!);
  const changing = columns.filter((column) => !['org_id', 'id', 'created_at'].includes(column));
  await sql`
    insert into ${sql.table(tableOf(kind))} (${sql.join(columns.map((column) => sql.ref(column)))})
    values ${sql.join(rows.map((row) => sql`(${sql.join(columns.map((column) => (row as Record<string, unknown>)[column]))})`))}
    on conflict (org_id, id) do update set ${sql.join(
      changing.map((column) => sql`${sql.ref(column)} = excluded.${sql.ref(column)}`),
    )}`.execute(tx);
  await tx
    .insertInto('settings.revision')
    .values(
      revisions.map(({ record, change, changedBy, importId }) => ({
        org_id: organisationId,
        kind,
        record_id: record.id,
        version: record.version,
        change,
        body: JSON.stringify(bodyOf(kind, record)),
        changed_by: changedBy,
        changed_at: record.updatedAt,
        import_id: importId,
      })),
    )
    .execute();
}

/** One writer of an organisation's settings at a time: what a record names cannot be archived while it is written. */
export async function lockSettings(tx: Tx, organisationId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`settings ${organisationId}`}, 0))`.execute(tx);
}

export async function listRevisions(db: Reads, kind: SettingKind, recordId: string) {
  return db
    .selectFrom('settings.revision')
    .select(['version', 'change', 'changed_at as changedAt', 'changed_by as changedBy', 'import_id as importId'])
    .select('body')
    .where('kind', '=', kind)
    .where('record_id', '=', recordId)
    .orderBy('version', 'desc')
    .limit(200)
    .execute();
}

export async function latestRevisions(db: Reads, actorId: string, limit: number) {
  return db
    .selectFrom('settings.revision')
    .select(['kind', 'record_id as recordId', 'body', 'changed_at as changedAt'])
    .where('changed_by', '=', actorId)
    .where('import_id', 'is', null)
    .orderBy('changed_at', 'desc')
    .limit(limit)
    .execute();
}

/** How many records there are of each kind. */
export async function countRecords(
  db: Reads,
): Promise<{ kind: SettingKind; active: number; archived: number; updatedAt: Date | null }[]> {
  const one = (kind: SettingKind) => sql`
    select ${kind} as kind, count(*) filter (where archived_at is null)::int as active,
      count(archived_at)::int as archived, max(updated_at) as "updatedAt"
    from ${sql.table(tableOf(kind))}`;
  const { rows } = await sql<{ kind: SettingKind; active: number; archived: number; updatedAt: Date | null }>`
    ${sql.join(
      SETTINGS.map(({ kind }) => one(kind)),
      sql` union all `,
    )}`.execute(db);
  return rows;
}

/** Active records of all kinds whose name or code holds the text. */
export async function searchRecords(
  db: Reads,
  text: string,
  limit: number,
): Promise<{ kind: SettingKind; id: string; code: string; name: string }[]> {
  const one = (kind: SettingKind) => sql`
    (select ${kind} as kind, id, code, name from ${sql.table(tableOf(kind))}
     where archived_at is null and ${containsText(text)} order by lower(name) limit ${limit})`;
  const { rows } = await sql<{ kind: SettingKind; id: string; code: string; name: string }>`
    ${sql.join(
      SETTINGS.map(({ kind }) => one(kind)),
      sql` union all `,
    )} limit ${limit}`.execute(db);
  return rows;
}
