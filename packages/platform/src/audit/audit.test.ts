import { randomBytes, randomUUID } from 'node:crypto';
import { exportAudit, getAuditKeys, listAuditEntries } from '@sutra/contracts/audit';
import { endpoint } from '@sutra/contracts/endpoint';
import { Uuid } from '@sutra/contracts/wire';
import type { Actor } from '@sutra/kernel/actor';
import { Ids, ManualClock, SECOND_MS } from '@sutra/kernel/clock';
import { Keyring } from '@sutra/kernel/crypto';
import '@sutra/kernel/db/database'; // parses int8
import { flushAtCommit } from '@sutra/kernel/db/gates';
import { LocalFeed } from '@sutra/kernel/feed';
import { Answers } from '@sutra/kernel/http/answers';
import { type AuditDetails, route } from '@sutra/kernel/http/route';
import { checkRoutes } from '@sutra/kernel/http/declarations';
import { createHttp } from '@sutra/kernel/http/server';
import { Writes } from '@sutra/kernel/http/writes';
import { createLog } from '@sutra/kernel/log';
import { Metrics } from '@sutra/kernel/metrics';
import { testDatabase, type TestDatabase } from '@sutra/testkit/database';
import { CompiledQuery } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createPersonKeys, type PersonKeys } from '../privacy/public.ts';
import { verifyExport } from './audit.rules.ts';
import { auditModule, type AuditModule, classifyBy, createAuditLog } from './public.ts';

const clock = new ManualClock(Date.parse('2026-11-21T10:00:00Z'));
const log = createLog('silent');
const ids = new Ids(clock);
const keyring = new Keyring(randomBytes(32));
const classify = classifyBy({
  'partners.partner': { mobile: 'contact', pin_hash: 'credential', status: null, name: null, version: null },
});

let database: TestDatabase;
let feed: LocalFeed;
let personKeys: PersonKeys;
let audit: AuditModule;
let http: ReturnType<typeof createHttp>;
const actors = new Map<string, Actor>();
let asha: Actor;

// A write as any module has it: what it records comes in the request.
const change = endpoint({
  id: 'changePartner',
  method: 'POST',
  path: '/api/v1/test/partners/:id',
  summary: 'Changes a partner',
  access: 'signed-in',
  limit: 'default',
  audit: 'partner.changed',
  params: z.object({ id: z.string() }),
  body: z.object({
    gate: z.enum(['tenant', 'person']),
    fails: z.boolean(),
    before: z.unknown(),
    after: z.unknown(),
    subjectId: Uuid.optional(),
  }),
  response: z.object({}),
});

beforeAll(async () => {
  database = await testDatabase();
  const { gates } = database;
  feed = new LocalFeed(clock, log);
  personKeys = createPersonKeys({ gates, keyring, clock, feed });
  audit = auditModule({
    gates,
    keyring,
    clock,
    feed,
    log,
    personKeys,
    works: false,
    nameOf: (wanted) => Promise.resolve(new Map(wanted.map((id) => [id, `Name of ${id.slice(0, 8)}`]))),
  });
  const answers = new Answers(gates, clock, personKeys);
  const writes = new Writes({
    gates,
    clock,
    ids,
    answers,
    audit: createAuditLog({ ids, keyring, personKeys, classify }),
    afterCommit: () => {},
  });
  const changing = route(change, ({ params, body }, context) =>
    context.write(body.gate, (write) => {
      write.record({
        object: { type: 'partners.partner', id: params.id },
        before: body.before,
        after: body.after,
        ...(body.subjectId !== undefined && { subjectId: body.subjectId }),
      } as AuditDetails);
      if (body.fails) throw new Error('the write failed');
      return Promise.resolve({});
    }),
  );
  const routes = [...(audit.routes ?? []), changing];
  checkRoutes(routes, new Set(Object.keys(audit.permissions ?? {})));
  http = createHttp({
    routes,
    clock,
    log,
    metrics: new Metrics(),
    writes,
    answers,
    trustedProxies: [],
    checkAnswers: true,
    publicUrl: null,
    authenticator: { authenticate: ({ authorization }) => actors.get(authorization ?? '')!, nonce: () => '' },
  });
  await feed.start();
  await audit.start!();
});
afterAll(async () => {
  await http.close();
  await audit.stop!();
  await database.close();
});
beforeEach(() => {
  asha = signIn();
});

