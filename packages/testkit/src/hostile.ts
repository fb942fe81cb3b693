// What nobody should send, made from an endpoint's own schema, and what must be true of any answer to it.
import { existsSync, readFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { Endpoint } from '@sutra/contracts/endpoint';
import type { z } from 'zod';

const vectors = fileURLToPath(new URL('../../../../shared/vectors/security/naughty-strings.jsonl', import.meta.url));

export interface Got {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  what: string;
}

const INSIDE =
  /postgres|pg_|sqlstate|\bselect\b.*\bfrom\b|insert into|violates|relation "|node_modules|file:\/\/|\.ts:\d+|^\s*at .+\(|"stack"|kysely|zod|fastify|ECONN|\/src\//im;

/** What is wrong with an answer to anything at all; null when nothing is. */
export function wrongWith({ status, headers, text, what }: Got): string | null {
  const say = (problem: string) => `${problem}: ${what} → ${status} ${text.slice(0, 400)}`;
  if (status >= 500) return say('5xx');
  if (status < 200 || (status >= 300 && status < 400)) return say('neither done nor refused');
  if (status < 300) return null;
  if (!headers['content-type']?.startsWith('application/problem+json'))
    return what.startsWith('HEAD ') ? null : say('no problem details');
  if (what.startsWith('HEAD ')) return null;
  const problem = JSON.parse(text) as Record<string, unknown>;
  if (
    problem['status'] !== status ||
    typeof problem['title'] !== 'string' ||
    !/^[a-z_]+\.[a-z_]+$/.test(String(problem['code']))
  )
    return say('incomplete problem details');
  // With `record.changed` comes the record, in which somebody may have written anything.
  const { current: _, ...ours } = problem;
  if (INSIDE.test(JSON.stringify(ours))) return say('tells of our inside');
  if (status === 401 && headers['www-authenticate'] === undefined) return say('401 without www-authenticate');
  return null;
}

export const UUID = '01900000-0000-7000-8000-00000000dead';
// oxfmt-ignore
const CANDIDATES: readonly unknown[] = [
  'probe', UUID, '+919800000099', '123456', ']d2', '2026-11-21T10:00:00Z', '2026-11-21', 'AAAAAAAAAAAAAAAAAAAAAA', '10.0.0.1', 1, true, 'true',
  'https://probe.example', 'probe@sutra.example', 'Asia/Kolkata', 'AAACN1234F', 'pending', ['staff'], { lines: ['probe'], city: 'probe', stateCode: '24', pincode: '360001' },
  { unscaled: 1, scale: 0 }, { grams: 1 }, [{ code: 'probe', name: 'probe', grams: { unscaled: 1, scale: 0 } }], '520100', 'SBIN0000460', '10AAQFN2716C1ZR', '2026-27', 'INR',
  [{ type: 'bands', parameter: 'probe', bands: [{ from: null, adjustment: null }] }], [{ parameter: 'probe' }], [{ days: 1, ppmPerYear: 1 }],
  { method: 'totp', code: '123456' },
  { id: 'AAAA', rawId: 'AAAA', type: 'public-key', clientExtensionResults: {}, response: { clientDataJSON: 'AAAA', authenticatorData: 'AAAA', signature: 'AAAA' } },
  { id: 'AAAA', rawId: 'AAAA', type: 'public-key', clientExtensionResults: {}, response: { clientDataJSON: 'AAAA', attestationObject: 'AAAA', transports: ['usb'] } },
  { low: 'nothing', elevated: 'alert', high: 'step-up' }, 'A'.repeat(43),
  'browser', 'body', ['scan.read'], ['10.0.0.1'], '0'.repeat(64), { name: 'probe', kind: 'browser' }, { name: 'probe', mobile: '+919800000099' },
];
export type Shape = Record<string, z.ZodType>;
export type Part = 'params' | 'query' | 'body';
/** An object schema, perhaps with a default around it. */
type Wrapped = { shape?: Shape; unwrap?: () => Wrapped };

export function shapeOf(endpoint: Endpoint, part: Part): Shape {
  let schema = endpoint[part] as unknown as Wrapped | undefined;
  while (schema !== undefined && schema.shape === undefined) schema = schema.unwrap?.();
  return schema?.shape ?? {};
}
/** What an enumeration takes, be it optional or not. */
function optionsOf(field: z.ZodType): readonly unknown[] {
  const { options, unwrap } = field as { options?: unknown; unwrap?: () => z.ZodType };
  if (Array.isArray(options)) return options.filter((option) => typeof option === 'string');
  return unwrap ? optionsOf(unwrap.call(field)) : [];
}
function validValue(endpoint: Endpoint, name: string, field: z.ZodType): unknown {
  const found = [...(name === 'validTo' ? ['2027-11-21'] : []), ...optionsOf(field), ...CANDIDATES].find(
    (candidate) => field.safeParse(candidate).success,
  );
  if (found === undefined) throw new Error(`say in CANDIDATES what ${endpoint.id} takes as ${name}`);
  return found;
}
export function validPart(endpoint: Endpoint, part: Part): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(shapeOf(endpoint, part)).map(([name, field]) => [name, validValue(endpoint, name, field)]),
  );
}

