// The key of this device (DPoP, RFC 9449): made once, kept where nothing can read it out, proved with every call.
import { createStore, get, update } from 'idb-keyval';

/** What a device can show that no copy of its tokens can. */
export interface DeviceKey {
  /** A proof for one call. `nonce` is the last one that the server gave. */
  prove(call: { method: string; url: string; token?: string | undefined; nonce: string | null }): Promise<string>;
}

type Key = Parameters<typeof crypto.subtle.sign>[1];
interface KeyPair {
  publicKey: Key;
  privateKey: Key;
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SIGNATURE = { name: 'ECDSA', hash: 'SHA-256' } as const;

/** The key of this browser, shared by its tabs; null where a page has no safe place for one (no HTTPS, no storage). */
export async function browserDeviceKey(): Promise<DeviceKey | null> {
  if (!('indexedDB' in globalThis) || globalThis.crypto?.subtle === undefined) return null;
  try {
    const store = createStore('sutra', 'keys');
    const kept = await get<KeyPair>('device', store);
    if (kept) return await deviceKey(kept);
    const made = await generate();
    // Of two tabs that make one at the same moment, the first stays.
    await update<KeyPair>('device', (before) => before ?? made, store);
    return await deviceKey((await get<KeyPair>('device', store)) ?? made);
  } catch {
    return null; // private windows of some browsers refuse storage
  }
}

/** A key for as long as the process runs, for programs. */
export async function memoryDeviceKey(): Promise<DeviceKey> {
  return deviceKey(await generate());
}

function generate(): Promise<KeyPair> {
  return crypto.subtle.generateKey(ALGORITHM, false, ['sign', 'verify']);
}

/** From a key pair of P-256, wherever it is kept. */
export async function deviceKey({ publicKey, privateKey }: KeyPair): Promise<DeviceKey> {
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', publicKey);
  const header = encode(JSON.stringify({ typ: 'dpop+jwt', alg: 'ES256', jwk: { kty, crv, x, y } }));
  return {
    prove: async ({ method, url, token, nonce }) => {
      const claims = {
        jti: crypto.randomUUID(),
        htm: method,
        htu: url,
        iat: Math.floor(Date.now() / 1000),
        ...(nonce !== null && { nonce }),
        ...(token !== undefined && { ath: encode(await crypto.subtle.digest('SHA-256', bytesOf(token))) }),
      };
      const text = `${header}.${encode(JSON.stringify(claims))}`;
      return `${text}.${encode(await crypto.subtle.sign(SIGNATURE, privateKey, bytesOf(text)))}`;
    },
  };
}

const bytesOf = (text: string) => new TextEncoder().encode(text);

function encode(data: string | ArrayBuffer): string {
  const bytes = typeof data === 'string' ? bytesOf(data) : new Uint8Array(data);
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
