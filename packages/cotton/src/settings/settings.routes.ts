import {
  getNextNumber,
  getSettingHistory,
  getSettingsOverview,
  listSettingChoices,
  type SettingKind,
  SETTINGS,
  settingNotFound,
} from '@sutra/contracts/settings';
import { AppError } from '@sutra/kernel/errors';
import { pageOfRows, readCursor } from '@sutra/kernel/http/paging';
import { type Context, type Route, route } from '@sutra/kernel/http/route';
import { formatNumber, type Series } from './numbering.rules.ts';
import { countIssued } from './numbering.ts';
import type { Body } from './records.ts';
import { countRecords, findRecord, type ListFilter, listRecords, listRevisions } from './settings.queries.ts';
import { archiveRecord, changeRecord, createRecord, restoreRecord, type SettingsDeps } from './settings.service.ts';

type NamesOf = (ids: readonly string[], organisationId: string) => Promise<Map<string, string>>;

export function settingsRoutes(deps: SettingsDeps & { namesOf: NamesOf }): readonly Route[] {
  const { gates, directory, namesOf } = deps;
  return [
    route(listSettingChoices, async ({ query }, { actor }) => {
      const wanted = query.q?.toLocaleLowerCase('en-IN');
      const active = (await directory.active(actor, query.kind)).filter(
        ({ code, name }) => wanted === undefined || `${code} ${name}`.toLocaleLowerCase('en-IN').includes(wanted),
      );
      const items = active.slice(0, query.limit).map((row) => ({
        id: row.id,
        kind: query.kind,
        code: row.code,
        name: row.name,
        commodityId: (row['commodityId'] as string | null | undefined) ?? null,
      }));
      return { items, total: active.length };
    }),
    route(getSettingsOverview, async (_, { actor }) => ({ kinds: await countRecords(gates.tenant(actor)) })),
    route(getNextNumber, async ({ params }, { actor }) => {
      const db = gates.tenant(actor);
      const series = await findRecord(db, 'numbering-series', params.recordId);
      if (!series) throw new AppError(settingNotFound);
      const issued = await countIssued(db, params.recordId);
      return { number: formatNumber(series as unknown as Series, issued), issued };
    }),
    route(getSettingHistory, async ({ params }, { actor }) => {
      const rows = await listRevisions(gates.tenant(actor), params.kind, params.recordId);
      if (rows.length === 0) throw new AppError(settingNotFound);
      const people = rows.map(({ changedBy }) => changedBy).filter((id) => id !== null);
      const names = await namesOf([...new Set(people)], actor.organisationId);
      return {
        items: rows.map(({ changedBy, ...row }) => ({
          ...row,
          change: row.change as 'created' | 'changed' | 'archived' | 'restored',
          body: row.body as Record<string, unknown>,
          by: { id: changedBy, name: (changedBy !== null && names.get(changedBy)) || null },
        })),
      };
    }),
    ...SETTINGS.flatMap(({ kind }) => recordRoutes(deps, kind)),
  ];
}

// The endpoints of all kinds have the same shape, which the types of eleven literals side by side do not tell.
type Setting = (typeof SETTINGS)[0];
interface RecordInput {
  params: { recordId: string };
  query: ListFilter & { cursor?: string };
  body: Body;
  version: number;
}

function recordRoutes(deps: SettingsDeps, kind: SettingKind): readonly Route[] {
  const setting = SETTINGS.find((one) => one.kind === kind) as unknown as Setting;
  const handle = (
    endpoint: Route['endpoint'],
    handler: (input: RecordInput, context: Context) => Promise<unknown>,
  ): Route => ({
    endpoint,
    handle: handler as unknown as Route['handle'],
  });
  return [
    handle(setting.list, async ({ query }, { actor }) => {
      const { rows, total } = await listRecords(deps.gates.tenant(actor), kind, query, readCursor(query.cursor));
      return { ...pageOfRows(rows, query.limit), total };
    }),
    handle(setting.get, async ({ params }, { actor }) => {
      const row = await findRecord(deps.gates.tenant(actor), kind, params.recordId);
      if (!row) throw new AppError(settingNotFound);
      return row;
    }),
    handle(setting.create, ({ body }, context) => createRecord(deps, kind, body, context)),
    handle(setting.change, ({ params, body, version }, context) =>
      changeRecord(deps, kind, { ...params, body, version }, context),
    ),
    handle(setting.archive, ({ params, version }, context) =>
      archiveRecord(deps, kind, { ...params, version }, context),
    ),
    handle(setting.restore, ({ params, version }, context) =>
      restoreRecord(deps, kind, { ...params, version }, context),
    ),
  ];
}
