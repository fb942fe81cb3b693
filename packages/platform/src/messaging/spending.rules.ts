// What SMS may cost. Prices are rough and rather high: they stop a flood, they write no bill.

/** ITU-T E.164 zones whose calling code has one digit, and the codes of two; all others have three. */
const ONE_DIGIT = new Set(['1', '7']);
const TWO_DIGITS = new Set(
  (
    '20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 ' +
    '90 91 92 93 94 95 98'
  ).split(' '),
);
export const INDIA = '91';
const INDIA_OFFSET_MS = 5.5 * 3_600_000; // no summer time

export interface SmsPrice {
  callingCode: string;
  paise: number;
  /** Messages to this calling code in a day. */
  perDay: number;
}

export function callingCodeOf(mobile: string): string {
  const digits = mobile.slice(1);
  if (ONE_DIGIT.has(digits[0]!)) return digits[0]!;
  return digits.slice(0, TWO_DIGITS.has(digits.slice(0, 2)) ? 2 : 3);
}

/** Customers are in India; abroad an SMS costs many times as much, and few are needed. */
export function priceOf(mobile: string): SmsPrice {
  const callingCode = callingCodeOf(mobile);
  return callingCode === INDIA ? { callingCode, paise: 25, perDay: 20_000 } : { callingCode, paise: 1000, perDay: 50 };
}

// 3GPP TS 23.038: what a segment holds, alone and as one of several. Of the default alphabet some count as two.
const DEFAULT_ALPHABET =
  /^[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà^{}\\[~\]|€]*$/;
const COUNTED_TWICE = /[\^{}\\[~\]|€]/g;

/** What a message is billed as: one of 160 letters, or several of 153; in other alphabets than Latin 70 and 67. */
export function segmentsOf(text: string): number {
  const isDefault = DEFAULT_ALPHABET.test(text);
  const length = text.length + (isDefault ? (text.match(COUNTED_TWICE)?.length ?? 0) : 0);
  const [alone, each] = isDefault ? [160, 153] : [70, 67];
  return length <= alone ? 1 : Math.ceil(length / each);
}

/** The day in India, `YYYY-MM-DD`, and when it ends. */
export function indianDay(nowMs: number): { day: string; endsAtMs: number } {
  const dayMs = 86_400_000;
  const midnightMs = Math.floor((nowMs + INDIA_OFFSET_MS) / dayMs) * dayMs;
  return { day: new Date(midnightMs).toISOString().slice(0, 10), endsAtMs: midnightMs + dayMs - INDIA_OFFSET_MS };
}
