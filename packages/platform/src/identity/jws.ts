// The one spelling in which a signed token is taken: what decodes the same from another text is refused, since libraries
// read more than one (trailing spaces, padding, unused bits).
import { type KeyObject, verify } from 'node:crypto';
import { isCanonicalBase64Url } from '@sutra/kernel/crypto';

/** Header, claims and signature of a compact JWS (RFC 7515 section 7.1); null for what is none in its canonical spelling. */
export function splitJws(text: string, maxLength: number): [header: string, claims: string, signature: string] | null {
  const parts = text.length <= maxLength ? text.split('.') : [];
  const isOne = parts.length === 3 && parts.every(isCanonicalBase64Url);
  return isOne ? (parts as [string, string, string]) : null;
}

/**
 * Whether a compact JWS of three parts was signed by this key of P-256. In this thread, by node:crypto, and in DER:
 * WebCrypto and the option `ieee-p1363` take half as long again, which every call of a device would pay.
 */
export function isSignedByEs256(key: KeyObject, jws: string): boolean {
  const end = jws.lastIndexOf('.');
  const der = derSignature(Buffer.from(jws.slice(end + 1), 'base64url'));
  return der !== null && verify('sha256', Buffer.from(jws.slice(0, end)), key, der);
}

const COORDINATE_BYTES = 32;

/** A signature of ES256 (RFC 7518 section 3.4: R and S of 32 bytes each) as DER (RFC 3279 section 2.2.3); null for any other length. */
export function derSignature(signature: Buffer): Buffer | null {
  if (signature.length !== 2 * COORDINATE_BYTES) return null;
  const numbers = [
    derInteger(signature.subarray(0, COORDINATE_BYTES)),
    derInteger(signature.subarray(COORDINATE_BYTES)),
  ];
  const length = numbers[0]!.length + numbers[1]!.length;
  return Buffer.concat([Buffer.of(0x30, length), ...numbers]);
}

/** Without leading zeros, but with one where the first bit would say that the number is negative. */
function derInteger(bytes: Buffer): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0);
  const digits = bytes.subarray(first === -1 ? bytes.length - 1 : first);
  const sign = digits[0]! > 0x7f ? [0] : [];
  return Buffer.concat([Buffer.of(0x02, sign.length + digits.length, ...sign), digits]);
}
