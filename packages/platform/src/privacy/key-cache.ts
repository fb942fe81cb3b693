// Unwrapped keys in memory, the least recently used thrown out first.
import { createSecretKey } from 'node:crypto';

/**
 * A key in the form that OpenSSL holds: from plain bytes node:crypto makes one anew at each call, which takes several
 * times as long as sealing. The kernel's functions pass it on as it is; their types name only bytes.
 */
export function preparedKey(bytes: Buffer): Buffer {
  const key: unknown = createSecretKey(bytes);
  return key as Buffer;
}

export class KeyCache {
  readonly #size: number;
  readonly #keys = new Map<string, Buffer | null>();
  /** Rises whenever something is forgotten, so that a read that began before is not kept. */
  generation = 0;
  constructor(size: number) {
    this.#size = size;
  }

  /** Null for a key known to be destroyed, undefined if it is not known. */
  get(id: string): Buffer | null | undefined {
    const key = this.#keys.get(id);
    if (key === undefined) return undefined;
    this.#keys.delete(id);
    this.#keys.set(id, key);
    return key;
  }

  set(id: string, key: Buffer | null): void {
    this.#keys.delete(id);
    this.#keys.set(id, key);
    if (this.#keys.size > this.#size) this.#keys.delete(this.#keys.keys().next().value!);
  }

  forget(id: string): void {
    this.generation += 1;
    this.#keys.delete(id);
  }

  clear(): void {
    this.generation += 1;
    this.#keys.clear();
  }
}
