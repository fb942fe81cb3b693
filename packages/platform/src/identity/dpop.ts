// Proof of the key of a device (DPoP, RFC 9449). The server's nonce says when a proof was made, so that no client's clock
// matters; each proof is accepted once, known by its `jti` and key, never by its text, which can be spelt in several ways.
import { createPublicKey, hash, type KeyObject } from 'node:crypto';
import { dpopInvalid, dpopRequired } from '@sutra/contracts/failures';
import { type Clock, MINUTE_MS } from '@sutra/kernel/clock';
import { equalBytes, hmac, isCanonicalBase64Url, type SecretKey } from '@sutra/kernel/crypto';
import { AppError } from '@sutra/kernel/errors';
import type { Once } from '@sutra/kernel/once';
import type { Presented } from '@sutra/kernel/actor';
import { calculateJwkThumbprint } from 'jose';
import { z } from 'zod';
import { isSignedByEs256, splitJws } from './jws.ts';

/** A nonce is good for so long; an answer brings the next one before that. */
export const NONCE_LIFE_MS = 5 * MINUTE_MS;
const NONCE_RENEWED_AFTER_MS = MINUTE_MS;
const MAC_BYTES = 16;
const MAX_LENGTH = 3000;
const MAX_REMEMBERED = 10_000;

// The only algorithm that every browser's WebCrypto and every phone's key store can do.
const Header = z.object({
  typ: z.literal('dpop+jwt'),
  alg: z.literal('ES256'),
  crit: z.undefined().optional(),
  jwk: z.object({
    kty: z.literal('EC'),
    crv: z.literal('P-256'),
    x: z.string(),
    y: z.string(),
    d: z.undefined().optional(),
    // RFC 7517 sections 4.2 and 4.3: a key that is for something else signs nothing.
    use: z.literal('sig').optional(),
    key_ops: z
      .array(z.string())
      .refine((uses) => uses.includes('verify'))
      .optional(),
  }),
});
const Claims = z.object({
  jti: z.string().min(8).max(200),
  htm: z.string(),
  htu: z.string(),
  iat: z.number(),
  ath: z.string().optional(),
  nonce: z.string().optional(),
});
type Claims = z.infer<typeof Claims>;

interface DeviceKey {
  key: KeyObject;
  thumbprint: string;
}

export interface ProofsOptions {
  once: Once;
  nonceKey: SecretKey;
  clock: Clock;
}

export class Proofs {
  readonly #o: ProofsOptions;
  // A device writes the same header on every proof.
  readonly #keys = new Map<string, DeviceKey>();
  // And the same nonce for a minute.
  readonly #nonces = new Map<string, number>();
  constructor(options: ProofsOptions) {
    this.#o = options;
  }

  nonce(): string {
    const issued = Buffer.alloc(8);
    issued.writeBigUInt64BE(BigInt(this.#o.clock.nowMs()));
    return Buffer.concat([issued, this.#mac(issued)]).toString('base64url');
  }

  /**
   * The thumbprint (RFC 7638) of the key that proves this call, and, where one is given, this access token. Throws
   * `auth.dpop_required` with a fresh nonce, or `auth.dpop_invalid`.
   */
  async check(presented: Presented, accessToken: string | null): Promise<string> {
    const proof = presented.proof;
    if (proof === undefined) throw this.required();
    const parts = splitJws(proof, MAX_LENGTH);
    if (parts === null) throw invalid('not a JWT');
    const [header, payload] = parts;
    const claims = readJson(Claims, payload);
    if (!claims) throw invalid('a claim is missing');
    requireCall(claims, presented, accessToken);
    const { nonce = '' } = claims;
    const issuedAtMs = this.#nonces.get(nonce) ?? this.#readNonce(nonce);
    const ageMs = this.#o.clock.nowMs() - issuedAtMs;
    if (!(ageMs <= NONCE_LIFE_MS)) throw this.required();
    const deviceKey = this.#keys.get(header) ?? (await readKey(header));
    const { key, thumbprint } = deviceKey;
    if (!(await isSignedByEs256(key, proof))) throw invalid('the signature is not by this key');
    remember(this.#keys, header, deviceKey);
    remember(this.#nonces, nonce, issuedAtMs);
    const known = digest(`${thumbprint} ${claims.jti}`);
    const used = await this.#o.once.use(known, issuedAtMs);
    if (used === 'again') throw invalid('it was used before');
    if (used === 'too-old') throw this.required();
    if (ageMs > NONCE_RENEWED_AFTER_MS) presented.answerWith('dpop-nonce', this.nonce());
    return thumbprint;
  }

  /** What asks for a proof with the nonce that comes along. */
  required(detail?: string): AppError {
    return new AppError(dpopRequired, {
      ...(detail !== undefined && { detail }),
      headers: { 'www-authenticate': 'DPoP error="use_dpop_nonce", algs="ES256"', 'dpop-nonce': this.nonce() },
    });
  }

  /** When a nonce was issued; NaN for one that is not ours. */
  #readNonce(nonce: string): number {
    if (!isCanonicalBase64Url(nonce)) return Number.NaN;
    const bytes = Buffer.from(nonce, 'base64url');
    if (bytes.length !== 8 + MAC_BYTES) return Number.NaN;
    const issued = bytes.subarray(0, 8);
    return equalBytes(this.#mac(issued), bytes.subarray(8)) ? Number(issued.readBigUInt64BE()) : Number.NaN;
  }

  #mac(issued: Buffer): Buffer {
    return hmac(this.#o.nonceKey, issued).subarray(0, MAC_BYTES);
  }
}

/** What a proof was right with; anybody else could push it out. */
function remember<V>(known: Map<string, V>, name: string, value: V): void {
  if (known.has(name)) return;
  if (known.size >= MAX_REMEMBERED) known.delete(known.keys().next().value!);
  known.set(name, value);
}

async function readKey(header: string): Promise<DeviceKey> {
  const read = readJson(Header, header);
  if (!read) throw invalid('the header must name ES256, dpop+jwt and a public key of P-256');
  const { kty, crv, x, y } = read.jwk;
  const jwk = { kty, crv, x, y };
  try {
    return { key: createPublicKey({ key: jwk, format: 'jwk' }), thumbprint: await calculateJwkThumbprint(jwk) };
  } catch (cause) {
    throw invalid('the key is not a point of P-256', cause);
  }
}

function requireCall(claims: Claims, { method, url }: Presented, accessToken: string | null): void {
  if (claims.htm !== method) throw invalid(`htm must be ${method}`);
  if (claims.htu !== url && plainUrl(claims.htu) !== plainUrl(url)) throw invalid(`htu must be ${url}`);
  if (accessToken !== null && claims.ath !== digest(accessToken))
    throw invalid('ath must be the SHA-256 of the access token');
}

function digest(text: string): string {
  return hash('sha256', text, 'base64url');
}

/** As RFC 3986 section 6.2 compares addresses, without query and fragment; null for what is none. */
function plainUrl(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const { origin, pathname } = new URL(text);
  return origin + pathname;
}

function readJson<S extends z.ZodType>(schema: S, part: string): z.infer<S> | null {
  try {
    const read = schema.safeParse(JSON.parse(Buffer.from(part, 'base64url').toString()));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}

function invalid(detail: string, cause?: unknown): AppError {
  return new AppError(dpopInvalid, {
    detail: `The proof does not fit: ${detail}.`,
    headers: { 'www-authenticate': 'DPoP error="invalid_dpop_proof", algs="ES256"' },
    cause,
  });
}
