// The rules of every kind of setting: create, change, archive, restore; each leaves a version and an audit entry.
import { recordChanged } from '@sutra/contracts/failures';
import { settingFields } from '@sutra/contracts/setting-fields';
import {
  settingArchived,
  settingCodeFixed,
  settingCodeTaken,
  settingInUse,
  type SettingKind,
  settingNotFound,
  settingReference,
  settingsByKind,
} from '@sutra/contracts/settings';
import type { Ids } from '@sutra/kernel/clock';
import type { Gates, Tx } from '@sutra/kernel/db/gates';
import { AppError } from '@sutra/kernel/errors';
import type { Feed } from '@sutra/kernel/feed';
import type { Context, Write } from '@sutra/kernel/http/route';
import { z } from 'zod';
import type { Directory } from './directory.ts';
import { isSeriesUsed } from './numbering.ts';
import { type Body, bodyEquals, bodyOf, keyFields, type Row, tableOf, toColumns } from './records.ts';
import { type Commodity, namedParameters, namingProblems, type Parameter } from './references.rules.ts';
import {
  activeRecords,
  countUses,
  findRecord,
  isTaken,
  lockSettings,
  type Revision,
  storeRecords,
} from './settings.queries.ts';

export interface SettingsDeps {
  gates: Gates;
  ids: Ids;
  feed: Feed;
  directory: Directory;
}

export function createRecord(deps: SettingsDeps, kind: SettingKind, body: Body, context: Context): Promise<Row> {
  return write(deps, kind, context, async (tx, now) => {
    await requireFree(tx, kind, body, null);
    await requireReferences(tx, kind, body);
    const record = {
      ...body,
      id: deps.ids.next(),
      version: 1,
      createdAt: now,
      updatedAt: now,
      archivedAt: null,
    } as Row;
    return { record, before: null, change: 'created' };
  });
}

export function changeRecord(
  deps: SettingsDeps,
  kind: SettingKind,
  { recordId, body, version }: { recordId: string; body: Body; version: number },
  context: Context,
): Promise<Row> {
  return write(deps, kind, context, async (tx, now) => {
    const before = await requireVersion(tx, kind, recordId, version);
    if (before.archivedAt !== null) throw new AppError(settingArchived);
    if (bodyEquals(kind, before, body)) return { record: before, before, change: null };
    await requireFree(tx, kind, body, recordId);
    await requireReferences(tx, kind, body);
    await requireUnfixed(tx, kind, before, body);
    const record = { ...before, ...body, version: version + 1, updatedAt: now };
    return { record, before, change: 'changed' };
  });
}

export function archiveRecord(
  deps: SettingsDeps,
  kind: SettingKind,
  { recordId, version }: { recordId: string; version: number },
  context: Context,
): Promise<Row> {
  return write(deps, kind, context, async (tx, now) => {
    const before = await requireVersion(tx, kind, recordId, version);
    if (before.archivedAt !== null) return { record: before, before, change: null };
    const uses = await usesOf(tx, kind, before);
    if (uses.length > 0)
      throw new AppError(settingInUse, {
        detail: `Used by ${uses.map(({ kind: user, count }) => `${count} of ${user}`).join(', ')}.`,
        about: uses.map(({ kind: user, count }) => ({ what: `record.${user}`, count })),
      });
    return { record: { ...before, version: version + 1, updatedAt: now, archivedAt: now }, before, change: 'archived' };
  });
}

export function restoreRecord(
  deps: SettingsDeps,
  kind: SettingKind,
  { recordId, version }: { recordId: string; version: number },
  context: Context,
): Promise<Row> {
  return write(deps, kind, context, async (tx, now) => {
    const before = await requireVersion(tx, kind, recordId, version);
    if (before.archivedAt === null) return { record: before, before, change: null };
    const body = bodyOf(kind, before);
    await requireFree(tx, kind, body, recordId);
    await requireReferences(tx, kind, body);
    return {
      record: { ...before, version: version + 1, updatedAt: now, archivedAt: null },
      before,
      change: 'restored',
    };
  });
}

interface Outcome {
  record: Row;
  before: Row | null;
  /** Null if there was nothing to change. */
  change: Revision['change'] | null;
}

async function write(
  deps: SettingsDeps,
  kind: SettingKind,
  context: Context,
  decide: (tx: Tx, now: Date) => Promise<Outcome>,
): Promise<Row> {
  const { actor } = context;
  const now = context.now();
  const row = await context.write('tenant', async (left) => {
    await lockSettings(left.tx, actor.organisationId);
    const { record, before, change } = await decide(left.tx, now);
    if (change === null) {
      left.record({ object: { type: tableOf(kind), id: record.id } });
      return record;
    }
    if (record['isDefault'] === true && record.archivedAt === null)
      await unsetOtherDefault(left, kind, record.id, actor.organisationId, actor.id, now);
    await store(left, kind, { record, before, change }, actor.organisationId, actor.id);
    return record;
  });
  await deps.directory.changed(actor.organisationId);
  tellLive(deps.feed, actor.organisationId, kind, row.id);
  return row;
}

