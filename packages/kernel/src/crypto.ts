// Keys derived from the one platform secret, and the few primitives that modules share.
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hash,
  hkdfSync,
  type KeyObject,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';

/** A key as OpenSSL holds it: from plain bytes node:crypto makes one anew at each call, several times the cost of using it. */
export type SecretKey = KeyObject;
export function secretKey(bytes: Uint8Array): SecretKey {
  return createSecretKey(bytes);
}

/** Derives a 256-bit key for one purpose (HKDF-SHA-256, RFC 5869); purposes never share a key. */
export class Keyring {
  readonly #secret: Buffer;
  readonly #derived = new Map<string, SecretKey>();
  constructor(secret: Buffer) {
    this.#secret = secret;
  }
  for(purpose: string): SecretKey {
    let key = this.#derived.get(purpose);
    if (!key) {
      key = secretKey(Buffer.from(hkdfSync('sha256', this.#secret, 'sutra', purpose, 32)));
      this.#derived.set(purpose, key);
    }
    return key;
  }
}

export function sha256(data: string | Uint8Array): Buffer {
  return hash('sha256', data, 'buffer');
}

export function hmac(key: SecretKey, ...parts: readonly (string | Uint8Array)[]): Buffer {
  const mac = createHmac('sha256', key);
  for (const part of parts) {
    const bytes = typeof part === 'string' ? Buffer.from(part) : part;
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length); // so that ('ab','c') and ('a','bc') differ
    mac.update(length).update(bytes);
  }
  return mac.digest();
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

const SEAL_VERSION = 1;

/** AES-256-GCM: version byte, 96-bit nonce, ciphertext, tag. `context` must be the same to open it. */
export function seal(key: SecretKey, plain: Uint8Array, context: string): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context));
  return Buffer.concat([Buffer.of(SEAL_VERSION), nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** A sealed value was not opened: another key or context, or a changed bit. */
export class CannotOpen extends Error {
  override name = 'CannotOpen';
}

/** Throws `CannotOpen` if the key, the context or a single bit is not what it was. */
export function open(key: SecretKey, sealed: Uint8Array, context: string): Buffer {
  if (sealed.length < 29 || sealed[0] !== SEAL_VERSION) throw new CannotOpen('not a sealed value');
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 13)).setAAD(Buffer.from(context));
  decipher.setAuthTag(sealed.subarray(sealed.length - 16));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(13, sealed.length - 16)), decipher.final()]);
  } catch (cause) {
    throw new CannotOpen('another key or context, or a changed value', { cause });
  }
}

/** Base64url without padding, in the one canonical spelling: what decodes and encodes to itself. */
export function isCanonicalBase64Url(text: string): boolean {
  return Buffer.from(text, 'base64url').toString('base64url') === text;
}
