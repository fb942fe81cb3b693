import { SETTINGS } from '@sutra/contracts/settings';
import { type SignedInCaller, startTestApp, type TestApp } from '@sutra/testkit/app';
import { testDatabase } from '@sutra/testkit/database';
import { startRedis } from '@sutra/testkit/redis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { SEEDS } from './seed-data.ts';

let app: TestApp;
let owner: SignedInCaller;
let trader: SignedInCaller;
let pharmacist: SignedInCaller;
beforeAll(async () => {
  app = await startTestApp();
  owner = await app.signIn('+919800000011');
  trader = await app.signIn('+919800000012');
  pharmacist = await app.signIn('+919800000002');
});
afterAll(() => app.close());

const S = '/api/v1/settings';
const place = (body: object = {}) => ({
  code: `P${Math.random().toString(36).slice(2, 10)}`,
  name: 'Botad gin',
  place: 'gin',
  ...body,
});
const change = (caller: SignedInCaller, path: string, version: number, body: object) =>
  caller.send('PUT', `${S}/${path}`, body, { 'if-match': `"${version}"` });
const act = (caller: SignedInCaller, path: string, version: number) =>
  caller.send('POST', `${S}/${path}`, undefined, { 'if-match': `"${version}"` });
const find = async (kind: string, code: string) =>
  (await owner.get(`${S}/${kind}?q=${encodeURIComponent(code)}`)).body.items.find(
    (one: { code: string }) => one.code === code,
  );

test('the demo shows cotton as it is traded, and castor seed beside it; each seed is what its form would take', async () => {
  const { body } = await owner.get(`${S}/overview`);
  expect(body.kinds.map(({ kind }: { kind: string }) => kind)).toEqual(SETTINGS.map(({ kind }) => kind));
  expect(body.kinds.every(({ active }: { active: number }) => active > 0)).toBe(true);
  for (const { kind, records } of SEEDS) {
    const { Body } = SETTINGS.find((one) => one.kind === kind)!;
    for (const record of records) {
      const named = Object.fromEntries(
        Object.entries(record).map(([field, value]) =>
          field.endsWith('Id') && value !== null ? [field, '01900000-0000-7000-8000-00000000dead'] : [field, value],
        ),
      );
      expect((Body as z.ZodType).safeParse(named).error?.issues ?? [], `${kind} ${record.code}`).toEqual([]);
    }
  }
  const castor = await find('commodities', 'CASTOR');
  const grids = await owner.get(`${S}/quality-grids?commodityId=${castor.id}`);
  expect(grids.body.items.map(({ code }: { code: string }) => code)).toEqual(['CASTOR-DEMO']);
});

