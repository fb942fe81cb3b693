// A device with a key of its own, as a client of the API has one: signs DPoP proofs (RFC 9449) with the nonce it was given.
import { createHash, randomUUID } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { type Answer, Caller } from './app.ts';

export interface ProofOptions {
  /** Claims that differ from what they should be. */
  claims?: Record<string, unknown>;
  header?: Record<string, unknown>;
}

export class TestDevice {
  readonly origin: string;
  readonly #keys: Awaited<ReturnType<typeof generateKeyPair>>;
  readonly jwk: Record<string, unknown>;
  readonly thumbprint: string;
  nonce = '';
  /** Added to the time that proofs name. */
  clockErrorMs = 0;

  private constructor(
    origin: string,
    keys: Awaited<ReturnType<typeof generateKeyPair>>,
    jwk: object,
    thumbprint: string,
  ) {
    this.origin = origin;
    this.#keys = keys;
    this.jwk = { ...jwk };
    this.thumbprint = thumbprint;
  }

  static async make(origin: string): Promise<TestDevice> {
    const keys = await generateKeyPair('ES256', { extractable: true });
    const { kty, crv, x, y } = await exportJWK(keys.publicKey);
    const jwk = { kty: kty!, crv: crv!, x: x!, y: y! };
    return new TestDevice(origin, keys, jwk, await calculateJwkThumbprint(jwk));
  }

  proof(method: string, path: string, token: string | null, { claims, header }: ProofOptions = {}): Promise<string> {
    return new SignJWT({
      jti: randomUUID(),
      htm: method,
      htu: this.origin + path.split('?')[0]!,
      iat: Math.floor((Date.now() + this.clockErrorMs) / 1000),
      nonce: this.nonce,
      ...(token !== null && { ath: createHash('sha256').update(token).digest('base64url') }),
      ...claims,
    })
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: this.jwk, ...header })
      .sign(this.#keys.privateKey);
  }

  /** A call with a proof; once more if the server gives another nonce. */
  async send(
    method: string,
    path: string,
    { token = null, body, headers }: { token?: string | null; body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<Answer> {
    const once = async () =>
      new Caller(this.origin, null).send(method, path, body, {
        ...headers,
        dpop: await this.proof(method, path, token),
        ...(token !== null && { authorization: `DPoP ${token}` }),
      });
    const answer = await once();
    const nonce = answer.headers.get('dpop-nonce');
    if (nonce === null) return answer;
    this.nonce = nonce;
    return answer.status === 401 && answer.body.code === 'auth.dpop_required' ? once() : answer;
  }
}
