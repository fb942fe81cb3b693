import { parseBracketed } from './bracketed.ts';
import { DIGITS, firstOutside } from './character-sets.ts';
import { hasCheckDigit } from './check-digit.ts';
import { parseDigitalLink } from './digital-link.ts';
import { readElements, separatorOf } from './element-string.ts';
import { failure } from './failure.ts';
import { plainScan, scanOf } from './fields.ts';
import { expandUpcE, parseGtin } from './gtin.ts';
import { readLeniently } from './label/lenient.ts';
import { SCAN_LENGTH_MAX } from './limits.ts';
import { faultMessage } from './linter-messages.ts';
import { elementStringSymbologies, readSymbology } from './symbology.ts';
import type { Element, Gs1Error, Note, ParseOptions, Result, Scan } from './types.ts';

/**
 * Reads what a scanner gives: an optional symbology identifier (GS1 General Specifications 5.1, ISO/IEC 15424) and data of
 * at most 65,536 UTF-16 units. After an identifier that promises GS1 data a bad element string or GTIN is an error; other
 * data is an element string, a Digital Link, a GTIN or a URL where it proves to be one, else the particulars of an Indian
 * label, else `text`. An element string without identifier proves itself by a separator or by a key with a check digit.
 * Errors: those of `parseElementString` and `parseGtin`, and `SYMBOLOGY`.
 */
export function parseScan(data: string, options: ParseOptions = {}): Result<Scan> {
  if (data.length === 0) return failure('SYNTAX', 'Nothing was scanned.', 0, 0);
  if (data.length > SCAN_LENGTH_MAX)
    return failure('SYNTAX', 'This is more data than a symbol can hold.', 0, data.length);
  const identifier = readSymbology(data);
  if (!identifier.ok) return identifier;
  const { symbology, dataAt } = identifier.value;
  if (symbology !== null && elementStringSymbologies.has(symbology)) {
    return promisedElementString(data, dataAt, symbology, options);
  }
  if (symbology === ']E0' || symbology === ']E3' || symbology === ']E4') {
    return promisedGtin(data, dataAt, symbology, options);
  }
  const scan = recognised(data, dataAt, symbology, options);
  const isRecognised = scan.kind !== 'text' && scan.kind !== 'url';
  return { ok: true, value: isRecognised ? scan : readLeniently(scan, data, dataAt, options) };
}

function promisedElementString(data: string, dataAt: number, symbology: string, options: ParseOptions): Result<Scan> {
  if (symbology === ']Q3' && isUrl(data, dataAt)) {
    const scan = webAddress(data, dataAt, symbology, [contradiction], options);
    return { ok: true, value: scan.kind === 'url' ? readLeniently(scan, data, dataAt, options) : scan };
  }
  const reading = readElements(data, dataAt, options);
  if (!reading.ok) return reading;
  const { elements, identifiers, notes } = reading.value;
  return { ok: true, value: scanOf(symbology, 'element-string', elements, identifiers, notes, options) };
}

/** What some scanners put between a linear symbol and its composite component. */
export const COMPOSITE = '|]e0';

/** EAN/UPC (GS1 General Specifications 5.2), with the composite component that some scanners put after it. */
function promisedGtin(data: string, dataAt: number, symbology: string, options: ParseOptions): Result<Scan> {
  const compositeAt = data.indexOf(COMPOSITE, dataAt);
  const digitsEnd = compositeAt < 0 ? data.length : compositeAt;
  const notes: Note[] = [];
  const read = eanUpcGtin(data.slice(dataAt, digitsEnd), symbology, notes);
  if (!read.ok) return failure(read.error.code, read.error.message, read.error.start + dataAt, read.error.end + dataAt);
  const gtin: Element = { ai: '01', value: read.value, title: 'GTIN' };
  if (compositeAt < 0) return { ok: true, value: gtinScan(symbology, gtin.value, notes) };
  const reading = readElements(data, compositeAt + COMPOSITE.length, options, gtin);
  if (!reading.ok) return reading;
  const { elements, identifiers } = reading.value;
  const scan = scanOf(symbology, 'gtin', elements, identifiers, [...notes, ...reading.value.notes], options);
  return { ok: true, value: { ...scan, gtin: gtin.value } };
}

function eanUpcGtin(digits: string, symbology: string, notes: Note[]): Result<string> {
  if (symbology === ']E4') return ofLength(digits, 8, 8);
  if (symbology === ']E3' && (digits.length === 15 || digits.length === 18)) {
    notes.push({ code: 'add-on-ignored', message: `The add-on ${digits.slice(13)} was left out.` });
    return ofLength(digits.slice(0, 13), 13, 13);
  }
  if (digits.length !== 8) return ofLength(digits, 12, 13);
  notes.push({ code: 'upc-e-expanded', message: 'Eight digits of a symbol that is no EAN-8 were read as UPC-E.' });
  const upcA = expandUpcE(digits);
  return upcA.ok ? parseGtin(upcA.value) : upcA;
}

