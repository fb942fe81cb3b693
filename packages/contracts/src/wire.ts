// The shapes that cross the wire in every module (docs/architecture.md, Wire).
import { z } from 'zod';

export const Uuid = z.uuid().meta({ description: 'UUID; ours are version 7' });

/** An instant: ISO 8601 with offset on the wire, a Date in code. */
// With its offset an instant may lie outside the years that four digits can write.
const WritableDate = z.date().min(new Date('0001-01-01T00:00:00Z')).max(new Date('9999-12-31T23:59:59.999Z'));
export const Instant = z.codec(z.iso.datetime({ offset: true }), WritableDate, {
  decode: (text) => new Date(text),
  encode: (date) => date.toISOString(),
});

/** A calendar day, `YYYY-MM-DD`. */
export const LocalDay = z.iso.date();

/** An integer that survives JSON: within ±(2^53 − 1). */
export const Integer = z.int();

// NUL cannot be stored and a lone surrogate cannot be encoded: both are refused, everything else is somebody's name.
// oxlint-disable-next-line no-control-regex -- NUL is the character that must not pass
const STORABLE = /^[^\u0000\ud800-\udfff]*$/u;

/** Text of a person, stored as typed; no NUL, no lone surrogates. */
export const Text = (maxLength: number) =>
  z.string().min(1).max(maxLength).regex(STORABLE, 'contains a character that cannot be stored');

/** A mobile number in E.164, as in `+919800000001`. */
export const Mobile = z
  .string()
  .regex(/^\+[1-9][0-9]{7,14}$/, 'must be a number with country code, such as +919800000001');

export const Email = z.email('must be an e-mail address').max(254);

/** Paging of every list: `cursor` is what the previous page gave as `nextCursor`. */
export const Page = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,200}$/)
    .optional(),
};
export const pageOf = <S extends z.ZodType>(item: S) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

/** RFC 9457 problem details with a stable code; `errors` names the fields of a refused input. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string().optional(),
  requestId: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  about: z
    .array(z.object({ what: z.string(), count: z.int().optional() }))
    .optional()
    .meta({ description: 'What the detail names, by code: `record.varieties`, `permission.scan.create`' }),
  current: z
    .record(z.string(), z.unknown())
    .optional()
    .meta({ description: 'With `record.changed`: the record as it is now' }),
});
export type Problem = z.infer<typeof Problem>;

/** A number with an exact decimal scale: 28.25 is `{unscaled: 2825, scale: 2}`. */
export const Decimal = z.object({ unscaled: Integer, scale: z.int().min(0).max(9) });
export type Decimal = z.infer<typeof Decimal>;

/** Below zero, zero or above it, as `a` is less than, equal to or more than `b`: 28.5 equals 28.50. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  // A check may be asked about what another check has refused already.
  const scaled = ({ unscaled, scale }: Decimal) =>
    Number.isSafeInteger(unscaled) ? BigInt(unscaled) * 10n ** BigInt(Math.min(9, Math.max(0, 9 - scale))) : 0n;
  const difference = scaled(a) - scaled(b);
  return difference === 0n ? 0 : difference > 0n ? 1 : -1;
}

/** What `response` says where an endpoint produces a file. */
export const FileContent = z.string().meta({ format: 'binary' });
