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
 * Whether a compact JWS of three parts was signed by this key of P-256. By node:crypto on another thread, and in DER:
 * WebCrypto and the option `ieee-p1363` take half as long again, which every call of a device would pay.
 */
export function isSignedByEs256(key: KeyObject, jws: string): Promise<boolean> {
  const end = jws.lastIndexOf('.');
  const der = derSignature(Buffer.from(jws.slice(end + 1), 'base64url'));
  if (der === null) return Promise.resolve(false);
  return new Promise((resolve, reject) => {
    verify('sha256', Buffer.from(jws.slice(0, end)), key, der, (error, isRight) =>
      error ? reject(error) : resolve(isRight),
    );
  });
}

const COORDINATE_BYTES = 32;
const MAX_DER_BYTES = 2 + 2 * (3 + COORDINATE_BYTES);

/** A signature of ES256 (RFC 7518 section 3.4: R and S of 32 bytes each) as DER (RFC 3279 section 2.2.3); null for any other length. */
export function derSignature(signature: Buffer): Buffer | null {
  if (signature.length !== 2 * COORDINATE_BYTES) return null;
  const der = Buffer.allocUnsafe(MAX_DER_BYTES);
  const afterR = writeInteger(der, 2, signature.subarray(0, COORDINATE_BYTES));
  const end = writeInteger(der, afterR, signature.subarray(COORDINATE_BYTES));
  der[0] = 0x30;
  der[1] = end - 2;
  return der.subarray(0, end);
}

/** Without leading zeros, but with one where the first bit would say that the number is negative. Gives where it ends. */
function writeInteger(der: Buffer, at: number, bytes: Buffer): number {
  let first = 0;
  while (first < bytes.length - 1 && bytes[first] === 0) first += 1;
  const zeros = bytes[first]! > 0x7f ? 1 : 0;
  const length = zeros + bytes.length - first;
  der[at] = 0x02;
  der[at + 1] = length;
  der[at + 2] = 0;
  bytes.copy(der, at + 2 + zeros, first);
  return at + 2 + length;
}
