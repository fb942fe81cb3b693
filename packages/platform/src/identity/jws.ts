// The one spelling in which a signed token is taken: what decodes the same from another text is refused, since libraries
// read more than one (trailing spaces, padding, unused bits).
import { isCanonicalBase64Url } from '@sutra/kernel/crypto';

/** Header, claims and signature of a compact JWS (RFC 7515 section 7.1); null for what is none in its canonical spelling. */
export function splitJws(text: string, maxLength: number): [header: string, claims: string, signature: string] | null {
  const parts = text.length <= maxLength ? text.split('.') : [];
  const isOne = parts.length === 3 && parts.every(isCanonicalBase64Url);
  return isOne ? (parts as [string, string, string]) : null;
}
