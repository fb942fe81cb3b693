// Numbers of documents: gapless within a series, and no two series of a registration and year give the same.
import type { Actor } from '@sutra/kernel/actor';
import type { Reads, Tx } from '@sutra/kernel/db/gates';
import { invariant } from '@sutra/kernel/errors';
import { sql } from 'kysely';
import { formatNumber, type Series } from './numbering.rules.ts';
import { findRecord } from './settings.queries.ts';

const NO_REGISTRATION = '00000000-0000-0000-0000-000000000000';

/** The series has no number left: the financial year needs a new one. */
export class SeriesUsedUp extends Error {
  override name = 'SeriesUsedUp';
}

/**
 * Takes the next number in the transaction of its document: if that rolls back, the number is free again, so there is no
 * gap. Throws `SeriesUsedUp`; a number that another series has given already fails the unique index.
 */
export async function takeNumber(
  tx: Tx,
  actor: Pick<Actor, 'organisationId'>,
  seriesId: string,
  now: Date,
): Promise<string> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`settings.numbering ${seriesId}`}, 0))`.execute(tx);
  const series = await findRecord(tx, 'numbering-series', seriesId);
  invariant(series !== null && series.archivedAt === null, 'a document names a series that exists');
  const position = await countIssued(tx, seriesId);
  const number = formatNumber(series as unknown as Series, position);
  if (number === null) throw new SeriesUsedUp(seriesId);
  await tx
    .insertInto('settings.issued_number')
    .values({
      org_id: actor.organisationId,
      series_id: seriesId,
      position,
      gst_registration_id: (series['gstRegistrationId'] as string | null) ?? NO_REGISTRATION,
      financial_year: String(series['financialYear']),
      number,
      issued_at: now,
    })
    .execute();
  return number;
}

export async function countIssued(db: Reads | Tx, seriesId: string): Promise<number> {
  const { rows } = await sql<{ issued: number }>`
    select coalesce(max(position) + 1, 0)::int as issued from settings.issued_number where series_id = ${seriesId}`.execute(
    db,
  );
  return rows[0]!.issued;
}

export async function isSeriesUsed(tx: Tx, seriesId: string): Promise<boolean> {
  return (await countIssued(tx, seriesId)) > 0;
}
