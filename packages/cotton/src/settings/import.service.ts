// Imports: a file is taken, checked beside the requests line by line, and applied all at once or not at all.
import { importNotFound, importNotReady, importTooMany, type SettingsImport } from '@sutra/contracts/setting-files';
import { type SettingKind } from '@sutra/contracts/settings';
import type { Clock } from '@sutra/kernel/clock';
import { DAY_MS, MINUTE_MS } from '@sutra/kernel/clock';
import type { Reads, Tx } from '@sutra/kernel/db/gates';
import { AppError } from '@sutra/kernel/errors';
import { pageOfRows, readCursor } from '@sutra/kernel/http/paging';
import type { AuditDetails, Context } from '@sutra/kernel/http/route';
import type { Notifications } from '@sutra/platform/workspace/public';
import { setTimeout as pause } from 'node:timers/promises';
import { type Known, namedKinds, type Plan, planImport } from './import.plan.ts';
import { type ImportRow, listImports, selectImport, updateImport } from './import.queries.ts';
import { readHeader } from './table-cells.rules.ts';
import { readTable, type TableFormat, UnreadableTable } from './table-file.ts';
import type { Row } from './records.ts';
import { activeRecords, lockSettings, type Revision, storeRecords } from './settings.queries.ts';
import { type SettingsDeps, tellLive } from './settings.service.ts';

const MAX_UNFINISHED = 3;
const STORED_AT_A_TIME = 500;
const PROGRESS_EVERY_LINES = 5000;
const SILENT_MS = 15 * MINUTE_MS;
const OFFERED_MS = 7 * DAY_MS;
const KEPT_MS = 30 * DAY_MS;
export const CHECK_JOB = 'settings.check-import';
export const APPLY_JOB = 'settings.apply-import';

export interface ImportDeps extends SettingsDeps {
  clock: Clock;
  notifications: Notifications;
  namesOf: (ids: readonly string[], organisationId: string) => Promise<Map<string, string>>;
  send: (job: string, data: { organisationId: string; importId: string }) => Promise<void>;
  recordSystem: (tx: Tx, action: string, organisationId: string, details: readonly AuditDetails[]) => Promise<void>;
}

export async function startImport(
  deps: ImportDeps,
  kind: SettingKind,
  file: { name: string; format: TableFormat; content: Uint8Array },
  context: Context,
): Promise<SettingsImport> {
  const { actor } = context;
  const id = deps.ids.next();
  const now = context.now();
  const names = await deps.namesOf([actor.id], actor.organisationId);
  const answer = await context.write('tenant', async ({ tx, record }) => {
    await lockSettings(tx, actor.organisationId);
    const unfinished = await tx
      .selectFrom('settings.import')
      .select('id')
      .where('state', 'in', ['checking', 'applying'])
      .execute();
    if (unfinished.length >= MAX_UNFINISHED) throw new AppError(importTooMany);
    await tx
      .insertInto('settings.import')
      .values({
        org_id: actor.organisationId,
        id,
        kind,
        file_name: file.name,
        format: file.format,
        content: Buffer.from(file.content),
        state: 'checking',
        rejects: '[]',
        started_by: actor.id,
        starter_kind: actor.kind,
        created_at: now,
        progressed_at: now,
      })
      .execute();
    record({ object: { type: 'settings.import', id }, after: { kind, file_name: file.name, state: 'checking' } });
    return toImport((await selectImport(tx, id))!, names);
  });
  await deps.send(CHECK_JOB, { organisationId: actor.organisationId, importId: id });
  return answer;
}

export async function getImport(deps: ImportDeps, id: string, { actor }: Context): Promise<SettingsImport> {
  const row = await selectImport(deps.gates.tenant(actor), id);
  if (!row) throw new AppError(importNotFound);
  return view(deps, row, actor.organisationId);
}

export async function listOwnImports(
  deps: ImportDeps,
  query: { limit: number; cursor?: string | undefined; kind?: SettingKind | undefined },
  { actor }: Context,
) {
  const rows = await listImports(deps.gates.tenant(actor), query, readCursor(query.cursor));
  const { items, nextCursor } = pageOfRows(rows, query.limit);
  return { items: await Promise.all(items.map((row) => view(deps, row, actor.organisationId))), nextCursor };
}

