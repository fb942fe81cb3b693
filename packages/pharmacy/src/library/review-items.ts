import { sha256 } from '@sutra/kernel/crypto';
import type { Tx } from '@sutra/kernel/db/gates';
import { sql } from 'kysely';

export interface UnknownCode {
  /** Used if this is the first sighting. */
  id: string;
  organisationId: string;
  raw: string;
  /** GTIN-14 if the code carries one. */
  gtin: string | null;
  seenAt: Date;
}

/**
 * Puts a code that nobody knows before the reviewers and gives the id of its item. One open item a code: meeting it again
 * raises the count. Packs differ in serial and batch, so a code with a GTIN is told apart by that alone.
 */
export async function recordUnknownCode(tx: Tx, code: UnknownCode): Promise<string> {
  const { id } = await tx
    .insertInto('library.review_item')
    .values({
      org_id: code.organisationId,
      id: code.id,
      kind: 'unknown-code',
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
