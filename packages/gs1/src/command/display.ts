// What the `gs1` command shows: tables, marked errors, and never a raw control character.
import type { Gs1Error, LocalDate, Scan } from '../types.ts';

const MARGIN = 40;

// Control, format, surrogate, private and unassigned characters, and the line and paragraph separators.
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** A text whose control characters are shown as symbols (␝), and other characters that a terminal may obey as `\u{…}`. */
export function visible(text: string): string {
  return text.replace(UNSEEN, (character) => {
    const code = character.codePointAt(0)!;
    if (code < 32) return String.fromCharCode(0x2400 + code);
    return code === 127 ? '\u2421' : `\\u{${code.toString(16)}}`;
  });
}

/** One line of JSON that has only escapes for what `visible` would replace. */
export function jsonText(value: object): string {
  const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return `${JSON.stringify(value).replace(UNSEEN, (character) => character.split('').map(escaped).join(''))}\n`;
}

/** The data around an error, the offending range marked below it, and what is wrong. */
export function errorText(data: string, { code, message, start, end }: Gs1Error): string {
  const from = Math.max(0, start - MARGIN);
  const markEnd = Math.min(end, start + MARGIN);
  const to = Math.min(data.length, markEnd + MARGIN);
  const before = (from > 0 ? '…' : '') + visible(data.slice(from, start));
  const marked = visible(data.slice(start, markEnd));
  const after = visible(data.slice(markEnd, to)) + (to < data.length ? '…' : '');
  const marks = ' '.repeat(columns(before)) + '^'.repeat(Math.max(1, columns(marked)));
  return `${before}${marked}${after}\n${marks}\n${code}: ${visible(message)}\n\n`;
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

// As a terminal shows it: a letter with its vowel signs takes one column.
function columns(text: string): number {
  return Array.from(graphemes.segment(text)).length;
}

/** A scan as a table of its elements, then its dates and notes. */
export function scanText(data: string, scan: Scan): string {
  const { symbology, kind, elements, gtin, notes } = scan;
  const lines = [visible(data), `${kind}${symbology === null ? '' : ` (${symbology})`}`];
  const rows = elements.length === 0 && gtin !== undefined ? [{ ai: '01', title: 'GTIN', value: gtin }] : elements;
  const titleWidth = Math.max(...rows.map(({ title }) => title.length), 0);
  for (const { ai, title, value } of rows)
    lines.push(`  ${ai.padEnd(4)}  ${title.padEnd(titleWidth)}  ${visible(value)}`);
  for (const [name, text] of datesOf(scan)) lines.push(`  ${name}: ${text}`);
  for (const { code, message } of notes) lines.push(`  note ${code}: ${visible(message)}`);
  return `${lines.join('\n')}\n\n`;
}

function datesOf({ manufactured, packaged, bestBefore, expiry }: Scan): readonly [name: string, text: string][] {
  const dates: [string, LocalDate | undefined][] = [
    ['manufactured', manufactured],
    ['packaged', packaged],
    ['best before', bestBefore],
    ['expiry', expiry],
  ];
  return dates.flatMap(([name, date]) => (date === undefined ? [] : [[name, date.iso] as [string, string]]));
}
