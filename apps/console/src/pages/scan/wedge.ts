// Scanners that pretend to be a keyboard. They type what the code holds, very fast, and end with Enter or Tab. The
// separator FNC1 is no key of a keyboard: it comes as Ctrl+], as Alt and 0 2 9 on the number pad, or as the character itself.

export const SEPARATOR = '\u001d';
/** What stands for a separator where a person sees the code. */
export const SHOWN_SEPARATOR = '\u241d';
/** What stands for a line break in the one line of the field, which would drop it and glue the lines together. */
const SHOWN_LINE_BREAK = '\u240a';

export const toShown = (raw: string): string =>
  raw.replaceAll(SEPARATOR, SHOWN_SEPARATOR).replace(/\r\n|\r|\n/g, SHOWN_LINE_BREAK);
export const toRaw = (shown: string): string =>
  shown.replaceAll(SHOWN_SEPARATOR, SEPARATOR).replaceAll(SHOWN_LINE_BREAK, '\n');

interface Key {
  key: string;
  code: string;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
  timeStamp: number;
}
/** `separator`: one belongs at the caret. `swallow`: part of one. `end`: the code is complete. Null: an ordinary key. */
export type KeyMeaning = 'separator' | 'swallow' | 'end' | null;

const FASTEST_HAND_MS = 35;
const SHORTEST_CODE = 6;
const TWICE_WITHIN_MS = 100;

export class WedgeKeys {
  #altDigits: string | null = null;
  #lastCharacterMs = Number.NEGATIVE_INFINITY;
  #run = 0;
  #separatorMs = Number.NEGATIVE_INFINITY;

  down(event: Key): KeyMeaning {
    const isCharacter = event.key.length === 1;
    if (event.key === SEPARATOR || (event.ctrlKey && (event.key === ']' || event.code === 'BracketRight')))
      return this.#separator(event);
    if (event.key === 'Alt') {
      this.#altDigits = '';
      return null;
    }
    if (event.altKey && this.#altDigits !== null && /^(?:Numpad|Digit)[0-9]$/.test(event.code)) {
      this.#altDigits += event.code.at(-1)!;
      return 'swallow';
    }
    if (event.key === 'Enter') return 'end';
    // Only a scanner types six characters without a breath and then presses Tab; a person's Tab moves on.
    if (event.key === 'Tab' && this.#run >= SHORTEST_CODE && event.timeStamp - this.#lastCharacterMs < FASTEST_HAND_MS)
      return 'end';
    if (isCharacter && !event.ctrlKey && !event.metaKey) {
      this.#run = event.timeStamp - this.#lastCharacterMs < FASTEST_HAND_MS ? this.#run + 1 : 1;
      this.#lastCharacterMs = event.timeStamp;
    }
    return null;
  }

  up(event: Key): KeyMeaning {
    if (event.key !== 'Alt' || this.#altDigits === null) return null;
    const digits = this.#altDigits;
    this.#altDigits = null;
    return /^0*29$/.test(digits) ? this.#separator(event) : null;
  }

  /** Whether the system types the separator that was just read from its keys: it would be there twice. */
  repeats(inserted: string | null, timeStamp: number): boolean {
    return inserted === SEPARATOR && timeStamp - this.#separatorMs < TWICE_WITHIN_MS;
  }

  #separator(event: Key): KeyMeaning {
    this.#separatorMs = event.timeStamp;
    this.#lastCharacterMs = event.timeStamp;
    return 'separator';
  }
}
