import { hasCheckDigit } from '../check-digit.ts';
import { readDate } from '../dates.ts';
import { labelledText } from './labelled-text.ts';
import type { Particular } from './particular-labels.ts';
import { bracketedText, eightValues, jsonObject, type Labelled, queryOf, type Shape } from './particular-shapes.ts';
import {
  isGtinLength,
  isNumber,
  isPlaceholder,
  isStateLicence,
  particularValues,
  type TextParticular,
  withoutQuotes,
} from './particular-values.ts';
import { plainText } from './plain-text.ts';
import { type DateAssumption, type PrintedDate, readPrintedDate } from './printed-date.ts';
import type { LocalDate, Note, Particulars } from '../types.ts';

/** Particulars with everything that was assumed or left out. */
export type ParticularsReading = { readonly particulars: Particulars; readonly notes: readonly Note[] };

/** UTF-16 units; the largest QR code holds 7,089 digits. */
const LENGTH_MAX = 8192;

/**
 * Reads the particulars of an Indian label from text that is no GS1 data: `label: value` in English or Hindi, a flat JSON
 * object, AIs in brackets with printed dates, a query, or the eight values of Schedule H2 between pipes. Gives null unless
 * the text is mostly particulars, at least two, one of them a batch, a date, a licence or a GTIN. What is ambiguous,
 * contradictory or no such value is left out with a note.
 */
export function readParticulars(text: string, now?: Date): ParticularsReading | null {
  if (text.length > LENGTH_MAX) return null;
  const plain = plainText(text);
  const trimmed = plain.text.trim();
  const reading = shapesOf(trimmed)
    .map((shape) => readShape(shape, now))
    .find((one) => one !== null);
  if (reading === undefined) return null;
  return plain.isChanged ? { ...reading, notes: [...reading.notes, charactersChanged] } : reading;
}

/** Reads particulars from the query of a web address, which has to prove more: a GTIN, or a batch with both its dates. */
export function readLinkParticulars(url: string, now?: Date): ParticularsReading | null {
  const shape = url.length > LENGTH_MAX ? null : queryOf(url);
  return shape === null ? null : readShape(shape, now);
}

const charactersChanged = note(
  'characters-normalised',
  'Invisible or unusual characters were taken out or written plainly.',
);

function shapesOf(text: string): readonly Shape[] {
  const first = text[0];
  const shape = first === '{' ? jsonObject(text) : first === '[' || first === '(' ? bracketedText(text) : null;
  const shapes = shape === null ? [labelledText(text), eightValues(text)] : [shape];
  return shapes.filter((one) => one !== null);
}

function readShape(shape: Shape, now: Date | undefined): ParticularsReading | null {
  const { labelled, unknown, form } = shape;
  if (labelled.length <= unknown) return null;
  const reader = new ParticularsReader(now);
  for (const one of labelled) reader.add(one);
  const reading = reader.finish(FORM_NOTES[form]);
  return isEnough(reading, form, labelled) ? reading : null;
}

const byLabel = note(
  'particulars-by-label',
  'This is no GS1 data. Its parts were read by their labels; compare them with the pack.',
);
const FORM_NOTES: Readonly<Record<Shape['form'], Note>> = {
  labels: byLabel,
  json: byLabel,
  query: note(
    'particulars-by-label',
    'This is a web address. The values in it were read by their names; compare them with the pack.',
  ),
  brackets: note(
    'particulars-by-identifier',
    'The AIs stand in brackets with values that are not as GS1 has them; compare what was read with the pack.',
  ),
  positions: note(
    'particulars-by-position',
    'Eight values without labels were read in the order of Schedule H2; compare them with the pack.',
  ),
};

// Every reading shares these.
function note(code: string, message: string): Note {
  return Object.freeze({ code, message });
}

const SHELF_LIFE_YEARS_MAX = 10;

function isEnough({ particulars }: ParticularsReading, form: Shape['form'], labelled: readonly Labelled[]): boolean {
  const { productCode = '', batch, manufactured, expiry, licence = '' } = particulars;
  const count = Object.keys(particulars).length - 1;
  const hasGtin = isGtin(productCode);
  if (form === 'query') return count >= 2 && (hasGtin || (batch !== undefined && bothDates(particulars)));
  if (form === 'positions') {
    const isComplete = count >= 7 && batch !== undefined && bothDates(particulars);
    return isComplete && (hasGtin || isStateLicence(licence)) && isPlausible(manufactured!, expiry!);
  }
  // Brackets with a wrong GTIN are damaged GS1 data, which is for a person to scan again.
  if (form === 'brackets' && !hasGtin && labelled.some(({ particular }) => particular === 'productCode')) return false;
  return count >= 2 && (hasGtin || batch !== undefined || licence !== '' || (manufactured ?? expiry) !== undefined);
}

function bothDates({ manufactured, expiry }: Particulars): boolean {
  return manufactured !== undefined && expiry !== undefined;
}

function isPlausible(manufactured: LocalDate, expiry: LocalDate): boolean {
  return expiry.year - manufactured.year <= SHELF_LIFE_YEARS_MAX;
}

function isGtin(code: string): boolean {
  return code.length === 14 && isNumber(code) && hasCheckDigit(code, 0, 14);
}

type DateParticular = 'manufactured' | 'expiry';

const NAMES: Readonly<Record<Exclude<Particular, 'other'>, string>> = {
  productCode: 'product code',
  genericName: 'generic name',
  brandName: 'brand name',
  manufacturer: 'manufacturer',
  batch: 'batch',
  manufactured: 'manufacturing date',
  expiry: 'expiry date',
  licence: 'licence number',
};

