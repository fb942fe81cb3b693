// What changed between two states of a row, told apart by what may be shown, what is sealed, and what is never stored.
import canonicalize from 'canonicalize';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Row = Record<string, unknown>;

/** Category of personal data in a field ('identity', 'credential', …), or null for a field that holds none. */
export type Classify = (objectType: string | undefined, field: string) => string | null;
/** A keyed digest in base64url: tells equal from different, and nothing else. */
export type Digest = (bytes: Uint8Array) => string;

export interface Difference {
  /** Field → {before, after}; {sealed: true} where the values are in `personal`; {changed: true} for a credential. */
  changes: Record<string, Json>;
  /** Field → {before, after}; null if there is none. */
  personal: Record<string, Json> | null;
}

const MAX_BYTES = 16 * 1024;
const MAX_DEPTH = 16;
const UNKNOWN = 'unknown';

/** Classifies by the comments of the schema's columns; what the schema does not know is taken as personal. */
export function classifyBy(categories: Readonly<Record<string, Readonly<Record<string, string | null>>>>): Classify {
  return (objectType, field) => {
    const column = field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    const table = objectType !== undefined && Object.hasOwn(categories, objectType) ? categories[objectType]! : {};
    return Object.hasOwn(table, column) ? table[column]! : UNKNOWN;
  };
}

/** The changed fields of a row; `before` is null for one that was made, `after` for one that is gone. Both parts are at most 16 KiB of JSON. */
export function difference(
  before: Row | null | undefined,
  after: Row | null | undefined,
  objectType: string | undefined,
  classify: Classify,
  digest: Digest,
): Difference {
  const shown: Record<string, Json> = {};
  const personal: Record<string, Json> = {};
  for (const field of new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])) {
    const change = { before: toJson(before?.[field], digest), after: toJson(after?.[field], digest) };
    if (canonicalize(change.before) === canonicalize(change.after)) continue;
    const category = classify(objectType, field);
    if (category === 'credential') shown[field] = { changed: true };
    else if (category === null) shown[field] = change;
    else personal[field] = change;
    // A name that the schema does not know may itself be personal, such as the keys of a map.
    if (category !== null && category !== 'credential' && category !== UNKNOWN) shown[field] = { sealed: true };
  }
  return {
    changes: bounded(shown, digest),
    personal: Object.keys(personal).length === 0 ? null : bounded(personal, digest),
  };
}

/** What JSON and PostgreSQL can hold of a value: dates in ISO 8601, bytes as their keyed digest, text without NUL and half surrogates. */
export function toJson(value: unknown, digest: Digest, depth = 0): Json {
  if (value === null || value === undefined || typeof value === 'boolean') return value ?? null;
  if (typeof value === 'string') return storable(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : null;
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Uint8Array) return { digest: digest(value) };
  if (typeof value !== 'object') return null;
  if (depth >= MAX_DEPTH) return { cut: 'nested too deep' };
  if (Array.isArray(value)) return value.map((item) => toJson(item, digest, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [storable(key), toJson(item, digest, depth + 1)]),
  );
}

function storable(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '\ufffd');
}

// Cuts the largest fields until the whole fits; a cut value keeps its length and digest, so that two can be compared.
function bounded(fields: Record<string, Json>, digest: Digest): Record<string, Json> {
  let bytes = sizeBytes(fields);
  if (bytes <= MAX_BYTES) return fields;
  const result = { ...fields };
  const bySize = Object.entries(fields)
    .map(([field, change]) => ({ field, change, bytes: sizeBytes(change) }))
    .sort((a, b) => b.bytes - a.bytes);
  for (const { field, change, bytes: was } of bySize) {
    const cut = cutChange(change, digest);
    if (sizeBytes(cut) >= was) break;
    result[field] = cut;
    bytes += sizeBytes(cut) - was;
    if (bytes <= MAX_BYTES) return result;
  }
  return { '…': { cut: `${bySize.length} fields`, digest: digest(Buffer.from(JSON.stringify(fields))) } }; // too many, or too long names
}

function cutChange(change: Json, digest: Digest): Json {
  if (typeof change !== 'object' || change === null || Array.isArray(change)) return change;
  return Object.fromEntries(
    Object.entries(change).map(([side, value]) => {
      const text = JSON.stringify(value);
      return [
        side,
        text.length <= 200 ? value : { cut: `${Buffer.byteLength(text)} bytes`, digest: digest(Buffer.from(text)) },
      ];
    }),
  );
}

function sizeBytes(value: Json | Record<string, Json>): number {
  return Buffer.byteLength(JSON.stringify(value));
}
