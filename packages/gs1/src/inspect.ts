import { endOfBracketedValue, parseBracketed } from './bracketed.ts';
import { identifierOf, unassignedIdentifier } from './dictionary.ts';
import { decoded, linkParts, parseDigitalLink } from './digital-link.ts';
import { endOfValue, readElements, separatorOf } from './element-string.ts';
import { type Explanation, explain, formatOf } from './explain.ts';
import { parseGtin } from './gtin.ts';
import { SCAN_LENGTH_MAX } from './limits.ts';
import { COMPOSITE, parseScan } from './scan.ts';
import { elementStringSymbologies, readSymbology } from './symbology.ts';
import type { Element, Gs1Error, ParseOptions, Scan } from './types.ts';

/**
 * What a stretch of the input is. `symbology`: an AIM symbology identifier; `bracket`: around an AI; `scheme`, `domain` and
 * `path`: a web address as far as it is no AI and no value; `rest`: what was not read.
 */
export type SegmentKind =
  | 'symbology'
  | 'separator'
  | 'bracket'
  | 'ai'
  | 'value'
  | 'scheme'
  | 'domain'
  | 'path'
  | 'rest';

/** One stretch of the input, in UTF-16 units, `end` exclusive; an AI and its value say which AI it is. */
export type Segment = {
  readonly kind: SegmentKind;
  readonly start: number;
  readonly end: number;
  readonly ai?: string;
  readonly title?: string;
};

/**
 * One element and where it stands in the input, `start` to `end`. A value with a fault is as carried and has no meaning.
 * The GTIN of a symbol without AIs (EAN/UPC) counts as AI 01, its value filled up to 14 digits.
 */
export type InspectedElement = Element &
  Explanation & { readonly start: number; readonly end: number; readonly isValid: boolean };

/** Any code taken apart; see `inspect`. */
export type Inspection = {
  /** Together they are the whole input, without gap or overlap. */
  readonly segments: readonly Segment[];
  readonly elements: readonly InspectedElement[];
  /** What `parseScan` gives, if it reads the input. */
  readonly scan: Scan | null;
  /** Why the input, or what it starts like, cannot be read; a scan that is left as text or URL has a reason too. */
  readonly error: Gs1Error | null;
};

/**
 * Takes any code apart, right or wrong, with the readers and the table of `parseScan`: what each stretch of it is, what each
 * element means, and the first error. What comes after an error in an element string or in bracketed text is `rest`.
 */
export function inspect(data: string, options: ParseOptions = {}): Inspection {
  const result = parseScan(data, options);
  const scan = result.ok ? result.value : null;
  const identifier = readSymbology(data);
  const cut = new Cut(data);
  let found: Gs1Error | null = null;
  if (identifier.ok && data.length <= SCAN_LENGTH_MAX) {
    const { symbology, dataAt } = identifier.value;
    cut.add('symbology', dataAt);
    if (scan !== null) found = cutScan(cut, scan, options);
    else if (symbology !== null && elementStringSymbologies.has(symbology)) cutElementString(cut, options);
    else if (symbology !== null) cutGtin(cut, options, gtinAlone(data, options));
  }
  cut.add('rest', data.length);
  const elements = cut.elements.map((element) => explained(element, options.now));
  return { segments: cut.segments, elements, scan, error: result.ok ? found : result.error };
}

type CutElement = Element & { readonly start: number; readonly end: number; readonly isValid: boolean };

function explained(element: CutElement, now: Date | undefined): InspectedElement {
  if (element.isValid) return { ...element, ...explain(element, now) };
  return { ...element, ...formatOf(element.ai), meaning: null };
}

/** Segments from the start of the data onwards: each begins where the last one ended. */
class Cut {
  readonly data: string;
  readonly segments: Segment[] = [];
  readonly elements: CutElement[] = [];
  at = 0;

  constructor(data: string) {
    this.data = data;
  }

  add(kind: SegmentKind, end: number, element?: Element): void {
    if (end <= this.at) return;
    const ai = element && { ai: element.ai };
    const title = element?.title ? { title: element.title } : undefined;
    this.segments.push({ kind, start: this.at, end, ...ai, ...title });
    this.at = end;
  }

  /** AI and value with what stands between them. */
  element(element: Element, valueEnd: number, isValid: boolean, between?: readonly [SegmentKind, number]): void {
    const start = this.at;
    this.add('ai', start + element.ai.length, element);
    if (between !== undefined) this.add(between[0], this.at + between[1]);
    this.add('value', valueEnd, element);
    this.elements.push({ ...element, start, end: valueEnd, isValid });
  }

  /** The separators here, mostly one: a run of them is one segment. */
  separators(separator: string): void {
    let end = this.at;
    while (this.data.startsWith(separator, end)) end++;
    this.add('separator', end);
  }
}

/** The error is that of what the scan starts like, where it was left as text or as a URL. */
function cutScan(cut: Cut, scan: Scan, options: ParseOptions): Gs1Error | null {
  const { data } = cut;
  const has = (code: string) => scan.notes.some((note) => note.code === code);
  switch (scan.kind) {
    case 'gtin':
      cutGtin(cut, options, scan.gtin ?? null);
      return null;
    case 'digital-link':
    case 'url':
      return cutLink(cut, options);
    case 'element-string':
    case 'text': {
      const isBracketed = data[cut.at] === '(';
      if (scan.kind === 'element-string' || has('element-string-invalid'))
        return isBracketed ? cutBracketed(cut, options) : cutElementString(cut, options);
      return has('check-digit') ? cutWrongGtin(cut) : null;
    }
    case 'h2-particulars':
      return null;
  }
}

