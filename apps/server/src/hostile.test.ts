// Drives every declared endpoint from its own schema with what nobody should send. Whatever comes in: an answer that is
// right, or a refusal in problem details; never a 5xx, never a word of our inside, and no row of a refused request.
import { Agent, request as httpRequest } from 'node:http';
import type { Endpoint } from '@sutra/contracts/endpoint';
import { isIdempotent } from '@sutra/contracts/endpoint';
import { ManualClock, MINUTE_MS } from '@sutra/kernel/clock';
import { type SignedInCaller, startTestApp, type TestApp } from '@sutra/testkit/app';
import { declaredEndpoints } from '@sutra/testkit/endpoints';
import {
  type Got,
  HOSTILE,
  mutations,
  naughty,
  naughtyListIsThere,
  shapeOf,
  UUID,
  validPart,
  wrongWith,
} from '@sutra/testkit/hostile';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';

const { all: declared, distinct: endpoints } = await declaredEndpoints();

const clock = new ManualClock(Date.now());
const agent = new Agent({ keepAlive: true, maxSockets: 8 });
let app: TestApp;
let callers: SignedInCaller[];
let accountId: string;
let address: { host: string; port: number };
beforeAll(async () => {
  app = await startTestApp({ clock });
  const { hostname, port } = new URL(app.origin);
  address = { host: hostname, port: Number(port) };
  callers = [];
  for (const name of ['+919800000001', '+919800000011', 'admin@sutra.example', '+919800000012'])
    callers.push(await app.signInWithPassword(name));
  accountId = (await callers[0]!.post('/api/v1/service-accounts', { name: 'for keys' })).body.id;
});
afterAll(async () => {
  agent.destroy();
  await app.close();
});

