import {
  CSET_39,
  CSET_64,
  CSET_82,
  DIGITS,
  HEX_DIGITS,
  codeAt,
  cset32,
  cset82,
  firstOutside,
} from './character-sets.ts';
import { countryAlpha2Codes, countryNumericCodes, currencyNumericCodes, packageTypeCodes } from './code-lists.ts';
import type { Fault, Linter } from './linter.ts';
import { faultMessage } from './linter-messages.ts';
import { couponCode, couponPositiveOffer } from './linters-coupon.ts';
import * as dateTime from './linters-date-time.ts';
import type { Result } from './types.ts';

/** The linters of the GS1 Barcode Syntax Dictionary by the names it gives them. */
export const linters = {
  couponcode: couponCode,
  couponposoffer: couponPositiveOffer,
  cset39: characters(CSET_39, 'INVALID_CSET39_CHARACTER'),
  cset64: base64Url,
  cset82: characters(CSET_82, 'INVALID_CSET82_CHARACTER'),
  csetnumeric: characters(DIGITS, 'NON_DIGIT_CHARACTER'),
  csum: checkSum,
  csumalpha: checkPair,
  gcppos1: (data, start, end) => companyPrefix(data, start, end, start),
  gcppos2: (data, start, end) => companyPrefix(data, start, end, start + 1),
  hasnondigit: nonDigit,
  hh: dateTime.hour,
  hhmi: dateTime.hourMinute,
  hyphen: hyphens,
  iban: internationalBankAccount,
  importeridx: importerIndex,
  iso3166: listed(countryNumericCodes, 'NOT_ISO3166'),
  iso3166999: listed(new Set([...countryNumericCodes, '999']), 'NOT_ISO3166_OR_999'),
  iso3166alpha2: listed(countryAlpha2Codes, 'NOT_ISO3166_ALPHA2'),
  iso4217: listed(currencyNumericCodes, 'NOT_ISO4217'),
  iso5218: listed(new Set(['0', '1', '2', '9']), 'INVALID_BIOLOGICAL_SEX_CODE'),
  latitude: (data, start, end) => coordinate(data, start, end, 'LATITUDE', 1_800_000_000),
  longitude: (data, start, end) => coordinate(data, start, end, 'LONGITUDE', 3_600_000_000),
  mediatype: mediaType,
  mi: dateTime.minute,
  nonzero: nonZero,
  nozeroprefix: noZeroPrefix,
  packagetype: listed(packageTypeCodes, 'INVALID_PACKAGE_TYPE'),
  pcenc: percentEncoding,
  pieceoftotal: pieceOfTotal,
  posinseqslash: positionInSequence,
  ss: dateTime.second,
  winding: listed(new Set(['0', '1', '9']), 'INVALID_WINDING_DIRECTION'),
  yesno: listed(new Set(['0', '1']), 'NOT_ZERO_OR_ONE'),
  yymmd0: dateTime.dateYymmd0,
  yymmdd: dateTime.dateYymmdd,
  yyyymmd0: dateTime.dateYyyymmd0,
  yyyymmdd: dateTime.dateYyyymmdd,
  zero: listed(new Set(['0']), 'NOT_ZERO'),
} satisfies Record<string, Linter>;

/** A linter's name in the GS1 Barcode Syntax Dictionary, such as `csum`. */
export type LinterName = keyof typeof linters;

/**
 * Runs one linter of the GS1 Barcode Syntax Dictionary on a whole value and gives the value back, or the linter's error
 * (its name without prefix) with the offending characters of the value. An unknown linter is a `SYNTAX` error.
 */
export function lint(linter: string, value: string): Result<string> {
  if (!isLinterName(linter)) {
    const message = `There is no linter named ${linter}.`;
    return { ok: false, error: { code: 'SYNTAX', message, start: 0, end: value.length } };
  }
  const run: Linter = linters[linter];
  const fault = run(value, 0, value.length);
  return fault === null ? { ok: true, value } : { ok: false, error: { ...fault, message: faultMessage(fault.code) } };
}

/** Whether a linter of the GS1 Barcode Syntax Dictionary has this name; case counts. */
export function isLinterName(name: string): name is LinterName {
  return Object.hasOwn(linters, name);
}

function characters(set: number, code: string): Linter {
  return (data, start, end) => {
    const at = firstOutside(set, data, start, end);
    return at === end ? null : { code, start: at, end: at + 1 };
  };
}

function listed(allowed: ReadonlySet<string>, code: string): Linter {
  return (data, start, end) => (allowed.has(data.slice(start, end)) ? null : { code, start, end });
}

