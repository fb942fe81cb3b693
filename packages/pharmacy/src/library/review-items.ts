import { sha256 } from '@sutra/kernel/crypto';
import type { Tx } from '@sutra/kernel/db/gates';
import { sql } from 'kysely';

export interface CodeForReview {
  /** Used if this is the first sighting. */
  id: string;
  organisationId: string;
  /** A code that nobody knows, or one that leads to a pack only by a reading that assumes much. */
  kind: 'unknown-code' | 'assumed-reading';
  raw: string;
  /** GTIN-14 if the code carries one. */
  gtin: string | null;
  seenAt: Date;
}

/**
 * Puts a code before the reviewers and gives the id of its item. One open item a code and kind: meeting it again raises the
 * count. Packs differ in serial and batch, so a code with a GTIN is told apart by that alone.
 */
export async function recordReviewItem(tx: Tx, code: CodeForReview): Promise<string> {
  const { id } = await tx
    .insertInto('library.review_item')
    .values({
      org_id: code.organisationId,
      id: code.id,
      kind: code.kind,
      code_digest: sha256(code.gtin === null ? `raw ${code.raw}` : `gtin ${code.gtin}`),
      raw: code.raw,
      gtin: code.gtin,
      first_seen_at: code.seenAt,
      last_seen_at: code.seenAt,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['org_id', 'kind', 'code_digest'])
        // A literal: under a generic plan a parameter does not prove that the partial index fits.
        .where('status', '=', sql.lit('open'))
        .doUpdateSet((eb) => ({
          seen_count: eb('library.review_item.seen_count', '+', 1),
          last_seen_at: eb.ref('excluded.last_seen_at'),
        })),
    )
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}
