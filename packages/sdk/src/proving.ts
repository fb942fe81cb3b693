// Proofs of the device's key (DPoP) for the calls of one session, with the nonce that the server gave last.
import type { Proving } from './client.ts';
import type { DeviceKey } from './device-key.ts';

const NONCE_KEY = 'sutra.nonce';

export class Prover {
  readonly #key: Promise<DeviceKey | null>;
  readonly #storage: Pick<Storage, 'getItem' | 'setItem'>;
  constructor(key: Promise<DeviceKey | null>, storage: Pick<Storage, 'getItem' | 'setItem'>) {
    this.#key = key;
    this.#storage = storage;
  }

  /** For a call that signs in or goes on; with a token, for a call of whoever holds it. */
  for(token?: string): Proving {
    return {
      headers: async (method, url) => {
        const key = await this.#key;
        if (key === null) return {};
        const absolute = new URL(url, (globalThis as { location?: { href: string } }).location?.href);
        const nonce = this.#storage.getItem(NONCE_KEY);
        const proof = await key.prove({ method, url: absolute.origin + absolute.pathname, token, nonce });
        return { dpop: proof, ...(token !== undefined && { authorization: `DPoP ${token}` }) };
      },
      isToRepeat: (response) => {
        const nonce = response.headers.get('dpop-nonce');
        if (nonce === null) return false;
        this.#storage.setItem(NONCE_KEY, nonce);
        return response.status === 401 && (response.headers.get('www-authenticate') ?? '').includes('use_dpop_nonce');
      },
    };
  }

  /** For the live connection, which greets with a nonce of its own. */
  async prove(url: string, token: string, nonce: string): Promise<string | undefined> {
    return (await this.#key)?.prove({ method: 'GET', url, token, nonce });
  }
}