interface Sent {
  method: string;
  path: string;
  body?: string | Buffer;
  headers?: Record<string, string>;
  token?: string | null;
}
/** Sends the bytes as they are: no URL is made well-formed, no header is added. */
function send({ method, path, body, headers = {}, token = null }: Sent): Promise<Got> {
  const all = {
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...(token !== null && { authorization: `Bearer ${token}` }),
    ...headers,
  };
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({ ...address, agent, method, path, headers: all }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => {
        const what = `${method} ${path.slice(0, 200)} ${JSON.stringify(headers).slice(0, 200)} ${String(body ?? '').slice(0, 300)}`;
        resolve({ status: answer.statusCode!, headers: answer.headers, text: Buffer.concat(chunks).toString(), what });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** Sends everything, a few at a time, and gives what was wrong (the first dozen). */
async function problemsOf(
  requests: Iterable<Sent>,
  check: (got: Got, sent: Sent) => string | null = wrongWith,
): Promise<string[]> {
  const problems: string[] = [];
  const queue = requests[Symbol.iterator]();
  const worker = async () => {
    for (let next = queue.next(); !next.done; next = queue.next()) {
      let got = await send(next.value);
      if (/limit_reached|record\.changed/.test(got.text)) {
        await makeRoom();
        got = await send(next.value);
      }
      const problem = check(got, next.value);
      if (problem !== null && problems.length < 12) problems.push(problem);
    }
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  return problems;
}
/** A quota or a version that the valid ones among many requests use up would hide what comes after. */
async function makeRoom(): Promise<void> {
  await app.database.owner.query('delete from identity.api_key');
  await app.database.owner.query('delete from identity.invitation');
  await app.database.owner.query("update settings.import set state = 'discarded', content = null");
  await app.database.owner.query('update identity.organisation set version = 1 where version > 1');
  await app.database.owner.query('delete from identity.service_account where id <> $1', [accountId]);
}
const refusedWith =
  (...statuses: number[]) =>
  (got: Got): string | null =>
    wrongWith(got) ??
    (statuses.includes(got.status)
      ? null
      : `not refused with ${statuses.join('/')}: ${got.what} → ${got.status} ${got.text.slice(0, 200)}`);

/** Rows of every table, but those that the machine writes on its own. */
async function rowCounts(): Promise<Record<string, number>> {
  const { rows } = await app.database.owner.query<{ name: string }>(`
    select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and not c.relispartition and n.nspname not in ('pg_catalog', 'information_schema', 'pgboss', 'events')
      and n.nspname || '.' || c.relname not in ('audit.seal', 'audit.head', 'audit.sequencer')`);
  const counts = await app.database.owner.query<{ name: string; count: number }>(
    rows.map(({ name }) => `select '${name}' as name, count(*)::int as count from ${name}`).join(' union all '),
  );
  return Object.fromEntries(counts.rows.map(({ name, count }) => [name, count]));
}
async function unchangedBy(work: () => Promise<string[]>): Promise<void> {
  await app.app.relay.settle(); // what the requests before this changed is still being told
  const before = await rowCounts();
  expect(await work()).toEqual([]);
  const after = await rowCounts();
  expect(after).toEqual(before);
}

const validParams = (endpoint: Endpoint) => {
  const params = validPart(endpoint, 'params');
  return 'serviceAccountId' in params ? { ...params, serviceAccountId: accountId } : params;
};
/** Without a cursor, which must come from a page before: a wrong one would hide what is wrong with the others. */
const validQuery = (endpoint: Endpoint) => {
  const { cursor: _, ...query } = validPart(endpoint, 'query');
  return query;
};
const encoded = (value: unknown) =>
  encodeURIComponent(typeof value === 'string' ? value.toWellFormed() : JSON.stringify(value));
function pathOf(endpoint: Endpoint, params = validParams(endpoint), query = validQuery(endpoint)): string {
  const path = endpoint.path.replaceAll(/:([A-Za-z]+)/g, (_, name: string) => encoded(params[name]) || '%20');
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${encoded(value)}`);
  return pairs.length > 0 ? `${path}?${pairs.join('&')}` : path;
}
function tokenFor(endpoint: Endpoint): string | null {
  const { access } = endpoint;
  if (access === 'public') return null;
  if (access === 'signed-in') return callers[0]!.token;
  const caller = callers.find(({ signedIn }) => signedIn.permissions.includes(access.permission));
  if (!caller) throw new Error(`nobody of the demo holds ${access.permission}`);
  return caller.token;
}
/** These end the session that calls them, so that a valid call is left to their own tests. */
const ENDS_ITS_SESSION = new Set(['logout', 'revokeAllSessions']);
const harmless = endpoints.filter((endpoint) => !ENDS_ITS_SESSION.has(endpoint.id));
const withBody = endpoints.filter((endpoint) => endpoint.body !== undefined);

let made = 0;
/** A body whose client-made keys are fresh, so that no request is a repeat of another. */
function validBody(endpoint: Endpoint): Record<string, unknown> {
  const body = validPart(endpoint, 'body');
  if ('clientScanId' in body) body['clientScanId'] = `probe-${(made += 1)}`;
  return body;
}
function requestOf(endpoint: Endpoint, more: Partial<Sent> = {}): Sent {
  return {
    method: endpoint.method,
    path: pathOf(endpoint),
    token: tokenFor(endpoint),
    ...(endpoint.body !== undefined && { body: JSON.stringify(validBody(endpoint)) }),
    ...more,
    headers: { ...(endpoint.precondition && { 'if-match': '"1"' }), ...more.headers },
  };
}

// ---- the tests ----

test('every declaration of the contracts is driven, and its valid request is understood', async () => {
  expect(endpoints.length).toBeGreaterThanOrEqual(17);
  const requests = harmless.map((endpoint) => requestOf(endpoint));
  const misunderstood = await problemsOf(
    requests,
    (got) => wrongWith(got) ?? (/request\.(invalid|malformed)/.test(got.text) ? `${got.what} → ${got.text}` : null),
  );
  expect(misunderstood).toEqual([]);
});

describe.each(withBody.map((endpoint) => [endpoint.id, endpoint] as const))(
  'the body of %s',
  { timeout: 60_000 },
  (_, endpoint) => {
    test('with a hostile value at any place is understood as its schema says, or refused', async () => {
      const schema = endpoint.body as unknown as z.ZodType;
      let refused = 0;
      const requests = function* (): Generator<Sent> {
        for (const [, body] of mutations(validPart(endpoint, 'body'))) yield requestOf(endpoint, { body });
      };
      const problems = await problemsOf(requests(), (got, { body }) => {
        const wrong = wrongWith(got);
        if (wrong !== null) return wrong;
        const isPoisoned = /"__proto__"|"constructor":\{"prototype"/.test(String(body));
        const fits = !isPoisoned && schema.safeParse(JSON.parse(String(body))).success;
        if (got.status === 400) refused += 1;
        if (!fits && got.status !== 400) return `not refused: ${got.what} → ${got.status}`;
        return fits && /request\.invalid/.test(got.text)
          ? `refused what fits its schema: ${got.what} → ${got.text}`
          : null;
      });
      expect(problems).toEqual([]);
      expect(refused).toBeGreaterThan(30);
    });

    test('of a kind that is no such object is refused and leaves nothing', async () => {
      // oxfmt-ignore
      const broken: (string | Buffer)[] = [
      '{', '}', '{"a":', '[1,]', 'nul', 'NaN', '{"a":1}{"b":2}', "{'a':1}", '\0', '"', '\ufeff{', '{"a":"\n"}', '[]', '"text"', '7', 'true', '[[]]',
      '[null]', Buffer.from([0xff, 0xfe, 0x7b]), '['.repeat(100_000), `${'['.repeat(60_000)}${']'.repeat(60_000)}`,
      `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`,
    ];
      await unchangedBy(() =>
        problemsOf(
          broken.map((body) => requestOf(endpoint, { body })),
          refusedWith(400, 401),
        ),
      );
    });

    test('of another media type is refused and leaves nothing', async () => {
      const body = JSON.stringify(validBody(endpoint));
      // oxfmt-ignore
      const types = [
      'text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/html', 'application/problem+json',
      'json', '*/*', 'application/json5', 'a'.repeat(300),
    ];
      await unchangedBy(() =>
        problemsOf(
          types.map((type) => requestOf(endpoint, { body, headers: { 'content-type': type } })),
          refusedWith(415, 400),
        ),
      );
    });

    test('that is larger than 256 KiB is refused, in one piece or in many', async () => {
      const body = JSON.stringify({ ...validBody(endpoint), filler: 'x'.repeat(300 * 1024) });
      const requests = [
        requestOf(endpoint, { body }),
        requestOf(endpoint, { body, headers: { 'transfer-encoding': 'chunked' } }),
      ];
      await unchangedBy(() => problemsOf(requests, refusedWith(413)));
    });

    test('with unknown, inherited and deeply nested fields beside the declared ones changes nothing of the answer', async () => {
      const valid = JSON.stringify(validBody(endpoint)).slice(0, -1);
      const deep = `${valid},"extra":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
      const extras = [
        deep,
        `${valid},"isAdmin":true,"org_id":"${UUID}","constructor":"x","toString":"x","hasOwnProperty":1}`,
      ];
      const keys: Record<string, string>[] = isIdempotent(endpoint)
        ? [{}, { 'idempotency-key': `deep-${(made += 1)}` }]
        : [{}];
      expect(
        await problemsOf(keys.flatMap((headers) => extras.map((body) => requestOf(endpoint, { body, headers })))),
      ).toEqual([]);
    });
  },
);

describe('the address', () => {
  test('with a hostile value in its path or query is refused or understood', async () => {
    const requests = function* (): Generator<Sent> {
      for (const endpoint of harmless) {
        for (const part of ['params', 'query'] as const) {
          const valid = validPart(endpoint, part);
          for (const name of Object.keys(valid)) {
            for (const hostile of HOSTILE) {
              if (JSON.stringify(hostile).length > 5000) continue; // below, with what is too long to be read at all
              const changed = {
                ...(part === 'params' ? validParams(endpoint) : validQuery(endpoint)),
                [name]: hostile,
              };
              yield requestOf(endpoint, {
                path: part === 'params' ? pathOf(endpoint, changed) : pathOf(endpoint, undefined, changed),
              });
            }
          }
        }
      }
    };
    expect(await problemsOf(requests())).toEqual([]);
  });

  test('that cannot be decoded is refused', async () => {
    // oxfmt-ignore
    const broken = [
      '%', '%z', '%zz', '%c0%ae%c0%ae', '%ff', '%00', '%E0%A4%A', '%ed%a0%80', '..%2f..%2fetc%2fpasswd', '%u0041', ';', '%2e%2e',
    ];
    const paths = endpoints.flatMap((endpoint) =>
      broken.map((bad) => `${endpoint.path.replaceAll(/:[A-Za-z]+/g, bad)}${endpoint.params ? '' : `/${bad}`}`),
    );
    const requests = paths.map((path) => ({ method: 'GET', path, token: callers[0]!.token }));
    expect(await problemsOf(requests, refusedWith(400, 403, 404, 405))).toEqual([]);
  });

  test('with queries that are repeated, nested, poisoned or broken is refused or understood', async () => {
    // oxfmt-ignore
    const queries = [
      'limit=1&limit=2', 'limit[]=1', 'limit[a]=1', '__proto__=1', '__proto__[x]=1', 'constructor=1', 'constructor[prototype][x]=1', 'cursor=%',
      'cursor=%ff', 'to=%00', '=', '&&&', '?', '%', 'limit=%ED%A0%80', 'a='.repeat(500), `${'a=1&'.repeat(2000)}limit=1`, 'limit=1;limit=2',
      'from=2026-01-01T00:00:00Z&from=x', 'to=a&to=b',
    ];
    const reads = endpoints.filter((endpoint) => endpoint.method === 'GET');
    const requests = reads.flatMap((endpoint) =>
      queries.map((query) =>
        requestOf(endpoint, { path: `${endpoint.path.replaceAll(/:[A-Za-z]+/g, UUID)}?${query}` }),
      ),
    );
    expect(await problemsOf(requests)).toEqual([]);
  });

  test('that is too long is refused', async () => {
    // oxfmt-ignore
    const paths = [
      `/${'a'.repeat(4000)}`, `/api/v1/auth/sessions/${'a'.repeat(4000)}`, `/api/v1/audit/entries?action=${'a'.repeat(40_000)}`, `/${'a/'.repeat(2000)}`,
    ];
    expect(
      await problemsOf(
        paths.map((path) => ({ method: 'GET', path, token: callers[0]!.token })),
        refusedWith(400, 404, 405, 413, 414),
      ),
    ).toEqual([]);
  });

  test('takes no method but its own', async () => {
    const paths = [...new Set(endpoints.flatMap((endpoint) => [endpoint.path, ...(endpoint.aliases ?? [])]))];
    const methods = 'GET POST PUT PATCH DELETE HEAD OPTIONS TRACE PROPFIND SEARCH MKCOL LOCK'.split(' ');
    const requests = paths.flatMap((pattern) => {
      const path = pattern.replaceAll(/:[A-Za-z]+/g, UUID);
      const matches = (one: string) => new RegExp(`^${one.replaceAll(/:[A-Za-z]+/g, '[^/]+')}$`).test(path);
      const own = new Set<string>();
      for (const { method, path: other, aliases = [] } of declared)
        if ([other, ...aliases].some(matches)) own.add(method);
      return methods
        .filter((method) => !own.has(method))
        .map((method) => ({ method, path, token: callers[0]!.token, ...(method.startsWith('P') && { body: '{}' }) }));
    });
    await unchangedBy(() => problemsOf(requests, refusedWith(405)));
  });
});

describe('every naughty string', { timeout: 90_000 }, () => {
  test.skipIf(!naughtyListIsThere)(`of the big list, ${naughty.length} of them, is there`, () => {
    expect(naughty.length).toBeGreaterThan(500);
  });

  const texts = withBody.map((endpoint) => {
    const names = Object.entries(shapeOf(endpoint, 'body')).filter(([, field]) => field.safeParse('probe é').success);
    return { endpoint, names: names.map(([name]) => name) };
  });

  test.each(
    texts
      .filter(({ names }) => names.length > 0)
      .map(({ endpoint, names }) => [endpoint.id, names.join(', '), endpoint, names] as const),
  )('in %s as %s', async (_, __, endpoint, names) => {
    const requests = function* (): Generator<Sent> {
      for (const text of naughty) {
        const body = { ...validBody(endpoint), ...Object.fromEntries(names.map((name) => [name, text])) };
        yield requestOf(endpoint, { body: JSON.stringify(body) });
      }
    };
    expect(await problemsOf(requests())).toEqual([]);
  });

  test('in the fields, queries and paths that are no free text', async () => {
    const requests = function* (): Generator<Sent> {
      for (const [index, text] of naughty.entries()) {
        for (const endpoint of harmless) {
          for (const part of ['params', 'query'] as const) {
            const valid = validPart(endpoint, part);
            const names = Object.keys(valid);
            const name = names[index % Math.max(names.length, 1)];
            if (name === undefined) continue;
            const changed = { ...(part === 'params' ? validParams(endpoint) : validQuery(endpoint)), [name]: text };
            yield requestOf(endpoint, {
              path: part === 'params' ? pathOf(endpoint, changed) : pathOf(endpoint, undefined, changed),
            });
          }
        }
        const { endpoint } = texts[index % texts.length]!;
        const formal = Object.keys(validPart(endpoint, 'body')).filter(
          (name) => !texts[index % texts.length]!.names.includes(name),
        );
        const name = formal[Math.floor(index / texts.length) % Math.max(formal.length, 1)];
        if (name !== undefined)
          yield requestOf(endpoint, { body: JSON.stringify({ ...validBody(endpoint), [name]: text }) });
      }
    };
    expect(await problemsOf(requests())).toEqual([]);
  });

  test('in a header', async () => {
    const printable = naughty
      .map((text) =>
        Buffer.from(text, 'utf8')
          .toString('latin1')
          .replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, ''),
      )
      .filter((text) => text !== '');
    const requests = printable.map((text) =>
      requestOf(
        endpoints.find((endpoint) => endpoint.id === 'scanCode')!,
        {
          headers: {
            'user-agent': text,
            'idempotency-key': text,
            'x-request-id': text,
            'x-forwarded-for': text,
            cookie: text,
            accept: text,
            'accept-language': text,
          },
        },
      ),
    );
    expect(await problemsOf(requests)).toEqual([]);
  });
});