// Padding completes a multiple of three characters: that is how the dictionary defines it, unlike RFC 4648.
function base64Url(data: string, start: number, end: number): Fault | null {
  const at = firstOutside(CSET_64, data, start, end);
  if (at === end) return null;
  for (let pad = at; pad < end; pad++) {
    if (codeAt(data, pad) !== 61) return { code: 'INVALID_CSET64_CHARACTER', start: at, end: at + 1 };
  }
  if (end - at <= 2 && (end - start) % 3 === 0) return null;
  return { code: 'INVALID_CSET64_PADDING', start: at, end };
}

// Digits and their weighted sum in one pass, two at a time; the check digit itself has weight 1.
function checkSum(data: string, start: number, end: number): Fault | null {
  if (start === end) return { code: 'TOO_SHORT_FOR_CHECK_DIGIT', start, end };
  let at = start;
  let sum = 0;
  if ((end - start) % 2 === 1) {
    sum = codeAt(data, at) - 48;
    if (sum < 0 || sum > 9) return { code: 'NON_DIGIT_CHARACTER', start: at, end: at + 1 };
    at++;
  }
  for (; at < end; at += 2) {
    const tripled = codeAt(data, at) - 48;
    const single = codeAt(data, at + 1) - 48;
    if (tripled < 0 || tripled > 9) return { code: 'NON_DIGIT_CHARACTER', start: at, end: at + 1 };
    if (single < 0 || single > 9) return { code: 'NON_DIGIT_CHARACTER', start: at + 1, end: at + 2 };
    sum += tripled * 3 + single;
  }
  return sum % 10 === 0 ? null : { code: 'INCORRECT_CHECK_DIGIT', start: end - 1, end };
}

const checkPairWeights = primes(97);

// GS1 General Specifications 7.9: characters weighted with the primes from the right, modulo 1021.
function checkPair(data: string, start: number, end: number): Fault | null {
  const pairAt = end - 2;
  if (pairAt < start) return { code: 'TOO_SHORT_FOR_CHECK_PAIR', start, end };
  if (pairAt - start > checkPairWeights.length) {
    return { code: 'TOO_LONG_FOR_CHECK_PAIR_IMPLEMENTATION', start, end };
  }
  const at = firstOutside(CSET_82, data, start, pairAt);
  if (at !== pairAt) return { code: 'INVALID_CSET82_CHARACTER', start: at, end: at + 1 };
  for (let pair = pairAt; pair < end; pair++) {
    if (!cset32.includes(data[pair]!)) return { code: 'INVALID_CSET32_CHARACTER', start: pair, end: pair + 1 };
  }
  let sum = 0;
  for (let index = start; index < pairAt; index++) {
    sum += cset82.indexOf(data[index]!) * checkPairWeights[pairAt - 1 - index]!;
  }
  sum %= 1021;
  if (data[pairAt] === cset32[sum >> 5] && data[pairAt + 1] === cset32[sum & 31]) return null;
  return { code: 'INCORRECT_CHECK_PAIR', start: pairAt, end };
}

// Without a list of issued prefixes: the shortest prefix has four digits.
function companyPrefix(data: string, start: number, end: number, prefixAt: number): Fault | null {
  if (end - prefixAt < 4) return { code: 'TOO_SHORT_FOR_GCP', start: prefixAt < end ? prefixAt : start, end };
  const at = firstOutside(DIGITS, data, prefixAt, prefixAt + 4);
  return at === prefixAt + 4 ? null : { code: 'INVALID_GCP_PREFIX', start: at, end: at + 1 };
}

function nonDigit(data: string, start: number, end: number): Fault | null {
  return firstOutside(DIGITS, data, start, end) === end ? { code: 'REQUIRES_NON_DIGIT_CHARACTER', start, end } : null;
}

function hyphens(data: string, start: number, end: number): Fault | null {
  let at = start;
  while (at < end && codeAt(data, at) === 45) at++;
  return at === end && end > start ? null : { code: 'NOT_HYPHEN', start, end };
}

// ISO 13616-1: letters count as 10 to 35; the value with its first four characters moved to the end is 1 modulo 97.
function internationalBankAccount(data: string, start: number, end: number): Fault | null {
  if (end - start <= 10) return { code: 'IBAN_TOO_SHORT', start, end };
  if (end - start > 34) return { code: 'IBAN_TOO_LONG', start, end };
  if (!countryAlpha2Codes.has(data.slice(start, start + 2))) {
    return { code: 'ILLEGAL_IBAN_COUNTRY_CODE', start, end: start + 2 };
  }
  for (let at = start + 2; at < end; at++) {
    if (!isCapitalOrDigit(codeAt(data, at))) return { code: 'INVALID_IBAN_CHARACTER', start: at, end: at + 1 };
  }
  let remainder = 0;
  for (let index = 0; index < end - start; index++) {
    const code = codeAt(data, start + ((index + 4) % (end - start)));
    remainder = (code < 58 ? remainder * 10 + code - 48 : remainder * 100 + code - 55) % 97;
  }
  return remainder === 1 ? null : { code: 'INCORRECT_IBAN_CHECKSUM', start: start + 2, end: start + 4 };
}

