// What a code says, what it matches, and what the person must know: everything but the looking up and the storing.
import type { Scan } from '@sutra/contracts/scanning';
import { parseBracketed } from '@sutra/gs1/bracketed';
import { parseElementString } from '@sutra/gs1/element-string';
import { parseGtin } from '@sutra/gs1/gtin';
import { mayHideElements, proposeReadings } from '@sutra/gs1/proposals';
import { parseScan } from '@sutra/gs1/scan';
import type { Gs1Error, Result, Scan as Gs1Scan } from '@sutra/gs1/types';
import type { Batch, Identifier, KnownPackage } from '../library/public.ts';

export type Parsed = NonNullable<Scan['parsed']>;
export type ScanError = NonNullable<Scan['error']>;
export type Warning = Scan['warnings'][number];
export type Resolution = Scan['resolution'];
export type Match = Omit<Resolution, 'confidence' | 'proposals' | 'steps'>;
export type Proposal = NonNullable<Resolution['proposals']>[number];

/** The data that the parser reads; a position in it is the position in `raw` less `shift`. */
export interface Normalised {
  data: string;
  shift: number;
  outcome: 'unchanged' | 'trimmed' | 'symbology-added';
}

/** Takes off the white space that keyboard-wedge scanners type around a code, and puts the symbology identifier before it. */
export function normalise(raw: string, symbology: string | undefined): Normalised {
  let start = 0;
  let end = raw.length;
  while (start < end && isWhiteSpace(raw.charCodeAt(start))) start++;
  while (end > start && isWhiteSpace(raw.charCodeAt(end - 1))) end--;
  const trimmed = raw.slice(start, end);
  if (symbology !== undefined && !trimmed.startsWith(symbology)) {
    return { data: symbology + trimmed, shift: start - symbology.length, outcome: 'symbology-added' };
  }
  return { data: trimmed, shift: start, outcome: trimmed.length === raw.length ? 'unchanged' : 'trimmed' };
}

// Tab, line feed, carriage return, space; never the group separator, which belongs to the data.
function isWhiteSpace(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d;
}

export type Reading = { ok: true; parsed: Parsed } | { ok: false; error: ScanError };

/** Takes a code apart. The error marks characters of what was scanned, before it was normalised. */
export function read({ data, shift }: Normalised, rawLength: number, now: Date): Reading {
  const result = parseScan(data, { now });
  const error = result.ok ? misreading(data, result.value, now) : result.error;
  if (error !== null) return { ok: false, error: inRaw(error, shift, rawLength) };
  if (!result.ok) throw new Error('unreachable: a failed result has an error');
  return { ok: true, parsed: toWire(result.value) };
}

// Without a symbology identifier that promises GS1 data, the parser promises nothing and calls a damaged code `text`. What
// can only be meant as a GTIN or a GS1 element string is more useful to the person as an error that shows the place.
const MAY_CARRY_GTIN: ReadonlySet<string | null> = new Set([null, ']I0', ']I1']);
const LONG_AS_GTIN = /^(?:\d{8}|\d{12,14})$/;
const GROUP_SEPARATOR = '\u001d';
const LIKE_ELEMENTS = /^01\d{14}(?:$|1[0135-7]|21|3[07])/;

function misreading(data: string, { kind, symbology }: Gs1Scan, now: Date): Gs1Error | null {
  if (kind !== 'text') return null;
  const at = symbology?.length ?? 0;
  const again = readAsMeant(data.slice(at), symbology, now);
  if (again === null || again.ok) return null;
  return { ...again.error, start: again.error.start + at, end: again.error.end + at };
}

function readAsMeant(text: string, symbology: string | null, now: Date): Result<unknown> | null {
  if (LONG_AS_GTIN.test(text)) return MAY_CARRY_GTIN.has(symbology) ? parseGtin(text) : null;
  if (LIKE_ELEMENTS.test(text.replaceAll(GROUP_SEPARATOR, ''))) return parseElementString(text, { now });
  return text.startsWith('(01)') ? parseBracketed(text, { now }) : null;
}

