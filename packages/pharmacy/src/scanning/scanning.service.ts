import type { HandlerInput, HandlerOutput } from '@sutra/contracts/endpoint';
import {
  scanConflict,
  scanNotFound,
  type listScans as listScansEndpoint,
  type Scan,
  type scanCode as scanCodeEndpoint,
} from '@sutra/contracts/scanning';
import type { Ids } from '@sutra/kernel/clock';
import type { Gates, Tx } from '@sutra/kernel/db/gates';
import { AppError, invariant } from '@sutra/kernel/errors';
import type { Feed } from '@sutra/kernel/feed';
import { pageOfRows, readCursor } from '@sutra/kernel/http/paging';
import type { Context, Write } from '@sutra/kernel/http/route';
import { findPackages, recordReviewItem } from '../library/public.ts';
import {
  findScan,
  getScan as findScanById,
  insertScan,
  listScans as findScans,
  lockSerial,
  type NewScan,
} from './scanning.queries.ts';
import {
  batchOf,
  confidenceOf,
  gtinOf,
  identify,
  match,
  type Match,
  normalise,
  type Proposal,
  propose,
  type Reading,
  read,
  type Resolution,
  standing,
  warningsOf,
} from './scanning.rules.ts';

export interface ScanningDeps {
  gates: Gates;
  ids: Ids;
  feed: Feed;
}

export const SCAN_READ = 'scan.read';
const RECORDED = 'scan.recorded';

type ScanRequest = HandlerInput<typeof scanCodeEndpoint>['body'];

/** Resolves a code and keeps the scan. A repeat with the same `clientScanId` and code answers with the stored scan. */
export async function scanCode(deps: ScanningDeps, request: ScanRequest, context: Context): Promise<{ scan: Scan }> {
  const stages = new Stages();
  // Read before the transaction starts, so that it stays short.
  const { reading, proposals } = readCode(request, context.now(), stages);
  try {
    const answer = await context.write('tenant', async (write) => {
      const resolved = await resolve(write.tx, { request, reading, proposals, stages, context });
      return { scan: await store(write, deps.ids, { request, resolved, context }) };
    });
    showLive(deps.feed, context, answer.scan);
    return answer;
  } catch (error) {
    if (!(error instanceof StoredBefore)) throw error;
    return { scan: await storedScan(deps.gates, request, context) };
  }
}

/** Rolls the transaction of a repeat back, so that it leaves no count, audit entry or event. */
class StoredBefore extends Error {
  override name = 'StoredBefore';
}

function readCode({ raw, symbology }: ScanRequest, now: Date, stages: Stages): Read {
  const normalised = stages.run('normalise', () => {
    const value = normalise(raw, symbology);
    return [value, value.outcome];
  });
  const reading = stages.run('parse', () => {
    const value = read(normalised, raw.length, now);
    return [value, value.ok ? value.parsed.kind : value.error.code];
  });
  return { reading, proposals: propose(normalised, reading, now) };
}

interface Read {
  reading: Reading;
  proposals: readonly Proposal[];
}

interface Resolving extends Read {
  request: ScanRequest;
  stages: Stages;
  context: Context;
}
type Resolved = Pick<NewScan, 'parsed' | 'error' | 'resolution' | 'warnings' | 'scannedAt'>;

async function resolve(tx: Tx, { request, reading, stages, context, ...read }: Resolving): Promise<Resolved> {
  const parsed = reading.ok ? reading.parsed : null;
  const error = reading.ok ? null : reading.error;
  const now = context.now();
  const scannedAt = request.scannedAt ?? now;
  const identifier = stages.run('identify', () => {
    const value = parsed && identify(parsed);
    return [value, value?.kind ?? 'none'];
  });
  const known = await stages.wait('library', async () => {
    const value = identifier ? await findPackages(tx, identifier, (parsed && batchOf(parsed)) ?? null) : [];
    return [value, identifier ? `${value.length} found` : 'not asked'];
  });
  const matched = stages.run('match', () => {
    const value: Match = reading.ok ? match(known) : { status: 'invalid', candidates: [] };
    return [value, value.status];
  });
  const proposals = standing(read.proposals, known);
  const warnings = stages.run('warnings', () => {
    const value = warningsOf({ parsed, error, known, proposals, scannedAt, now });
    return [value, value.length === 0 ? 'none' : value.map((warning) => warning.code).join(', ')];
  });
  const confidence = confidenceOf(parsed, matched, warnings);
  const proposed = proposals.length > 0 && { proposals };
  return {
    parsed,
    error,
    warnings,
    scannedAt,
    resolution: { ...matched, confidence, ...proposed, steps: stages.steps },
  };
}

