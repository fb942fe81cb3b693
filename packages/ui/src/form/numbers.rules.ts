// Numbers as people in India type them, exactly: no number here is ever a fraction in floating point.

/** `28.25` is `{unscaled: 2825, scale: 2}`. */
export interface Decimal {
  unscaled: number;
  scale: number;
}

/** What a text is that is no number: not one at all, more decimals than are kept, or beyond ±(2⁵³ − 1). */
export type NumberProblem = 'unreadable' | 'too-precise' | 'too-large';
export type NumberReading<Value> = { value: Value } | { problem: NumberProblem };

/** The zero of each Indian script with digits of its own. */
const ZEROS = [0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66];
const INDIAN_DIGITS = /[०-९০-৯੦-੯૦-૯୦-୯௦-௯౦-౯೦-೯൦-൯]/g;

// A comma that stands where no thousand or lakh ends may be somebody's decimal comma: it is refused rather than dropped.
const WHOLE = String.raw`\d+|\d{1,3}(?:,\d{3})+|\d{1,2}(?:,\d{2})*,\d{3}`;
const NUMBER = new RegExp(String.raw`^([+\-−]?)(${WHOLE}|(?=\.\d))(?:\.(\d*))?$`);

/**
 * Reads a decimal; grouping by thousands or lakhs and digits of Indian scripts are accepted. With `scale` the value is
 * written with that many decimals, and more of them are refused; otherwise with as many as were typed.
 */
export function parseDecimal(text: string, scale?: number): NumberReading<Decimal> {
  const match = NUMBER.exec(latinDigits(text).trim());
  if (match === null) return { problem: 'unreadable' };
  const [, sign, whole = '', typedFraction = ''] = match;
  // Zeros at the end change nothing: they are not what makes a number too precise.
  const fraction = scale === undefined ? typedFraction : typedFraction.replace(/0+$/, '').padEnd(scale, '0');
  if (scale !== undefined && fraction.length > scale) return { problem: 'too-precise' };
  const magnitude = BigInt(`${whole.replaceAll(',', '')}${fraction}`);
  if (magnitude > BigInt(Number.MAX_SAFE_INTEGER)) return { problem: 'too-large' };
  const isNegative = (sign === '-' || sign === '−') && magnitude > 0n;
  return { value: { unscaled: isNegative ? -Number(magnitude) : Number(magnitude), scale: fraction.length } };
}

/** `12,345.50`; with the decimals that the value has, grouped by lakhs. */
export function formatDecimal({ unscaled, scale }: Decimal): string {
  const digits = String(Math.abs(unscaled)).padStart(scale + 1, '0');
  const whole = grouped(digits.slice(0, digits.length - scale));
  const sign = unscaled < 0 ? '-' : '';
  return scale === 0 ? `${sign}${whole}` : `${sign}${whole}.${digits.slice(-scale)}`;
}

/** Reads an amount in rupees as integer paise; `₹`, `Rs` and the closing `/-` are accepted. */
export function parsePaise(text: string): NumberReading<number> {
  const bare = text
    .trim()
    .replace(/^([+\-−]?)\s*(?:₹|rs\.?)\s*/i, '$1')
    .replace(/\/[-−]$/, '');
  const reading = parseDecimal(bare, 2);
  return 'problem' in reading ? reading : { value: reading.value.unscaled };
}

/** `12,34,567.00` */
export function formatPaise(paise: number): string {
  return formatDecimal({ unscaled: paise, scale: 2 });
}

export function parseInteger(text: string): NumberReading<number> {
  const reading = parseDecimal(text, 0);
  return 'problem' in reading ? reading : { value: reading.value.unscaled };
}

/** `12,34,567` */
export function formatInteger(value: number): string {
  return formatDecimal({ unscaled: value, scale: 0 });
}

function latinDigits(text: string): string {
  return text.replaceAll(INDIAN_DIGITS, (digit) => {
    const code = digit.codePointAt(0)!;
    return String(code - ZEROS.find((zero) => code >= zero && code <= zero + 9)!);
  });
}

function grouped(whole: string): string {
  if (whole.length <= 3) return whole;
  const head = whole.slice(0, -3);
  return `${head.replaceAll(/\B(?=(?:\d{2})+$)/g, ',')},${whole.slice(-3)}`;
}