function cutElementString(cut: Cut, options: ParseOptions, linear?: Element): Gs1Error | null {
  const { data } = cut;
  const separator = separatorOf(options)[0]!;
  const elements: Element[] = [];
  const reading = readElements(data, cut.at, options, linear, elements);
  for (const element of elements) {
    cut.separators(separator);
    cut.element(element, cut.at + element.ai.length + element.value.length, true);
  }
  cut.separators(separator);
  if (reading.ok) return null;
  const { ai } = reading.error;
  if (ai !== undefined && cut.at < data.length) {
    const identifier = identifierOf(ai) ?? unassignedIdentifier(ai);
    const valueAt = cut.at + ai.length;
    const valueEnd = endOfValue(data, valueAt, data.length, separator.charCodeAt(0), identifier);
    cut.element({ ai, value: data.slice(valueAt, valueEnd), title: identifier.title }, valueEnd, false);
  }
  return reading.error;
}

function cutBracketed(cut: Cut, options: ParseOptions): Gs1Error | null {
  const dataAt = cut.at;
  const text = cut.data.slice(dataAt);
  const elements: Element[] = [];
  const reading = parseBracketed(text, options, elements);
  let isComposite = false;
  const addElement = (element: Element, isValid: boolean) => {
    cut.add('bracket', cut.at + 1);
    const valueAt = cut.at + element.ai.length + 1;
    cut.element(element, dataAt + endOfBracketedValue(text, valueAt - dataAt, isComposite), isValid, ['bracket', 1]);
    if (!isValid || cut.data[cut.at] !== '|') return;
    isComposite = true;
    cut.add('separator', cut.at + 1);
  };
  for (const element of elements) addElement(element, true);
  if (reading.ok) return null;
  const { ai, start, end } = reading.error;
  if (ai !== undefined && cut.at < cut.data.length) {
    const valueAt = cut.at - dataAt + ai.length + 2;
    const value = text.slice(valueAt, endOfBracketedValue(text, valueAt, isComposite)).replaceAll('\\(', '(');
    addElement({ ai, value, title: identifierOf(ai)?.title ?? '' }, false);
  }
  return { ...reading.error, start: start + dataAt, end: end + dataAt };
}

/** A Digital Link, or any other web address: that has no error. */
function cutLink(cut: Cut, options: ParseOptions): Gs1Error | null {
  const uriAt = cut.at;
  const uri = cut.data.slice(uriAt);
  const reading = parseDigitalLink(uri, options);
  const error = reading.ok ? null : reading.error;
  const structure = linkParts(uri);
  // Where the structure is wrong, the AIs before that place are known nevertheless.
  const known = structure.ok ? structure : linkParts(uri.slice(0, structure.error.start));
  const authorityAt = uri.indexOf('//') + 2;
  const pathAt = authorityAt + (uri.slice(authorityAt) + '/').search(/[/?#]/);
  cut.add('scheme', uriAt + authorityAt);
  cut.add('domain', uriAt + pathAt);
  for (const [index, part] of (known.ok ? known.value : []).entries()) {
    const { identifier, at, valueAt, valueEnd } = part;
    const value = reading.ok ? reading.value.elements[index]!.value : decoded(uri, part);
    const isValid = error === null || error.start < valueAt || error.start > valueEnd;
    cut.add('path', uriAt + at);
    cut.element({ ai: identifier.ai, value, title: identifier.title }, uriAt + valueEnd, isValid, ['path', 1]);
  }
  if (error === null || !(known.ok || isWrongSequence(error, pathAt))) {
    cut.add('path', cut.data.length);
    return null;
  }
  cut.add('path', structure.ok ? cut.data.length : uriAt + error.start);
  return { ...error, start: error.start + uriAt, end: error.end + uriAt };
}

// A key with what is no qualifier of it, told from a path without any key and from a character that no URI has.
function isWrongSequence({ start, end }: Gs1Error, pathAt: number): boolean {
  return start > pathAt && end > start + 1;
}

/** The digits of an EAN/UPC symbol or of a bare GTIN, with a composite component; `gtin` is null where they are wrong. */
function cutGtin(cut: Cut, options: ParseOptions, gtin: string | null): void {
  const { data } = cut;
  const dataAt = cut.at;
  const compositeAt = data.indexOf(COMPOSITE, dataAt);
  const end = compositeAt < 0 ? data.length : compositeAt;
  const digits = data.slice(dataAt, end);
  // An add-on of two or five digits comes after the 13 of the EAN.
  const length = digits.length === 15 || digits.length === 18 ? 13 : digits.length;
  const element: Element = { ai: '01', value: gtin ?? digits.slice(0, length), title: 'GTIN' };
  cut.add('value', dataAt + length, element);
  if (length > 0) cut.elements.push({ ...element, start: dataAt, end: dataAt + length, isValid: gtin !== null });
  cut.add('rest', end);
  if (compositeAt < 0) return;
  cut.add('symbology', compositeAt + COMPOSITE.length);
  cutElementString(cut, options, element);
}

/** The GTIN of a linear symbol whose composite component is wrong, or null where its own digits are. */
function gtinAlone(data: string, options: ParseOptions): string | null {
  const compositeAt = data.indexOf(COMPOSITE);
  const alone = compositeAt < 0 ? null : parseScan(data.slice(0, compositeAt), options);
  return alone?.ok ? (alone.value.gtin ?? null) : null;
}

function cutWrongGtin(cut: Cut): Gs1Error | null {
  const dataAt = cut.at;
  const read = parseGtin(cut.data.slice(dataAt));
  cutGtin(cut, {}, null);
  return read.ok ? null : { ...read.error, start: read.error.start + dataAt, end: read.error.end + dataAt };
}
