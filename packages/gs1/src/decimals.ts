import type { Decimal, Element } from './types.ts';

/** A quantity or an amount of money; `currency` is the ISO 4217 numeric code of AI 391n and 393n. */
export type DecimalReading = { readonly value: Decimal; readonly currency?: string };

/**
 * Reads the decimal number of AI 31nn to 36nn and 390n to 395n, whose last digit counts the decimals (GS1 General
 * Specifications 3.6); the unit is in the data title. Gives null for any other AI.
 */
export function readDecimal(element: Element): DecimalReading | null {
  const { ai, value } = element;
  if (ai.length !== 4 || !(isMeasure(ai) || ai.startsWith('39'))) return null;
  const hasCurrency = ai.startsWith('391') || ai.startsWith('393');
  const decimal = placed(hasCurrency ? value.slice(3) : value, ai.charCodeAt(3) - 48);
  return hasCurrency ? { value: decimal, currency: value.slice(0, 3) } : { value: decimal };
}

function isMeasure(ai: string): boolean {
  return ai >= '3100' && ai <= '3699';
}

function placed(digits: string, decimals: number): Decimal {
  const padded = digits.padStart(decimals + 1, '0');
  const point = padded.length - decimals;
  let start = 0;
  while (start < point - 1 && padded.charCodeAt(start) === 48) start++;
  return decimals === 0 ? padded.slice(start) : `${padded.slice(start, point)}.${padded.slice(point)}`;
}
