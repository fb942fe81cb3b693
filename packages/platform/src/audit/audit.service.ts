// Writes audit entries into the transaction of the write they tell of.
import type { Actor } from '@sutra/kernel/actor';
import type { Ids } from '@sutra/kernel/clock';
import { hmac, type Keyring } from '@sutra/kernel/crypto';
import { atCommit, type Tx } from '@sutra/kernel/db/gates';
import type { AuditDetails } from '@sutra/kernel/http/route';
import type { AuditRequest, AuditSink } from '@sutra/kernel/ports';
import canonicalize from 'canonicalize';
import { CompiledQuery } from 'kysely';
import type { PersonKeys } from '../privacy/public.ts';
import { type Classify, difference, type Digest, toJson } from './difference.rules.ts';

export interface AuditSinkOptions {
  ids: Ids;
  keyring: Keyring;
  personKeys: PersonKeys;
  classify: Classify;
}

export interface AuditLog extends AuditSink {
  /** For what the machine does by itself (retention, expiry), in a transaction of the system gate. Personal values are kept only for a named subject. */
  recordSystem(tx: Tx, action: string, organisationId: string, details: readonly AuditDetails[]): Promise<void>;
}

/** Who acted, as it is stored; null for the machine itself. */
type Who = Pick<Actor, 'kind' | 'id'> | null;

// The same text for every entry, so that it is prepared once on each connection.
const INSERT = `insert into audit.entry (id, org_id, recorded_at, action, actor_kind, actor_id, object_type, object_id, request_id, before_digest, after_digest, changes, subject_id, personal, origin)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`;
const MAX_AGENT_LENGTH = 512;

export function createAuditLog({ ids, keyring, personKeys, classify }: AuditSinkOptions): AuditLog {
  const digestKey = keyring.for('audit.digest');
  return {
    record: (tx, action, actor, request, details) =>
      insertAll(tx, action, actor.organisationId, actor.kind === 'system' ? null : actor, request, details),
    recordSystem: (tx, action, organisationId, details) => insertAll(tx, action, organisationId, null, null, details),
  };

  async function insertAll(
    tx: Tx,
    action: string,
    organisationId: string,
    who: Who,
    request: AuditRequest | null,
    details: readonly AuditDetails[],
  ): Promise<void> {
    for (const one of details) await insert(tx, action, organisationId, who, request, one);
  }

  async function insert(
    tx: Tx,
    action: string,
    organisationId: string,
    who: Who,
    request: AuditRequest | null,
    { object, before, after, subjectId }: AuditDetails,
  ): Promise<void> {
    const id = ids.next();
    const digest: Digest = (bytes) => hmac(digestKey, organisationId, bytes).toString('base64url');
    const { changes, personal } = difference(before, after, object?.type, classify, digest);
    const subject = subjectId === undefined ? who : ({ kind: 'person', id: subjectId } as const);
    const sealed = personal && subject && (await personKeys.seal(subject, json(personal), personalContext(id), tx));
    // Address and device are the actor's, whoever's values were changed.
    const origin =
      request &&
      who &&
      request.isGuest !== true &&
      (await personKeys.seal(
        who,
        json({ ip: request.ip, userAgent: request.userAgent.slice(0, MAX_AGENT_LENGTH) }),
        originContext(id),
        tx,
      ));
    const rowDigest = (row: typeof before) =>
      row ? hmac(digestKey, organisationId, object?.type ?? '', canonicalize(toJson(row, digest))!) : null;
    const values = [
      id,
      organisationId,
      timeOf(id),
      action,
      who?.kind ?? 'system',
      who?.id ?? null,
      object?.type ?? null,
      object?.id ?? null,
      request?.requestId ?? null,
    ];
    atCommit(
      tx,
      CompiledQuery.raw(INSERT, [
        ...values,
        rowDigest(before),
        rowDigest(after),
        JSON.stringify(changes),
        subject?.id ?? null,
        sealed,
        origin,
      ]),
    );
  }
}

/** What a sealed part is bound to: it opens in its own entry only. */
export const personalContext = (entryId: string) => `audit ${entryId} personal`;
export const originContext = (entryId: string) => `audit ${entryId} origin`;

const json = (value: unknown) => Buffer.from(JSON.stringify(value));

/** The instant in a UUIDv7: entries are ranged by id, so their time is the id's. */
function timeOf(id: string): Date {
  return new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16));
}
