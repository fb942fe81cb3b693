// Settings as files: exported as a table, imported after every line has been checked (docs/adr/0009).
import { z } from 'zod';
import { endpoint, failure } from './endpoint.ts';
import { SettingKind, SETTINGS_READ, SETTINGS_WRITE } from './settings.ts';
import { FileContent, Instant, Page, pageOf, Text, Uuid } from './wire.ts';

export const importNotFound = failure('settings.import_not_found', 404, 'There is no such import');
export const importNotReady = failure(
  'settings.import_not_ready',
  409,
  'This import cannot be applied: it is not checked yet, was applied, or has rejected lines',
);
export const importTooMany = failure(
  'settings.import_limit',
  409,
  'Other imports of your organisation are still being checked; wait for them',
);

export const FileFormat = z.enum(['csv', 'xlsx']);
export const exportSettings = endpoint({
  id: 'exportSettings',
  method: 'GET',
  path: '/api/v1/settings/exports/:kind',
  summary: 'Settings: all active records of a kind as a table that can be imported again',
  access: { permission: SETTINGS_READ },
  limit: 'default',
  params: z.object({ kind: SettingKind }),
  query: z.object({ format: FileFormat }),
  produces: 'file',
  response: FileContent,
});

export const SettingsImport = z
  .object({
    id: Uuid,
    kind: SettingKind,
    fileName: z.string(),
    state: z.enum(['checking', 'ready', 'rejected', 'applying', 'applied', 'failed', 'discarded']),
    linesTotal: z.int().nullable(),
    linesDone: z.int(),
    created: z.int(),
    changed: z.int(),
    unchanged: z.int(),
    rejected: z.int(),
    rejects: z
      .array(z.object({ line: z.int(), field: z.string().nullable(), message: z.string() }))
      .meta({ description: 'The first 200' }),
    problem: z.string().nullable().meta({ description: 'Why the file could not be read, or the import not applied' }),
    createdAt: Instant,
    finishedAt: Instant.nullable(),
    by: z.object({ id: Uuid, name: z.string().nullable() }),
  })
  .meta({ id: 'SettingsImport' });
export type SettingsImport = z.infer<typeof SettingsImport>;
const OneImport = z.object({ importId: Uuid });

export const startSettingsImport = endpoint({
  id: 'startSettingsImport',
  method: 'POST',
  path: '/api/v1/settings/:kind/imports',
  summary: 'Settings: check a CSV or XLSX file line by line; nothing changes until it is applied',
  access: { permission: SETTINGS_WRITE },
  limit: 'default',
  audit: 'settings.import_started',
  status: 202,
  params: z.object({ kind: SettingKind }),
  query: z.object({ format: FileFormat, fileName: Text(200) }),
  takes: 'file',
  response: SettingsImport,
  errors: [importTooMany],
});

export const listSettingsImports = endpoint({
  id: 'listSettingsImports',
  method: 'GET',
  path: '/api/v1/settings/imports',
  summary: 'Settings: the imports of the last 30 days, newest first',
  access: { permission: SETTINGS_READ },
  limit: 'default',
  query: z.object({ ...Page, kind: SettingKind.optional() }),
  response: pageOf(SettingsImport),
});

export const getSettingsImport = endpoint({
  id: 'getSettingsImport',
  method: 'GET',
  path: '/api/v1/settings/imports/:importId',
  summary: 'Settings: how far an import has come, and which lines it rejects',
  access: { permission: SETTINGS_READ },
  limit: 'default',
  params: OneImport,
  response: SettingsImport,
  errors: [importNotFound],
});

export const applySettingsImport = endpoint({
  id: 'applySettingsImport',
  method: 'POST',
  path: '/api/v1/settings/imports/:importId/apply',
  summary: 'Settings: apply a checked import, all of it or nothing',
  access: { permission: SETTINGS_WRITE },
  limit: 'default',
  audit: 'settings.import_applied',
  status: 202,
  params: OneImport,
  response: SettingsImport,
  errors: [importNotFound, importNotReady],
});

export const discardSettingsImport = endpoint({
  id: 'discardSettingsImport',
  method: 'POST',
  path: '/api/v1/settings/imports/:importId/discard',
  summary: 'Settings: throw a checked import away',
  access: { permission: SETTINGS_WRITE },
  limit: 'default',
  audit: 'settings.import_discarded',
  params: OneImport,
  response: SettingsImport,
  errors: [importNotFound, importNotReady],
});