describe('a caller', () => {
  const guarded = endpoints.filter((endpoint) => endpoint.access !== 'public');
  const tampered = (token: string): string[] => {
    const [header, payload, signature] = token.split('.') as [string, string, string];
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const flipped = `${signature.slice(0, -4)}${signature.at(-4) === 'A' ? 'B' : 'A'}${signature.slice(-3)}`;
    return [
      `${encode({ alg: 'none' })}.${payload}.`,
      `${encode({ alg: 'HS256', typ: 'at+jwt' })}.${payload}.${signature}`,
      `${header}.${encode({ ...claims, roles: ['owner'], exp: 9e9 })}.${signature}`,
      `${header}.${encode({ ...claims, org: UUID })}.${signature}`,
      `${header}.${payload}.${flipped}`,
      `${header}.${payload}.`,
      `${header}.${payload}`,
      `${token}=`,
      `${token}.${token}`,
      ` ${token}`,
    ];
  };

  test('without a token, or with one that is none of ours, is refused everywhere, whatever it sends', async () => {
    const { accessToken, refreshToken } = callers[0]!.signedIn;
    const tokens = [
      null,
      '',
      'x',
      'null',
      '..',
      'a.b.c',
      `sk_${'A'.repeat(86)}`,
      'sk_',
      refreshToken,
      'A'.repeat(5000),
      ...tampered(accessToken),
    ];
    const requests = guarded.flatMap((endpoint) => tokens.map((token) => requestOf(endpoint, { token })));
    const schemes = [
      'Basic YTpi',
      accessToken,
      `Token ${accessToken}`,
      `Bearer  ${accessToken}`,
      `Bearer ${accessToken} ${accessToken}`,
    ];
    const headers = guarded.flatMap((endpoint) =>
      schemes.map((authorization) => requestOf(endpoint, { token: null, headers: { authorization } })),
    );
    const bodies = guarded.map((endpoint) =>
      requestOf(endpoint, {
        token: null,
        path: endpoint.path.replaceAll(/:[A-Za-z]+/g, '%00'),
        ...(endpoint.body && { body: '{}' }),
      }),
    );
    await unchangedBy(() => problemsOf([...requests, ...headers, ...bodies], refusedWith(401)));
  });

  test('without the permission is refused, whatever it sends', async () => {
    const requests = callers.flatMap((caller) =>
      guarded.flatMap((endpoint) => {
        if (typeof endpoint.access !== 'object' || caller.signedIn.permissions.includes(endpoint.access.permission))
          return [];
        return [
          requestOf(endpoint, { token: caller.token }),
          requestOf(endpoint, { token: caller.token, ...(endpoint.body && { body: '{}' }) }),
        ];
      }),
    );
    expect(requests.length).toBeGreaterThan(10);
    await unchangedBy(() => problemsOf(requests, refusedWith(403)));
  });

  test('from another site may not write', async () => {
    const writes = endpoints.filter((endpoint) => endpoint.method !== 'GET');
    const requests = writes.flatMap((endpoint) =>
      ['cross-site', 'same-site', 'x'].map((site) => requestOf(endpoint, { headers: { 'sec-fetch-site': site } })),
    );
    await unchangedBy(() => problemsOf(requests, refusedWith(403)));
  });

  test('with a token that has expired is refused everywhere', async () => {
    clock.advance(15 * MINUTE_MS + 1000);
    await unchangedBy(() =>
      problemsOf(
        guarded.map((endpoint) => requestOf(endpoint)),
        refusedWith(401),
      ),
    );
    clock.advance(-15 * MINUTE_MS - 1000);
  });
});

test('nothing above has logged a failure of ours, or anything that came with a request', () => {
  const failures = app.logged.filter((line) => /"level":(50|60)/.test(line));
  expect(failures.slice(0, 3)).toEqual([]);
  expect(app.logged.filter((line) => line.includes('drop table') || line.includes('alert(')).slice(0, 3)).toEqual([]);
});