describe('a record', () => {
  test('is created, changed, archived and restored; each version is kept with who made it', async () => {
    const created = await owner.post(`${S}/locations`, place({ city: 'Botad' }));
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({ version: 1, archivedAt: null, city: 'Botad', pincode: null });
    const { id, code } = created.body;
    const changed = await change(owner, `locations/${id}`, 1, place({ code, name: 'Botad gin, west' }));
    expect(changed.body).toMatchObject({ version: 2, name: 'Botad gin, west', city: null });
    expect((await change(owner, `locations/${id}`, 2, place({ code, name: 'Botad gin, west' }))).body.version).toBe(2);
    expect((await act(owner, `locations/${id}/archive`, 2)).body).toMatchObject({
      version: 3,
      archivedAt: expect.any(String),
    });
    expect((await change(owner, `locations/${id}`, 3, place())).body.code).toBe('settings.archived');
    expect((await act(owner, `locations/${id}/restore`, 3)).body).toMatchObject({ version: 4, archivedAt: null });
    const history = await trader.get(`${S}/locations/${id}/history`);
    expect(
      history.body.items.map(({ version, change: what, by }: never) => [version, what, (by as { name: string }).name]),
    ).toEqual([
      [4, 'restored', 'Harish Chauhan'],
      [3, 'archived', 'Harish Chauhan'],
      [2, 'changed', 'Harish Chauhan'],
      [1, 'created', 'Harish Chauhan'],
    ]);
    expect(history.body.items[3].body).toMatchObject({ name: 'Botad gin', city: 'Botad' });
    await app.sequencer();
    const audit = await owner.get(`/api/v1/audit/entries?objectId=${id}`);
    expect(audit.body.items.map(({ action }: { action: string }) => action)).toEqual([
      'settings.restored',
      'settings.archived',
      'settings.changed',
      'settings.changed',
      'settings.created',
    ]);
    expect(audit.body.items[3].changes).toMatchObject({ name: { before: 'Botad gin', after: 'Botad gin, west' } });
  });

  test('that was changed meanwhile is not overwritten: the caller gets what is there now', async () => {
    const { body } = await owner.post(`${S}/locations`, place());
    await change(owner, `locations/${body.id}`, 1, place({ code: body.code, name: 'First' }));
    const late = await change(owner, `locations/${body.id}`, 1, place({ code: body.code, name: 'Second' }));
    expect(late.status).toBe(412);
    expect(late.body).toMatchObject({
      code: 'record.changed',
      current: { version: 2, name: 'First', updatedAt: expect.any(String) },
    });
    const without = await owner.send('PUT', `${S}/locations/${body.id}`, place());
    expect([without.status, without.body.code]).toEqual([428, 'request.version_missing']);
    const both = await Promise.all(
      [1, 2, 3, 4].map((n) => change(owner, `locations/${body.id}`, 2, place({ code: body.code, name: `Race ${n}` }))),
    );
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 412, 412, 412]);
  });

  test('has a code of its own, whatever the case, and however many ask for it at once', async () => {
    const answers = await Promise.all(
      ['Sendhwa', 'SENDHWA', 'sendhwa'].map((code) => owner.post(`${S}/locations`, place({ code }))),
    );
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409, 409]);
    const refused = answers.find(({ status }) => status === 409)!;
    expect(refused.body).toMatchObject({ code: 'settings.code_taken', errors: [{ path: 'body.code' }] });
    const made = answers.find(({ status }) => status === 201)!.body;
    await act(owner, `locations/${made.id}/archive`, 1);
    expect((await owner.post(`${S}/locations`, place({ code: 'Sendhwa' }))).status).toBe(201);
    expect((await act(owner, `locations/${made.id}/restore`, 2)).body.code).toBe('settings.code_taken');
  });

  test('keeps names of 200 letters, emoji, right-to-left and markup as they were typed', async () => {
    for (const name of [
      'क'.repeat(200),
      '🧵 كتان <img src=x onerror=alert(1)>',
      "Robert'); drop table settings.location;--",
      '\u202Egnihtyna',
    ]) {
      const { status, body } = await owner.post(`${S}/locations`, place({ name }));
      expect([status, body.name]).toEqual([201, name]);
    }
    expect((await owner.post(`${S}/locations`, place({ name: 'x'.repeat(201) }))).body.errors[0].path).toBe(
      'body.name',
    );
  });
});

