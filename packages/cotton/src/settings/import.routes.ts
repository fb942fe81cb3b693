import {
  applySettingsImport,
  discardSettingsImport,
  exportSettings,
  getSettingsImport,
  listSettingsImports,
  startSettingsImport,
} from '@sutra/contracts/setting-files';
import { type SettingKind } from '@sutra/contracts/settings';
import { settingFields } from '@sutra/contracts/setting-fields';
import type { Actor } from '@sutra/kernel/actor';
import { type Route, route } from '@sutra/kernel/http/route';
import { decideImport, getImport, type ImportDeps, listOwnImports, startImport } from './import.service.ts';
import { activeRecords } from './settings.queries.ts';
import { headersOf, writeCell } from './table-cells.rules.ts';
import { type TableFormat, writeCsv, writeXlsx } from './table-file.ts';

const MEDIA_TYPE = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;

export function importRoutes(deps: ImportDeps): readonly Route[] {
  return [
    route(exportSettings, ({ params, query }, { actor }) => exportTable(deps, params.kind, query.format, actor)),
    route(startSettingsImport, ({ params, query, file }, context) =>
      startImport(deps, params.kind, { name: query.fileName, format: query.format, content: file }, context),
    ),
    route(listSettingsImports, ({ query }, context) => listOwnImports(deps, query, context)),
    route(getSettingsImport, ({ params }, context) => getImport(deps, params.importId, context)),
    route(applySettingsImport, ({ params }, context) => decideImport(deps, params.importId, 'applying', context)),
    route(discardSettingsImport, ({ params }, context) => decideImport(deps, params.importId, 'discarded', context)),
  ];
}

async function exportTable({ gates, directory }: ImportDeps, kind: SettingKind, format: TableFormat, actor: Actor) {
  const codes = new Map<string, string>();
  for (const { reference } of settingFields(kind)) {
    if (reference !== undefined)
      for (const { id, code } of await directory.active(actor, reference)) codes.set(id, code);
  }
  const rows = await activeRecords(gates.tenant(actor), kind);
  const lines = [
    headersOf(kind),
    ...rows.map((row) =>
      settingFields(kind).map((field) => writeCell(field, row[field.name], (id) => codes.get(id) ?? '')),
    ),
  ];
  return {
    name: `${kind}.${format}`,
    mediaType: MEDIA_TYPE[format],
    content: format === 'csv' ? writeCsv(lines) : writeXlsx(lines, kind),
  };
}
