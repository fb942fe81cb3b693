import type { Actor } from '@sutra/kernel/actor';
import { DEMO } from '@sutra/server/seed';
import { type SignedInCaller, startTestApp, type TestApp } from '@sutra/testkit/app';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SeriesUsedUp, takeNumber } from './numbering.ts';
import { formatNumber } from './numbering.rules.ts';

let app: TestApp;
let owner: SignedInCaller;
beforeAll(async () => {
  app = await startTestApp();
  owner = await app.signIn('+919800000011');
});
afterAll(() => app.close());

const S = '/api/v1/settings/numbering-series';
const actor: Pick<Actor, 'organisationId'> = { organisationId: DEMO.organisations[2].id };
const make = async (body: object) => {
  const { status, body: made } = await owner.post(S, {
    code: `S${Math.random()}`.replace('.', ''),
    name: 'Series',
    document: 'receipt',
    financialYear: '2026-27',
    prefix: 'R/',
    width: 4,
    ...body,
  });
  expect(status).toBe(201);
  return made.id as string;
};
const take = (id: string) => app.app.gates.withTenant(actor, (tx) => takeNumber(tx, actor, id, new Date()));

test('numbers follow on without a gap, however many are taken at once, and a document that fails gives its number back', async () => {
  const id = await make({ prefix: 'A/26-27/', suffix: '/x' });
  const taken = await Promise.all(Array.from({ length: 20 }, () => take(id)));
  expect(taken.toSorted()).toEqual(
    Array.from({ length: 20 }, (_, index) => `A/26-27/${String(index + 1).padStart(4, '0')}/x`),
  );
  const failing = app.app.gates.withTenant(actor, async (tx) => {
    expect(await takeNumber(tx, actor, id, new Date())).toBe('A/26-27/0021/x');
    throw new Error('the document is not stored');
  });
  await expect(failing).rejects.toThrow('not stored');
  expect(await take(id)).toBe('A/26-27/0021/x');
  expect((await owner.get(`${S}/${id}/next`)).body).toEqual({ number: 'A/26-27/0022/x', issued: 21 });
});

test('a series ends when its digits are used up, and is fixed once it has given a number', async () => {
  const id = await make({ prefix: 'B', width: 1, start: 9 });
  expect(await take(id)).toBe('B9');
  await expect(take(id)).rejects.toThrow(SeriesUsedUp);
  const { body } = await owner.get(`${S}/${id}`);
  const changed = await owner.send('PUT', `${S}/${id}`, { ...body, prefix: 'C' }, { 'if-match': '"1"' });
  expect(changed.body).toMatchObject({ code: 'settings.code_fixed', errors: [{ path: 'body.prefix' }] });
  expect((await owner.send('PUT', `${S}/${id}`, { ...body, name: 'Old' }, { 'if-match': '"1"' })).status).toBe(200);
});

test('two series cannot give the same number in one year and registration, whatever its case', async () => {
  const [one, other] = [await make({ prefix: 'Q1', width: 2 }), await make({ prefix: 'q', width: 3, start: 101 })];
  expect(await take(one)).toBe('Q101');
  await expect(take(other)).rejects.toThrow(/issued_number_once/);
  const nextYear = await make({ prefix: 'q', width: 3, start: 101, financialYear: '2027-28' });
  expect(await take(nextYear)).toBe('q101');
});

test.each([
  [{ prefix: '0A' }, 'prefix'],
  [{ prefix: '/A' }, 'prefix'],
  [{ prefix: 'A_' }, 'prefix'],
  [{ prefix: 'ABCDEFGHIJKL', width: 5 }, 'width'],
  [{ financialYear: '2026-28' }, 'financialYear'],
  [{ width: 2, start: 100 }, 'start'],
])('a series %j is refused', async (body, field) => {
  const series = {
    code: 'X',
    name: 'X',
    document: 'receipt',
    financialYear: '2026-27',
    prefix: 'R/',
    width: 4,
    ...body,
  };
  expect((await owner.post(S, series)).body.errors.map(({ path }: { path: string }) => path)).toContain(
    `body.${field}`,
  );
});

test('a number has at most 16 characters and its digits in full', () => {
  const parts = fc.record({
    prefix: fc.stringMatching(/^[A-Z]{1,6}$/),
    suffix: fc.stringMatching(/^[A-Z]{0,4}$/),
    width: fc.integer({ min: 1, max: 6 }),
    start: fc.constant(1),
  });
  fc.assert(
    fc.property(parts, fc.nat(2_000_000), (series, position) => {
      const number = formatNumber(series, position);
      if (number === null) expect(position + 1).toBeGreaterThanOrEqual(10 ** series.width);
      else {
        expect(number.length).toBeLessThanOrEqual(16);
        expect(Number(number.slice(series.prefix.length, number.length - series.suffix.length))).toBe(position + 1);
      }
    }),
  );
});
