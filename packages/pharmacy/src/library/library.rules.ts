// What follows from library rows without asking the database again.

export type Schedule = 'H' | 'H1' | 'H2' | 'X' | 'G' | 'OTC';
export type PackageLevel = 'unit' | 'pack' | 'case';

export interface Product {
  id: string;
  brand: string;
  composition: string;
  strength: string;
  form: string;
  manufacturer: string;
  schedule: Schedule;
}

export interface Package {
  id: string;
  gtin: string;
  description: string;
  level: PackageLevel;
  quantity: number;
}

export interface Batch {
  id: string;
  number: string;
  /** Last day of use, `YYYY-MM-DD`. */
  expiry: string;
  mrpPaise: number | null;
  recalledAt: Date | null;
}

/** A batch as recorded for one of the packs of its product. */
export interface PackedBatch extends Batch {
  packageId: string;
}

/** A package that a code may mean, and the batch asked for where the library knows it. */
export interface KnownPackage {
  product: Product;
  package: Package;
  batch: Batch | null;
}

/**
 * The batch of a product as it holds for one of its packs. Expiry and recall of a batch hold whatever it was packed into,
 * so another pack of the same batch answers for them; a price does not, and is null then.
 */
export function batchOfPackage(packed: readonly PackedBatch[], packageId: string): Batch | null {
  const own = packed.find((batch) => batch.packageId === packageId);
  const earliestFirst = [...packed].sort((a, b) => (a.expiry < b.expiry ? -1 : 1));
  const known = own ?? earliestFirst[0];
  if (known === undefined) return null;
  const recalls = packed.flatMap((batch) => (batch.recalledAt === null ? [] : [batch.recalledAt.getTime()]));
  return {
    id: known.id,
    number: known.number,
    expiry: known.expiry,
    mrpPaise: own?.mrpPaise ?? null,
    recalledAt: recalls.length === 0 ? null : new Date(Math.min(...recalls)),
  };
}
