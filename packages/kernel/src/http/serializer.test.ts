import { endpoint } from '@sutra/contracts/endpoint';
import { Instant, Integer, pageOf } from '@sutra/contracts/wire';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { buildOpenApi } from './openapi.ts';
import { compileSerializer, toJsonSchema } from './serializer.ts';

const Item = z.object({
  id: z.uuid(),
  name: z.string(),
  kind: z.enum(['a', 'b']),
  at: Instant,
  count: Integer,
  ratio: z.number(),
  done: z.boolean(),
  note: z.string().nullable(),
  tags: z.array(z.string()),
  inner: z.object({ value: Instant.nullable() }).optional(),
});
const serialize = compileSerializer(Item, true);

const text = fc.string({ unit: 'binary', maxLength: 30 });
const instant = fc.date({
  noInvalidDate: true,
  min: new Date('0001-01-01T00:00:00Z'),
  max: new Date('9999-12-31T23:59:59Z'),
});
const item = fc.record(
  {
    id: fc.uuid(),
    name: text,
    kind: fc.constantFrom('a' as const, 'b' as const),
    at: instant,
    count: fc.maxSafeInteger(),
    ratio: fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0), // JSON knows no -0
    done: fc.boolean(),
    note: fc.option(text),
    tags: fc.array(text, { maxLength: 4 }),
    inner: fc.record({ value: fc.option(instant) }),
  },
  { requiredKeys: ['id', 'name', 'kind', 'at', 'count', 'ratio', 'done', 'note', 'tags'] },
);

describe('an answer', () => {
  test('is exactly what the schema encodes, for any value of it', () => {
    fc.assert(
      fc.property(item, (value) => {
        const encoded = JSON.parse(JSON.stringify(z.encode(Item, value)));
        expect(JSON.parse(serialize(value))).toEqual(encoded);
      }),
      { numRuns: 200 },
    );
  });

  test('of a list goes out and comes back as it was', () => {
    const Page = pageOf(Item);
    const write = compileSerializer(Page, true);
    fc.assert(
      fc.property(fc.array(item, { maxLength: 5 }), (items) => {
        const page = { items, nextCursor: null };
        expect(z.decode(Page, JSON.parse(write(page)))).toEqual(page);
      }),
      { numRuns: 50 },
    );
  });

  const VALUE = {
    id: '01900000-0000-7000-8000-000000000001',
    name: 'n',
    kind: 'a' as const,
    at: new Date(0),
    count: 1,
    ratio: 0.5,
    done: true,
    note: null,
    tags: [],
  };

  test('holds no key that was not declared, at any depth', () => {
    const written = serialize({ ...VALUE, passwordHash: 'secret', inner: { value: null, token: 'secret' } });
    expect(written).not.toMatch(/secret|passwordHash|token/);
  });

  test('without a required key is an error of ours', () => {
    const { name: _, ...rest } = VALUE;
    for (const check of [true, false]) expect(() => compileSerializer(Item, check)(rest)).toThrow(/name/);
  });

  test.each([
    ['an unknown value of an enumeration', { kind: 'c' }],
    ['what is no UUID', { id: 'x' }],
    ['an unsafe integer', { count: 2 ** 60 }],
    ['an instant that is none', { at: new Date(Number.NaN) }],
  ])('with %s is caught where answers are checked', (_, wrong) => {
    expect(() => serialize({ ...VALUE, ...wrong })).toThrow();
  });

  test('written by one who inherits keys shows only what is declared', () => {
    const polluted = JSON.parse('{"__proto__": {"admin": true}, "constructor": 1}') as object;
    const written = JSON.parse(serialize({ ...polluted, ...VALUE })) as object;
    expect(Object.keys(written).sort()).toEqual(Object.keys(VALUE).sort());
  });

  test('of a union is written as the member that it is', () => {
    const Line = z.discriminatedUnion('type', [
      z.object({ type: z.literal('entry'), at: Instant }),
      z.object({ type: z.literal('end'), note: z.string() }),
    ]);
    const write = compileSerializer(Line, true);
    expect(write({ type: 'end', note: 'x' })).toBe('{"type":"end","note":"x"}');
    expect(JSON.parse(write({ type: 'entry', at: new Date(0) }))).toEqual({
      type: 'entry',
      at: '1970-01-01T00:00:00.000Z',
    });
  });
});

test.each([
  ['a date', z.object({ at: z.date() })],
  ['a big integer', z.object({ n: z.bigint() })],
])('%s, which JSON cannot express, fails at the start, where the API is described', (_, response) => {
  const declared = endpoint({
    id: 'getThing',
    method: 'GET',
    path: '/api/v1/thing',
    access: 'public',
    limit: 'default',
    response,
    summary: 'A thing',
  });
  const describeApi = () => buildOpenApi([{ endpoint: declared, handle: never }], { version: '1', publicUrl: null });
  expect(describeApi).toThrow();
  expect(() => compileSerializer(response, false)).toThrow();
});
const never = () => Promise.reject(new Error('is never called'));

test('codecs are described as they are on the wire', () => {
  expect(toJsonSchema(z.object({ at: Instant }))).toMatchObject({
    properties: { at: { type: 'string', format: 'date-time' } },
  });
});