const OTHER_LENGTH_MAX = 200;

class ParticularsReader {
  readonly #now: Date | undefined;
  readonly #texts = new Map<TextParticular, string>();
  readonly #dates = new Map<DateParticular, Extract<PrintedDate, { is: 'date' }>>();
  readonly #others: { label: string; value: string }[] = [];
  readonly #leftOut = new Set<Particular>();
  readonly #notes: Note[] = [];
  #isMonthFirst = false;

  constructor(now: Date | undefined) {
    this.#now = now;
  }

  add({ particular, label, value, isGs1 }: Labelled): void {
    const text = withoutQuotes(value);
    if (isPlaceholder(text)) return;
    if (particular === 'other') {
      if (text.length <= OTHER_LENGTH_MAX) this.#others.push({ label, value: text });
    } else if (particular === 'manufactured' || particular === 'expiry') {
      this.#addDate(particular, text, isGs1);
    } else {
      this.#addText(particular, text);
    }
  }

  finish(formNote: Note): ParticularsReading {
    this.#judgeDates();
    const particulars: { -readonly [Key in keyof Particulars]: Particulars[Key] } = { others: this.#others };
    for (const [particular, text] of this.#texts) particulars[particular] = text;
    for (const [particular, { date, assumptions }] of this.#dates) {
      particulars[particular] = date;
      for (const assumption of assumptions) this.#notes.push(assumed(particular, date, assumption));
      if (date.day === null) this.#notes.push(withoutDay(particular, date));
    }
    return { particulars, notes: [formNote, ...this.#notes] };
  }

  #addText(particular: TextParticular, text: string): void {
    const value = particularValues[particular](text);
    if (value === null) {
      const hasWrongCheckDigit = particular === 'productCode' && isNumber(text) && isGtinLength(text);
      this.#leaveOut(particular, hasWrongCheckDigit ? 'check-digit' : 'particular-unreadable', text);
      return;
    }
    const earlier = this.#texts.get(particular);
    if (earlier !== undefined && earlier !== value) this.#leaveOut(particular, 'particular-contradiction', text);
    else if (!this.#leftOut.has(particular)) this.#texts.set(particular, value);
  }

  #addDate(particular: DateParticular, text: string, isGs1: boolean): void {
    const reading = isGs1 && isNumber(text) ? gs1Date(text, this.#now) : readPrintedDate(text, this.#now);
    if (reading.is === 'month-first') this.#isMonthFirst = true;
    if (reading.is !== 'date') {
      this.#leaveOut(particular, reading.is === 'no-date' ? 'particular-unreadable' : 'date-ambiguous', text);
      return;
    }
    const earlier = this.#dates.get(particular);
    if (earlier !== undefined && !isSameDate(earlier.date, reading.date)) {
      this.#leaveOut(particular, 'particular-contradiction', text);
    } else if (!this.#leftOut.has(particular)) {
      this.#dates.set(particular, reading);
    }
  }

  // Where one date has its month first, the order of the others is open; and no pack expires before it is made.
  #judgeDates(): void {
    if (this.#isMonthFirst) {
      for (const [particular, { date, assumptions }] of this.#dates) {
        if (assumptions.includes('order')) this.#leaveOut(particular, 'date-ambiguous', date.iso);
      }
    }
    const manufactured = this.#dates.get('manufactured');
    const expiry = this.#dates.get('expiry');
    if (manufactured === undefined || expiry === undefined || manufactured.date.iso < expiry.date.iso) return;
    this.#dates.clear();
    const message = `The expiry ${expiry.date.iso} is not after the manufacture ${manufactured.date.iso}: both dates were left out. Read them on the pack.`;
    this.#notes.push({ code: 'dates-contradict', message });
  }

  #leaveOut(particular: Exclude<Particular, 'other'>, code: keyof typeof REASONS, text: string): void {
    this.#leftOut.add(particular);
    if (particular === 'manufactured' || particular === 'expiry') this.#dates.delete(particular);
    else this.#texts.delete(particular);
    const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
    const message = `The ${NAMES[particular]} "${shown}" was left out: ${REASONS[code]}. Read it on the pack.`;
    this.#notes.push({ code, message });
  }
}

const REASONS = {
  'check-digit': 'it has the length of a GTIN but the wrong check digit',
  'particular-unreadable': 'it is not written like one',
  'particular-contradiction': 'the code says it twice, in different words',
  'date-ambiguous': 'it could mean more than one date',
} as const;

function assumed(particular: DateParticular, { iso }: LocalDate, assumption: DateAssumption): Note {
  const what = assumption === 'century' ? 'the century of its year' : 'the order of day, month and year';
  const code = assumption === 'century' ? 'century-assumed' : 'date-order-assumed';
  return { code, message: `The ${NAMES[particular]} was read as ${iso}; ${what} is assumed.` };
}

function withoutDay(particular: DateParticular, { iso }: LocalDate): Note {
  return {
    code: 'day-unspecified',
    message: `The ${NAMES[particular]} has no day: the last day of the month counts, ${iso}.`,
  };
}

function gs1Date(digits: string, now: Date | undefined): PrintedDate {
  const date = digits.length === 6 ? readDate(digits, now) : null;
  return date === null ? readPrintedDate(digits, now) : { is: 'date', date, assumptions: [] };
}

function isSameDate(a: LocalDate, b: LocalDate): boolean {
  return a.iso === b.iso && a.day === b.day;
}