async function store(
  { tx, record, emit }: Write,
  kind: SettingKind,
  outcome: Outcome & { change: Revision['change'] },
  organisationId: string,
  actorId: string,
): Promise<void> {
  const { record: after, before, change } = outcome;
  await storeRecords(tx, organisationId, [{ kind, record: after, change, changedBy: actorId, importId: null }]);
  record({
    object: { type: tableOf(kind), id: after.id },
    before: before && auditColumns(kind, before),
    after: auditColumns(kind, after),
  });
  emit({ type: 'settings.changed', subject: after.id, data: { kind, change, version: after.version } });
}

/** One record of a kind can be the default: the new one takes the place of the old. */
async function unsetOtherDefault(
  left: Write,
  kind: SettingKind,
  id: string,
  organisationId: string,
  actorId: string,
  now: Date,
): Promise<void> {
  const before = (await activeRecords(left.tx, kind)).find((other) => other['isDefault'] === true && other.id !== id);
  if (!before) return;
  const record = { ...before, isDefault: false, version: before.version + 1, updatedAt: now };
  await store(left, kind, { record, before, change: 'changed' }, organisationId, actorId);
}

export function tellLive(feed: Feed, organisationId: string, kind: SettingKind, recordId: string | null): void {
  const message = { type: 'settings.changed', kind, recordId };
  void feed.publish('live.organisation', { organisationId, permission: 'settings.read', message });
}

async function requireVersion(tx: Tx, kind: SettingKind, id: string, version: number): Promise<Row> {
  const row = await findRecord(tx, kind, id);
  if (!row) throw new AppError(settingNotFound);
  if (row.version !== version) throw new AppError(recordChanged, { current: toWire(kind, row) });
  return row;
}

/** A record as the wire shows it. */
export function toWire(kind: SettingKind, row: Row): Record<string, unknown> {
  return z.encode(settingsByKind[kind].Row as z.ZodType, row) as Record<string, unknown>;
}

async function requireFree(tx: Tx, kind: SettingKind, body: Body, ownId: string | null): Promise<void> {
  const path = (field: string) => [{ path: `body.${field}`, message: 'is taken by another record' }];
  if (await isTaken(tx, kind, keyFields(kind), body, ownId))
    throw new AppError(settingCodeTaken, {
      fields: path(keyFields(kind).includes('validFrom') ? 'validFrom' : 'code'),
    });
  if (kind === 'gst-registrations' && (await isTaken(tx, kind, ['gstin'], body, ownId)))
    throw new AppError(settingCodeTaken, { fields: path('gstin') });
}

async function requireReferences(tx: Tx, kind: SettingKind, body: Body): Promise<void> {
  for (const { name, reference } of settingFields(kind)) {
    const id = body[name];
    if (reference === undefined || typeof id !== 'string') continue;
    const named = await findRecord(tx, reference, id);
    if (!named || named.archivedAt !== null)
      throw new AppError(settingReference, {
        fields: [{ path: `body.${name}`, message: 'does not exist or is archived' }],
      });
  }
  if (kind !== 'quality-grids' && kind !== 'varieties') return;
  const commodity = await findRecord(tx, 'commodities', String(body['commodityId']));
  const parameters = await activeRecords(tx, 'parameters');
  const problems = namingProblems(
    kind,
    body,
    (commodity as Commodity | null) ?? undefined,
    parameters as unknown as Parameter[],
  );
  if (problems.length > 0)
    throw new AppError(settingReference, {
      fields: problems.slice(0, 20).map(({ path, message }) => ({ path: `body.${path}`, message })),
    });
}

/** What others name cannot change under them. */
async function requireUnfixed(tx: Tx, kind: SettingKind, before: Row, body: Body): Promise<void> {
  const fixed = (fields: readonly string[]) => {
    const changed = fields.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(body[field]));
    return changed.map((field) => ({ path: `body.${field}`, message: 'is fixed now' }));
  };
  if (kind === 'parameters') {
    const fields = fixed(['commodityId', 'code', 'measure']);
    if (fields.length > 0 && (await usesOf(tx, kind, before)).length > 0)
      throw new AppError(settingCodeFixed, { fields });
  }
  if (kind === 'numbering-series') {
    const fields = fixed(['document', 'gstRegistrationId', 'financialYear', 'prefix', 'suffix', 'width', 'start']);
    if (fields.length > 0 && (await isSeriesUsed(tx, before.id))) throw new AppError(settingCodeFixed, { fields });
  }
}

/** How many active records of each kind name this one. */
async function usesOf(tx: Tx, kind: SettingKind, row: Row): Promise<{ kind: SettingKind; count: number }[]> {
  const uses: { kind: SettingKind; count: number }[] = [];
  for (const other of Object.keys(settingsByKind) as SettingKind[]) {
    for (const { name, reference } of settingFields(other)) {
      if (reference !== kind) continue;
      const count = await countUses(tx, other, name, row.id);
      if (count > 0) uses.push({ kind: other, count });
    }
  }
  if (kind !== 'parameters') return uses;
  for (const other of ['quality-grids', 'varieties'] as const) {
    const naming = (await activeRecords(tx, other)).filter(
      (record) => record['commodityId'] === row['commodityId'] && namedParameters(other, record).includes(row.code),
    );
    if (naming.length > 0) uses.push({ kind: other, count: naming.length });
  }
  return uses;
}

function auditColumns(kind: SettingKind, row: Row): Record<string, unknown> {
  const columns = toColumns(kind, row);
  return { ...columns, archived_at: row.archivedAt };
}
