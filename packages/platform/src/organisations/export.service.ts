// Exports of organisations: asked for by an operator, made by a job, kept as a file for seven days.
import { exportGone, exportNotFound, exportRunning, type OrganisationExport } from '@sutra/contracts/organisations';
import type { FileAnswer } from '@sutra/contracts/endpoint';
import type { Actor } from '@sutra/kernel/actor';
import { type Clock, DAY_MS, type Ids, MINUTE_MS } from '@sutra/kernel/clock';
import type { Gates, Reads } from '@sutra/kernel/db/gates';
import { AppError } from '@sutra/kernel/errors';
import type { Files } from '@sutra/kernel/files';
import { pageOfRows, readCursor } from '@sutra/kernel/http/paging';
import type { AuditDetails, Context } from '@sutra/kernel/http/route';
import type { Logger } from '@sutra/kernel/log';
import type { Register } from '../identity/public.ts';
import type { Notifications } from '../workspace/public.ts';
import { writeArchive } from './archive.ts';
import {
  endSilentExports,
  expireExports,
  type ExportRow,
  findExport,
  forgetExports,
  insertExport,
  listExportsOf,
  updateExport,
} from './export.queries.ts';

export const EXPORT_JOB = 'organisations.export';
const KEPT_MS = 7 * DAY_MS;
const REMEMBERED_MS = 90 * DAY_MS;
const SILENT_MS = 15 * MINUTE_MS;
const PROGRESS_EVERY_MS = 500;
const MAX_BYTES = 50 * 1024 ** 3;

export interface ExportDeps {
  gates: Gates;
  clock: Clock;
  ids: Ids;
  files: Files;
  register: Pick<Register, 'list' | 'get' | 'create' | 'inviteOwner' | 'suspend' | 'resume'>;
  notifications: Notifications;
  namesOf: (ids: readonly string[], organisationId: string) => Promise<Map<string, string>>;
  log: Logger;
  send: (job: string, data: { organisationId: string; exportId: string }) => Promise<void>;
}

export async function startExport(
  deps: ExportDeps,
  organisationId: string,
  context: Context,
): Promise<OrganisationExport> {
  const { actor } = context;
  await deps.register.get(organisationId);
  const names = await deps.namesOf([actor.id], actor.organisationId);
  const id = deps.ids.next();
  const now = context.now();
  const answer = await context.write('tenant', async ({ tx, record }) => {
    const row = {
      org_id: actor.organisationId,
      id,
      organisation_id: organisationId,
      started_by: actor.id,
      starter_kind: actor.kind,
      created_at: now,
      progressed_at: now,
    };
    if (!(await insertExport(tx, row))) throw new AppError(exportRunning);
    recordInBoth(record, id, organisationId, { after: { organisation_id: organisationId, state: 'waiting' } });
    return toExport((await findExport(tx, id))!, names);
  });
  await deps.send(EXPORT_JOB, { organisationId: actor.organisationId, exportId: id });
  return answer;
}

export async function listExports(
  deps: ExportDeps,
  organisationId: string,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
  actor: Actor,
) {
  await deps.register.get(organisationId);
  const rows = await listExportsOf(deps.gates.tenant(actor), organisationId, limit, readCursor(cursor));
  const { items, nextCursor } = pageOfRows(rows, limit);
  const names = await deps.namesOf([...new Set(items.map(({ starterId }) => starterId))], actor.organisationId);
  return { items: items.map((row) => toExport(row, names)), nextCursor };
}

/** The file, once it is recorded in both logs that somebody takes it. */
export async function downloadExport(
  { gates, files, register }: ExportDeps,
  organisationId: string,
  exportId: string,
  context: Context,
): Promise<FileAnswer> {
  const found = await findExport(gates.tenant(context.actor), exportId);
  if (!found || found.organisationId !== organisationId) throw new AppError(exportNotFound);
  const { fileDigest, createdAt } = found;
  const isOver = found.expiresAt === null || found.expiresAt <= context.now();
  if (fileDigest === null || isOver || !(await files.has(fileDigest))) throw new AppError(exportGone);
  const { name } = await register.get(organisationId);
  await context.write('tenant', async ({ record }) => recordInBoth(record, exportId, organisationId, {}));
  return {
    name: `${name} ${createdAt.toISOString().slice(0, 10)}.zip`,
    mediaType: 'application/zip',
    content: files.read(fileDigest),
  };
}