describe('what a record names', () => {
  test('must exist, be active, and be of the same organisation', async () => {
    const cotton = await find('commodities', 'COTTON');
    const variety = (commodityId: string) => ({ commodityId, code: `V${Math.random()}`.replace('.', ''), name: 'New' });
    expect((await owner.post(`${S}/varieties`, variety(cotton.id))).status).toBe(201);
    const nobody = await owner.post(`${S}/varieties`, variety('01900000-0000-7000-8000-00000000dead'));
    expect(nobody.body).toMatchObject({ code: 'settings.reference_invalid', errors: [{ path: 'body.commodityId' }] });
    const used = await act(owner, `commodities/${cotton.id}/archive`, cotton.version);
    expect([used.status, used.body.code]).toEqual([409, 'settings.in_use']);
    expect(used.body.detail).toContain('parameters');
    expect(used.body.about).toContainEqual({ what: 'record.parameters', count: expect.any(Number) });
  });

  test('cannot be archived while it is being named', async () => {
    for (let round = 0; round < 10; round += 1) {
      const commodity = await owner.post(`${S}/commodities`, {
        code: `Guar ${round}`,
        name: 'Guar',
        hsn: '071390',
        priceUnit: 'quintal',
        units: [{ code: 'quintal', name: 'Quintal', grams: { unscaled: 100_000, scale: 0 } }],
      });
      const [archived, named] = await Promise.all([
        act(owner, `commodities/${commodity.body.id}/archive`, 1),
        owner.post(`${S}/varieties`, { commodityId: commodity.body.id, code: `G${round}`, name: 'Guar' }),
      ]);
      expect([archived.status, named.status]).toSatisfy(
        ([a, n]) => (a === 200 && n === 422) || (a === 409 && n === 201),
      );
    }
  });

  test('in a grid: parameters and grades of its commodity, units of the commodity, no finer than measured', async () => {
    const grid = await find('quality-grids', 'NCDEX-28.5');
    const { id: _, version: __, createdAt: ___, updatedAt: ____, archivedAt: _____, ...body } = grid;
    const wrong = async (rules: unknown[], more: object = {}) =>
      (await owner.post(`${S}/quality-grids`, { ...body, code: 'X', rules, ...more })).body;
    const bands = (parameter: string, from: object) => ({
      type: 'bands',
      parameter,
      bands: [
        { from: null, adjustment: null },
        { from, adjustment: { paise: 0 } },
      ],
    });
    const at = { unscaled: 28, scale: 0 };
    for (const [rules, message] of [
      [[bands('oil', at)], 'oil is no parameter of the commodity'],
      [[bands('grade', at)], 'grade is a grade, not a number'],
      [[bands('staple', { unscaled: 28_05, scale: 2 })], 'staple is measured to 1 digits after the point'],
      [
        [{ type: 'choices', parameter: 'grade', choices: [{ value: '99-9', adjustment: null }], otherwise: null }],
        '99-9 is no grade of grade',
      ],
    ] as const) {
      expect(await wrong([...rules])).toMatchObject({ code: 'settings.reference_invalid', errors: [{ message }] });
    }
    expect((await wrong(body.rules, { priceUnit: 'bag' })).errors[0]).toMatchObject({ path: 'body.priceUnit' });
    const falling = {
      ...bands('staple', at),
      bands: [
        { from: null, adjustment: null },
        { from: at, adjustment: null },
        { from: at, adjustment: null },
      ],
    };
    expect((await wrong([falling])).code).toBe('request.invalid');
    const staple = await find('parameters', 'staple');
    expect((await act(owner, `parameters/${staple.id}/archive`, staple.version)).body.code).toBe('settings.in_use');
    const renamed = await change(owner, `parameters/${staple.id}`, staple.version, { ...staple, code: 'length' });
    expect(renamed.body).toMatchObject({ code: 'settings.code_fixed', errors: [{ path: 'body.code' }] });
    expect((await owner.post(`${S}/quality-grids`, { ...body, validFrom: '2027-04-01' })).status).toBe(201);
    expect((await owner.post(`${S}/quality-grids`, { ...body, validFrom: '2027-04-01' })).body.errors[0].path).toBe(
      'body.validFrom',
    );
  });
});

test('one registration is the default: a new one takes the place of the old, with a version of its own', async () => {
  const before = await find('gst-registrations', 'MP');
  const gujarat = await find('gst-registrations', 'GJ');
  expect(before.isDefault).toBe(true);
  expect(
    (await change(owner, `gst-registrations/${gujarat.id}`, gujarat.version, { ...gujarat, isDefault: true })).status,
  ).toBe(200);
  expect(await find('gst-registrations', 'MP')).toMatchObject({ isDefault: false, version: before.version + 1 });
  const wrong = await owner.post(`${S}/gst-registrations`, { code: 'X', name: 'X', gstin: '24AAQFN2716C1ZJ' });
  expect(wrong.body.errors[0]).toMatchObject({ path: 'body.gstin' });
  const elsewhere = await change(owner, `gst-registrations/${before.id}`, before.version + 1, {
    ...before,
    stateCode: '27',
  });
  expect(elsewhere.body.errors[0].path).toBe('body.stateCode');
});