function inRaw({ code, message, ai, start, end }: Gs1Error, shift: number, rawLength: number): ScanError {
  const clamp = (at: number) => Math.min(Math.max(at + shift, 0), rawLength);
  return { code, message, ...(ai !== undefined && { ai }), start: clamp(start), end: clamp(end) };
}

function toWire(scan: Gs1Scan): Parsed {
  const { symbology, kind, gtin, sscc, batch, serial, expiry, manufactured, bestBefore, packaged, count, price } = scan;
  const { particulars } = scan;
  return {
    symbology,
    kind,
    elements: scan.elements.map(({ ai, value, title }) => ({ ai, value, title })),
    ...(gtin !== undefined && { gtin }),
    ...(sscc !== undefined && { sscc }),
    ...(batch !== undefined && { batch }),
    ...(serial !== undefined && { serial }),
    ...(expiry !== undefined && { expiry }),
    ...(manufactured !== undefined && { manufactured }),
    ...(bestBefore !== undefined && { bestBefore }),
    ...(packaged !== undefined && { packaged }),
    ...(count !== undefined && { count }),
    ...(price !== undefined && { price: scaled(price) }),
    ...(particulars !== undefined && { particulars: { ...particulars, others: [...particulars.others] } }),
    notes: scan.notes.map(({ code, message }) => ({ code, message })),
  };
}

/** `12.50` as `{unscaled: 1250, scale: 2}`; an amount in GS1 data has at most 15 digits. */
export function scaled(decimal: string): { unscaled: number; scale: number } {
  const point = decimal.indexOf('.');
  if (point < 0) return { unscaled: Number(decimal), scale: 0 };
  return { unscaled: Number(decimal.slice(0, point) + decimal.slice(point + 1)), scale: decimal.length - point - 1 };
}

/** How else a code can be read whose separators were lost or mistyped; best first, none for a code that hides nothing. */
export function propose({ data }: Normalised, reading: Reading, now: Date): Proposal[] {
  if (reading.ok && !mayBeDamaged(reading.parsed, now)) return [];
  return proposeReadings(data, { now }).map((proposal) => ({
    data: proposal.data,
    parsed: toWire(proposal.scan),
    evidence: proposal.evidence.map(({ code, message }) => ({ code, message })),
  }));
}

function mayBeDamaged({ kind, elements }: Parsed, now: Date): boolean {
  return kind === 'text' || mayHideElements({ kind, elements }, now);
}

/** A batch that the library knows is whole: no proposal that cuts it counts. */
export function standing(proposals: readonly Proposal[], known: readonly KnownPackage[]): Proposal[] {
  const numbers = new Set(known.flatMap(({ batch }) => (batch === null ? [] : [batch.number])));
  return proposals.filter(({ parsed }) => numbers.size === 0 || numbers.has(parsed.batch ?? ''));
}

/** The batch that the code names, by the standard or as a particular. */
export function batchOf({ batch, particulars }: Parsed): string | undefined {
  return batch ?? particulars?.batch;
}

/** The code under which the library may know the pack; null for an SSCC, a URL or a text. */
export function identify({ gtin, particulars }: Parsed): Identifier | null {
  if (gtin !== undefined) return { kind: 'gtin', value: gtin };
  const code = particulars?.productCode;
  if (code === undefined) return null;
  return { kind: isGtin14(code) ? 'gtin' : 'h2-product-code', value: code };
}

/** The GTIN-14 that the code carries, by the standard or as a particular. */
export function gtinOf(parsed: Parsed): string | null {
  const identifier = identify(parsed);
  return identifier?.kind === 'gtin' ? identifier.value : null;
}

function isGtin14(code: string): boolean {
  return code.length === 14 && parseGtin(code).ok;
}

