// What the form of any kind of record is made of: its values, where it begins, and what it sends.
import type { Adjustment, GridRule } from '@sutra/contracts/quality-grid';
import { settingFields } from '@sutra/contracts/setting-fields';
import { type SettingKind, settingsByKind } from '@sutra/contracts/settings';
import type { Decimal } from '@sutra/contracts/wire';
import type { Field, RecordFormState } from '@sutra/ui/form/form';
import type { z } from 'zod';
import { compareDecimals } from '../grid/decimals.rules.ts';
import type { SettingBody, SettingRecord } from '../setting-record.ts';

export type SettingValues = Record<string, unknown>;
export type SettingForm = RecordFormState<SettingValues>;

/** The field at a path. Which fields a kind has is known only when it runs: the caller names the type of the value. */
export function fieldAt<Value>(form: SettingForm, path: string): Field<Value> {
  return form.field(path as never) as unknown as Field<Value>;
}

/** A record of which nothing is known but what the contract says when nothing is said. */
export function emptyBody(kind: SettingKind, today: Date = new Date()): SettingValues {
  const shape = settingsByKind[kind].Body.shape as Readonly<Record<string, z.ZodType>>;
  const values = Object.fromEntries(
    settingFields(kind).map(({ name, type }) => {
      const implied = shape[name]!.safeParse(undefined);
      return [name, implied.success ? implied.data : type === 'list' ? [] : type === 'text' ? '' : null];
    }),
  );
  return 'financialYear' in values ? { ...values, financialYear: financialYearOf(today) } : values;
}

/** A record like another one: what has to be its own is left to be entered. */
export function copiedBody(kind: SettingKind, record: SettingBody): SettingValues {
  const fresh = emptyBody(kind);
  const own = OWN_FIELDS[kind] ?? ['code'];
  return Object.fromEntries(
    settingFields(kind).map(({ name }) => [
      name,
      own.includes(name) || name === 'isDefault' ? fresh[name] : structuredClone(record[name] ?? null),
    ]),
  );
}

/** What tells a record from the one it is copied from. A new edition of a grid keeps its code and begins on another day. */
const OWN_FIELDS: Readonly<Partial<Record<SettingKind, readonly string[]>>> = {
  'quality-grids': ['validFrom', 'validTo'],
  'gst-registrations': ['code', 'gstin', 'registeredOn'],
  'bank-accounts': ['code', 'accountNumber'],
};

/** `2026-27` from April 2026 to March 2027. */
export function financialYearOf(day: Date): string {
  const start = day.getMonth() >= 3 ? day.getFullYear() : day.getFullYear() - 1;
  return `${start}-${String((start + 1) % 100).padStart(2, '0')}`;
}

/** Whether a field has a meaning beside what else is chosen; one that has none is left out. */
export function isAsked(kind: SettingKind, name: string, values: SettingBody): boolean {
  if (kind === 'parameters') {
    if (name === 'choices') return values['measure'] === 'choice';
    if (['unit', 'scale', 'from', 'to'].includes(name)) return values['measure'] !== 'choice';
  }
  if (kind === 'commission-structures') {
    if (name === 'ratePpm') return values['basis'] === 'share-of-value';
    if (name === 'ratePaise') return values['basis'] !== 'share-of-value';
  }
  return true;
}

/** The values as the contract reads them. */
export function toBody(kind: SettingKind, values: SettingBody): SettingBody {
  const implied = emptyBody(kind);
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      if (!isAsked(kind, name, values)) return [name, implied[name]];
      return [name, name === 'rules' ? (value as GridRule[]).map(tidied) : value];
    }),
  );
}

// A rule in the making: amounts and ends may be missing yet.
function tidied(rule: GridRule): GridRule {
  switch (rule.type) {
    case 'bands': {
      const bands = rule.bands.map((band) => ({ ...band, adjustment: known(band.adjustment) }));
      return { ...rule, bands: inOrder(bands) };
    }
    case 'choices':
      return {
        ...rule,
        choices: rule.choices.map((choice) => ({ ...choice, adjustment: known(choice.adjustment) })),
        otherwise: known(rule.otherwise),
      };
    case 'steps':
      return { ...rule, each: known(rule.each)! };
    case 'matrix':
      return rule;
  }
}

/** An amount that was emptied is none, which the contract asks for in plain words. */
function known(adjustment: Adjustment): Adjustment {
  const isEmptied = adjustment !== null && Object.values(adjustment).includes(null as never);
  return isEmptied ? (undefined as unknown as Adjustment) : adjustment;
}

/** Bands rise from the one without a lower end, in whatever order they were entered; a missing end is for the check to find. */
function inOrder<Band extends { from: Decimal | null }>([first, ...others]: readonly Band[]): Band[] {
  if (first === undefined) return [];
  const isWhole = others.every(({ from }) => from !== null);
  return [first, ...(isWhole ? others.sort((a, b) => compareDecimals(a.from!, b.from!)) : others)];
}

/** The values that a form begins with for a record that is there. */
export function valuesOf(kind: SettingKind, record: SettingRecord): SettingValues {
  return Object.fromEntries(settingFields(kind).map(({ name }) => [name, structuredClone(record[name] ?? null)]));
}