function signIn(over: Partial<Actor> = {}): Actor {
  const id = ids.next();
  const actor: Actor = {
    kind: 'person',
    id,
    organisationId: ids.next(),
    organisationKind: 'pharmacy',
    sessionId: ids.next(),
    permissions: new Set(['audit.read', 'audit.export']),
    expiresAtMs: Infinity,
    ...over,
  };
  actors.set(id, actor);
  return actor;
}

interface Change {
  id?: string;
  before?: unknown;
  after?: unknown;
  gate?: 'tenant' | 'person';
  fails?: boolean;
  subjectId?: string;
}
function write(
  actor: Actor,
  { id = 'p1', before = null, after = { status: 'new' }, gate = 'tenant', fails = false, ...more }: Change = {},
) {
  return http.inject({
    method: 'POST',
    url: `/api/v1/test/partners/${id}`,
    headers: { authorization: actor.id, 'user-agent': 'Firefox' },
    payload: { before, after, gate, fails, ...more },
  });
}

async function list(
  actor: Actor,
  query: Record<string, string> = {},
): Promise<z.output<typeof listAuditEntries.response>> {
  const answer = await http.inject({
    method: 'GET',
    url: listAuditEntries.path,
    query,
    headers: { authorization: actor.id },
  });
  expect(answer.statusCode, answer.body).toBe(200);
  return listAuditEntries.response.parse(answer.json());
}

async function download(actor: Actor): Promise<string[]> {
  const answer = await http.inject({ method: 'GET', url: exportAudit.path, headers: { authorization: actor.id } });
  expect(answer.statusCode).toBe(200);
  return answer.body.split('\n').slice(0, -1);
}

async function verifierKey(): Promise<string> {
  const answer = await http.inject({ method: 'GET', url: getAuditKeys.path });
  return getAuditKeys.response.parse(answer.json()).keys[0]!.verifierKey;
}

