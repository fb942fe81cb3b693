// A stored entry and what its hash covers.
import { hash } from 'node:crypto';
import { bodyText, type EntryBody, genesisText, linkBytes } from './audit.rules.ts';

/** The columns of `audit.entry` that are hashed. */
export interface EntryRow {
  id: string;
  org_id: string;
  recorded_at: Date;
  action: string;
  actor_kind: 'person' | 'service' | 'system';
  actor_id: string | null;
  on_behalf_of: string | null;
  object_type: string | null;
  object_id: string | null;
  request_id: string | null;
  before_digest: Buffer | null;
  after_digest: Buffer | null;
  changes: Record<string, unknown>;
  subject_id: string | null;
  personal: Buffer | null;
  origin: Buffer | null;
}

export function bodyOf(row: EntryRow): EntryBody {
  return {
    id: row.id,
    organisationId: row.org_id,
    recordedAt: row.recorded_at.toISOString(),
    action: row.action,
    actor: { kind: row.actor_kind, id: row.actor_id },
    onBehalfOf: row.on_behalf_of,
    object: row.object_type === null || row.object_id === null ? null : { type: row.object_type, id: row.object_id },
    requestId: row.request_id,
    beforeDigest: base64Url(row.before_digest),
    afterDigest: base64Url(row.after_digest),
    changes: row.changes,
    subjectId: row.subject_id,
    personal: base64Url(row.personal),
    origin: base64Url(row.origin),
  };
}

/** The hash of an entry in its chain. */
export function chainHash(previousHash: Buffer, body: EntryBody): Buffer {
  return hash('sha256', linkBytes(previousHash, hash('sha256', bodyText(body), 'buffer')), 'buffer');
}

/** What stands before the first entry of an organisation. */
export function genesisHash(organisationId: string): Buffer {
  return hash('sha256', genesisText(organisationId), 'buffer');
}

function base64Url(bytes: Buffer | null): string | null {
  return bytes && bytes.toString('base64url');
}
