// Characters of a code that cannot be seen, and what stands for them where a person sees or types the code.

/** How a person, or a scanner, writes the separator FNC1 where it is not the GS character. */
export type SeparatorStyle = 'gs' | 'caret' | 'words';

export const SEPARATOR = '\u001d';
export const SHOWN_SEPARATOR = '\u241d';
export const WRITTEN_SEPARATOR = '<GS>';

const PICTURES_AT = 0x24_00;
const DELETE = 0x7f;
const SHOWN_DELETE = '\u2421';

/** The code as the field holds it: each control character as its picture (`␝`), one for one. */
export function toShown(code: string): string {
  return code.replaceAll(/\p{Cc}/gu, (character) => {
    const unit = character.charCodeAt(0);
    if (unit === DELETE) return SHOWN_DELETE;
    return unit < 0x20 ? String.fromCharCode(PICTURES_AT + unit) : character;
  });
}

/** The code that the field holds. Line breaks at its end come with what was copied; others are part of the code. */
export function toCode(shown: string, style: SeparatorStyle): string {
  const code = shown
    .replace(/[\r\n]+$/, '')
    .replaceAll(/[\u2400-\u241F]/g, (picture) => String.fromCharCode(picture.charCodeAt(0) - PICTURES_AT))
    .replaceAll(SHOWN_DELETE, String.fromCharCode(DELETE));
  return style === 'words' ? code.replaceAll(/<GS>/gi, SEPARATOR) : code;
}

const NAMES = (
  'NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI ' +
  'DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US'
).split(' ');

const RUN_SHOWN_MAX = 4;

/**
 * The code as it is drawn: what cannot be seen, or turns the direction of the text, by its name (`‹GS›`, `‹U+202E›`), a
 * long run of one such character with their number (`‹GS×120›`).
 */
export function toVisible(code: string): string {
  return code.replaceAll(/([\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}])\1*/gu, (run, character: string) => {
    const point = character.codePointAt(0)!;
    const name = NAMES[point] ?? `U+${point.toString(16).toUpperCase().padStart(4, '0')}`;
    const count = run.length / character.length;
    return count > RUN_SHOWN_MAX ? `‹${name}×${count}›` : `‹${name}›`.repeat(count);
  });
}
