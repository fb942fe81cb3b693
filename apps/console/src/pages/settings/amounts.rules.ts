// Integers of small units as people read them, exactly: ppm as per cent, grams as kilograms, microdegrees as degrees.
import { type Decimal, formatDecimal, type NumberReading, parseDecimal } from '@sutra/ui/form/numbers.rules';

/** 10,000 ppm is 1 %. */
export const PPM_DECIMALS = 4;
export const GRAM_DECIMALS = 3;
export const MICRODEGREE_DECIMALS = 6;
const MAX_SCALE = 9;

/** An integer that stands for so many decimals of a larger unit: 15,000 with four is `1.5`. */
export function formatScaled(value: number, decimals: number): string {
  return formatDecimal(trimmed({ unscaled: value, scale: decimals }));
}

export function parseScaled(text: string, decimals: number): NumberReading<number> {
  const reading = parseDecimal(text, decimals);
  return 'problem' in reading ? reading : { value: reading.value.unscaled };
}

/** `355.62` is 3,55,620 grams. */
export function formatKilograms(grams: Decimal): string {
  return formatDecimal(trimmed({ unscaled: grams.unscaled, scale: grams.scale + GRAM_DECIMALS }));
}

/** Kilograms as decimal grams; finer than a nanogram is refused. */
export function parseKilograms(text: string): NumberReading<Decimal> {
  const reading = parseDecimal(text);
  if ('problem' in reading) return reading;
  const { unscaled, scale } = trimmed(reading.value);
  if (scale > GRAM_DECIMALS + MAX_SCALE) return { problem: 'too-precise' };
  if (scale >= GRAM_DECIMALS) return { value: { unscaled, scale: scale - GRAM_DECIMALS } };
  const grams = unscaled * 10 ** (GRAM_DECIMALS - scale);
  return Number.isSafeInteger(grams) ? { value: { unscaled: grams, scale: 0 } } : { problem: 'too-large' };
}

/** The same number without zeros at its end. */
export function trimmed({ unscaled, scale }: Decimal): Decimal {
  let [value, digits] = [unscaled, scale];
  while (digits > 0 && value % 10 === 0) {
    value /= 10;
    digits -= 1;
  }
  return { unscaled: value, scale: digits };
}

/** A decimal with the sign that tells more from less: `+1.5`, `−350`, `0`. */
export function signed(text: string): string {
  if (text.startsWith('-')) return `−${text.slice(1)}`;
  return /[1-9]/.test(text) ? `+${text}` : text;
}
