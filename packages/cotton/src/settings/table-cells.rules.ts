// Settings as lines of a table: what a cell holds, and how it is read back. Writing and reading again changes nothing.
import { type SettingField, settingFields } from '@sutra/contracts/setting-fields';
import { type SettingKind, settingsByKind } from '@sutra/contracts/settings';
import type { Decimal } from '@sutra/contracts/wire';
import type { z } from 'zod';

/** What a cell of a file holds: a spreadsheet has numbers, dates and truth values beside text. */
export type Cell = string | number | boolean | Date | null;
export interface Reject {
  line: number;
  field: string | null;
  message: string;
}

/** The columns of a kind: a reference is written as the code of what it names. */
export function headersOf(kind: SettingKind): string[] {
  return settingFields(kind).map(headerOf);
}

function headerOf(field: SettingField): string {
  return field.type === 'reference' ? field.name.replace(/Id$/, '') : field.name;
}

/** The field of each column, or what is wrong with the first line. */
export function readHeader(
  kind: SettingKind,
  cells: readonly Cell[],
): { columns: SettingField[] } | { problem: string } {
  const fields = settingFields(kind);
  const plain = (text: string) => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  const names = cells.map((cell) => String(cell ?? '').trim());
  while (names.at(-1) === '') names.pop();
  const columns: SettingField[] = [];
  for (const name of names) {
    const field = fields.find((one) => plain(headerOf(one)) === plain(name));
    if (!field)
      return {
        problem: `The column "${name.slice(0, 60)}" is not known. The first line names these: ${headersOf(kind).join(', ')}.`,
      };
    if (columns.includes(field)) return { problem: `The column "${name}" is there twice.` };
    columns.push(field);
  }
  const missing = fields.filter((field) => !field.isOptional && !columns.includes(field)).map(headerOf);
  if (missing.length > 0) return { problem: `These columns are missing: ${missing.join(', ')}.` };
  return { columns };
}

/** The code of a record of another kind → its id. */
export type IdOf = (kind: SettingKind, code: string) => string | undefined;

type ReadLine = { values: Record<string, unknown>; rejects: Omit<Reject, 'line'>[] };

/** The values of a line, field by field; cells that cannot be read are rejected. */
export function readCells(columns: readonly SettingField[], cells: readonly Cell[], idOf: IdOf): ReadLine {
  const values: Record<string, unknown> = {};
  const rejects: Omit<Reject, 'line'>[] = [];
  columns.forEach((field, index) => {
    const read = readCell(field, cells[index] ?? null, idOf);
    if ('message' in read) rejects.push({ field: headerOf(field), message: read.message });
    else if (read.value !== undefined) values[field.name] = read.value;
  });
  const surplus = cells.slice(columns.length).some((cell) => cell !== null && cell !== '');
  if (surplus) rejects.push({ field: null, message: 'has more cells than there are columns' });
  return { values, rejects };
}

/** A line as a record, or why it is none. What the file has no column for stays as `before` has it. */
export function toBody(
  kind: SettingKind,
  values: Readonly<Record<string, unknown>>,
  before: Readonly<Record<string, unknown>> | null,
): { body: Record<string, unknown> } | { rejects: Omit<Reject, 'line'>[] } {
  const parsed = (settingsByKind[kind].Body as z.ZodType<Record<string, unknown>>).safeParse({ ...before, ...values });
  if (parsed.success) return { body: parsed.data };
  const headers = new Map(settingFields(kind).map((field) => [field.name, headerOf(field)]));
  return {
    rejects: parsed.error.issues.slice(0, 5).map(({ path, message }) => ({
      field: path.length === 0 ? null : [headers.get(String(path[0])) ?? path[0], ...path.slice(1)].join('.'),
      message,
    })),
  };
}

