import { RULE_BODIES } from '@sutra/contracts/reference';
import { type SignedInCaller, startTestApp, type TestApp } from '@sutra/testkit/app';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FACTS } from './facts.ts';
import { ruleInForce } from './public.ts';

let app: TestApp;
let owner: SignedInCaller;
beforeAll(async () => {
  app = await startTestApp();
  owner = await app.signIn('+919800000011');
});
afterAll(() => app.close());

const R = '/api/v1/reference';
const on = async (day: string, kind: string, key: string, caller = owner) =>
  (await caller.get(`${R}/rules?on=${day}&kind=${kind}`)).body.items.find((rule: { key: string }) => rule.key === key);

test('every fact is what its kind says, and no two of a key begin on one day', () => {
  for (const { kind, body } of FACTS) expect(RULE_BODIES[kind].safeParse(body).success, kind).toBe(true);
  expect(new Set(FACTS.map(({ kind, key, validFrom }) => `${kind} ${key} ${validFrom}`)).size).toBe(FACTS.length);
});

test.each([
  ['2024-09-30', undefined],
  ['2024-10-01', 7521_00],
  ['2025-09-30', 7521_00],
  ['2025-10-01', 8110_00],
  ['2026-10-01', undefined],
])('the support price of long staple on %s', async (day, paise) => {
  expect((await on(day, 'minimum-support-price', 'cotton-long-staple'))?.body.paisePerQuintal).toBe(paise);
});

test('a start stores the facts once, whoever starts', async () => {
  const other = await startTestApp({ database: app.database });
  await other.close();
  const { rows } = await app.database.owner.query<{ rules: number }>(
    'select count(*)::int as rules from reference.rule',
  );
  expect(rows[0]!.rules).toBe(FACTS.length);
});

test('an organisation lets something else hold for a time; nobody else is touched, and it cannot contradict itself', async () => {
  const rule = `${R}/rules/candy-weight/mcx/overrides`;
  const made = await owner.post(rule, {
    validFrom: '2026-04-01',
    validTo: '2027-04-01',
    body: { grams: 355_620 },
    reason: 'As our mills weigh',
  });
  expect(made.status).toBe(201);
  expect(await on('2026-11-22', 'candy-weight', 'mcx')).toMatchObject({
    body: { grams: 355_620 },
    override: { reason: 'As our mills weigh' },
  });
  expect(await on('2027-04-01', 'candy-weight', 'mcx')).toMatchObject({ body: { grams: 355_560 }, override: null });
  const pharmacy = await app.signIn('+919800000002');
  expect(await on('2026-11-22', 'candy-weight', 'mcx', pharmacy)).toMatchObject({
    body: { grams: 355_560 },
    override: null,
  });
  const db = app.app.gates.tenant({ organisationId: owner.signedIn.organisation.id });
  expect(await ruleInForce(db, 'candy-weight', 'mcx', '2026-11-22')).toEqual({ grams: 355_620 });
  expect(await ruleInForce(db, 'candy-weight', 'mcx', '2020-01-01')).toBeNull();

  const again = await owner.post(rule, { validFrom: '2027-03-31', body: { grams: 356_000 }, reason: 'x' });
  expect(again.body.code).toBe('reference.override_overlaps');
  const races = await Promise.all(
    [1, 2, 3].map((grams) => owner.post(rule, { validFrom: '2027-04-01', body: { grams }, reason: 'x' })),
  );
  expect(races.filter(({ status }) => status === 201)).toHaveLength(1);
  const history = await owner.get(`${R}/rules/candy-weight/mcx`);
  expect(history.body).toMatchObject({ items: [{ body: { grams: 355_560 } }], overrides: [{}, {}] });
  expect((await owner.delete(`${R}/overrides/${made.body.id}`)).status).toBe(200);
  expect(await on('2026-11-22', 'candy-weight', 'mcx')).toMatchObject({ body: { grams: 355_560 }, override: null });
  expect((await owner.delete(`${R}/overrides/${made.body.id}`)).body.code).toBe('reference.override_not_found');
});

test('an exception must say what the rule says, of a rule that exists, by somebody who may', async () => {
  const body = { validFrom: '2026-04-01', body: { kilos: 1 }, reason: 'x' };
  const wrong = await owner.post(`${R}/rules/candy-weight/mcx/overrides`, body);
  expect(wrong.body.errors[0].path).toBe('body.body.grams');
  const nothing = await owner.post(`${R}/rules/candy-weight/moon/overrides`, { ...body, body: { grams: 1 } });
  expect(nothing.body.code).toBe('reference.rule_not_found');
  const trader = await app.signIn('+919800000012');
  expect((await trader.post(`${R}/rules/candy-weight/mcx/overrides`, { ...body, body: { grams: 1 } })).status).toBe(
    403,
  );
  expect((await trader.get(`${R}/rules`)).body.items.length).toBeGreaterThan(5);
});