function importerIndex(data: string, start: number, end: number): Fault | null {
  if (end - start !== 1) return { code: 'IMPORTER_IDX_MUST_BE_ONE_CHARACTER', start, end };
  return firstOutside(CSET_64, data, start, end) === end ? null : { code: 'INVALID_IMPORT_IDX_CHARACTER', start, end };
}

function coordinate(data: string, start: number, end: number, name: string, most: number): Fault | null {
  if (end - start !== 10) return { code: `${name}_INVALID_LENGTH`, start, end };
  const at = firstOutside(DIGITS, data, start, end);
  if (at !== end) return { code: 'NON_DIGIT_CHARACTER', start: at, end: at + 1 };
  return Number(data.slice(start, end)) > most ? { code: `INVALID_${name}`, start, end } : null;
}

// GS1 General Specifications, AI 7241: 01 to 10 are assigned by ICCBBA, 80 to 99 are for local or national use.
function mediaType(data: string, start: number, end: number): Fault | null {
  const isNumber = end - start === 2 && firstOutside(DIGITS, data, start, end) === end;
  const type = isNumber ? Number(data.slice(start, end)) : 0;
  return (type >= 1 && type <= 10) || type >= 80 ? null : { code: 'INVALID_MEDIA_TYPE', start, end };
}

function nonZero(data: string, start: number, end: number): Fault | null {
  const at = firstOutside(DIGITS, data, start, end);
  if (at !== end) return { code: 'NON_DIGIT_CHARACTER', start: at, end: at + 1 };
  return isZero(data, start, end) ? { code: 'ILLEGAL_ZERO_VALUE', start, end } : null;
}

function noZeroPrefix(data: string, start: number, end: number): Fault | null {
  const at = firstOutside(DIGITS, data, start, end);
  if (at !== end) return { code: 'NON_DIGIT_CHARACTER', start: at, end: at + 1 };
  return end > start && codeAt(data, start) === 48 ? { code: 'ILLEGAL_ZERO_PREFIX', start, end: start + 1 } : null;
}

function percentEncoding(data: string, start: number, end: number): Fault | null {
  for (let at = start; at < end; at++) {
    if (codeAt(data, at) !== 37) continue;
    const sequenceEnd = Math.min(at + 3, end);
    if (sequenceEnd - at < 3 || firstOutside(HEX_DIGITS, data, at + 1, sequenceEnd) !== sequenceEnd) {
      return { code: 'INVALID_PERCENT_SEQUENCE', start: at, end: sequenceEnd };
    }
    at += 2;
  }
  return null;
}

function pieceOfTotal(data: string, start: number, end: number): Fault | null {
  if (end === start || (end - start) % 2 === 1) return { code: 'INVALID_LENGTH_FOR_PIECE_OF_TOTAL', start, end };
  const at = firstOutside(DIGITS, data, start, end);
  if (at !== end) return { code: 'NON_DIGIT_CHARACTER', start: at, end: at + 1 };
  const totalAt = (start + end) / 2;
  if (isZero(data, start, totalAt)) return { code: 'ZERO_PIECE_NUMBER', start, end: totalAt };
  if (isZero(data, totalAt, end)) return { code: 'ZERO_TOTAL_PIECES', start: totalAt, end };
  if (data.slice(start, totalAt) > data.slice(totalAt, end)) return { code: 'PIECE_NUMBER_EXCEEDS_TOTAL', start, end };
  return null;
}

function positionInSequence(data: string, start: number, end: number): Fault | null {
  const slash = firstOutside(DIGITS, data, start, end);
  const wellFormed =
    slash > start &&
    slash < end - 1 &&
    codeAt(data, slash) === 47 &&
    firstOutside(DIGITS, data, slash + 1, end) === end;
  if (!wellFormed) return { code: 'POSITION_IN_SEQUENCE_MALFORMED', start, end };
  if (codeAt(data, start) === 48) return { code: 'ILLEGAL_ZERO_PREFIX', start, end: slash };
  if (codeAt(data, slash + 1) === 48) return { code: 'ILLEGAL_ZERO_PREFIX', start: slash + 1, end };
  const position = data.slice(start, slash);
  const last = data.slice(slash + 1, end);
  const exceeds = position.length === last.length ? position > last : position.length > last.length;
  return exceeds ? { code: 'POSITION_EXCEEDS_END', start, end } : null;
}

function isCapitalOrDigit(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90);
}

function isZero(data: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (codeAt(data, at) !== 48) return false;
  return true;
}

function primes(count: number): readonly number[] {
  const found: number[] = [];
  for (let candidate = 2; found.length < count; candidate++) {
    if (found.every((prime) => candidate % prime !== 0)) found.push(candidate);
  }
  return found;
}