/** One package is an answer, several are candidates, none is unknown. */
export function match(known: readonly KnownPackage[]): Match {
  const [only] = known;
  if (only === undefined) return { status: 'unknown', candidates: [] };
  if (known.length > 1) {
    return { status: 'ambiguous', candidates: known.map(({ product, package: pack }) => ({ product, package: pack })) };
  }
  const { product, package: pack, batch } = only;
  return { status: 'resolved', product, package: pack, ...(batch !== null && { batch }), candidates: [] };
}

// Notes that assume nothing about the data.
const FACTUAL_NOTES: ReadonlySet<string> = new Set(['day-unspecified', 'separator-redundant', 'add-on-ignored']);

// Text that follows no standard never counts for more than this.
const PARTICULARS_CONFIDENCE = 60;

/** How sure the match is, in parts per hundred: assumptions of the parser and contradictions of the library lower it. */
export function confidenceOf(parsed: Parsed | null, matched: Match, warnings: readonly Warning[]): number {
  if (parsed === null || matched.status === 'unknown' || matched.status === 'invalid') return 0;
  const codes = new Set(warnings.map((warning) => warning.code));
  let confidence = parsed.particulars === undefined ? 100 : PARTICULARS_CONFIDENCE;
  for (const note of parsed.notes) if (!FACTUAL_NOTES.has(note.code)) confidence -= 10;
  if (codes.has('batch-unknown')) confidence -= 5;
  if (codes.has('batch-mismatch')) confidence -= 30;
  if (codes.has('separator-missing')) confidence -= 20;
  confidence = Math.max(confidence, 10);
  return matched.status === 'ambiguous' ? Math.floor(confidence / matched.candidates.length) : confidence;
}

export interface WarningFacts {
  parsed: Parsed | null;
  error: ScanError | null;
  known: readonly KnownPackage[];
  proposals: readonly Proposal[];
  scannedAt: Date;
  now: Date;
}

/** Everything that the person must know about this scan alone, the most dangerous first. */
export function warningsOf({ parsed, error, known, proposals, scannedAt, now }: WarningFacts): Warning[] {
  const batches = known.flatMap(({ batch }) => (batch === null ? [] : [batch]));
  const warnings = [
    ...recallWarnings(batches),
    ...expiryWarnings(parsed, batches, now),
    ...batchWarnings(parsed, known, batches),
    ...codeWarnings(parsed, error, known),
    ...separatorWarnings(proposals),
    ...clockWarnings(scannedAt, now),
  ];
  return warnings.sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}
const SEVERITIES: readonly Warning['severity'][] = ['danger', 'warning', 'info'];

function recallWarnings(batches: readonly Batch[]): Warning[] {
  const recalled = batches.find((batch) => batch.recalledAt !== null);
  if (recalled === undefined) return [];
  const message = `Batch ${recalled.number} was recalled. Do not dispense it; put it aside for return.`;
  return [{ code: 'recalled', message, severity: 'danger', values: { batch: recalled.number } }];
}

const EXPIRES_SOON_DAYS = 90;

/** The earlier of the pack's and the library's date counts: whichever is wrong, the patient is safe. */
function expiryWarnings(parsed: Parsed | null, batches: readonly Batch[], now: Date): Warning[] {
  const expiries = batches.map((batch) => batch.expiry);
  const printed = parsed?.expiry ?? parsed?.particulars?.expiry;
  if (printed !== undefined) expiries.push(printed.iso);
  const expiry = expiries.sort()[0];
  if (expiry === undefined) return [];
  const daysLeft = daysBetween(businessDay(now), expiry);
  if (daysLeft < 0) {
    const message = `This pack expired on ${expiry}. Do not dispense it.`;
    return [{ code: 'expired', message, severity: 'danger', values: { day: expiry } }];
  }
  if (daysLeft > EXPIRES_SOON_DAYS) return [];
  const inDays = daysLeft === 0 ? 'today' : daysLeft === 1 ? 'tomorrow' : `in ${daysLeft} days`;
  const message = `This pack expires ${inDays}, on ${expiry}.`;
  return [{ code: 'expires-soon', message, severity: 'warning', values: { day: expiry, days: daysLeft } }];
}