interface Storing {
  request: ScanRequest;
  resolved: Resolved;
  context: Context;
}

async function store(write: Write, ids: Ids, { request, resolved, context }: Storing): Promise<Scan> {
  const { organisationId } = context.actor;
  const { status } = resolved.resolution;
  const { gtin = null, batch = null, serial = null } = resolved.parsed ?? {};
  const recordedAt = context.now();
  if (gtin !== null && serial !== null) await lockSerial(write.tx, organisationId, gtin, serial);
  const reviewItemId = await reviewItemOf(write.tx, { id: ids.next(), request, resolved, organisationId, recordedAt });
  const id = ids.next();
  const scan = await insertScan(write.tx, {
    ...resolved,
    organisationId,
    id,
    clientScanId: request.clientScanId,
    actorId: context.actor.id,
    deviceId: request.deviceId,
    raw: request.raw,
    reviewItemId,
    recordedAt,
  });
  if (scan === null) throw new StoredBefore();
  const after = { status, gtin, batch, serial, review_item_id: reviewItemId };
  write.record({ object: { type: 'scanning.scan', id }, after });
  write.emit({ type: RECORDED, subject: id, data: { scanId: id, status } });
  return scan;
}

interface Reviewing {
  /** Of the item, if there is none yet. */
  id: string;
  request: ScanRequest;
  resolved: Resolved;
  organisationId: string;
  recordedAt: Date;
}

// What nobody knows goes before the reviewers, and so does what was read from text that follows no standard.
async function reviewItemOf(tx: Tx, item: Reviewing): Promise<string | null> {
  const { parsed, resolution } = item.resolved;
  const isUnknown = resolution.status === 'unknown';
  if (!isUnknown && parsed?.particulars === undefined) return null;
  return recordReviewItem(tx, {
    id: item.id,
    organisationId: item.organisationId,
    kind: isUnknown ? 'unknown-code' : 'assumed-reading',
    raw: item.request.raw,
    gtin: parsed && gtinOf(parsed),
    seenAt: item.recordedAt,
  });
}

// Open pages of the organisation hear of it at once; a message that is lost costs them nothing but a reload.
function showLive(feed: Feed, { actor }: Context, scan: Scan): void {
  const message = { type: RECORDED, scanId: scan.id, status: scan.resolution.status };
  void feed.publish('live.organisation', { organisationId: actor.organisationId, permission: SCAN_READ, message });
}

async function storedScan(gates: Gates, request: ScanRequest, context: Context): Promise<Scan> {
  const scan = await findScan(gates.tenant(context.actor), request.clientScanId);
  invariant(scan !== null, 'a scan that was stored before is there');
  if (scan.raw !== request.raw) throw new AppError(scanConflict);
  return scan;
}

/** Scans of the organisation, newest first. */
export async function getScan({ gates }: ScanningDeps, scanId: string, { actor }: Context): Promise<Scan> {
  const scan = await findScanById(gates.tenant(actor), scanId);
  if (scan === null) throw new AppError(scanNotFound);
  return scan;
}

export async function listScans(
  { gates }: ScanningDeps,
  query: HandlerInput<typeof listScansEndpoint>['query'],
  context: Context,
): Promise<HandlerOutput<typeof listScansEndpoint>> {
  const before = readCursor(query.cursor);
  return pageOfRows(await findScans(gates.tenant(context.actor), { limit: query.limit, before }), query.limit);
}

/** Runs the stages of a resolution and notes how each ended and how long it took. */
class Stages {
  readonly steps: Resolution['steps'] = [];

  run<T>(step: string, stage: () => readonly [value: T, outcome: string]): T {
    const startedAt = performance.now();
    const [value, outcome] = stage();
    this.#note(step, outcome, startedAt);
    return value;
  }

  async wait<T>(step: string, stage: () => Promise<readonly [value: T, outcome: string]>): Promise<T> {
    const startedAt = performance.now();
    const [value, outcome] = await stage();
    this.#note(step, outcome, startedAt);
    return value;
  }

  #note(step: string, outcome: string, startedAt: number): void {
    this.steps.push({ step, outcome, durationMs: Math.round((performance.now() - startedAt) * 100) / 100 });
  }
}
