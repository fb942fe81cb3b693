// What the parser found, in the words of the page.
import type { Meaning } from '@sutra/gs1/explain';
import type { Inspection } from '@sutra/gs1/inspect';
import type { LocalDate, ScanKind } from '@sutra/gs1/types';
import type { Format } from '@sutra/ui/format';
import type { Language } from '@sutra/ui/language';
import type { Tone } from '@sutra/ui/state-badge';
import type { ConsoleMessage, TextOf } from '../../app/text.ts';

/** Null where there are no words under a key. */
type OptionalText = (key: string) => string | null;

const KINDS: Readonly<Record<ScanKind, ConsoleMessage>> = {
  'element-string': 'codeInspector.kind.element-string',
  'digital-link': 'codeInspector.kind.digital-link',
  gtin: 'codeInspector.kind.gtin',
  'h2-particulars': 'codeInspector.kind.h2-particulars',
  url: 'codeInspector.kind.url',
  text: 'codeInspector.kind.text',
};

/** What the code is as a whole; none of it says that a pack is genuine. */
export function kindOf({ scan, error, segments }: Inspection): { tone: Tone; label: ConsoleMessage } {
  if (scan === null) return { tone: 'danger', label: 'codeInspector.kind.invalid' };
  const isBracketed = scan.kind === 'element-string' && segments.some(({ kind }) => kind === 'bracket');
  const label = isBracketed ? 'codeInspector.kind.bracketed' : KINDS[scan.kind];
  if (error !== null) return { tone: 'warning', label };
  return { tone: scan.kind === 'text' || scan.kind === 'url' ? 'neutral' : 'info', label };
}

/** What is wrong, with the AI where there is one; the parser's own sentence for a code without words. */
export function errorWords(
  { code, ai, message }: { code: string; ai?: string | undefined; message: string },
  optional: OptionalText,
): string {
  const words = optional(`codeInspector.error.${code}`) ?? optional(`codeInspector.error.${couponGroup(code)}`);
  if (words === null) return message;
  return ai === undefined ? words : `AI ${ai}: ${words}`;
}

// Coupons have some forty fields, each of which can be missing, not allowed or cut short.
function couponGroup(code: string): string {
  if (!code.startsWith('COUPON_')) return code;
  if (code.startsWith('COUPON_MISSING_')) return 'COUPON_MISSING';
  return code.startsWith('COUPON_INVALID_') ? 'COUPON_INVALID' : 'COUPON_TRUNCATED';
}

const HELP: readonly (readonly [RegExp, ConsoleMessage])[] = [
  [/^INCORRECT_/, 'codeInspector.help.check'],
  [/^VALUE_TOO_LONG$/, 'codeInspector.help.separator'],
  [/TOO_SHORT|TRUNCATED/, 'codeInspector.help.short'],
  [/^(?:UNKNOWN_AI|SYNTAX)$/, 'codeInspector.help.unknown'],
  [/CHARACTER/, 'codeInspector.help.character'],
  [/^(?:REQUIRED_AI_MISSING|EXCLUSIVE_AIS|REPEATED_AI_CONFLICT)$/, 'codeInspector.help.combination'],
  [/^DIGITAL_LINK$/, 'codeInspector.help.link'],
  [/^SYMBOLOGY$/, 'codeInspector.help.symbology'],
];

/** What to do about an error. */
export function helpFor(code: string): ConsoleMessage {
  return HELP.find(([pattern]) => pattern.test(code))?.[1] ?? 'codeInspector.help.value';
}

/** What an AI is in everyday words; null for the many that few people meet. */
export function identifierName(ai: string, optional: OptionalText): string | null {
  // Where a fourth digit counts decimals the first three name the AI; 710 to 717 and 91 to 99 are series of one kind.
  const series = /^71\d$/.test(ai) ? '710' : /^9[1-9]$/.test(ai) ? '91' : /^3\d{3}$/.test(ai) ? ai.slice(0, 3) : ai;
  return optional(`codeInspector.ai.${series}`);
}

/** A value as people say it; null where it means nothing but its characters. */
export function meaningWords(
  meaning: Meaning | null,
  { text, format, language }: { text: TextOf; format: Format; language: Language },
): string | null {
  if (meaning === null) return null;
  const locale = `${language}-IN`;
  // Text keeps every decimal that a number would lose.
  const number = (value: string) => {
    const decimals = value.split('.')[1]?.length ?? 0;
    return new Intl.NumberFormat(locale, { minimumFractionDigits: decimals }).format(value as `${number}`);
  };
  switch (meaning.kind) {
    case 'date':
      return dateWords(meaning, text, format);
    case 'amount': {
      const { value, currency } = meaning;
      if (currency === undefined) return text('codeInspector.meaning.localPrice', { amount: number(value) });
      const minimumFractionDigits = value.split('.')[1]?.length ?? 0;
      const style = { style: 'currency', currency, minimumFractionDigits } as const;
      return new Intl.NumberFormat(locale, style).format(value as `${number}`);
    }
    case 'quantity':
      return `${number(meaning.value)} ${meaning.unit}`.trim();
    case 'percent':
      return text('codeInspector.meaning.percent', { number: number(meaning.value) });
    case 'count':
      return format.integer(meaning.value);
    case 'piece':
      return text('codeInspector.meaning.piece', { piece: meaning.piece, total: meaning.total });
    case 'flag':
      return text(meaning.value ? 'ui.yes' : 'ui.no');
    case 'countries': {
      const names = new Intl.DisplayNames(locale, { type: 'region' });
      return meaning.codes.map((code) => names.of(code) ?? code).join(', ');
    }
    case 'text':
      return meaning.value;
  }
}

function dateWords({ date, time, until }: Extract<Meaning, { kind: 'date' }>, text: TextOf, format: Format): string {
  const day = (value: LocalDate) =>
    value.day === null
      ? text('codeInspector.meaning.month', { month: format.day(value.iso, { monthOnly: true }) })
      : format.day(value.iso);
  if (until !== undefined) return text('codeInspector.meaning.until', { from: day(date), until: day(until) });
  return time === undefined ? day(date) : `${day(date)}, ${time}`;
}
