// Fullwidth forms of the printable ASCII characters, Devanagari and Gujarati digits.
const FULLWIDTH_FIRST = 0xff01;
const FULLWIDTH_LAST = 0xff5e;
const FULLWIDTH_SHIFT = 0xff01 - 0x21;
const DIGIT_ZEROS = [0x0966, 0x0ae6];

// Soft hyphen, zero-width characters, marks of writing direction, byte order mark.
const INVISIBLE = /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]/u;
const BLANK = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/u;
const HYPHEN = /[\u2010-\u2015\u2212]/u;
const LINE_BREAKS = '\r\u000b\u000c\u0085\u2028\u2029';

/**
 * Text with its look-alikes made plain: invisible characters taken out, other spaces, hyphens, line breaks, fullwidth
 * characters and Indian digits written in ASCII. `isChanged` tells whether anything but space was touched.
 */
export function plainText(text: string): { readonly text: string; readonly isChanged: boolean } {
  let plain = '';
  let isChanged = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (character >= ' ' && character <= '~') {
      plain += character;
    } else if (LINE_BREAKS.includes(character)) {
      plain += '\n';
    } else if (BLANK.test(character)) {
      plain += ' ';
    } else {
      const written = lookAlike(character);
      plain += written;
      if (written !== character) isChanged = true;
    }
  }
  return { text: plain, isChanged };
}

function lookAlike(character: string): string {
  if (INVISIBLE.test(character)) return '';
  if (HYPHEN.test(character)) return '-';
  const code = character.charCodeAt(0);
  if (code >= FULLWIDTH_FIRST && code <= FULLWIDTH_LAST) return String.fromCharCode(code - FULLWIDTH_SHIFT);
  for (const zero of DIGIT_ZEROS) if (code >= zero && code <= zero + 9) return String(code - zero);
  return character;
}
