// A library to try the product with: brands and firms are invented, the medicines and their schedules are real. Numbers
// have the Indian prefix 890 and right check digits; that a real pack carries one of them would be chance.
import type { Gates } from '@sutra/kernel/db/gates';
import { type Clock, DAY_MS } from '@sutra/kernel/clock';
import { checkDigit } from '@sutra/gs1/check-digit';
import type { PackageLevel, Schedule } from './library.rules.ts';
import { type DemoProduct, demoProducts } from './seed-data.ts';

interface SeedProduct {
  id: string;
  source_id: string;
  brand: string;
  composition: string;
  strength: string;
  form: string;
  manufacturer: string;
  schedule: Schedule;
  hsn: string;
  gst_rate_ppm: number;
  updated_at: Date;
}
interface SeedPackage {
  id: string;
  product_id: string;
  source_id: string;
  gtin: string;
  description: string;
  level: PackageLevel;
  quantity: number;
  parent_id: string | null;
  updated_at: Date;
}
interface SeedIdentifier {
  kind: 'gtin';
  value: string;
  package_id: string;
  source_id: string;
}
interface SeedBatch {
  id: string;
  product_id: string;
  package_id: string;
  source_id: string;
  number: string;
  manufactured: string;
  expiry: string;
  mrp_paise: number;
  recalled_at: Date | null;
  recall_reason: string | null;
  updated_at: Date;
}
export interface DemoLibrary {
  products: SeedProduct[];
  packages: SeedPackage[];
  identifiers: SeedIdentifier[];
  batches: SeedBatch[];
}

/** Writes the demo library; a row that is there already stays as it is. */
export async function seedLibrary({ gates, clock }: { gates: Gates; clock: Clock }): Promise<void> {
  const now = new Date(clock.nowMs());
  const { products, packages, identifiers, batches } = demoLibrary(now);
  await gates.withOperator('seed demo library', async (tx) => {
    const source = {
      id: SOURCE_ID,
      name: 'Demo library',
      kind: 'demo',
      licence_terms: 'Invented for demonstration; free to use, worthless as information on real packs.',
      created_at: now,
    };
    await tx
      .insertInto('library.source')
      .values(source)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    await tx
      .insertInto('library.product')
      .values(products)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    await tx
      .insertInto('library.package')
      .values(packages)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    await tx
      .insertInto('library.identifier')
      .values(identifiers)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    await tx
      .insertInto('library.batch')
      .values(batches)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  });
}

/** The rows of the demo library; batches expire relative to `now`, all else is always the same. */
export function demoLibrary(now: Date): DemoLibrary {
  const packages = demoProducts.flatMap((product, index) => packagesOf(product, index, now));
  return {
    products: demoProducts.map((product, index) => productRow(product, index, now)),
    packages,
    identifiers: packages.map(({ id, gtin }) => ({ kind: 'gtin', value: gtin, package_id: id, source_id: SOURCE_ID })),
    batches: demoProducts.flatMap((product, index) => batchesOf(product, index, now)),
  };
}

function productRow(product: DemoProduct, index: number, now: Date): SeedProduct {
  const { brand, composition, strength, form, manufacturer, schedule } = product;
  const named = { brand, composition, strength, form, manufacturer: manufacturer.name, schedule };
  return { id: productId(index), source_id: SOURCE_ID, ...named, hsn: '3004', gst_rate_ppm: 50_000, updated_at: now };
}

function packagesOf(product: DemoProduct, index: number, now: Date): SeedPackage[] {
  const { manufacturer, units, unitsInBox, boxesInCase } = product;
  const boxId = unitsInBox === undefined ? null : packageId(index, BOX);
  const caseId = boxesInCase === undefined ? null : packageId(index, CASE);
  const common = { product_id: productId(index), source_id: SOURCE_ID, updated_at: now };
  const packages = units.map(({ description, quantity }, size): SeedPackage => {
    const gtin = gtin14('0', manufacturer.prefix, index * 10 + 1);
    return {
      id: packageId(index, UNIT + size),
      gtin,
      description,
      level: 'unit',
      quantity,
      parent_id: boxId,
      ...common,
    };
  });
  if (boxId !== null && unitsInBox !== undefined) {
    const gtin = gtin14('0', manufacturer.prefix, index * 10 + 2);
    const description = `Box of ${unitsInBox} × ${units[0].description}`;
    packages.push({ id: boxId, gtin, description, level: 'pack', quantity: unitsInBox, parent_id: caseId, ...common });
  }
  if (caseId !== null && boxesInCase !== undefined) {
    const gtin = gtin14('1', manufacturer.prefix, index * 10 + 2);
    const description = `Case of ${boxesInCase} boxes`;
    packages.push({ id: caseId, gtin, description, level: 'case', quantity: boxesInCase, parent_id: null, ...common });
  }
  return packages;
}

function batchesOf({ batchPrefix, special, units }: DemoProduct, index: number, now: Date): SeedBatch[] {
  return demoBatches(batchPrefix, special, now).map(({ number, manufactured, expiry, recallReason }, slot) => ({
    id: seedId(3, index * 10 + slot),
    product_id: productId(index),
    package_id: packageId(index, UNIT),
    source_id: SOURCE_ID,
    number,
    manufactured,
    expiry,
    mrp_paise: units[0].mrpPaise,
    recalled_at: recallReason === undefined ? null : now,
    recall_reason: recallReason ?? null,
    updated_at: now,
  }));
}

interface DemoBatch {
  number: string;
  manufactured: string;
  expiry: string;
  recallReason?: string;
}

function demoBatches(prefix: string, special: DemoProduct['special'], now: Date): DemoBatch[] {
  const good = { number: `${prefix}2601`, manufactured: day(now, -120), expiry: endOfMonth(now, 18) };
  switch (special) {
    case 'expired':
      return [good, { number: `${prefix}2399`, manufactured: day(now, -800), expiry: endOfMonth(now, -2) }];
    case 'expires-soon':
      return [good, { number: `${prefix}2455`, manufactured: day(now, -600), expiry: day(now, 45) }];
    case 'recalled': {
      const recallReason = 'Fails the dissolution test; withdrawn by the manufacturer.';
      const dates = { manufactured: day(now, -300), expiry: endOfMonth(now, 12) };
      return [good, { number: `${prefix}2577`, ...dates, recallReason }];
    }
    case undefined:
      return [good];
  }
}

function day(now: Date, offset: number): string {
  return new Date(now.getTime() + offset * DAY_MS).toISOString().slice(0, 10);
}

// What a pack means that prints a month only.
function endOfMonth(now: Date, months: number): string {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months + 1, 0)).toISOString().slice(0, 10);
}

/** 890, four digits of the firm, five of the pack. */
function gtin14(indicator: '0' | '1', firm: string, item: number): string {
  const body = `${indicator}890${firm}${String(item).padStart(5, '0')}`;
  return `${body}${checkDigit(body, 0, body.length)}`;
}

// Fixed ids in the form of version 7, so that a second seeding meets the first.
function seedId(kind: number, index: number): string {
  return `01980000-000${kind}-7000-8000-${index.toString(16).padStart(12, '0')}`;
}
const SOURCE_ID = seedId(0, 0);
const productId = (index: number) => seedId(1, index);
const packageId = (index: number, slot: number) => seedId(2, index * 10 + slot);
// Slots of a product's packages; further sizes of the unit follow the first.
const [BOX, CASE, UNIT] = [0, 1, 2];
