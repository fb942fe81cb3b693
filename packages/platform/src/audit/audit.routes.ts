import { exportAudit, getAuditKeys, listAuditEntries } from '@sutra/contracts/audit';
import { requestInvalid } from '@sutra/contracts/failures';
import type { Clock } from '@sutra/kernel/clock';
import type { Gates } from '@sutra/kernel/db/gates';
import { AppError } from '@sutra/kernel/errors';
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
      const rows = await listEntries(gates, actor, filter, cursor === undefined ? null : readCursor(cursor), limit + 1);
      const page = rows.slice(0, limit);
      const items = await viewEntries(page, actor.organisationId, options);
      return { items, nextCursor: rows.length > limit ? writeCursor(page.at(-1)!.id) : null };
    }),
    route(exportAudit, (_input, { actor }) => exportChain(gates, actor.organisationId, clock, signer())),
    route(getAuditKeys, () => ({ keys: [...signer().published] })),
  ];
}

function writeCursor(id: string): string {
  return Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url');
}

function readCursor(cursor: string): string {
  const hex = Buffer.from(cursor, 'base64url').toString('hex');
  if (hex.length !== 32)
    throw new AppError(requestInvalid, {
      fields: [
        { path: 'query.cursor', message: 'is not a cursor of this list; leave it out to start from the newest' },
      ],
    });
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
