// What an export holds, what it never holds, and that it is made whole or not at all.
import { createHash, randomUUID } from 'node:crypto';
import { globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { inflateRawSync } from 'node:zlib';
import { DAY_MS, ManualClock, MINUTE_MS } from '@sutra/kernel/clock';
import { Files } from '@sutra/kernel/files';
import { type SignedInCaller, startTestApp, type TestApp } from '@sutra/testkit/app';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { runExport, sweepExports } from './export.service.ts';

const PHARMACY = '01900000-0000-7000-8000-000000000002';
const COTTON = '01900000-0000-7000-8000-000000000003';
const OPERATORS = '01900000-0000-7000-8000-000000000001';
const MB = 1024 * 1024;

const dataDir = mkdtempSync(join(tmpdir(), 'sutra-exports-'));
const clock = new ManualClock(Date.now());
let app: TestApp;
let operator: SignedInCaller;
beforeAll(async () => {
  app = await startTestApp({ clock, env: { SUTRA_DATA_DIR: dataDir } });
});
afterAll(async () => {
  await app.close();
  rmSync(dataDir, { recursive: true, force: true });
});
beforeEach(async () => {
  operator = await app.signInWithPassword('admin@sutra.example');
});
afterEach(() => app.database.owner.query('drop schema if exists aa cascade; drop schema if exists zz cascade'));

const exportsOf = (id: string) => `/api/v1/operator/organisations/${id}/exports`;
const newest = async (id: string) => (await operator.get(`${exportsOf(id)}?limit=1`)).body.items[0];
const files = () => globSync('files/**/*', { cwd: dataDir, withFileTypes: true }).filter((entry) => entry.isFile());

async function ended(id: string, seen: (state: { state: string; rowsDone: number }) => void = () => {}) {
  const untilMs = performance.now() + 150_000; // a busy machine takes its time
  while (performance.now() < untilMs) {
    const now = await newest(id);
    seen(now);
    if (!['waiting', 'running'].includes(now.state)) return now;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the export did not end');
}

async function download(id: string, exportId: string): Promise<{ headers: Headers; bytes: Buffer }> {
  const response = await fetch(`${app.origin}${exportsOf(id)}/${exportId}/download`, {
    method: 'POST',
    headers: { authorization: `Bearer ${operator.token}` },
  });
  expect(response.status).toBe(200);
  return { headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
}

async function exported(id: string) {
  expect((await operator.post(exportsOf(id))).status).toBe(202);
  const done = await ended(id);
  expect(done.state).toBe('ready');
  const { headers, bytes } = await download(id, done.id);
  return { done, headers, bytes, parts: unzip(bytes) };
}

/** The parts of a ZIP by name, as its central directory lists them. */
function unzip(zip: Buffer): Map<string, Buffer> {
  const parts = new Map<string, Buffer>();
  const end = zip.lastIndexOf(Buffer.from('PK\u0005\u0006'));
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [size, nameLength, extraLength] = [
      zip.readUInt32LE(at + 20),
      zip.readUInt16LE(at + 28),
      zip.readUInt16LE(at + 30),
    ];
    const local = zip.readUInt32LE(at + 42);
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const name = zip.subarray(at + 46, at + 46 + nameLength).toString();
    parts.set(name, inflateRawSync(zip.subarray(from, from + size)));
    at += 46 + nameLength + extraLength + zip.readUInt16LE(at + 32);
  }
  return parts;
}
const linesOf = (part: Buffer | undefined): Record<string, unknown>[] =>
  (part ?? Buffer.alloc(0))
    .toString()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

/** A tenant table that nobody has told the export of. */
async function newTable(name: string, columns = ''): Promise<void> {
  const [schema] = name.split('.');
  await app.database.owner.query(`create schema ${schema}; grant usage on schema ${schema} to sutra_app;
    create table ${name} (org_id uuid not null, id uuid primary key default gen_random_uuid(), note text ${columns});
    call kernel.tenant_table('${name}', 'select', 'a test')`);
}

describe('an export', () => {
  test('holds every tenant table as it is, with nothing of others, and says so in its manifest', async () => {
    await newTable('aa.fresh');
    await app.database.owner.query('insert into aa.fresh (org_id, note) values ($1, $2), ($3, $4)', [
      COTTON,
      'पक्का "बिल"\n₹',
      PHARMACY,
      'not theirs',
    ]);
    const { done, headers, bytes, parts } = await exported(COTTON);
    expect(headers.get('content-type')).toBe('application/zip');
    expect(decodeURIComponent(headers.get('content-disposition')!)).toMatch(
      /Narmada Cotton Traders \d{4}-\d\d-\d\d\.zip$/,
    );
    const { rows } = await app.database.owner.query<{ name: string }>(
      `select attrelid::regclass::text as name from pg_attribute a join pg_class c on c.oid = a.attrelid
       where attname = 'org_id' and c.relkind in ('r', 'p') and not c.relispartition and obj_description(c.oid) like 'tenant:%'`,
    );
    const manifest = JSON.parse(parts.get('manifest.json')!.toString());
    const names = manifest.tables.map(({ table }: { table: string }) => table);
    expect(names.toSorted()).toEqual(rows.map(({ name }) => name.replaceAll('"', '')).toSorted());
    expect(names).toEqual(expect.arrayContaining(['aa.fresh', 'audit.entry', 'identity.api_key', 'settings.revision']));
    expect([...parts.keys()]).toEqual([
      ...names.map((name: string) => `tables/${name}.ndjson`),
      'manifest.json',
      'README.txt',
    ]);
    for (const { table, file, rows: count, bytes: size, sha256, columns } of manifest.tables) {
      const part = parts.get(file)!;
      expect([part.length, createHash('sha256').update(part).digest('hex')]).toEqual([size, sha256]);
      const lines = linesOf(part);
      const own = await app.database.owner.query(`select from ${table} where org_id = $1`, [COTTON]);
      expect([table, lines.length]).toEqual([table, count]);
      // The log goes on beside the export: the sequencer seals the entry of its start.
      if (!table.startsWith('audit.')) expect([table, count]).toEqual([table, own.rows.length]);
      for (const line of lines) expect([line['org_id'], Object.keys(line)]).toEqual([COTTON, columns]);
    }
    expect(linesOf(parts.get('tables/audit.entry.ndjson')).length).toBeGreaterThan(0);
    expect(linesOf(parts.get('tables/aa.fresh.ndjson')).map(({ note }) => note)).toEqual(['पक्का "बिल"\n₹']);
    expect(manifest).toMatchObject({
      format: 'sutra-organisation/1',
      organisation: { id: COTTON, name: 'Narmada Cotton Traders', kind: 'cotton' },
      exportedAt: new Date(clock.nowMs()).toISOString(),
      schema: expect.stringMatching(/^\d{14}_\w+\.sql$/),
    });
    expect(parts.get('README.txt')!.toString()).toContain('stay\n            sealed here');
    expect(done).toMatchObject({ sizeBytes: bytes.length, tablesTotal: names.length, tablesDone: names.length });
    expect(done.startedBy).toBe('Meera Iyer');
  });

  test('holds nothing that opens a door: what is planted in every such column is nowhere', async () => {
    await newTable('aa.doors', ', pin text, token bytea');
    const canary = `canary-${randomUUID()}`;
    await app.database.owner.query(
      `comment on column aa.doors.pin is 'personal: credential'; comment on column aa.doors.token is 'technical: hash of a secret of a door'`,
    );
    await app.database.owner.query('insert into aa.doors (org_id, note, pin, token) values ($1, $2, $3, $4)', [
      PHARMACY,
      'a door',
      canary,
      Buffer.from(canary),
    ]);
    const owner = await app.signIn('+919800000001');
    const account = await owner.post('/api/v1/service-accounts', { name: 'till' });
    const path = `/api/v1/service-accounts/${account.body.id}/keys`;
    const key = await owner.post(path, { name: 'till one', permissions: ['scan.read'] });
    // Whatever any table of the database calls a credential, or the hash of a secret.
    const { rows: columns } = await app.database.owner.query<{ name: string; column: string; type: string }>(
      `select a.attrelid::regclass::text as name, a.attname as column, format_type(a.atttypid, null) as type from pg_attribute a
       where a.attnum > 0 and not a.attisdropped and col_description(a.attrelid, a.attnum) ~ 'credential|hash of a secret'`,
    );
    expect(columns.map(({ name, column }) => `${name}.${column}`)).toEqual(
      expect.arrayContaining(['identity.api_key.key_hash', 'identity.person.password_hash', 'aa.doors.pin']),
    );
    const passwords = await app.database.owner.query(`select id, password_hash from identity.person`);
    for (const { name, column, type } of columns) {
      const isUnique = ['refresh_hash', 'code_hash', 'token_hash', 'recipient'].includes(column);
      if (!isUnique)
        await app.database.owner.query(`update ${name} set ${column} = $1`, [
          type === 'bytea' ? Buffer.from(canary) : canary,
        ]);
    }
    const planted = await app.database.owner.query(`select from identity.api_key where key_hash = $1`, [
      Buffer.from(canary),
    ]);
    expect(planted.rows).toHaveLength(1);
    const { parts } = await exported(PHARMACY);
    for (const { id, password_hash } of passwords.rows)
      await app.database.owner.query('update identity.person set password_hash = $2 where id = $1', [
        id,
        password_hash,
      ]);
    const everything = Buffer.concat([...parts.values()]).toString('latin1');
    for (const form of [canary, Buffer.from(canary).toString('hex'), Buffer.from(canary).toString('base64')])
      expect(everything).not.toContain(form);
    expect(everything).not.toContain(key.body.secret);
    const manifest = JSON.parse(parts.get('manifest.json')!.toString());
    const withheld = manifest.tables.flatMap((table: { table: string; withheld: string[] }) =>
      table.withheld.map((column) => `${table.table}.${column}`),
    );
    expect(withheld).toEqual(['aa.doors.pin', 'aa.doors.token', 'identity.api_key.key_hash']);
    // The rest of those rows is there: the search above looked at the right thing.
    expect(linesOf(parts.get('tables/aa.doors.ndjson'))).toEqual([expect.objectContaining({ note: 'a door' })]);
    expect(linesOf(parts.get('tables/identity.api_key.ndjson'))).toEqual([
      expect.objectContaining({ name: 'till one' }),
    ]);
  });

  test(
    'shows one moment and its progress, and takes no more memory for 100,000 rows',
    { timeout: 180_000 },
    async () => {
      await newTable('aa.large');
      await newTable('zz.late');
      await app.database.owner.query(
        `insert into aa.large (org_id, note) select $1, (select string_agg(md5(row || ' ' || part), '') from generate_series(1, 16) part)
       from generate_series(1, 100000) row`,
        [COTTON],
      );
      setFlagsFromString('--expose-gc');
      const collect = runInNewContext('gc') as () => void;
      const heldBytes = () => {
        // What the first finds free, buffers above all, is let go by the beginning of the second at the latest.
        collect();
        collect();
        const { heapUsed, external } = process.memoryUsage();
        return heapUsed + external;
      };
      const beforeBytes = heldBytes();
      let mostBytes = 0;
      const seen = new Set<number>();
      let isLate = false;
      expect((await operator.post(exportsOf(COTTON))).status).toBe(202);
      const watch = setInterval(() => (mostBytes = Math.max(mostBytes, heldBytes())), 500);
      let changing: Promise<unknown> = Promise.resolve();
      const done = await ended(COTTON, ({ state, rowsDone }) => {
        clock.advance(100); // progress is told by the clock
        if (state === 'running' && rowsDone > 0) seen.add(rowsDone);
        if (state !== 'running' || rowsDone === 0 || isLate) return;
        isLate = true;
        changing = app.database.owner.query('insert into zz.late (org_id, note) values ($1, $2)', [COTTON, 'too late']);
      });
      clearInterval(watch);
      await changing;
      expect([done.state, isLate]).toEqual(['ready', true]);
      expect(seen.size).toBeGreaterThan(1);
      expect(mostBytes).toBeGreaterThan(0);
      expect(mostBytes - beforeBytes).toBeLessThan(16 * MB); // a third of what it holds
      const { parts } = await download(COTTON, done.id).then(({ bytes }) => ({ parts: unzip(bytes) }));
      const manifest = JSON.parse(parts.get('manifest.json')!.toString());
      const part = (name: string) => manifest.tables.find(({ table }: { table: string }) => table === name);
      expect(part('aa.large').rows).toBe(100_000);
      expect(part('aa.large').bytes).toBeGreaterThan(50 * MB);
      expect(part('zz.late').rows).toBe(0);
    },
  );

  test('is downloaded by whoever may, and each time stands in both logs', async () => {
    const { done } = await exported(PHARMACY);
    await download(PHARMACY, done.id);
    const owner = await app.signIn('+919800000001');
    for (const caller of [operator, owner]) {
      const { body } = await caller.get('/api/v1/audit/entries?action=organisation.export_downloaded');
      const own = body.items.filter((entry: { object: { id: string } }) => entry.object.id === done.id);
      expect(own).toHaveLength(2);
      expect(own[0]).toMatchObject({ actor: { name: 'Meera Iyer' }, object: { type: 'organisations.export' } });
      const started = await caller.get('/api/v1/audit/entries?action=organisation.export_started&limit=1');
      expect(started.body.items[0].object.id).toBe(done.id);
    }
    expect((await owner.post(`${exportsOf(PHARMACY)}/${done.id}/download`)).body.code).toBe('access.denied');
    // It is found under its own organisation only.
    const wrong = await operator.post(`${exportsOf(COTTON)}/${done.id}/download`);
    expect([wrong.status, wrong.body.code]).toEqual([404, 'organisation.export_not_found']);
    expect((await operator.post(exportsOf(randomUUID()))).body.code).toBe('organisation.not_found');
    expect((await operator.get(exportsOf(randomUUID()))).body.code).toBe('organisation.not_found');
    const { body } = await operator.get('/api/v1/notifications');
    expect(body.items[0]).toMatchObject({
      kind: 'organisation.exported',
      values: { organisation: 'Asha Medical Stores' },
    });
  });

  test('is one at a time for an organisation', async () => {
    await app.database.owner.query(
      `insert into organisations.export (org_id, id, organisation_id, started_by, starter_kind, created_at, progressed_at)
       values ($1, gen_random_uuid(), $2, gen_random_uuid(), 'person', now(), now())`,
      [OPERATORS, COTTON],
    );
    expect((await operator.post(exportsOf(COTTON))).body.code).toBe('organisation.export_running');
    await app.database.owner.query(`delete from organisations.export where state = 'waiting'`);
    const answers = await Promise.all([operator.post(exportsOf(COTTON)), operator.post(exportsOf(COTTON))]);
    const codes = answers.map(({ status, body }) => body.code ?? status);
    expect(codes).toContain(202);
    if (codes.filter((code) => code === 202).length === 1) expect(codes).toContain('organisation.export_running');
    await ended(COTTON);
  });
});

describe('an export that cannot be made', () => {
  const failed = async () => {
    expect((await operator.post(exportsOf(COTTON))).status).toBe(202);
    return ended(COTTON);
  };

  test('for a table that is not to be read fails, leaves no file, and can be started again', async () => {
    await newTable('aa.hidden');
    await app.database.owner.query('revoke select on aa.hidden from sutra_app');
    const count = files().length;
    expect(await failed()).toMatchObject({ state: 'failed', sizeBytes: null, expiresAt: null });
    expect(files()).toHaveLength(count);
    const id = (await newest(COTTON)).id;
    expect((await operator.post(`${exportsOf(COTTON)}/${id}/download`)).body.code).toBe('organisation.export_gone');
    await app.database.owner.query('grant select on aa.hidden to sutra_app');
    expect((await failed()).state).toBe('ready');
  });

  test('for a disk that is full fails, with its connection given back', async () => {
    await app.database.owner.query(
      `insert into organisations.export (org_id, id, organisation_id, started_by, starter_kind, created_at, progressed_at)
       values ($1, $2, $3, gen_random_uuid(), 'service', now(), now())`,
      [OPERATORS, '01900000-0000-7000-8000-00000000f011', COTTON],
    );
    const full = new Files(dataDir);
    full.put = async (content) => {
      for await (const _ of content) throw new Error('no space left on the device');
      throw new Error('nothing came');
    };
    const deps = { ...tools(), files: full };
    for (let time = 1; time <= 12; time += 1) {
      await app.database.owner.query(
        `update organisations.export set state = 'waiting', finished_at = null where id = $1`,
        ['01900000-0000-7000-8000-00000000f011'],
      );
      await expect(runExport(deps, OPERATORS, '01900000-0000-7000-8000-00000000f011')).rejects.toThrow('no space left');
    }
    const { rows } = await app.database.owner.query('select state from organisations.export where id = $1', [
      '01900000-0000-7000-8000-00000000f011',
    ]);
    expect(rows[0].state).toBe('failed');
    expect((await operator.get('/api/v1/auth/me')).status).toBe(200);
  });

  test('because the server stopped is ended by the sweep, and whoever comes late leaves no file', async () => {
    const id = '01900000-0000-7000-8000-00000000f012';
    await app.database.owner.query(
      `insert into organisations.export (org_id, id, organisation_id, state, started_by, starter_kind, created_at, progressed_at)
       values ($1, $2, $3, 'running', gen_random_uuid(), 'person', $4, $4)`,
      [OPERATORS, id, COTTON, new Date(clock.nowMs() - 10 * MINUTE_MS)],
    );
    await sweepExports(tools());
    const stateOf = async () =>
      (await app.database.owner.query('select state from organisations.export where id = $1', [id])).rows[0].state;
    expect(await stateOf()).toBe('running');
    clock.advance(6 * MINUTE_MS);
    await sweepExports(tools());
    expect(await stateOf()).toBe('failed');
    await runExport(tools(), OPERATORS, id);
    expect(await stateOf()).toBe('failed');
  });
});

test('a file is removed after seven days, and the export remembered as over', async () => {
  const { done } = await exported(PHARMACY);
  expect(new Date(done.expiresAt).getTime() - new Date(done.finishedAt).getTime()).toBe(7 * DAY_MS);
  clock.advance(7 * DAY_MS - MINUTE_MS);
  await sweepExports(tools());
  const { rows: stored } = await app.database.owner.query(
    'select file_digest from organisations.export where id = $1',
    [done.id],
  );
  expect(await tools().files.has(stored[0].file_digest)).toBe(true);
  clock.advance(2 * MINUTE_MS);
  operator = await app.signInWithPassword('admin@sutra.example');
  const over = () => operator.post(`${exportsOf(PHARMACY)}/${done.id}/download`);
  expect([(await over()).status, (await over()).body.code]).toEqual([410, 'organisation.export_gone']);
  await sweepExports(tools());
  expect(files()).toHaveLength(0);
  expect((await newest(PHARMACY)).state).toBe('expired');
  clock.advance(90 * DAY_MS);
  await sweepExports(tools());
  const { rows } = await app.database.owner.query('select from organisations.export where id = $1', [done.id]);
  expect(rows).toHaveLength(0);
});

function tools() {
  const unused = {} as never;
  return {
    gates: app.app.gates,
    clock,
    files: new Files(join(dataDir, 'files')),
    register: { get: async () => ({ name: 'Narmada Cotton Traders', kind: 'cotton' }) } as never,
    ids: unused,
    notifications: unused,
    namesOf: unused,
    log: unused,
    send: unused,
  };
}