function ofLength(digits: string, least: number, most: number): Result<string> {
  const length = digits.length;
  const at = firstOutside(DIGITS, digits, 0, length);
  if (at !== length) return failure('NON_DIGIT_CHARACTER', faultMessage('NON_DIGIT_CHARACTER'), at, at + 1);
  if (length < least) return failure('VALUE_TOO_SHORT', `The symbol has fewer than ${least} digits.`, 0, length);
  if (length > most) return failure('VALUE_TOO_LONG', `The symbol has more than ${most} digits.`, 0, length);
  if (hasCheckDigit(digits, 0, length)) return { ok: true, value: digits.padStart(14, '0') };
  return failure('INCORRECT_CHECK_DIGIT', faultMessage('INCORRECT_CHECK_DIGIT'), length - 1, length);
}

/** What data that promises nothing proves to be. */
function recognised(data: string, dataAt: number, symbology: string | null, options: ParseOptions): Scan {
  if (isUrl(data, dataAt)) return webAddress(data, dataAt, symbology, [], options);
  if (data.charCodeAt(dataAt) === 0x28) return bracketedScan(data, dataAt, symbology, options);
  const length = data.length - dataAt;
  const isGtinLength = length === 8 || (length >= 12 && length <= 14);
  const isDigits = isGtinLength && firstOutside(DIGITS, data, dataAt, data.length) === data.length;
  if (isDigits && hasCheckDigit(data, dataAt, data.length)) {
    return gtinScan(symbology, data.slice(dataAt).padStart(14, '0'), []);
  }
  const reading = readElements(data, dataAt, options);
  if (reading.ok) {
    const { elements, identifiers, notes } = reading.value;
    const isProved = data.includes(separatorOf(options), dataAt) || identifiers.some((ai) => ai.isKey && ai.hasCheck);
    if (isProved) {
      return scanOf(symbology, 'element-string', elements, identifiers, [...notes, assumedElementString], options);
    }
    return plainScan(symbology, 'text', [possibleElementString]);
  }
  const notes: Note[] = [];
  if (isDigits) notes.push(wrongGtin);
  if (startsLikeElementString(data, dataAt, options)) notes.push(damagedElementString(reading.error));
  else if (reading.error.code === 'REQUIRED_AI_MISSING') notes.push(possibleElementString);
  return plainScan(symbology, 'text', notes);
}

// Results share these notes, so they are frozen; all else in a result is its own.
const assumedElementString: Note = Object.freeze({
  code: 'element-string-assumed',
  message: 'The symbol does not announce GS1 data; it was read as such because all of it is valid.',
});
const possibleElementString: Note = Object.freeze({
  code: 'element-string-possible',
  message: 'This could be GS1 data, but nothing in it proves that; it was left as text.',
});
const wrongGtin: Note = Object.freeze({
  code: 'check-digit',
  message: 'This has the length of a GTIN but the wrong check digit; it was left as text.',
});

function damagedElementString(error: Gs1Error): Note {
  return {
    code: 'element-string-invalid',
    message: `This starts like GS1 data but was left as text. ${error.message} (position ${error.start + 1})`,
  };
}

// A separator, or a GTIN with its AI and a correct check digit.
function startsLikeElementString(data: string, dataAt: number, options: ParseOptions): boolean {
  if (data.includes(separatorOf(options), dataAt)) return true;
  if (!data.startsWith('01', dataAt) || data.length - dataAt < 16) return false;
  const isNumber = firstOutside(DIGITS, data, dataAt, dataAt + 16) === dataAt + 16;
  return isNumber && hasCheckDigit(data, dataAt + 2, dataAt + 16);
}

function bracketedScan(data: string, dataAt: number, symbology: string | null, options: ParseOptions): Scan {
  const reading = parseBracketed(data.slice(dataAt), options);
  if (!reading.ok) return plainScan(symbology, 'text', [damagedElementString(reading.error)]);
  const note: Note = {
    code: 'bracketed-text',
    message: 'The symbol carries the brackets that belong under it; they were read as such.',
  };
  return { ...reading.value, symbology, notes: [...reading.value.notes, note] };
}

// A link whose structure is that of a Digital Link but whose values are wrong is told from any other link by a note.
function webAddress(
  data: string,
  dataAt: number,
  symbology: string | null,
  notes: readonly Note[],
  options: ParseOptions,
): Scan {
  const reading = parseDigitalLink(data.slice(dataAt), options);
  if (reading.ok) return { ...reading.value, symbology, notes: [...notes, ...reading.value.notes] };
  if (reading.error.code === 'DIGITAL_LINK') return plainScan(symbology, 'url', notes);
  const message = `This is a GS1 Digital Link with a wrong value. ${reading.error.message}`;
  return plainScan(symbology, 'url', [...notes, { code: 'digital-link-invalid', message }]);
}

const contradiction: Note = Object.freeze({
  code: 'symbology-contradicts-data',
  message: 'The symbol announces a GS1 element string but carries a web address.',
});

function gtinScan(symbology: string | null, gtin: string, notes: readonly Note[]): Scan {
  return { symbology, kind: 'gtin', elements: [], gtin, notes };
}

// A scheme is letters of any case (RFC 3986 3.1).
function isUrl(data: string, at: number): boolean {
  const start = data.slice(at, at + 8).toLowerCase();
  return start.startsWith('http://') || start === 'https://';
}
