// What a scan says, in the words and tones of the page.
import type { Scan, ScanWarningCode } from '@sutra/contracts/scanning';
import type { Format } from '@sutra/ui/format';
import type { Tone } from '@sutra/ui/state-badge';
import type { z } from 'zod';
import type { ConsoleMessage, TextOf } from '../../app/text.ts';

export const STATUS: Readonly<
  Record<
    Scan['resolution']['status'],
    { tone: Tone; label: ConsoleMessage; title: ConsoleMessage; help: ConsoleMessage }
  >
> = {
  resolved: { tone: 'good', label: 'scan.status.resolved', title: 'scan.resolved.title', help: 'scan.resolved.help' },
  ambiguous: {
    tone: 'warning',
    label: 'scan.status.ambiguous',
    title: 'scan.ambiguous.title',
    help: 'scan.ambiguous.help',
  },
  unknown: { tone: 'neutral', label: 'scan.status.unknown', title: 'scan.unknown.title', help: 'scan.unknown.help' },
  invalid: { tone: 'danger', label: 'scan.status.invalid', title: 'scan.invalid.title', help: 'scan.invalid.help' },
};

export const WARNINGS: Readonly<
  Record<
    z.infer<typeof ScanWarningCode>,
    { title: ConsoleMessage; help: ConsoleMessage; /** What the server's values fill in. */ detail?: ConsoleMessage }
  >
> = {
  expired: { title: 'scan.warning.expired', help: 'scan.warning.expired.help', detail: 'scan.warning.expired.detail' },
  'expires-soon': {
    title: 'scan.warning.expiresSoon',
    help: 'scan.warning.expiresSoon.help',
    detail: 'scan.warning.expiresSoon.detail',
  },
  recalled: {
    title: 'scan.warning.recalled',
    help: 'scan.warning.recalled.help',
    detail: 'scan.warning.recalled.detail',
  },
  'check-digit': { title: 'scan.warning.checkDigit', help: 'scan.warning.checkDigit.help' },
  'separator-missing': { title: 'scan.warning.separatorMissing', help: 'scan.warning.separatorMissing.help' },
  'batch-unknown': {
    title: 'scan.warning.batchUnknown',
    help: 'scan.warning.batchUnknown.help',
    detail: 'scan.warning.batchUnknown.detail',
  },
  'batch-mismatch': {
    title: 'scan.warning.batchMismatch',
    help: 'scan.warning.batchMismatch.help',
    detail: 'scan.warning.batchMismatch.detail',
  },
  'gtin-ambiguous': {
    title: 'scan.warning.gtinAmbiguous',
    help: 'scan.warning.gtinAmbiguous.help',
    detail: 'scan.warning.gtinAmbiguous.detail',
  },
  'duplicate-serial': {
    title: 'scan.warning.duplicateSerial',
    help: 'scan.warning.duplicateSerial.help',
    detail: 'scan.warning.duplicateSerial.detail',
  },
  'clock-suspect': {
    title: 'scan.warning.clockSuspect',
    help: 'scan.warning.clockSuspect.help',
    detail: 'scan.warning.clockSuspect.detail',
  },
};

export const SEVERITY_TONES = { info: 'info', warning: 'warning', danger: 'danger' } as const satisfies Record<
  string,
  Tone
>;

/** What exactly, in the language of the page; the server's own words for a scan of earlier days. */
export function warningDetail(
  { code, message, values }: Scan['warnings'][number],
  text: TextOf,
  format: Format,
): { words: string; isEnglish: boolean } | null {
  const { detail } = WARNINGS[code];
  if (detail === undefined) return null;
  if (values === undefined) return { words: message, isEnglish: true };
  const shown = Object.entries(values).map(([name, value]) => [
    name,
    /^(?:day|packDay|libraryDay)$/.test(name) ? format.day(String(value)) : value,
  ]);
  return { words: text(detail, Object.fromEntries(shown) as Record<string, string | number>), isEnglish: false };
}

export interface Expiry {
  /** Null if neither code nor library says when. */
  date: string | null;
  tone: Tone;
  word: ConsoleMessage;
}

/** The expiry on the pack, or that of the batch in the library. Whether it has passed is for the server's clock to say. */
export function expiryOf(scan: Scan, format: Format): Expiry {
  const printed = scan.parsed?.expiry ?? scan.parsed?.particulars?.expiry;
  const known = scan.resolution.batch?.expiry;
  const date = printed
    ? format.day(printed.iso, { monthOnly: printed.day === null })
    : known === undefined
      ? null
      : format.day(known);
  const has = (code: string) => scan.warnings.some((warning) => warning.code === code);
  if (has('expired')) return { date, tone: 'danger', word: 'scan.expiry.expired' };
  if (has('expires-soon')) return { date, tone: 'warning', word: 'scan.expiry.soon' };
  if (date === null) return { date, tone: 'neutral', word: 'scan.expiry.none' };
  // Nothing vouches for a date in text that follows no standard.
  return has('clock-suspect') || (scan.parsed?.particulars !== undefined && !scan.resolution.batch)
    ? { date, tone: 'neutral', word: 'scan.expiry.unchecked' }
    : { date, tone: 'good', word: 'scan.expiry.good' };
}

export const batchOf = (scan: Scan): string | null =>
  scan.parsed?.batch ?? scan.parsed?.particulars?.batch ?? scan.resolution.batch?.number ?? null;

type Product = NonNullable<Scan['resolution']['product']>;

/** `Dolo 650`, not `Dolo 650 650 mg`: null if the brand already says how strong it is. */
export function strengthBeside({ brand, strength }: Product): string | null {
  const number = /\d+(?:\.\d+)?/.exec(strength)?.[0];
  return number !== undefined && brand.includes(number) ? null : strength;
}

export function nameOf(product: Product): string {
  const strength = strengthBeside(product);
  return strength === null ? product.brand : `${product.brand} ${strength}`;
}

/** One sentence for those who hear the result. */
export function spokenResult(scan: Scan, text: TextOf, format: Format): string {
  const { product, status } = scan.resolution;
  const expiry = expiryOf(scan, format);
  const batch = batchOf(scan);
  const parts = [
    product ? `${product.brand} ${product.strength}` : text(STATUS[status].title),
    scan.error?.message,
    product && batch !== null ? `${text('scan.batch')} ${batch}` : undefined,
    product && expiry.date !== null ? `${text('scan.expiry')} ${expiry.date}, ${text(expiry.word)}` : undefined,
    ...scan.warnings.map(({ code }) => text(WARNINGS[code].title)),
  ];
  return parts.filter((part) => part !== undefined).join('. ');
}
