// Mobile numbers as people type them.

/** `98000 00001` → `+919800000001`; numbers with a country code stay what they are. Null if it cannot be a mobile number. */
export function normaliseMobile(text: string): string | null {
  const digits = text.replaceAll(/[\s().\u00a0-]/g, '');
  if (/^\+[1-9][0-9]{7,14}$/.test(digits)) return digits;
  if (/^00[1-9][0-9]{7,14}$/.test(digits)) return `+${digits.slice(2)}`;
  const national = /^(?:91|0)?([6-9][0-9]{9})$/.exec(digits)?.[1];
  return national ? `+91${national}` : null;
}

/** `+919800000001` → `+91 98000 00001`, the way it is read aloud in India. */
export function formatMobile(mobile: string): string {
  return mobile.replace(/^\+91(\d{5})(\d{5})$/, '+91 $1 $2');
}
