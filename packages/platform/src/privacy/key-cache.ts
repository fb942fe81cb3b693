// Unwrapped keys in memory, the least recently used thrown out first.

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
