import { hasCheckDigit } from '../check-digit.ts';
import type { Particular } from './particular-labels.ts';

/** Particulars that are text as written. */
export type TextParticular = Exclude<Particular, 'manufactured' | 'expiry' | 'other'>;

/** The value of each particular as it is kept, or null for what is none. */
export const particularValues: Readonly<Record<TextParticular, (text: string) => string | null>> = {
  productCode,
  genericName: name,
  brandName: name,
  manufacturer: name,
  batch,
  licence,
};

// A GTIN has to prove itself; eight digits could be anything and stay as they are.
function productCode(text: string): string | null {
  if (isNumber(text) && isGtinLength(text)) return hasCheckDigit(text, 0, text.length) ? text.padStart(14, '0') : null;
  return text.length <= 100 && /^[!-~]+$/.test(text) && /[0-9]/.test(text) ? text : null;
}

/** A GTIN-12, GTIN-13 or GTIN-14 by its length; shorter ones could be anything. */
export function isGtinLength({ length }: string): boolean {
  return length >= 12 && length <= 14;
}

const NAME_LENGTH_MAX = 300;

// A colon stands after a label that nobody knows: where the name ends is then open.
function name(text: string): string | null {
  const isName = text.length >= 2 && text.length <= NAME_LENGTH_MAX && /\p{L}/u.test(text);
  return isName && !/[:={}|\p{Cc}]/u.test(text) ? text : null;
}

/** GS1 General Specifications 3.4.1 allows 20 characters; a batch without a digit is more likely a word. */
function batch(text: string): string | null {
  const value = text.endsWith('.') ? text.slice(0, -1) : text;
  return value.length <= 20 && /^[A-Za-z0-9][A-Za-z0-9/_.#+-]*$/.test(value) && /[0-9]/.test(value) ? value : null;
}

// Every state has its own form (`MNB/05/183`, `KTK/25/445/2008`, `28/UA/2006`, `DL-20B-123456`, `TN00001234`).
function licence(text: string): string | null {
  const value = text.endsWith('.') ? text.slice(0, -1) : text;
  const digits = value.replace(/[^0-9]/g, '').length;
  const isForm = value.length >= 4 && value.length <= 40 && /^[A-Za-z0-9][A-Za-z0-9/.()&, -]*$/.test(value);
  return isForm && digits >= 3 && !/[a-z]{4}/.test(value) && !hasLongWord(value) ? value : null;
}

// Words are an address or a sentence; states are written in few letters.
function hasLongWord(value: string): boolean {
  return /[A-Za-z]{7}/.test(value);
}

/** Without a label, only what names a state and a number in parts is a licence. */
export function isStateLicence(text: string): boolean {
  const parts = text.split(/[/-]/, 7);
  const isParts = parts.length <= 6 && parts.every((part) => /^[A-Za-z0-9]{1,10}$/.test(part));
  return isParts && /[A-Za-z]/.test(text) && (parts.length >= 2 || /^[A-Za-z]{2,3}[0-9]{5,}$/.test(text));
}

const PLACEHOLDERS: ReadonlySet<string> = new Set([
  '',
  '-',
  '--',
  'na',
  'n/a',
  'n.a.',
  'nil',
  'none',
  'null',
  'undefined',
]);

/** What people write where there is nothing to write. */
export function isPlaceholder(text: string): boolean {
  return PLACEHOLDERS.has(text.toLowerCase());
}

/** Digits and nothing else. */
export function isNumber(text: string): boolean {
  return /^[0-9]+$/.test(text);
}

/** A value without the quotes around it. */
export function withoutQuotes(text: string): string {
  const quote = text[0];
  const isQuoted = text.length >= 2 && (quote === '"' || quote === "'") && text.endsWith(quote);
  return isQuoted ? text.slice(1, -1).trim() : text.trim();
}
