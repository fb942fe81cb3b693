// The tamper-evident audit log of an organisation.
import { z } from 'zod';
import { endpoint, failure } from './endpoint.ts';
import { Instant, Page, pageOf, Text, Uuid } from './wire.ts';

export const auditEntryNotFound = failure('audit.not_found', 404, 'There is no such entry in your audit log');

const Json = z.record(z.string(), z.unknown());

export const AuditEntry = z
  .object({
    id: Uuid,
    recordedAt: Instant,
    action: z.string(),
    actor: z.object({
      id: Uuid.nullable(),
      kind: z.enum(['person', 'service', 'system']),
      name: z.string().nullable(),
    }),
    object: z.object({ type: z.string(), id: z.string() }).nullable(),
    changes: Json.meta({
      description: 'What changed: field → {before, after}; values of an erased person read as null',
    }),
    request: z.object({ id: z.string().nullable(), ip: z.string().nullable(), device: z.string().nullable() }),
    seal: z
      .object({ sequence: z.int(), previousHash: z.string(), hash: z.string() })
      .nullable()
      .meta({ description: 'Place in the hash chain; null for the moment until the sequencer has taken the entry' }),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntry = z.infer<typeof AuditEntry>;

export const listAuditEntries = endpoint({
  id: 'listAuditEntries',
  method: 'GET',
  path: '/api/v1/audit/entries',
  summary: 'Audit entries, newest first',
  access: { permission: 'audit.read' },
  limit: 'default',
  query: z.object({
    ...Page,
    action: Text(80).optional(),
    actionGroup: z
      .string()
      .regex(/^[a-z][a-z_]{0,39}$/)
      .optional()
      .meta({ description: 'All actions of a kind: `session` for `session.revoked` and the like' }),
    actorId: Uuid.optional(),
    objectType: Text(80).optional(),
    objectId: Text(80).optional(),
    from: Instant.optional(),
    to: Instant.optional(),
  }),
  response: pageOf(AuditEntry),
});

export const getAuditEntry = endpoint({
  id: 'getAuditEntry',
  method: 'GET',
  path: '/api/v1/audit/entries/:entryId',
  summary: 'One audit entry',
  access: { permission: 'audit.read' },
  limit: 'default',
  params: z.object({ entryId: Uuid }),
  response: AuditEntry,
  errors: [auditEntryNotFound],
});

/** The first line of an export names the organisation and the keys, the last carries the signed head. */
export const AuditExportLine = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('export'),
    format: z.literal('sutra-audit/1'),
    organisationId: Uuid,
    exportedAt: Instant,
  }),
  z.object({ type: z.literal('entry'), sequence: z.int(), previousHash: z.string(), hash: z.string(), body: Json }),
  z.object({
    type: z.literal('checkpoint'),
    note: z.string().meta({ description: 'C2SP signed note over origin, size and head hash' }),
    keyId: z.string(),
  }),
]);
export type AuditExportLine = z.infer<typeof AuditExportLine>;

export const exportAudit = endpoint({
  id: 'exportAudit',
  method: 'GET',
  path: '/api/v1/audit/export',
  summary: 'The whole sealed chain, to be verified offline with the public key',
  access: { permission: 'audit.export' },
  limit: 'default',
  produces: 'ndjson',
  response: AuditExportLine,
});

export const getAuditKeys = endpoint({
  id: 'getAuditKeys',
  method: 'GET',
  path: '/.well-known/audit-keys.json',
  summary: 'Public keys that verify audit checkpoints',
  access: 'public',
  limit: 'default',
  response: z.object({
    keys: z.array(
      z.object({
        keyId: z.string(),
        verifierKey: z.string().meta({ description: 'C2SP note verifier key: name+hash+base64' }),
      }),
    ),
  }),
});
