// Unwrapped keys in memory, the least recently used thrown out first.
import type { SecretKey } from '@sutra/kernel/crypto';

export class KeyCache {
  readonly #size: number;
  readonly #keys = new Map<string, SecretKey | null>();
  /** Rises whenever something is forgotten, so that a read that began before is not kept. */
  generation = 0;
  constructor(size: number) {
    this.#size = size;
  }

  /** Null for a key known to be destroyed, undefined if it is not known. */
  get(id: string): SecretKey | null | undefined {
    const key = this.#keys.get(id);
    if (key === undefined) return undefined;
    this.#keys.delete(id);
    this.#keys.set(id, key);
    return key;
  }

  set(id: string, key: SecretKey | null): void {
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
