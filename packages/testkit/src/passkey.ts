// An authenticator in software: makes passkeys and signs with them as W3C WebAuthn Level 3 section 6 says.
import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';

const UP_UV_AT = 0x45;
const UP_UV = 0x05;
const b64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');
const sha256 = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest();

export class TestPasskey {
  readonly origin: string;
  readonly id = randomBytes(16);
  readonly #keys: { publicKey: KeyObject; privateKey: KeyObject } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  counter = 0;
  /** Whose it is, as an authenticator keeps it from the registration. */
  userHandle: string | undefined;
  constructor(origin: string) {
    this.origin = origin;
  }

  /** What `navigator.credentials.create` gives for the options of a registration. */
  attest(options: { challenge: string; user?: { id: string } }, over: { flags?: number; origin?: string } = {}) {
    this.userHandle = options.user?.id;
    const { x, y } = this.#keys.publicKey.export({ format: 'jwk' });
    const key = Buffer.concat([
      Buffer.from('a5010203262001215820', 'hex'),
      Buffer.from(x!, 'base64url'),
      Buffer.from('225820', 'hex'),
      Buffer.from(y!, 'base64url'),
    ]);
    const length = Buffer.alloc(2);
    length.writeUInt16BE(this.id.length);
    const data = Buffer.concat([this.#data(over.flags ?? UP_UV_AT), Buffer.alloc(16), length, this.id, key]);
    const attestationObject = Buffer.concat([
      Buffer.from('a363666d74646e6f6e656761747453746d74a0686175746844617461', 'hex'),
      Buffer.of(0x58, data.length),
      data,
    ]);
    const response = {
      clientDataJSON: b64(this.#clientData('webauthn.create', options.challenge, over.origin)),
      attestationObject: b64(attestationObject),
      transports: ['internal'],
    };
    return this.#credential(response);
  }

  /** What `navigator.credentials.get` gives for the options of a sign-in. */
  assert(options: { challenge: string }, over: { flags?: number; origin?: string } = {}) {
    const clientData = this.#clientData('webauthn.get', options.challenge, over.origin);
    const data = this.#data(over.flags ?? UP_UV);
    const signature = createSign('sha256').update(data).update(sha256(clientData)).sign(this.#keys.privateKey);
    return this.#credential({
      clientDataJSON: b64(clientData),
      authenticatorData: b64(data),
      signature: b64(signature),
      ...(this.userHandle !== undefined && { userHandle: this.userHandle }),
    });
  }

  #credential<R>(response: R) {
    return { id: b64(this.id), rawId: b64(this.id), type: 'public-key', response, clientExtensionResults: {} };
  }
  #clientData(type: string, challenge: string, origin = this.origin): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  }
  #data(flags: number): Buffer {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.counter);
    return Buffer.concat([sha256(new URL(this.origin).hostname), Buffer.of(flags), counter]);
  }
}