function batchWarnings(parsed: Parsed | null, known: readonly KnownPackage[], batches: readonly Batch[]): Warning[] {
  const number = parsed === null ? undefined : batchOf(parsed);
  if (number === undefined || known.length === 0) return [];
  if (batches.length === 0) {
    const message = `The library does not know batch ${number} of this product yet.`;
    return [{ code: 'batch-unknown', message, severity: 'info', values: { batch: number } }];
  }
  const expiry = parsed?.expiry ?? parsed?.particulars?.expiry;
  if (expiry === undefined || batches.some((batch) => isSameExpiry(expiry, batch.expiry))) return [];
  const message = `The pack says it expires on ${expiry.iso}, the library says ${batches[0]!.expiry} for batch ${number}. Check what is printed.`;
  const values = { batch: number, packDay: expiry.iso, libraryDay: batches[0]!.expiry };
  return [{ code: 'batch-mismatch', message, severity: 'warning', values }];
}

// A pack that names no day does not contradict any day of its month.
function isSameExpiry(onPack: NonNullable<Parsed['expiry']>, inLibrary: string): boolean {
  return onPack.day === null ? onPack.iso.slice(0, 7) === inLibrary.slice(0, 7) : onPack.iso === inLibrary;
}

function codeWarnings(parsed: Parsed | null, error: ScanError | null, known: readonly KnownPackage[]): Warning[] {
  const warnings: Warning[] = [];
  const notes = parsed?.notes ?? [];
  if (error?.code === 'INCORRECT_CHECK_DIGIT' || notes.some((note) => note.code === 'check-digit')) {
    const message = 'The check digit does not match: one of the digits was misread or mistyped. Scan or type it again.';
    warnings.push({ code: 'check-digit', message, severity: 'warning' });
  }
  if (known.length > 1) {
    const message = `This code stands for ${known.length} packs. Choose the one in your hand.`;
    warnings.push({ code: 'gtin-ambiguous', message, severity: 'warning', values: { count: known.length } });
  }
  return warnings;
}

function separatorWarnings([first]: readonly Proposal[]): Warning[] {
  if (first === undefined) return [];
  const message = `Parts of this code seem to run into each other. ${first.evidence[0]!.message} Compare what is proposed with the pack.`;
  return [{ code: 'separator-missing', message, severity: 'warning' }];
}

const DAY_MS = 24 * 60 * 60 * 1000;
const CLOCK_AHEAD_MS = 10 * 60 * 1000;
const CLOCK_BEHIND_MS = 30 * DAY_MS;

function clockWarnings(scannedAt: Date, now: Date): Warning[] {
  const ahead = scannedAt.getTime() - now.getTime();
  if (ahead <= CLOCK_AHEAD_MS && ahead >= -CLOCK_BEHIND_MS) return [];
  const message =
    ahead > 0
      ? 'The device says it scanned this in the future. Check its clock.'
      : 'The device says it scanned this more than 30 days ago. Check its clock.';
  return [{ code: 'clock-suspect', message, severity: 'warning', values: { is: ahead > 0 ? 'ahead' : 'behind' } }];
}

/** States a fact about two scans and accuses nobody: packs come back, and codes are copied. */
export function duplicateSerialWarning(firstScannedAt: Date): Warning {
  const message = `Your organisation scanned this serial number before, on ${businessDay(firstScannedAt)}.`;
  return { code: 'duplicate-serial', message, severity: 'warning', values: { day: businessDay(firstScannedAt) } };
}

const BUSINESS_TIME_ZONE = 'Asia/Kolkata';
const dayInIndia = new Intl.DateTimeFormat('sv-SE', { timeZone: BUSINESS_TIME_ZONE, dateStyle: 'short' }); // Sweden writes YYYY-MM-DD

/** The calendar day of an instant where the organisation does business. */
export function businessDay(at: Date): string {
  return dayInIndia.format(at);
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}
