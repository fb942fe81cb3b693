// The fields of a kind of setting as forms, imports and exports need them, read from its schema.
import { z } from 'zod';
import { SETTINGS, type SettingKind } from './settings.ts';

export interface SettingField {
  name: string;
  type: 'text' | 'integer' | 'flag' | 'day' | 'choice' | 'reference' | 'decimal' | 'list';
  /** May be left out: null, false, or an empty list. */
  isOptional: boolean;
  /** Of a choice. */
  options?: readonly string[];
  /** Of a reference: the kind that it names. */
  reference?: SettingKind;
  /** Of an integer, where it is not a plain count: `paise`, `ppm` (parts per million), `grams`. */
  unit?: string;
  maxLength?: number;
}

/** The fields of a kind, in the order of its form. */
export function settingFields(kind: SettingKind): readonly SettingField[] {
  return FIELDS.get(kind)!;
}

const FIELDS = new Map<SettingKind, readonly SettingField[]>(
  SETTINGS.map(({ kind, Body }) => [
    kind,
    Object.entries(Body.shape as Record<string, z.ZodType>).map(([name, schema]) => toField(name, schema)),
  ]),
);

function toField(name: string, declared: z.ZodType): SettingField {
  const schema = unwrap(declared);
  const { reference, unit } = (schema.meta() ?? {}) as { reference?: SettingKind; unit?: string };
  return {
    name,
    type: typeOf(schema, reference),
    isOptional: schema !== declared,
    ...(schema instanceof z.ZodEnum && { options: schema.options.map(String) }),
    ...(schema instanceof z.ZodString && schema.maxLength !== null && { maxLength: schema.maxLength }),
    ...(reference !== undefined && { reference }),
    ...(unit !== undefined && { unit }),
  };
}

function unwrap(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodDefault || schema instanceof z.ZodNullable
    ? unwrap(schema.unwrap() as z.ZodType)
    : schema;
}

function typeOf(schema: z.ZodType, reference: string | undefined): SettingField['type'] {
  if (reference !== undefined) return 'reference';
  if (schema instanceof z.ZodEnum) return 'choice';
  if (schema instanceof z.ZodBoolean) return 'flag';
  if (schema instanceof z.ZodNumber) return 'integer';
  if (schema instanceof z.ZodISODate) return 'day';
  if (schema instanceof z.ZodArray) return 'list';
  return schema instanceof z.ZodObject ? 'decimal' : 'text';
}
