import { parseGtin } from '@sutra/gs1/gtin';
import { Ids, ManualClock } from '@sutra/kernel/clock';
import '@sutra/kernel/db/database'; // sets how pg reads dates and large integers
import { type TestDatabase, testDatabase } from '@sutra/testkit/database';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findPackages, recordReviewItem } from './public.ts';
import { demoLibrary, seedLibrary } from './seed.ts';

const clock = new ManualClock(Date.parse('2026-11-21T12:00:00Z'));
const ids = new Ids(clock);
const ours = { organisationId: ids.next() };
const theirs = { organisationId: ids.next() };

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await seedLibrary({ gates: database.gates, clock });
});
afterAll(() => database.close());

const library = demoLibrary(new Date(clock.nowMs()));
const count = async (table: string) =>
  (await database.owner.query<{ count: number }>(`select count(*)::int from library.${table}`)).rows[0]!.count;

describe('the demo library', () => {
  test('holds packs with right check digits and the Indian prefix', () => {
    expect(library.packages.length).toBe(60);
    for (const { gtin } of library.packages) {
      expect(parseGtin(gtin)).toEqual({ ok: true, value: gtin });
      expect(gtin.slice(1, 4)).toBe('890');
    }
  });

  test('shows every state of a batch, and one GTIN for two pack sizes', () => {
    const expiries = library.batches.map((batch) => batch.expiry);
    expect(expiries.filter((expiry) => expiry < '2026-11-21')).toHaveLength(1);
    expect(expiries.filter((expiry) => expiry >= '2026-11-21' && expiry <= '2027-01-20')).toHaveLength(1);
    expect(expiries.filter((expiry) => expiry === '2028-05-31').length).toBeGreaterThan(20);
    expect(library.batches.filter((batch) => batch.recalled_at !== null)).toHaveLength(1);
    expect(library.packages.length - new Set(library.packages.map((one) => one.gtin)).size).toBe(1);
    expect(new Set(library.products.map((product) => product.schedule))).toEqual(
      new Set(['OTC', 'H', 'G', 'H1', 'H2', 'X']),
    );
  });

  test('is written once, however often and whenever it is seeded', async () => {
    const tables = ['source', 'product', 'package', 'identifier', 'batch'];
    const before = await Promise.all(tables.map(count));
    expect(before).toEqual([1, library.products.length, 60, 60, library.batches.length]);
    await seedLibrary({ gates: database.gates, clock: new ManualClock(clock.nowMs() + 400 * 86_400_000) });
    expect(await Promise.all(tables.map(count))).toEqual(before);
    const { rows } = await database.owner.query("select expiry from library.batch where number = 'ZP2601'");
    expect(rows).toEqual([{ expiry: '2028-05-31' }]);
  });
});

describe('findPackages', () => {
  const find = (value: string, batch: string | null = null) =>
    findPackages(database.gates.tenant(ours), { kind: 'gtin', value }, batch);
  const unit = library.packages[0]!;

  test('gives product, package and the batch asked for', async () => {
    expect(await find(unit.gtin, 'ZP2601')).toEqual([
      {
        product: {
          id: unit.product_id,
          brand: 'Zenpyrix 650',
          composition: 'Paracetamol',
          strength: '650 mg',
          form: 'Tablet',
          manufacturer: 'Narmadix Remedies Pvt Ltd',
          schedule: 'OTC',
        },
        package: { id: unit.id, gtin: unit.gtin, description: 'Strip of 15 tablets', level: 'unit', quantity: 15 },
        batch: { id: library.batches[0]!.id, number: 'ZP2601', expiry: '2028-05-31', mrpPaise: 3090, recalledAt: null },
      },
    ]);
  });

  test('gives no batch where none is asked for or known', async () => {
    expect(await find(unit.gtin)).toMatchObject([{ batch: null }]);
    expect(await find(unit.gtin, 'zp2601')).toMatchObject([{ batch: null }]);
    expect(await find('08909999999991', 'ZP2601')).toEqual([]);
  });

  test('gives every package of a shared GTIN, and finds a batch through another pack of the product', async () => {
    const shared = library.packages.find(
      (one, index) => library.packages.findIndex((other) => other.gtin === one.gtin) !== index,
    )!;
    expect(await find(shared.gtin, 'MX2601')).toMatchObject([
      { package: { quantity: 10 }, batch: { mrpPaise: 2240 } },
      { package: { quantity: 15 }, batch: { mrpPaise: null } },
    ]);
  });

  test('does not take the batch number of another product', async () => {
    expect(await find(unit.gtin, 'QM2601')).toMatchObject([{ batch: null }]);
  });
});

