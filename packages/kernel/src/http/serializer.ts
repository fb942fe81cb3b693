// Response serialisation compiled once from the contract's zod schema: drops undeclared keys, writes codecs, throws on a
// missing key. It checks no formats, enums or literals, so in tests each answer is also compared with z.encode.
import fastJson from 'fast-json-stringify';
import { z } from 'zod';

/** `io: 'input'` is the wire side: codecs encode from output to input. Throws for a schema that JSON cannot express. */
export function compileSerializer(schema: z.ZodType, check: boolean): (value: unknown) => string {
  const fast: (value: unknown) => string = fastJson(toJsonSchema(schema));
  if (!check) return fast;
  return (value) => {
    const text = fast(value);
    const exact = JSON.stringify(sortKeys(z.encode(schema, value)));
    if (JSON.stringify(sortKeys(JSON.parse(text))) !== exact)
      throw new Error(`serialiser and schema disagree: ${text.slice(0, 300)} | ${exact.slice(0, 300)}`);
    return text;
  };
}

export function toJsonSchema(schema: z.ZodType): Record<string, unknown> {
  return z.toJSONSchema(schema, { io: 'input', target: 'draft-7' });
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, entry]) => [key, sortKeys(entry)]),
  );
}
