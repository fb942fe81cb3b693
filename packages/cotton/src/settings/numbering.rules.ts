// How the number of a document is written (CGST Rules, rule 46(b): at most 16 characters, unique in a financial year).

export interface Series {
  prefix: string;
  suffix: string;
  width: number;
  start: number;
}

/** The number at a position counted from 0, or null when the series is used up. */
export function formatNumber({ prefix, suffix, width, start }: Series, position: number): string | null {
  const digits = String(start + position);
  return digits.length > width ? null : `${prefix}${digits.padStart(width, '0')}${suffix}`;
}
