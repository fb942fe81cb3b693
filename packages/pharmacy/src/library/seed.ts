// A library to try the product with: brands and firms are invented, the medicines and their schedules are real. Numbers
// have the Indian prefix 890 and right check digits; that a real pack carries one of them would be chance.
import type { Gates } from '@sutra/kernel/db/gates';
import { type Clock, DAY_MS } from '@sutra/kernel/clock';
import { checkDigit } from '@sutra/gs1/check-digit';
import type { PackageLevel, Schedule } from './library.rules.ts';
import { demoProducts } from './seed-data.ts';

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
  const library: DemoLibrary = { products: [], packages: [], identifiers: [], batches: [] };
  for (const [index, product] of demoProducts.entries()) {
    const productId = seedId(1, index);
    library.products.push({
      id: productId,
      source_id: SOURCE_ID,
      brand: product.brand,
      composition: product.composition,
      strength: product.strength,
      form: product.form,
      manufacturer: product.manufacturer.name,
      schedule: product.schedule,
      hsn: '3004',
      gst_rate_ppm: 50_000,
      updated_at: now,
    });
    const addPackage = (
      slot: number,
      pack: Pick<SeedPackage, 'gtin' | 'description' | 'level' | 'quantity'>,
    ): string => {
      const id = seedId(2, index * 10 + slot);
      library.packages.push({
        id,
        product_id: productId,
        source_id: SOURCE_ID,
        ...pack,
        parent_id: null,
        updated_at: now,
      });
      library.identifiers.push({ kind: 'gtin', value: pack.gtin, package_id: id, source_id: SOURCE_ID });
      return id;
    };
    const unitGtin = gtin14('0', product.manufacturer.prefix, index * 10 + 1);
    const [unit, ...otherUnits] = product.units;
    const unitId = addPackage(1, {
      gtin: unitGtin,
      description: unit.description,
      level: 'unit',
      quantity: unit.quantity,
    });
    for (const [other, size] of otherUnits.entries()) {
      addPackage(4 + other, { gtin: unitGtin, description: size.description, level: 'unit', quantity: size.quantity });
    }
    if (product.unitsInBox !== undefined) {
      const gtin = gtin14('0', product.manufacturer.prefix, index * 10 + 2);
      const description = `Box of ${product.unitsInBox} × ${unit.description}`;
      const boxId = addPackage(2, { gtin, description, level: 'pack', quantity: product.unitsInBox });
      library.packages.find((one) => one.id === unitId)!.parent_id = boxId;
      if (product.boxesInCase !== undefined) {
        const caseGtin = gtin14('1', product.manufacturer.prefix, index * 10 + 2);
        const caseId = addPackage(3, {
          gtin: caseGtin,
          description: `Case of ${product.boxesInCase} boxes`,
          level: 'case',
          quantity: product.boxesInCase,
        });
        library.packages.find((one) => one.id === boxId)!.parent_id = caseId;
      }
    }
    for (const [slot, batch] of batchesOf(product.batchPrefix, product.special, now).entries()) {
      const recalled =
        batch.recallReason === undefined
          ? { recalled_at: null, recall_reason: null }
          : { recalled_at: now, recall_reason: batch.recallReason };
      library.batches.push({
        id: seedId(3, index * 10 + slot),
        product_id: productId,
        package_id: unitId,
        source_id: SOURCE_ID,
        number: batch.number,
        manufactured: batch.manufactured,
        expiry: batch.expiry,
        mrp_paise: unit.mrpPaise,
        ...recalled,
        updated_at: now,
      });
    }
  }
  return library;
}

interface DemoBatch {
  number: string;
  manufactured: string;
  expiry: string;
  recallReason?: string;
}

function batchesOf(
  prefix: string,
  special: 'expired' | 'expires-soon' | 'recalled' | undefined,
  now: Date,
): DemoBatch[] {
  const good = { number: `${prefix}2601`, manufactured: day(now, -120), expiry: endOfMonth(now, 18) };
  if (special === 'expired')
    return [good, { number: `${prefix}2399`, manufactured: day(now, -800), expiry: endOfMonth(now, -2) }];
  if (special === 'expires-soon')
    return [good, { number: `${prefix}2455`, manufactured: day(now, -600), expiry: day(now, 45) }];
  if (special === 'recalled') {
    const recallReason = 'Fails the dissolution test; withdrawn by the manufacturer.';
    return [good, { number: `${prefix}2577`, manufactured: day(now, -300), expiry: endOfMonth(now, 12), recallReason }];
  }
  return [good];
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
