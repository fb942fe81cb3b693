// GS1 General Specifications 7.11: one bit per character set, so that a test is one table look-up.
export const DIGITS = 1;
export const CSET_82 = 2;
export const CSET_39 = 4;
export const CSET_64 = 8;
export const HEX_DIGITS = 16;

// RFC 3986 2.2, 2.3, 3.2.
export const UNRESERVED = 32;
export const URI_CHARACTERS = 64;
export const DOMAIN_CHARACTERS = 128;

/** CSET 82 in the order of its check-character values (GS1 General Specifications 7.9). */
export const cset82 = '!"%&\'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz';

/** CSET 32, the characters of a check-character pair in the order of their values. */
export const cset32 = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

const alphanumeric = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

const membership = membershipOf([
  [DIGITS, '0123456789'],
  [CSET_82, cset82],
  [CSET_39, '#-/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'],
  [CSET_64, '-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz'],
  [HEX_DIGITS, '0123456789ABCDEFabcdef'],
  [UNRESERVED, `${alphanumeric}-._~`],
  [URI_CHARACTERS, `${alphanumeric}-._~:/?#[]@!$&'()*+,;=%`],
  [DOMAIN_CHARACTERS, `${alphanumeric}-.:[]`],
]);

// Taken from the prototype once: after any class of the program extends String (one of ioredis does), V8 looks up each
// method of a string at each call, which makes reading a scan take almost three times as long.
// oxlint-disable-next-line typescript/unbound-method -- called with a string as its receiver
const { charCodeAt } = String.prototype;

/** The UTF-16 unit of `data` at `at`, or NaN past its end. */
export function codeAt(data: string, at: number): number {
  return charCodeAt.call(data, at);
}

/** Index of the first character of `data` from `start` to `end` that is not in the set, or `end`. */
export function firstOutside(set: number, data: string, start: number, end: number): number {
  for (let at = start; at < end; at++) {
    const code = codeAt(data, at);
    // The mask proves to the compiler that the index is in the table.
    if ((membership[code & 127]! & set) === 0 || code > 127) return at;
  }
  return end;
}

function membershipOf(sets: readonly (readonly [number, string])[]): Uint8Array {
  const table = new Uint8Array(128);
  for (const [set, characters] of sets) {
    for (let at = 0; at < characters.length; at++) table[characters.charCodeAt(at)]! |= set;
  }
  return table;
}