/** `applying`, and a job does it; or `discarded`. */
export async function decideImport(
  deps: ImportDeps,
  id: string,
  to: 'applying' | 'discarded',
  context: Context,
): Promise<SettingsImport> {
  const { actor } = context;
  const from: ImportRow['state'][] = to === 'applying' ? ['ready'] : ['ready', 'rejected', 'failed'];
  // What the write gives is the answer that is kept for a repetition: it has to be whole.
  const known = await selectImport(deps.gates.tenant(actor), id);
  if (!known) throw new AppError(importNotFound);
  const names = await deps.namesOf([known.startedBy], actor.organisationId);
  const answer = await context.write('tenant', async ({ tx, record }) => {
    const before = await selectImport(tx, id, 'for update');
    if (!before) throw new AppError(importNotFound);
    if (!from.includes(before.state)) throw new AppError(importNotReady, { detail: `It is ${before.state}.` });
    const now = context.now();
    const finished = to === 'discarded' ? { finished_at: now, content: null } : { lines_done: 0 };
    await updateImport(tx, id, { state: to, progressed_at: now, ...finished });
    record({ object: { type: 'settings.import', id }, before: { state: before.state }, after: { state: to } });
    return toImport((await selectImport(tx, id))!, names);
  });
  if (to === 'applying') await deps.send(APPLY_JOB, { organisationId: actor.organisationId, importId: id });
  return answer;
}

/** The job that checks: reads the file, decides on each line, and says what it found. */
export async function checkImport(deps: ImportDeps, organisationId: string, id: string): Promise<void> {
  const db = deps.gates.tenant({ organisationId });
  const row = await selectImport(db, id);
  if (row?.state !== 'checking') return;
  await endingWell(deps, db, row, async () => {
    const { columns, lines } = await readImport(db, row);
    await updateImport(db, id, { lines_total: lines.length });
    const known = await loadKnown(db, row.kind);
    const plan = await planImport(row.kind, columns, lines, known, (done) => progress(deps, db, id, done));
    const state = plan.rejected > 0 ? 'rejected' : 'ready';
    await updateImport(
      db,
      id,
      { state, lines_done: lines.length, ...found(plan), progressed_at: now(deps) },
      'checking',
    );
    if (state === 'rejected') await tellStarter(deps, row, organisationId, 'import.rejected', plan.rejected);
  });
  deps.feed.publish('live.organisation', liveImport(organisationId)).catch(() => undefined);
}

/** The job that applies: decides again on what is there now, and stores everything in one transaction. */
export async function applyImport(deps: ImportDeps, organisationId: string, id: string): Promise<void> {
  const db = deps.gates.tenant({ organisationId });
  const row = await selectImport(db, id);
  if (row?.state !== 'applying') return;
  const plan = await endingWell(deps, db, row, () => applyWhole(deps, organisationId, row));
  if (!plan) return;
  await deps.directory.changed(organisationId);
  tellLive(deps.feed, organisationId, row.kind, null);
  const isApplied = plan.rejected === 0;
  const count = isApplied ? plan.created.length + plan.changed.length : plan.rejected;
  await tellStarter(deps, row, organisationId, isApplied ? 'import.finished' : 'import.rejected', count);
}

async function applyWhole(deps: ImportDeps, organisationId: string, row: ImportRow): Promise<Plan> {
  const { id } = row;
  const { columns, lines } = await readImport(deps.gates.tenant({ organisationId }), row);
  return deps.gates.withTenant({ organisationId }, async (tx) => {
    await lockSettings(tx, organisationId);
    const decided = await planImport(row.kind, columns, lines, await loadKnown(tx, row.kind), () => pause(0));
    const at = now(deps);
    if (decided.rejected > 0) {
      await updateImport(tx, id, { state: 'rejected', ...found(decided), progressed_at: at }, 'applying');
      return decided;
    }
    const revisions = toRevisions(deps, row, decided, at);
    for (let from = 0; from < revisions.length; from += STORED_AT_A_TIME)
      await storeRecords(tx, organisationId, revisions.slice(from, from + STORED_AT_A_TIME));
    const done = {
      state: 'applied' as const,
      lines_done: lines.length,
      content: null,
      finished_at: at,
      progressed_at: at,
    };
    await updateImport(tx, id, { ...done, ...found(decided) }, 'applying');
    await deps.recordSystem(tx, 'settings.imported', organisationId, [
      { object: { type: 'settings.import', id }, after: { kind: row.kind, ...found(decided), rejects: undefined } },
    ]);
    return decided;
  });
}

/** An import that cannot be finished says why; what is our own fault is thrown on, for the log. */
async function endingWell<T>(deps: ImportDeps, db: Reads, row: ImportRow, work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    const isTheirs = error instanceof UnreadableTable;
    const at = now(deps);
    const problem = isTheirs
      ? error.message
      : 'Something went wrong here; nothing was changed. Start the import again.';
    const ended = { state: 'failed' as const, problem, content: null, finished_at: at, progressed_at: at };
    await updateImport(db, row.id, ended, row.state);
    if (!isTheirs) throw error;
    return null;
  }
}