describe('an entry', () => {
  test('tells who changed what, from where, and its place in the chain once it is sealed', async () => {
    await write(asha, {
      before: { status: 'new', mobile: '+911', pin_hash: 'a', city: 'Rajkot' },
      after: { status: 'active', mobile: '+912', pin_hash: 'b', city: 'Rajkot' },
    });
    const { items } = await list(asha);
    expect(items).toEqual([
      {
        id: expect.any(String),
        recordedAt: new Date(clock.nowMs()),
        action: 'partner.changed',
        actor: { id: asha.id, kind: 'person', name: `Name of ${asha.id.slice(0, 8)}` },
        object: { type: 'partners.partner', id: 'p1' },
        changes: {
          status: { before: 'new', after: 'active' },
          mobile: { before: '+911', after: '+912' },
          pin_hash: { changed: true },
        },
        request: { id: expect.any(String), ip: '127.0.0.1', device: 'Firefox' },
        seal: null,
      },
    ]);
    await audit.sequencer.settle();
    expect((await list(asha)).items[0]!.seal).toEqual({
      sequence: 1,
      previousHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  test('commits with its write, through either gate, and not without it', async () => {
    expect((await write(asha, { gate: 'person' })).statusCode).toBe(200);
    expect((await write(asha, { gate: 'tenant' })).statusCode).toBe(200);
    expect((await write(asha, { fails: true })).statusCode).toBe(500);
    expect((await list(asha)).items).toHaveLength(2);
  });

  test('holds personal values, address and device only sealed, and credentials not at all', async () => {
    await write(asha, {
      before: { mobile: '+919800000001' },
      after: { mobile: '+919800000002', pin_hash: 'argon-of-the-pin' },
    });
    const { rows } = await database.owner.query('select * from audit.entry where org_id = $1', [asha.organisationId]);
    const stored = JSON.stringify(rows) + Buffer.concat([rows[0].personal, rows[0].origin]).toString('latin1');
    for (const canary of ['9800000001', '9800000002', 'argon-of', '127.0.0.1', 'Firefox'])
      expect(stored).not.toContain(canary);
    expect(rows[0]).toMatchObject({
      changes: { mobile: { sealed: true }, pin_hash: { changed: true } },
      subject_id: asha.id,
    });
  });

  test('of a person who was erased still verifies, and its personal values read as null', async () => {
    const ravi = randomUUID();
    await write(asha, {
      before: { mobile: '+911', status: 'new' },
      after: { mobile: '+912', status: 'old' },
      subjectId: ravi,
    });
    await audit.sequencer.settle();
    await personKeys.destroy(ravi);
    const [entry] = (await list(asha)).items;
    expect(entry).toMatchObject({
      changes: { mobile: { before: null, after: null }, status: { before: 'new', after: 'old' } },
      request: { ip: '127.0.0.1' },
    });
    await personKeys.destroy(asha.id);
    expect((await list(asha)).items[0]).toMatchObject({ request: { ip: null, device: null } });
    expect(await verifyExport(await download(asha), await verifierKey())).toMatchObject({ ok: true, entries: 1 });
  });

  test('of a service account opens with its key', async () => {
    const robot = signIn({ kind: 'service' });
    await write(robot, { after: { mobile: '+911' } });
    expect((await list(robot)).items[0]).toMatchObject({
      actor: { kind: 'service' },
      changes: { mobile: { before: null, after: '+911' } },
      request: { device: 'Firefox' },
    });
  });

  test('of the machine itself names nobody', async () => {
    const machine = createAuditLog({ ids, keyring, personKeys, classify });
    const { organisationId } = asha;
    await database.gates.withSystem('test', async (tx) => {
      await machine.recordSystem(tx, 'partner.expired', organisationId, [
        { object: { type: 'partners.partner', id: 'p1' }, after: { status: 'gone', mobile: '+911' } },
      ]);
      await flushAtCommit(tx);
    });
    expect((await list(asha)).items[0]).toMatchObject({
      action: 'partner.expired',
      actor: { id: null, kind: 'system', name: null },
      changes: { mobile: { before: null, after: null } },
    });
  });

  test('whose sealed part was changed by somebody does not hide the others', async () => {
    await write(asha, { id: 'p1', after: { mobile: '+911' } });
    await write(asha, { id: 'p2', after: { mobile: '+912' } });
    await asOwner(
      `update audit.entry set personal = '\\x01' where org_id = '${asha.organisationId}' and object_id = 'p1'`,
    );
    expect((await list(asha)).items.map(({ changes }) => changes)).toEqual([
      { mobile: { before: null, after: '+912' } },
      { mobile: { before: null, after: null } },
    ]);
  });
});

describe('the list', () => {
  test('comes in pages, newest first, without gap or repetition while entries are added', async () => {
    for (let n = 1; n <= 7; n++) await write(asha, { id: `p${n}` });
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof list>> = await list(asha, {
        limit: '3',
        ...(cursor !== null && { cursor }),
      });
      seen.push(...page.items.map(({ object }) => object!.id));
      cursor = page.nextCursor;
      await write(asha, { id: 'later' });
    } while (cursor !== null);
    expect(seen).toEqual(['p7', 'p6', 'p5', 'p4', 'p3', 'p2', 'p1']);
  });

  test('is filtered by action, actor, object and half-open time', async () => {
    const ravi = signIn({ organisationId: asha.organisationId });
    await write(asha, { id: 'p1' });
    const between = new Date(clock.nowMs() + SECOND_MS).toISOString();
    clock.advance(SECOND_MS);
    await write(ravi, { id: 'p2' });
    const found = async (query: Record<string, string>) =>
      (await list(asha, query)).items.map(({ object }) => object!.id);
    expect(await found({ action: 'partner.changed' })).toEqual(['p2', 'p1']);
    expect(await found({ action: 'partner.removed' })).toEqual([]);
    expect(await found({ actionGroup: 'partner' })).toEqual(['p2', 'p1']);
    expect(await found({ actionGroup: 'part_er' })).toEqual([]);
    expect(await found({ actionGroup: 'par' })).toEqual([]);
    expect(await found({ actorId: ravi.id })).toEqual(['p2']);
    expect(await found({ objectType: 'partners.partner', objectId: 'p1' })).toEqual(['p1']);
    expect(await found({ from: between })).toEqual(['p2']);
    expect(await found({ to: between })).toEqual(['p1']);
  });

  test('refuses a cursor that is none', async () => {
    const answer = await http.inject({
      method: 'GET',
      url: listAuditEntries.path,
      query: { cursor: 'abc' },
      headers: { authorization: asha.id },
    });
    expect(answer.json()).toMatchObject({ status: 400, code: 'request.invalid', errors: [{ path: 'query.cursor' }] });
  });

  test('and the export need their permissions', async () => {
    const cashier = signIn({ permissions: new Set() });
    for (const url of [listAuditEntries.path, exportAudit.path]) {
      expect((await http.inject({ method: 'GET', url, headers: { authorization: cashier.id } })).json()).toMatchObject({
        code: 'access.denied',
      });
    }
  });
});

describe('the export', () => {
  test('of several pages verifies with the published key, and no entry after its head is in it', async () => {
    const { organisationId } = asha;
    await insertMany(organisationId, 1203);
    await audit.sequencer.settle();
    await write(asha);
    const lines = await download(asha);
    expect(lines).toHaveLength(1205);
    expect(await verifyExport(lines, await verifierKey())).toMatchObject({ ok: true, entries: 1203, organisationId });
  });

  test('of an organisation without entries verifies', async () => {
    expect(await verifyExport(await download(asha), await verifierKey())).toMatchObject({
      ok: true,
      entries: 0,
      problems: [],
    });
  });

  test.each([
    [
      'changed',
      "update audit.entry set action = 'partner.forged' where org_id = $1 and object_id = '2'",
      'was changed',
    ],
    ['deleted', "delete from audit.entry where org_id = $1 and object_id = '2'", 'is missing'],
    [
      'deleted with its seal',
      "with gone as (delete from audit.entry where org_id = $1 and object_id = '2' returning id) delete from audit.seal where entry_id in (select id from gone)",
      'is missing',
    ],
    [
      'back-dated by a millisecond',
      "update audit.entry set recorded_at = recorded_at - interval '1 ms' where org_id = $1 and object_id = '2'",
      'was changed',
    ],
  ])('tells of an entry that was %s by a superuser', async (_, statement, message) => {
    await insertMany(asha.organisationId, 3);
    await audit.sequencer.settle();
    await asOwner(statement.replace('$1', `'${asha.organisationId}'`));
    const { ok, problems } = await verifyExport(await download(asha), await verifierKey());
    expect(ok).toBe(false);
    expect(problems[0]).toEqual({ sequence: 2, message: expect.stringContaining(message) });
  });
});

describe('organisations', () => {
  test('see and export only their own entries, each in a chain of its own', async () => {
    const ravi = signIn();
    for (const id of ['p1', 'p2', 'p3']) {
      await write(asha, { id: `asha ${id}` });
      await write(ravi, { id: `ravi ${id}` });
    }
    await audit.sequencer.settle();
    for (const actor of [asha, ravi]) {
      const { items } = await list(actor);
      expect(items.map(({ seal }) => seal?.sequence)).toEqual([3, 2, 1]);
      const own = actor === asha ? 'asha' : 'ravi';
      expect(items.every(({ object }) => object!.id.startsWith(own))).toBe(true);
      const lines = await download(actor);
      expect(await verifyExport(lines, await verifierKey())).toMatchObject({
        ok: true,
        entries: 3,
        organisationId: actor.organisationId,
      });
    }
    for (const table of ['entry', 'seal', 'head']) {
      const { rows } = await database.gates
        .tenant(asha)
        .executeQuery<{ org_id: string }>(CompiledQuery.raw(`select org_id from audit.${table}`));
      expect(new Set(rows.map((row) => row.org_id))).toEqual(new Set([asha.organisationId]));
    }
  });
});

/** As somebody with the database's own powers, who first takes the triggers away. */
async function asOwner(statement: string): Promise<void> {
  const tables = (
    await database.owner.query<{ name: string }>(
      "select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = 'audit' and tablename ~ '^(entry|seal)'",
    )
  ).rows.map(({ name }) => name);
  await database.owner.query(
    `begin; ${tables.map((name) => `alter table ${name} disable trigger user;`).join('')} ${statement}; ${tables.map((name) => `alter table ${name} enable always trigger append_only;`).join('')} commit`,
  );
}

async function insertMany(organisationId: string, count: number): Promise<void> {
  const values = Array.from({ length: count }, () => ids.next());
  await database.owner.query(
    `insert into audit.entry (id, org_id, recorded_at, action, actor_kind, actor_id, object_type, object_id, changes)
     select id, $2, $3, 'partner.changed', 'person', $2, 'partners.partner', n::text, jsonb_build_object('n', jsonb_build_object('before', null, 'after', n)) from unnest($1::uuid[]) with ordinality as t (id, n)`,
    [values, organisationId, new Date(clock.nowMs())],
  );
}
