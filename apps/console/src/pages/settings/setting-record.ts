// Records of any kind, and the calls that read and change them.
import type { CallInput } from '@sutra/contracts/endpoint';
import { settingFields } from '@sutra/contracts/setting-fields';
import { type locations, SettingKind, settingsByKind } from '@sutra/contracts/settings';
import { type DataTag, type QueryFunction, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { z } from 'zod';
import { apiQuery } from '../../app/api.ts';
import { session } from '../../app/session.ts';
import { staleSettings } from './stale.ts';

/** The fields of a record, as its form has them. */
export type SettingBody = Readonly<Record<string, unknown>>;
export interface SettingRecord {
  readonly id: string;
  readonly version: number;
  readonly code: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly archivedAt: Date | null;
  readonly [field: string]: unknown;
}
export interface SettingPage {
  items: readonly SettingRecord[];
  nextCursor: string | null;
  total: number;
}

export function isSettingKind(text: string): boolean {
  return SettingKind.safeParse(text).success;
}

/** The kind that a part of an address names; the router lets no other through. */
export function settingKind(text: string): SettingKind {
  return SettingKind.parse(text);
}

export function hasCommodity(kind: SettingKind): boolean {
  return settingFields(kind).some(({ name }) => name === 'commodityId');
}

// All kinds have endpoints of one shape, which eleven literal types side by side do not tell; a record of any kind is read
// as what all of them share.
type AnyKind = typeof locations;
const endpointsOf = (kind: SettingKind): AnyKind => settingsByKind[kind] as unknown as AnyKind;

interface RecordQuery<Answer> {
  queryKey: DataTag<unknown[], Answer>;
  queryFn: QueryFunction<Answer>;
}

export type SettingListQuery = NonNullable<CallInput<AnyKind['list']>['query']>;

export function settingListQuery(kind: SettingKind, query: SettingListQuery) {
  return apiQuery(endpointsOf(kind).list, { query }) as unknown as RecordQuery<SettingPage>;
}

export function settingQuery(kind: SettingKind, recordId: string) {
  return apiQuery(endpointsOf(kind).get, { params: { recordId } }) as unknown as RecordQuery<SettingRecord>;
}

/** The key makes an attempt that is repeated after a lost answer the same attempt. */
export async function createSetting(
  kind: SettingKind,
  body: SettingBody,
  idempotencyKey: string,
): Promise<SettingRecord> {
  const call = session.callWith({ idempotencyKey });
  return call(endpointsOf(kind).create, { body: body as never });
}

export async function changeSetting(
  kind: SettingKind,
  { id, version }: Pick<SettingRecord, 'id' | 'version'>,
  body: SettingBody,
): Promise<SettingRecord> {
  return session.call(endpointsOf(kind).change, { params: { recordId: id }, body: body as never, version });
}

export async function moveSetting(
  kind: SettingKind,
  { id, version }: Pick<SettingRecord, 'id' | 'version'>,
  to: 'archive' | 'restore',
): Promise<SettingRecord> {
  return session.call(endpointsOf(kind)[to], { params: { recordId: id }, version });
}

/** A record in the shape of the wire, as a refusal carries it. */
export function readSetting(kind: SettingKind, wire: unknown): SettingRecord | null {
  const read = z.safeDecode<z.ZodType>(endpointsOf(kind).Row, wire);
  return read.success ? (read.data as SettingRecord) : null;
}

/** What of a record its form has. */
export function bodyOf(kind: SettingKind, record: Readonly<Record<string, unknown>>): SettingBody {
  return Object.fromEntries(settingFields(kind).map(({ name }) => [name, record[name] ?? null]));
}

/** Fetches again what a change of ours made old. */
export function useSettingsChanged(): (kind: SettingKind, record?: SettingRecord) => Promise<void> {
  const queries = useQueryClient();
  return useCallback(
    async (kind, record) => {
      if (record !== undefined) queries.setQueryData(settingQuery(kind, record.id).queryKey, record);
      await Promise.all(staleSettings(kind).map((id) => queries.invalidateQueries({ queryKey: [id] })));
    },
    [queries],
  );
}