describe('review items', () => {
  const meet = (
    by: typeof ours,
    raw: string,
    gtin: string | null = null,
    kind: 'unknown-code' | 'assumed-reading' = 'unknown-code',
  ) =>
    database.gates.withTenant(by, (tx) =>
      recordReviewItem(tx, {
        id: ids.next(),
        organisationId: by.organisationId,
        kind,
        raw,
        gtin,
        seenAt: new Date(clock.nowMs()),
      }),
    );

  test('a code is one open item, met more than a prepared statement is planned anew', async () => {
    const first = await meet(ours, 'CODE 1');
    clock.advance(60_000);
    for (let again = 0; again < 8; again += 1) expect(await meet(ours, 'CODE 1')).toBe(first);
    const { rows } = await database.owner.query(
      "select seen_count, last_seen_at - first_seen_at = interval '1 minute' as apart from library.review_item where id = $1",
      [first],
    );
    expect(rows).toEqual([{ seen_count: 9, apart: true }]);
  });

  test('a GTIN is one item, whatever serial stands beside it; a text that looks like one is another', async () => {
    const first = await meet(ours, 'scan of serial 1', '08909999999991');
    expect(await meet(ours, 'scan of serial 2', '08909999999991')).toBe(first);
    expect(await meet(ours, '08909999999991')).not.toBe(first);
  });

  test('a reading that assumes much is an item of its own beside the unknown code', async () => {
    const unknown = await meet(ours, 'Batch: A1\nExp: 02/2027');
    const assumed = await meet(ours, 'Batch: A1\nExp: 02/2027', null, 'assumed-reading');
    expect(assumed).not.toBe(unknown);
    expect(await meet(ours, 'Batch: A1\nExp: 02/2027', null, 'assumed-reading')).toBe(assumed);
  });

  test('a closed item does not swallow a new sighting', async () => {
    const first = await meet(ours, 'CODE 2');
    await database.owner.query("update library.review_item set status = 'closed' where id = $1", [first]);
    expect(await meet(ours, 'CODE 2')).not.toBe(first);
  });

  test('an organisation sees its own, an operator all, and neither writes for another', async () => {
    const mine = await meet(ours, 'CODE 3');
    const other = await meet(theirs, 'CODE 3');
    expect(other).not.toBe(mine);
    const seen = await database.gates.tenant(theirs).selectFrom('library.review_item').select('id').execute();
    expect(seen).toEqual([{ id: other }]);
    const all = await database.gates.withOperator('test', (tx) =>
      tx.selectFrom('library.review_item').select('id').execute(),
    );
    expect(all.map((item) => item.id)).toEqual(expect.arrayContaining([mine, other]));
    const forged = {
      id: ids.next(),
      organisationId: ours.organisationId,
      kind: 'unknown-code' as const,
      raw: 'FORGED',
      gtin: null,
      seenAt: new Date(),
    };
    await expect(database.gates.withTenant(theirs, (tx) => recordReviewItem(tx, forged))).rejects.toThrow(
      /row-level security/,
    );
  });
});

test('an organisation reads the shared library and cannot change it', async () => {
  for (const table of ['source', 'product', 'package', 'identifier', 'batch'] as const) {
    const reads = database.gates.tenant(ours);
    expect(
      (
        await reads
          .selectFrom(`library.${table}`)
          .select((eb) => eb.fn.countAll<number>().as('rows'))
          .executeTakeFirstOrThrow()
      ).rows,
    ).toBeGreaterThan(0);
    await expect(reads.deleteFrom(`library.${table}`).execute()).rejects.toThrow(/permission denied/);
  }
});