describe('lists', () => {
  test('are sorted, searched and paged without losing or repeating a record', async () => {
    const names = Array.from({ length: 45 }, (_, index) => `Ware ${String(index % 9)} ${'ab%_\\'[index % 5]}`);
    for (const name of names) await owner.post(`${S}/locations`, place({ name, place: 'warehouse' }));
    for (const sort of ['name', '-name', 'code', '-updatedAt']) {
      const seen: { id: string; name: string; code: string }[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const { body }: { body: { items: typeof seen; nextCursor: string | null; total: number } } = await owner.get(
          `${S}/locations?q=Ware&limit=10&sort=${sort}${cursor === '' ? '' : `&cursor=${cursor}`}`,
        );
        expect(body.total).toBeGreaterThanOrEqual(45);
        seen.push(...body.items);
        cursor = body.nextCursor;
      }
      expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length);
      const keys = seen.map((one) => (sort.endsWith('name') ? one.name.toLowerCase() : one.code.toLowerCase()));
      if (sort === 'code') expect(keys).toEqual(keys.toSorted());
    }
    expect((await owner.get(`${S}/locations?q=${encodeURIComponent('%_')}`)).body.total).toBe(0);
    expect((await owner.get(`${S}/locations?cursor=AAAA`)).status).toBe(400);
  });

  test('of choices are kept in memory, and true on every instance within a second of a change', async () => {
    const redis = await startRedis();
    const database = await testDatabase();
    const env = { REDIS_URL: redis.url };
    const [one, other] = [await startTestApp({ database, env }), await startTestApp({ database, env })];
    try {
      const there = await one.signIn('+919800000011');
      const choices = async ({ origin }: TestApp): Promise<string[]> => {
        const answer = await fetch(`${origin}${S}/choices?kind=payment-terms`, {
          headers: { authorization: `Bearer ${there.token}` },
        });
        return ((await answer.json()) as { items: { name: string }[] }).items.map(({ name }) => name);
      };
      expect(await choices(other)).toEqual(await choices(one));
      const made = { code: 'LC-90', name: 'LC 90 days', instrument: 'letter-of-credit', dueDays: 90 };
      expect((await there.post(`${S}/payment-terms`, made)).status).toBe(201);
      expect(await choices(one)).toContain('LC 90 days');
      await expect.poll(() => choices(other), { timeout: 1000, interval: 20 }).toContain('LC 90 days');
    } finally {
      await one.close();
      await other.close();
      await redis.stop();
      await database.close();
    }
  });
});

describe('access', () => {
  test('traders read and do not write; pharmacies have no such settings; another organisation sees nothing', async () => {
    expect((await trader.get(`${S}/locations`)).status).toBe(200);
    expect((await trader.post(`${S}/locations`, place())).body.code).toBe('access.denied');
    expect((await pharmacist.get(`${S}/locations`)).body.code).toBe('access.denied');
    expect((await owner.get(`${S}/quality-grids/01900000-0000-7000-8000-00000000dead`)).body.code).toBe(
      'settings.not_found',
    );
    const { rows } = await app.database.owner.query<{ other: number }>(
      "select count(*)::int as other from settings.location where org_id <> '01900000-0000-7000-8000-000000000003'",
    );
    expect(rows[0]!.other).toBe(0);
  });

  test('search and Today tell of settings only those who may read them', async () => {
    const { body } = await trader.get('/api/v1/search?q=rajkot');
    expect(body.items).toContainEqual(expect.objectContaining({ kind: 'settings.locations', title: 'Rajkot' }));
    expect(
      (await pharmacist.get('/api/v1/search?q=rajkot')).body.items.filter(({ kind }: { kind: string }) =>
        kind.startsWith('settings'),
      ),
    ).toEqual([]);
    const today = await owner.get('/api/v1/today');
    expect(today.body.recent[0]).toMatchObject({ kind: 'settings.changed' });
  });
});
