// From any code on a medicine pack to a product, a batch, an expiry and a warning.
import { z } from 'zod';
import { endpoint, failure } from './endpoint.ts';
import { Instant, Integer, LocalDay, Page, pageOf, Text, Uuid } from './wire.ts';

export const scanConflict = failure(
  'scan.client_id_reused',
  409,
  'This clientScanId was used for another code; give each scan its own',
);

export const scanNotFound = failure('scan.not_found', 404, 'There is no such scan in your organisation');

const LocalDate = z.object({ year: Integer, month: Integer, day: Integer.nullable(), iso: LocalDay });
const Note = z.object({ code: z.string(), message: z.string() });
const Decimal = z.object({ unscaled: Integer, scale: Integer });

/** The declarations of an Indian label, read from text that follows no standard: a proposal. */
const Particulars = z
  .object({
    productCode: z.string().optional(),
    genericName: z.string().optional(),
    brandName: z.string().optional(),
    manufacturer: z.string().optional(),
    batch: z.string().optional(),
    manufactured: LocalDate.optional(),
    expiry: LocalDate.optional(),
    licence: z.string().optional(),
    others: z.array(z.object({ label: z.string(), value: z.string() })),
  })
  .meta({
    id: 'Particulars',
    description:
      'Schedule H2 declarations read from text that follows no standard; a person compares them with the pack',
  });

/** What the code says, taken apart; nothing is looked up yet. */
export const ParsedScan = z
  .object({
    symbology: z.string().nullable(),
    kind: z.enum(['element-string', 'digital-link', 'gtin', 'h2-particulars', 'url', 'text']),
    elements: z.array(z.object({ ai: z.string(), value: z.string(), title: z.string() })),
    gtin: z.string().optional(),
    sscc: z.string().optional(),
    batch: z.string().optional(),
    serial: z.string().optional(),
    expiry: LocalDate.optional(),
    manufactured: LocalDate.optional(),
    bestBefore: LocalDate.optional(),
    packaged: LocalDate.optional(),
    count: Integer.optional(),
    price: Decimal.optional(),
    particulars: Particulars.optional(),
    notes: z.array(Note),
  })
  .meta({ id: 'ParsedScan' });

export const ScanWarningCode = z.enum([
  'expired',
  'expires-soon',
  'recalled',
  'check-digit',
  'separator-missing',
  'batch-unknown',
  'batch-mismatch',
  'gtin-ambiguous',
  'duplicate-serial',
  'clock-suspect',
]);
const Warning = z.object({
  code: ScanWarningCode,
  message: z.string(),
  severity: z.enum(['info', 'warning', 'danger']),
  values: z
    .record(z.string(), z.union([z.string(), z.number()]))
    .optional()
    .meta({
      description: 'What the message tells of, so that a page can say it in another language: days, batches, counts',
    }),
});

const Product = z.object({
  id: Uuid,
  brand: z.string(),
  composition: z.string(),
  strength: z.string(),
  form: z.string(),
  manufacturer: z.string(),
  schedule: z.enum(['H', 'H1', 'H2', 'X', 'G', 'OTC']),
});
const Package = z.object({
  id: Uuid,
  gtin: z.string(),
  description: z.string(),
  level: z.enum(['unit', 'pack', 'case']),
  quantity: Integer,
});
const Batch = z.object({
  id: Uuid,
  number: z.string(),
  expiry: LocalDay,
  mrpPaise: Integer.nullable(),
  recalledAt: Instant.nullable(),
});

const Proposal = z.object({ data: z.string(), parsed: ParsedScan, evidence: z.array(Note) }).meta({
  id: 'ScanProposal',
  description: 'The code with the separators it seems to lack, what it then says, and why',
});

export const Scan = z
  .object({
    id: Uuid,
    clientScanId: z.string(),
    scannedAt: Instant,
    raw: z.string(),
    parsed: ParsedScan.nullable(),
    error: z
      .object({ code: z.string(), message: z.string(), ai: z.string().optional(), start: Integer, end: Integer })
      .optional()
      .meta({ description: 'Why the code is invalid; start and end mark the characters of `raw`' }),
    warnings: z.array(Warning),
    resolution: z.object({
      status: z.enum(['resolved', 'ambiguous', 'unknown', 'invalid']),
      confidence: Integer.meta({ description: 'Parts per hundred' }),
      product: Product.optional(),
      package: Package.optional(),
      batch: Batch.optional(),
      candidates: z.array(z.object({ product: Product, package: Package })),
      proposals: z.array(Proposal).optional(),
      steps: z.array(z.object({ step: z.string(), outcome: z.string(), durationMs: z.number() })),
    }),
    reviewItemId: Uuid.optional(),
  })
  .meta({ id: 'Scan' });
export type Scan = z.infer<typeof Scan>;

export const scanCode = endpoint({
  id: 'scanCode',
  method: 'POST',
  path: '/api/v1/drug-scanning/scan',
  aliases: ['/api/drug-scanning/scan'],
  summary: 'Resolve a scanned code to product, batch, expiry and warnings',
  access: { permission: 'scan.create' },
  limit: 'scan',
  audit: 'scan.recorded',
  body: z.object({
    raw: Text(8192),
    symbology: z
      .string()
      .regex(/^\][A-Za-z][0-9a-zA-Z]$/, 'must be a symbology identifier such as ]d2')
      .optional(),
    deviceId: Text(80).optional(),
    scannedAt: Instant.optional(),
    clientScanId: Text(80),
  }),
  response: z.object({ scan: Scan }),
  errors: [scanConflict],
});

export const getScan = endpoint({
  id: 'getScan',
  method: 'GET',
  path: '/api/v1/drug-scanning/scans/:scanId',
  summary: 'One scan of the organisation',
  access: { permission: 'scan.read' },
  limit: 'default',
  params: z.object({ scanId: Uuid }),
  response: Scan,
  errors: [scanNotFound],
});

export const listScans = endpoint({
  id: 'listScans',
  method: 'GET',
  path: '/api/v1/drug-scanning/scans',
  summary: 'Scans of the organisation, newest first',
  access: { permission: 'scan.read' },
  limit: 'default',
  query: z.object({ ...Page }),
  response: pageOf(Scan),
});
