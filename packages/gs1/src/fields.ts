import { readDate } from './dates.ts';
import { readDecimal } from './decimals.ts';
import { type ApplicationIdentifier, identifierOf } from './dictionary.ts';
import type { Element, LocalDate, Note, ParseOptions, Scan, ScanKind } from './types.ts';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

type Setter = (scan: Mutable<Scan>, element: Element, now: Date | undefined) => void;

const setters: Readonly<Record<string, Setter>> = {
  '00': (scan, { value }) => {
    scan.sscc = value;
  },
  '01': setGtin,
  '03': setGtin,
  '8006': setGtin,
  '10': (scan, { value }) => {
    scan.batch = value;
  },
  '11': dateSetter('manufactured'),
  '13': dateSetter('packaged'),
  '15': dateSetter('bestBefore'),
  '17': dateSetter('expiry'),
  '21': (scan, { value }) => {
    scan.serial = value;
  },
  '30': setCount,
  '37': setCount,
  '7003': (scan, element, now) => {
    // The expiry of AI 7003 has a time too; a plain expiry date is what the pack prints.
    if (scan.expiry === undefined) setDate(scan, 'expiry', element, now);
  },
};

// The setter of each AI by its id, so that no AI is compared as text while reading.
const settersById: readonly (Setter | undefined)[] = setterList();

/** Puts the elements of a reading into the fields that callers want; a date with day 00 adds a note. */
export function scanOf(
  symbology: string | null,
  kind: ScanKind,
  elements: readonly Element[],
  identifiers: readonly ApplicationIdentifier[],
  notes: readonly Note[],
  options: ParseOptions,
): Scan {
  const scan: Mutable<Scan> = { symbology, kind, elements, notes };
  for (let index = 0; index < elements.length; index++) {
    const setter = settersById[identifiers[index]!.id];
    if (setter !== undefined) setter(scan, elements[index]!, options.now);
  }
  return scan;
}

/** A reading without elements. */
export function plainScan(symbology: string | null, kind: ScanKind, notes: readonly Note[]): Scan {
  return { symbology, kind, elements: [], notes };
}

function setterList(): readonly (Setter | undefined)[] {
  const list: (Setter | undefined)[] = [];
  for (const [ai, setter] of Object.entries(setters)) list[identifierOf(ai)!.id] = setter;
  for (const series of ['392', '393']) {
    for (let decimals = 0; decimals <= 9; decimals++) list[identifierOf(`${series}${decimals}`)!.id] = setPrice;
  }
  return Array.from(list);
}

function setGtin(scan: Mutable<Scan>, { value }: Element): void {
  scan.gtin = value.length === 14 ? value : value.slice(0, 14);
}

function setCount(scan: Mutable<Scan>, { value }: Element): void {
  scan.count = Number(value);
}

function setPrice(scan: Mutable<Scan>, element: Element): void {
  const reading = readDecimal(element);
  if (reading !== null) scan.price = reading.value;
}

type DateField = 'expiry' | 'manufactured' | 'bestBefore' | 'packaged';

function dateSetter(field: DateField): Setter {
  return (scan, element, now) => setDate(scan, field, element, now);
}

function setDate(scan: Mutable<Scan>, field: DateField, { ai, value }: Element, now: Date | undefined): void {
  const date: LocalDate | null = readDate(value, now);
  if (date === null) return;
  scan[field] = date;
  if (date.day === null) {
    const message = `The date of AI ${ai} has no day: the last day of the month counts, ${date.iso}.`;
    scan.notes = [...scan.notes, { code: 'day-unspecified', message }];
  }
}