/** The job. Whoever takes it makes it whole; a second one that comes finds nothing to take. */
export async function runExport(deps: ExportDeps, operatorId: string, id: string): Promise<void> {
  const { gates, clock, files, register } = deps;
  const db = gates.tenant({ organisationId: operatorId });
  const now = () => new Date(clock.nowMs());
  if (!(await updateExport(db, id, 'waiting', { state: 'running', progressed_at: now() }))) return;
  const progress = progressOf(deps, db, id);
  try {
    const row = (await findExport(db, id))!;
    const { name, kind } = await register.get(row.organisationId);
    const organisation = { id: row.organisationId, name, kind };
    const stored = await writeArchive(gates, organisation, now(), progress.tell, (zip) => files.put(zip, MAX_BYTES));
    await progress.settled();
    const at = now();
    const isStillOurs = await updateExport(db, id, 'running', {
      state: 'ready',
      file_digest: stored.digest,
      size_bytes: stored.sizeBytes,
      tables_total: stored.tables,
      tables_done: stored.tables,
      rows_done: stored.rows,
      progressed_at: at,
      finished_at: at,
      expires_at: new Date(at.getTime() + KEPT_MS),
    });
    if (!isStillOurs) return await files.remove(stored.digest);
    await tellStarter(deps, row, operatorId, name);
  } catch (error) {
    await progress.settled();
    await updateExport(db, id, 'running', { state: 'failed', finished_at: now() });
    throw error;
  }
}

/** Ends what a stopped server left, removes files after their time, and forgets what is old. */
export async function sweepExports({ gates, clock, files }: ExportDeps): Promise<void> {
  const nowMs = clock.nowMs();
  const now = new Date(nowMs);
  const db = gates.system('end exports and remove old ones');
  await endSilentExports(db, new Date(nowMs - SILENT_MS), now);
  for (const digest of await expireExports(db, now)) await files.remove(digest);
  await forgetExports(db, new Date(nowMs - REMEMBERED_MS));
}

// Never waited for while the export holds its transaction: the embedded database has one connection, and tells the
// progress only when that is free again.
function progressOf({ clock, log }: ExportDeps, db: Reads, id: string) {
  let running: Promise<unknown> | null = null;
  let toldMs = 0;
  return {
    tell: (progress: { tables: number; tablesDone: number; rows: number }) => {
      const nowMs = clock.nowMs();
      if (running !== null || nowMs - toldMs < PROGRESS_EVERY_MS) return;
      toldMs = nowMs;
      running = updateExport(db, id, 'running', {
        tables_total: progress.tables,
        tables_done: progress.tablesDone,
        rows_done: progress.rows,
        progressed_at: new Date(nowMs),
      })
        .catch((error: unknown) => log.warn({ err: error }, 'the progress of an export could not be told'))
        .finally(() => {
          running = null;
        });
    },
    settled: async () => void (await running),
  };
}

async function tellStarter(
  { gates, notifications }: ExportDeps,
  { starterId, starterKind, organisationId }: ExportRow,
  operatorId: string,
  name: string,
): Promise<void> {
  if (starterKind !== 'person') return;
  await gates.withSystem('tell an operator of an export', (tx) =>
    notifications.add(tx, {
      userId: starterId,
      organisationId: operatorId,
      kind: 'organisation.exported',
      values: { organisation: name },
      path: `/operator/organisations?open=${organisationId}`,
    }),
  );
}

function recordInBoth(
  record: (details: AuditDetails) => void,
  id: string,
  organisationId: string,
  change: Pick<AuditDetails, 'after'>,
): void {
  const object = { type: 'organisations.export', id };
  record({ object, ...change });
  record({ object, ...change, organisationId });
}

function toExport(row: ExportRow, names: ReadonlyMap<string, string>): OrganisationExport {
  const { organisationId: _, fileDigest: __, starterId, starterKind: ___, ...rest } = row;
  return { ...rest, startedBy: names.get(starterId) ?? null };
}