// oxfmt-ignore
export const HOSTILE: readonly unknown[] = [
  null, true, false, 0, -1, 1.5, 1e308, 2 ** 53, -(2 ** 63), '', ' ', '0', '-1', '1e9999', '9'.repeat(400), 'x'.repeat(20_000), '💊'.repeat(200),
  [], {}, [null], [[]], ['x'], { a: 1 }, { length: 1 }, [{}], Array.from({ length: 2000 }, () => 'x'),
  '\0', 'a\0b', '\ud800', 'a\udc00b', '\ud800\ud800', '\ufeffx', '\r\nset-cookie: x=1', '%00', '%', '../../etc/passwd',
  { toString: 'x' }, { constructor: { prototype: { admin: true } } }, { valueOf: 1 }, { $ne: null }, { toJSON: 1 }, "' or 1=1 --", '${7*7}', '{{7*7}}',
  '0000-01-01T00:00:00Z', '9999-12-31T23:59:59-23:59', '0001-01-01T00:00:00+23:59', '2026-02-30T00:00:00Z', '2026-11-21T24:00:00Z', '+010000-01-01T00:00:00Z', '2026-11-21T10:00:00.123456789Z',
  '00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff', UUID.toUpperCase(), `{${UUID}}`,
  '+10000000', '+999999999999999', '１２３４５６', '١٢٣٤٥٦',
  '10.0.0.1/8', '0.0.0.0/0', '::/0', '::1/0', 'fe80::1%eth0', '::ffff:10.0.0.1', '010.0.0.1', '10.0.0.1/33', '2001:db8::1/32',
];

/** Every way to put a hostile value at one place of a valid body: as a field, as a member of a list, deeper. */
export function* mutations(valid: Record<string, unknown>): Generator<[name: string, body: string]> {
  for (const [name, value] of Object.entries(valid)) {
    const others = Object.fromEntries(Object.entries(valid).filter(([key]) => key !== name));
    yield [`without ${name}`, JSON.stringify(others)];
    for (const hostile of HOSTILE) {
      yield [name, JSON.stringify({ ...others, [name]: hostile })];
      if (Array.isArray(value)) yield [`${name}[]`, JSON.stringify({ ...others, [name]: [hostile] })];
    }
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const [deeper, inner] of mutations(value as Record<string, unknown>)) {
        yield [`${name}.${deeper}`, JSON.stringify({ ...others, [name]: JSON.parse(inner) as unknown })];
      }
    }
    for (const raw of [
      '{"__proto__":{"admin":true}}',
      '{"constructor":{"prototype":{"admin":true}}}',
      '1e400',
      '-0',
      '1E+2147483648',
      '"\\ud800"',
      '"\\u0000"',
    ]) {
      yield [
        `${name} as ${raw}`,
        `${JSON.stringify(others).slice(0, -1)}${Object.keys(others).length > 0 ? ',' : ''}${JSON.stringify(name)}:${raw}}`,
      ];
    }
  }
}

export const naughtyListIsThere = existsSync(vectors);
/** The big list where it lies beside the project, a short one of our own elsewhere. */
export const naughty: string[] = naughtyListIsThere
  ? readFileSync(vectors, 'utf8')
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { s: string }).s)
  : [
      '',
      'undefined',
      'NULL',
      '1/0',
      "'; drop table x; --",
      '<script>alert(1)</script>',
      '田中さん',
      '\u202etest',
      '🏳0🌈️',
      'Ṱ̺̺̕o͞',
      '\0',
      '$(touch x)',
    ];
