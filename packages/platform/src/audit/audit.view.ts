// Entries as people see them: sealed parts opened, names put to ids.
import type { AuditEntry } from '@sutra/contracts/audit';
import type { Logger } from '@sutra/kernel/log';
import type { PersonKeys } from '../privacy/public.ts';
import type { ListedRow } from './audit.queries.ts';
import { originContext, personalContext } from './audit.service.ts';

/** Names of people and service accounts, as the organisation knows them. Ids without a name are left out. */
export type NameOf = (ids: string[], organisationId: string) => Promise<Map<string, string>>;

export interface ViewOptions {
  personKeys: PersonKeys;
  nameOf: NameOf;
  log: Logger;
}

type Values = Record<string, unknown>;

export async function viewEntries(
  rows: readonly ListedRow[],
  organisationId: string,
  { personKeys, nameOf, log }: ViewOptions,
): Promise<AuditEntry[]> {
  const ids = [...new Set(rows.flatMap(({ actor_id }) => (actor_id === null ? [] : [actor_id])))];
  const names = ids.length > 0 ? await nameOf(ids, organisationId) : new Map<string, string>();
  const entries: AuditEntry[] = [];
  for (const row of rows) entries.push(await view(row));
  return entries;

  async function view(row: ListedRow): Promise<AuditEntry> {
    const personal = await openPart(row, row.personal, row.subject_id, personalContext(row.id));
    const origin = await openPart(row, row.origin, row.actor_id, originContext(row.id));
    return {
      id: row.id,
      recordedAt: row.recorded_at,
      action: row.action,
      actor: {
        id: row.actor_id,
        kind: row.actor_kind,
        name: (row.actor_id !== null && names.get(row.actor_id)) || null,
      },
      object: row.object_type === null || row.object_id === null ? null : { type: row.object_type, id: row.object_id },
      changes: { ...readable(row.changes), ...personal },
      request: { id: row.request_id, ip: textOf(origin?.['ip']), device: textOf(origin?.['userAgent']) },
      seal:
        row.sequence === null
          ? null
          : {
              sequence: row.sequence,
              previousHash: row.previous_hash!.toString('hex'),
              hash: row.hash!.toString('hex'),
            },
    };
  }

  async function openPart(
    row: ListedRow,
    sealed: Buffer | null,
    whoseId: string | null,
    context: string,
  ): Promise<Values | null> {
    if (sealed === null || whoseId === null) return null;
    const kind = whoseId === row.actor_id && row.actor_kind === 'service' ? 'service' : 'person';
    try {
      const plain = await personKeys.open({ kind, id: whoseId }, sealed, context);
      if (!plain) return null;
      const values: Values = JSON.parse(plain.toString());
      return values;
    } catch (error) {
      // One part that does not open must not hide the page: somebody changed it, which the chain proves.
      log.error({ err: error, entryId: row.id }, 'a sealed part of an audit entry does not open');
      return null;
    }
  }
}

/** Sealed fields read as null, unless what was sealed is laid over them. */
function readable(changes: Values): Values {
  return Object.fromEntries(
    Object.entries(changes).map(([field, change]) => [field, isMark(change) ? { before: null, after: null } : change]),
  );
}

function isMark(change: unknown): boolean {
  return typeof change === 'object' && change !== null && Object.hasOwn(change, 'sealed');
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
