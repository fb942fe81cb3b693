import { Scan } from '@sutra/contracts/scanning';
import type { Reads, Tx } from '@sutra/kernel/db/gates';
import { sql } from 'kysely';
import {
  duplicateSerialWarning,
  type Parsed,
  type Resolution,
  type ScanError,
  type Warning,
} from './scanning.rules.ts';

/** A scan as it is stored; `warnings` lacks the one that only the database can tell. */
export interface NewScan {
  organisationId: string;
  id: string;
  clientScanId: string;
  actorId: string;
  deviceId: string | undefined;
  raw: string;
  parsed: Parsed | null;
  error: ScanError | null;
  resolution: Resolution;
  warnings: readonly Warning[];
  reviewItemId: string | null;
  scannedAt: Date;
  recordedAt: Date;
}

/** Lets one transaction at a time store this serial, so that of two counters scanning it at once one sees the other. */
export async function lockSerial(tx: Tx, organisationId: string, gtin: string, serial: string): Promise<void> {
  const key = `scanning.scan ${organisationId} ${gtin} ${serial}`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`.execute(tx);
}

/** Stores a scan and gives it as it is answered; null if its `clientScanId` was stored before. */
export async function insertScan(tx: Tx, scan: NewScan): Promise<Scan | null> {
  const gtin = scan.parsed?.gtin ?? null;
  const serial = scan.parsed?.serial ?? null;
  const row = await tx
    .insertInto('scanning.scan')
    .values((eb) => ({
      org_id: scan.organisationId,
      id: scan.id,
      client_scan_id: scan.clientScanId,
      actor_id: scan.actorId,
      device_id: scan.deviceId ?? null,
      raw: scan.raw,
      status: scan.resolution.status,
      parsed: scan.parsed && JSON.stringify(scan.parsed),
      error: scan.error && JSON.stringify(scan.error),
      resolution: JSON.stringify(scan.resolution),
      warnings: JSON.stringify(scan.warnings),
      gtin,
      batch: scan.parsed?.batch ?? null,
      serial,
      serial_first_scanned_at:
        gtin === null || serial === null
          ? null
          : eb
              .selectFrom('scanning.scan as earlier')
              .where('earlier.gtin', '=', gtin)
              .where('earlier.serial', '=', serial)
              .select((of) => of.fn.min('earlier.scanned_at').as('first')),
      review_item_id: scan.reviewItemId,
      scanned_at: scan.scannedAt,
      recorded_at: scan.recordedAt,
    }))
    .onConflict((conflict) => conflict.columns(['org_id', 'client_scan_id']).doNothing())
    .returning('serial_first_scanned_at')
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    id: scan.id,
    clientScanId: scan.clientScanId,
    scannedAt: scan.scannedAt,
    raw: scan.raw,
    parsed: scan.parsed,
    ...(scan.error !== null && { error: scan.error }),
    warnings: withDuplicate(scan.warnings, row.serial_first_scanned_at),
    resolution: scan.resolution,
    ...(scan.reviewItemId !== null && { reviewItemId: scan.reviewItemId }),
  };
}

export async function findScan(db: Reads, clientScanId: string): Promise<Scan | null> {
  const row = await db
    .selectFrom('scanning.scan')
    .where('client_scan_id', '=', clientScanId)
    .select(ANSWERED)
    .executeTakeFirst();
  return row === undefined ? null : storedScan(row);
}

export async function getScan(db: Reads, id: string): Promise<Scan | null> {
  const row = await db.selectFrom('scanning.scan').where('id', '=', id).select(ANSWERED).executeTakeFirst();
  return row === undefined ? null : storedScan(row);
}

/** Newest first, one row more than `limit` if there are more. */
export async function listScans(db: Reads, page: { limit: number; before: string | null }): Promise<Scan[]> {
  let query = db
    .selectFrom('scanning.scan')
    .orderBy('id', 'desc')
    .limit(page.limit + 1)
    .select(ANSWERED);
  if (page.before !== null) query = query.where('id', '<', page.before);
  return (await query.execute()).map(storedScan);
}

/** A person's own latest scans of products that are known. */
export async function latestScans(db: Reads, actorId: string, limit: number): Promise<Scan[]> {
  const rows = await db
    .selectFrom('scanning.scan')
    .select(ANSWERED)
    .where('actor_id', '=', actorId)
    .where('status', '=', 'resolved')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(storedScan);
}

const ANSWERED = [
  'id',
  'client_scan_id',
  'scanned_at',
  'raw',
  'parsed',
  'error',
  'warnings',
  'resolution',
  'review_item_id',
  'serial_first_scanned_at',
] as const;

interface ScanRow {
  id: string;
  client_scan_id: string;
  scanned_at: Date;
  raw: string;
  parsed: unknown;
  error: unknown;
  warnings: unknown;
  resolution: unknown;
  review_item_id: string | null;
  serial_first_scanned_at: Date | null;
}

function storedScan(row: ScanRow): Scan {
  const scan = Scan.parse({
    id: row.id,
    clientScanId: row.client_scan_id,
    scannedAt: row.scanned_at.toISOString(),
    raw: row.raw,
    parsed: row.parsed,
    ...(row.error !== null && { error: row.error }),
    warnings: row.warnings,
    resolution: row.resolution,
    ...(row.review_item_id !== null && { reviewItemId: row.review_item_id }),
  });
  return { ...scan, warnings: withDuplicate(scan.warnings, row.serial_first_scanned_at) };
}

function withDuplicate(warnings: readonly Warning[], firstScannedAt: Date | null): Warning[] {
  return firstScannedAt === null ? [...warnings] : [...warnings, duplicateSerialWarning(firstScannedAt)];
}
