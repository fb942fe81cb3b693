import { ELEMENTS_MAX } from '../limits.ts';
import { LABEL_LENGTH_MAX, type Particular, particularOf } from './particular-labels.ts';
import type { Labelled, Shape } from './particular-shapes.ts';

/** Reads `label: value` pairs, between line breaks, commas, semicolons, pipes or just one after the other. */
export function labelledText(text: string): Shape | null {
  // Braces, angle brackets and escapes are those of markup and source code.
  if (/[{}<>\\`$]/.test(text)) return null;
  const reader = new LabelReader();
  for (const { start, end, delimiter } of stretches(text)) {
    if (!reader.read(text, start, end, delimiter)) return null;
  }
  return reader.shape();
}

type Stretch = { readonly start: number; readonly end: number; readonly delimiter: string };

// Stretches of text between line breaks, semicolons, pipes and tabs, each with the delimiter before it.
function* stretches(text: string): Generator<Stretch> {
  let start = 0;
  let delimiter = '';
  for (let at = 0; at <= text.length; at++) {
    const character = text[at] ?? '\n';
    if (!'\n;|\t'.includes(character)) continue;
    if (text.slice(start, at).trim() !== '') yield { start, end: at, delimiter };
    delimiter = character;
    start = at + 1;
  }
}

type Label = { readonly particular: Particular; readonly at: number; readonly end: number; readonly valueAt: number };

const SENTENCE_WORDS = 3;

class LabelReader {
  readonly #labelled: { particular: Particular; label: string; value: string; isGs1: boolean }[] = [];
  #unknown = 0;

  shape(): Shape | null {
    const isEmpty = this.#labelled.length === 0 || this.#labelled.length > ELEMENTS_MAX;
    return isEmpty ? null : { form: 'labels', labelled: this.#labelled, unknown: this.#unknown };
  }

  /** False where the stretch is the prose of a sentence with a label in it. */
  read(text: string, start: number, end: number, delimiter: string): boolean {
    const { labels, unknown } = labelsIn(text, start, end);
    this.#unknown += unknown;
    const before = text.slice(start, labels[0]?.at ?? end).trim();
    if (labels.length === 0) return this.#unlabelled(before, delimiter);
    let first = 0;
    // Before a label may stand the same one in another language; other words make another label of it (`Sale licence`).
    if (hasWord(before) && particularOf(before) === undefined) {
      if (this.#continues(before, delimiter)) this.#append(before);
      else if (before.split(/\s+/).length >= SENTENCE_WORDS) return false;
      else first = 1;
    }
    this.#unknown += first;
    for (let index = first; index < labels.length; index++) {
      const { particular, at, end: labelEnd, valueAt } = labels[index]!;
      const value = withoutJoint(text.slice(valueAt, labels[index + 1]?.at ?? end));
      this.#labelled.push({ particular, label: text.slice(at, labelEnd).trim(), value, isGs1: false });
    }
    return true;
  }

  // A value below its label, the next line of an address, or labels without a colon.
  #unlabelled(stretch: string, delimiter: string): true {
    const last = this.#labelled.at(-1);
    if (last?.value === '' && delimiter === '\n') {
      last.value = stretch;
      return true;
    }
    const bare = stretch.split(',').map(bareLabel);
    if (bare.every((one) => one !== null)) this.#labelled.push(...bare);
    else if (this.#continues(stretch, delimiter)) this.#append(stretch);
    else if (hasWord(stretch)) this.#unknown++;
    return true;
  }

  #continues(stretch: string, delimiter: string): boolean {
    const isAddress = /[ ,]/.test(stretch) && !/[:=/]/.test(stretch);
    return delimiter === '\n' && isAddress && this.#labelled.at(-1)?.particular === 'manufacturer';
  }

  #append(line: string): void {
    const last = this.#labelled.at(-1)!;
    last.value = `${last.value}${last.value.endsWith(',') ? '' : ','} ${withoutJoint(line)}`;
  }
}

// Labels with a colon or an equals sign after them; a colon after other words is a label nobody knows.
function labelsIn(text: string, start: number, end: number): { labels: readonly Label[]; unknown: number } {
  const labels: Label[] = [];
  let unknown = 0;
  let from = start;
  for (let at = start; at < end && labels.length <= ELEMENTS_MAX; at++) {
    const character = text[at]!;
    if ((character !== ':' && character !== '=') || text.startsWith('://', at)) continue;
    const found = labelBefore(text, from, at);
    if (found !== null && !isQualified(text, from, found.at)) labels.push({ ...found, end: at, valueAt: at + 1 });
    else if (/[\p{L}\p{M}]\s?$/u.test(text.slice(Math.max(from, at - 2), at))) unknown++;
    from = at + 1;
  }
  return { labels, unknown };
}

// Words that make another thing of the label after them: `FSSAI Lic. No.`, `date of expiry of licence`.
const QUALIFIERS: ReadonlySet<string> = new Set(
  'fssai sale sales retail wholesale import export trade shop driving old new previous parent bulk of for without not no'.split(
    ' ',
  ),
);
const QUALIFIER_LENGTH_MAX = 12;

function isQualified(text: string, start: number, labelAt: number): boolean {
  const before = text.slice(Math.max(start, labelAt - QUALIFIER_LENGTH_MAX), labelAt);
  const word = /[A-Za-z]+(?=[^A-Za-z]{0,3}$)/.exec(before)?.[0] ?? '';
  return QUALIFIERS.has(word.toLowerCase());
}

// The longest label that ends before `end`; it starts where a word can start.
function labelBefore(text: string, start: number, end: number): { particular: Particular; at: number } | null {
  let best: { particular: Particular; at: number } | null = null;
  let labelEnd = end;
  while (labelEnd > start && text[labelEnd - 1] === ' ') labelEnd--;
  for (let at = labelEnd - 1; at >= start && labelEnd - at <= LABEL_LENGTH_MAX; at--) {
    if (text[at] === ',') break;
    if (at > start && !' ,.&()*\'"-•'.includes(text[at - 1]!)) continue;
    const particular = particularOf(text.slice(at, labelEnd));
    if (particular !== undefined) best = { particular, at };
  }
  return best;
}

// `B.No. AB12`, `Exp 02/2027`, `Lic No - KTK/25/445`: only where few words with a digit follow; the value is judged later.
function bareLabel(part: string): Labelled | null {
  const words = part.trim().split(/\s+/, 8);
  for (let count = Math.min(words.length - 1, 4); count > 0; count--) {
    const label = words.slice(0, count).join(' ');
    const particular = particularOf(label);
    if (particular === undefined || !BARE_LABELS.has(particular)) continue;
    const value = words.slice(words[count] === '-' ? count + 1 : count).join(' ');
    return /\d/.test(value) && value.split(' ').length <= 3 ? { particular, label, value, isGs1: false } : null;
  }
  return null;
}
const BARE_LABELS: ReadonlySet<Particular> = new Set(['batch', 'manufactured', 'expiry', 'licence']);

// A single letter numbers the lines.
function hasWord(text: string): boolean {
  return /\p{L}[\p{L}\p{M}]/u.test(text);
}

// What joins a value to the next label is no part of it.
function withoutJoint(value: string): string {
  let end = value.length;
  while (end > 0 && ' ,&(*-\t'.includes(value[end - 1]!)) end--;
  let start = 0;
  while (start < end && ' -\t'.includes(value[start]!)) start++;
  return value.slice(start, end);
}
