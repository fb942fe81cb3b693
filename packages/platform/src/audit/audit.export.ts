// The export: the whole sealed chain of an organisation and a checkpoint over it, in pages, so that memory stays bounded.
import type { AuditExportLine } from '@sutra/contracts/audit';
import type { Clock } from '@sutra/kernel/clock';
import type { Gates } from '@sutra/kernel/db/gates';
import { readHead, readSealed } from './audit.queries.ts';
import { exportedLine, FORMAT, originOf } from './audit.rules.ts';
import { bodyOf, genesisHash } from './entry.ts';
import type { CheckpointSigner } from './signing-key.ts';

const PAGE = 500;

/** Ends at the head as it was when the export began. An entry that is missing in the database is missing here, and the verification says so. */
export async function exportAudit(
  gates: Gates,
  organisationId: string,
  clock: Clock,
  signer: CheckpointSigner,
): Promise<AsyncIterable<AuditExportLine>> {
  const head = (await readHead(gates, { organisationId })) ?? { sequence: 0, hash: genesisHash(organisationId) };
  const exportedAt = new Date(clock.nowMs());
  return lines();

  async function* lines(): AsyncGenerator<AuditExportLine> {
    yield { type: 'export', format: FORMAT, organisationId, exportedAt };
    for (let first = 1; first <= head.sequence; first += PAGE) {
      for (const row of await readSealed(gates, { organisationId }, first, Math.min(first + PAGE - 1, head.sequence))) {
        yield {
          type: 'entry',
          sequence: row.sequence,
          previousHash: row.previous_hash.toString('hex'),
          hash: row.hash.toString('hex'),
          body: { ...bodyOf(row) },
        };
      }
    }
    const checkpoint = {
      origin: originOf(organisationId),
      size: head.sequence,
      rootHash: head.hash,
      extensions: [exportedLine(exportedAt.toISOString())],
    };
    yield { type: 'checkpoint', note: signer.sign(checkpoint), keyId: signer.keyId };
  }
}
