import type { Reads } from '@sutra/kernel/db/gates';
import {
  batchOfPackage,
  type KnownPackage,
  type PackageLevel,
  type PackedBatch,
  type Schedule,
} from './library.rules.ts';

export type IdentifierKind = 'gtin' | 'nhrn' | 'cdci' | 'supplier-code' | 'h2-product-code';
export interface Identifier {
  kind: IdentifierKind;
  /** A GTIN as 14 digits. */
  value: string;
}

const MAX_ROWS = 200; // packages that share a code, times the packs of a batch: single digits in any sound library

/** Every package that answers to a code, in one statement; `batchNumber` asks for that batch of each product too. */
export async function findPackages(
  db: Reads,
  identifier: Identifier,
  batchNumber: string | null,
): Promise<KnownPackage[]> {
  const rows = await db
    .selectFrom('library.identifier as identifier')
    .innerJoin('library.package as package', 'package.id', 'identifier.package_id')
    .innerJoin('library.product as product', 'product.id', 'package.product_id')
    .leftJoin('library.batch as batch', (join) =>
      join.onRef('batch.product_id', '=', 'product.id').on('batch.number', '=', batchNumber),
    )
    .where('identifier.kind', '=', identifier.kind)
    .where('identifier.value', '=', identifier.value)
    .limit(MAX_ROWS)
    .select([
      'product.id as product_id',
      'product.brand',
      'product.composition',
      'product.strength',
      'product.form',
      'product.manufacturer',
      'product.schedule',
      'package.id as package_id',
      'package.gtin',
      'package.description',
      'package.level',
      'package.quantity',
      'batch.id as batch_id',
      'batch.package_id as batch_package_id',
      'batch.number as batch_number',
      'batch.expiry as batch_expiry',
      'batch.mrp_paise',
      'batch.recalled_at',
    ])
    .$narrowType<{ schedule: Schedule; level: PackageLevel }>() // the tables' checks allow nothing else
    .execute();
  // Ordered here: an ORDER BY with LIMIT invites a plan that walks all packages in that order.
  const byPackage = [...Map.groupBy(rows, (row) => row.package_id)].sort(([a], [b]) => (a < b ? -1 : 1));
  return byPackage.map(([, group]) => knownPackage(group));
}

interface Row {
  product_id: string;
  brand: string;
  composition: string;
  strength: string;
  form: string;
  manufacturer: string;
  schedule: Schedule;
  package_id: string;
  gtin: string;
  description: string;
  level: PackageLevel;
  quantity: number;
  batch_id: string | null;
  batch_package_id: string | null;
  batch_number: string | null;
  batch_expiry: string | null;
  mrp_paise: number | null;
  recalled_at: Date | null;
}

function knownPackage(rows: readonly Row[]): KnownPackage {
  const row = rows[0]!;
  return {
    product: {
      id: row.product_id,
      brand: row.brand,
      composition: row.composition,
      strength: row.strength,
      form: row.form,
      manufacturer: row.manufacturer,
      schedule: row.schedule,
    },
    package: {
      id: row.package_id,
      gtin: row.gtin,
      description: row.description,
      level: row.level,
      quantity: row.quantity,
    },
    batch: batchOfPackage(rows.flatMap(packedBatch), row.package_id),
  };
}

function packedBatch(row: Row): PackedBatch[] {
  if (row.batch_id === null) return [];
  return [
    {
      id: row.batch_id,
      packageId: row.batch_package_id!,
      number: row.batch_number!,
      expiry: row.batch_expiry!,
      mrpPaise: row.mrp_paise,
      recalledAt: row.recalled_at,
    },
  ];
}
