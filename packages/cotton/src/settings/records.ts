// A kind of setting between the wire and its table: camelCase fields, snake_case columns, lists and decimals as JSON.
import { type SettingField, settingFields } from '@sutra/contracts/setting-fields';
import { type SettingKind, settingsByKind } from '@sutra/contracts/settings';

/** The fields of a record, as its form has them. */
export type Body = Readonly<Record<string, unknown>>;
export interface Row {
  id: string;
  version: number;
  code: string;
  name: string;
  createdAt: Date;
  updatedAt: Date;
  archivedAt: Date | null;
  [field: string]: unknown;
}

export type SettingTable = `settings.${(typeof settingsByKind)[SettingKind]['table']}`;

export function tableOf(kind: SettingKind): SettingTable {
  return `settings.${settingsByKind[kind].table}`;
}

export function kindOfTable(table: string): SettingKind | undefined {
  return (Object.keys(settingsByKind) as SettingKind[]).find((kind) => settingsByKind[kind].table === table);
}

/** What tells active records of a kind apart: the code, with what else belongs to it. */
export function keyFields(kind: SettingKind): readonly string[] {
  if (kind === 'parameters') return ['commodityId', 'code'];
  if (kind === 'quality-grids') return ['code', 'validFrom'];
  return kind === 'numbering-series' ? ['financialYear', 'code'] : ['code'];
}

/** The key of a record as text: equal for records that may not both be active. */
export function keyOf(kind: SettingKind, body: Body): string {
  return keyFields(kind)
    .map((field) => String(body[field]).toLowerCase())
    .join('\u0000');
}

export function columnOf(field: string): string {
  return field.replaceAll(/([a-z])([A-Z0-9])|([0-9])([A-Z])/g, '$1$3_$2$4').toLowerCase();
}

/** The columns of a body. */
export function toColumns(kind: SettingKind, body: Body): Record<string, unknown> {
  return Object.fromEntries(
    settingFields(kind).map((field) => {
      const value = body[field.name] ?? null;
      return [columnOf(field.name), isJson(field) && value !== null ? JSON.stringify(value) : value];
    }),
  );
}

/** The fields of a record that its form has, out of a row. */
export function bodyOf(kind: SettingKind, row: Readonly<Record<string, unknown>>): Body {
  return Object.fromEntries(settingFields(kind).map(({ name }) => [name, row[name] ?? null]));
}

export function fromColumns(kind: SettingKind, columns: Readonly<Record<string, unknown>>): Row {
  return {
    ...Object.fromEntries(settingFields(kind).map(({ name }) => [name, columns[columnOf(name)]])),
    id: columns['id'],
    version: columns['version'],
    createdAt: columns['created_at'],
    updatedAt: columns['updated_at'],
    archivedAt: columns['archived_at'],
  } as unknown as Row;
}

function isJson({ type }: SettingField): boolean {
  return type === 'list' || type === 'decimal';
}

/** Whether two records say the same. */
export function bodyEquals(kind: SettingKind, a: Body, b: Body): boolean {
  return JSON.stringify(canonical(bodyOf(kind, a))) === JSON.stringify(canonical(bodyOf(kind, b)));
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, entry]) => [key, canonical(entry)]),
  );
}
