import { auditEntryNotFound, exportAudit, getAuditEntry, getAuditKeys, listAuditEntries } from '@sutra/contracts/audit';
import type { Clock } from '@sutra/kernel/clock';
import type { Gates } from '@sutra/kernel/db/gates';
import { AppError } from '@sutra/kernel/errors';
import { pageOfRows, readCursor } from '@sutra/kernel/http/paging';
import { type Route, route } from '@sutra/kernel/http/route';
import { exportAudit as exportChain } from './audit.export.ts';
import { listEntries } from './audit.queries.ts';
import { viewEntries, type ViewOptions } from './audit.view.ts';
import type { CheckpointSigner } from './signing-key.ts';

export interface AuditRoutesOptions extends ViewOptions {
  gates: Gates;
  clock: Clock;
  /** Known once the module has started. */
  signer: () => CheckpointSigner;
}

export function auditRoutes(options: AuditRoutesOptions): Route[] {
  const { gates, clock, signer } = options;
  return [
    route(listAuditEntries, async ({ query: { limit, cursor, ...filter } }, { actor }) => {
      const { items, nextCursor } = pageOfRows(
        await listEntries(gates, actor, filter, readCursor(cursor), limit + 1),
        limit,
      );
      return { items: await viewEntries(items, actor.organisationId, options), nextCursor };
    }),
    route(getAuditEntry, async ({ params }, { actor }) => {
      const rows = await listEntries(gates, actor, { id: params.entryId }, null, 1);
      const [entry] = await viewEntries(rows, actor.organisationId, options);
      if (entry === undefined) throw new AppError(auditEntryNotFound);
      return entry;
    }),
    route(exportAudit, (_input, { actor }) => exportChain(gates, actor.organisationId, clock, signer())),
    route(getAuditKeys, () => ({ keys: [...signer().published] })),
  ];
}