/** Ends what a stopped server left unfinished, what nobody decided on for a week, and forgets what is old. */
export async function sweepImports(deps: ImportDeps): Promise<void> {
  const at = now(deps);
  const before = (ms: number) => new Date(at.getTime() - ms);
  const db = deps.gates.system('end unfinished imports and forget old ones');
  await db
    .updateTable('settings.import')
    .set({
      state: 'failed',
      content: null,
      finished_at: at,
      problem: 'The server stopped meanwhile; nothing was changed. Start the import again.',
    })
    .where('state', 'in', ['checking', 'applying'])
    .where('progressed_at', '<', before(SILENT_MS))
    .execute();
  await db
    .updateTable('settings.import')
    .set({ state: 'discarded', content: null, finished_at: at })
    .where('state', 'in', ['ready', 'rejected'])
    .where('progressed_at', '<', before(OFFERED_MS))
    .execute();
  await db.deleteFrom('settings.import').where('created_at', '<', before(KEPT_MS)).execute();
}

async function readImport(db: Reads, row: ImportRow) {
  const { content } = await db
    .selectFrom('settings.import')
    .select('content')
    .where('id', '=', row.id)
    .executeTakeFirstOrThrow();
  if (content === null) throw new UnreadableTable('The file is not there any more; start the import again.');
  const [first, ...lines] = await readTable(content, row.format);
  const header = readHeader(row.kind, first!.cells);
  if ('problem' in header) throw new UnreadableTable(header.problem);
  if (lines.length === 0) throw new UnreadableTable('The file has a first line with the columns, and nothing else.');
  return { columns: header.columns, lines };
}

async function loadKnown(db: Reads | Tx, kind: SettingKind): Promise<Known> {
  const named = namedKinds(kind);
  const load = (other: SettingKind): Promise<Row[]> =>
    named.includes(other) ? activeRecords(db, other) : Promise.resolve([]);
  return {
    own: await activeRecords(db, kind),
    commodities: await load('commodities'),
    parameters: await load('parameters'),
    gstRegistrations: await load('gst-registrations'),
  };
}

function toRevisions({ ids }: ImportDeps, row: ImportRow, plan: Plan, at: Date): Revision[] {
  const common = { kind: row.kind, changedBy: row.startedBy, importId: row.id };
  return [
    ...plan.created.map((body): Revision => {
      const record = { ...body, id: ids.next(), version: 1, createdAt: at, updatedAt: at, archivedAt: null } as Row;
      return { ...common, change: 'created', record };
    }),
    ...plan.changed.map(({ before, body }): Revision => {
      const record: Row = { ...before, ...body, version: before.version + 1, updatedAt: at };
      return { ...common, change: 'changed', record };
    }),
  ];
}

async function progress(deps: ImportDeps, db: Reads, id: string, done: number): Promise<void> {
  if (done % PROGRESS_EVERY_LINES === 0)
    await updateImport(db, id, { lines_done: done, progressed_at: now(deps) }, 'checking');
  else await pause(0); // requests come first
}

async function tellStarter(
  { gates, notifications }: ImportDeps,
  row: ImportRow,
  organisationId: string,
  kind: 'import.finished' | 'import.rejected',
  count: number,
): Promise<void> {
  if (row.starterKind !== 'person') return;
  const values = { kind: row.kind, count };
  const path = `/settings/imports/${row.id}`;
  await gates.withSystem('tell a person of an import', (tx) =>
    notifications.add(tx, { userId: row.startedBy, organisationId, kind, values, path }),
  );
}

function found(plan: Plan) {
  return {
    created: plan.created.length,
    changed: plan.changed.length,
    unchanged: plan.unchanged,
    rejected: plan.rejected,
    rejects: JSON.stringify(plan.rejects),
  };
}

function liveImport(organisationId: string) {
  return { organisationId, permission: 'settings.read', message: { type: 'today.changed' } };
}

async function view(deps: ImportDeps, row: ImportRow, organisationId: string): Promise<SettingsImport> {
  return toImport(row, await deps.namesOf([row.startedBy], organisationId));
}

function toImport(row: ImportRow, names: ReadonlyMap<string, string>): SettingsImport {
  const { startedBy, starterKind: _, format: __, ...rest } = row;
  return { ...rest, by: { id: startedBy, name: names.get(startedBy) ?? null } };
}

function now({ clock }: ImportDeps): Date {
  return new Date(clock.nowMs());
}