/** A value as a cell. Text that a spreadsheet would take for a formula gets an apostrophe in front. */
export function writeCell(field: SettingField, value: unknown, codeOf: (id: string) => string): string {
  if (value === null || value === undefined) return '';
  switch (field.type) {
    case 'reference':
      return guard(codeOf(value as string));
    case 'flag':
      return value === true ? 'yes' : 'no';
    case 'decimal':
      return writeDecimal(value as Decimal);
    case 'list':
      return isTextList(value) ? guard(value.join('; ')) : JSON.stringify(value);
    case 'integer':
      return (value as number).toString();
    case 'text':
    case 'choice':
    case 'day':
      return guard(value as string);
  }
}

const FORMULA = /^[=+\-@\t\r]/;
function guard(text: string): string {
  return FORMULA.test(text) || /^'+[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}
function unguard(text: string): string {
  return /^'+[=+\-@\t\r]/.test(text) ? text.slice(1) : text;
}

// A list of grades is written with semicolons, unless a grade holds one.
function isTextList(value: unknown): value is string[] {
  return (
    Array.isArray(value) &&
    value.every((one) => typeof one === 'string' && one === one.trim() && !one.includes(';') && !one.startsWith('[')) &&
    value.length > 0
  );
}

type ReadCell = { value: unknown } | { message: string };

function readCell(field: SettingField, cell: Cell, idOf: IdOf): ReadCell {
  const text = textOf(cell);
  if (text === null) return { message: 'is a number of more than 15 digits: give the column the format Text' };
  if (text === '') return { value: field.isOptional ? undefined : '' };
  switch (field.type) {
    case 'text':
    case 'choice':
      return { value: text };
    case 'reference': {
      const id = idOf(field.reference!, text);
      return id === undefined
        ? { message: `names no active record of ${field.reference}: ${text.slice(0, 60)}` }
        : { value: id };
    }
    case 'integer':
      return /^-?[0-9]{1,15}$/.test(text) ? { value: Number(text) } : { message: 'is not a whole number' };
    case 'flag': {
      if (/^(yes|true|1)$/i.test(text)) return { value: true };
      return /^(no|false|0)$/i.test(text) ? { value: false } : { message: 'is yes or no' };
    }
    case 'day':
      return readDay(cell, text);
    case 'decimal': {
      const value = readDecimal(text);
      return value === null ? { message: 'is not a decimal number such as 28.5' } : { value };
    }
    case 'list':
      return readList(text);
  }
}

function textOf(cell: Cell): string | null {
  if (cell === null) return '';
  if (cell instanceof Date) return cell.toISOString().slice(0, 10);
  if (typeof cell === 'number' && Math.abs(cell) >= 1e15) return null;
  return unguard(String(cell).trim());
}

function readDay(cell: Cell, text: string): ReadCell {
  if (cell instanceof Date || /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text)) return { value: text };
  // As one writes it in India: 31/03/2027, 31-03-2027, 31.03.2027.
  const indian = /^([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})$/.exec(text);
  if (!indian) return { message: 'is not a day such as 2027-03-31 or 31/03/2027' };
  return { value: `${indian[3]}-${indian[2]!.padStart(2, '0')}-${indian[1]!.padStart(2, '0')}` };
}

function readDecimal(text: string): Decimal | null {
  const match = /^(-?)([0-9]{1,9})(?:\.([0-9]{1,6}))?$/.exec(text);
  if (!match) return null;
  const fraction = match[3] ?? '';
  return { unscaled: Number(`${match[1]}${match[2]}${fraction}`) || 0, scale: fraction.length };
}

function writeDecimal({ unscaled, scale }: Decimal): string {
  if (scale === 0) return String(unscaled);
  const digits = String(Math.abs(unscaled)).padStart(scale + 1, '0');
  return `${unscaled < 0 ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

function readList(text: string): ReadCell {
  if (!text.startsWith('['))
    return {
      value: text
        .split(';')
        .map((one) => one.trim())
        .filter((one) => one !== ''),
    };
  try {
    return { value: JSON.parse(text) };
  } catch {
    return { message: 'is neither a list with semicolons nor JSON' };
  }
}
