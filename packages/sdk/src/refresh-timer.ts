// Refreshes before a token runs out; where that fails, again and again until it works or is stopped.
const BEFORE_MS = 60_000;
const RETRY_MS = { first: 2000, most: 60_000 };

export class RefreshTimer {
  readonly #refresh: () => Promise<void>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  constructor(refresh: () => Promise<void>) {
    this.#refresh = refresh;
  }

  start(expiresAtMs: number): void {
    this.#failures = 0;
    const lifeMs = expiresAtMs - Date.now();
    // Tabs differ a little, so that mostly one asks and the others hear of it.
    this.#in(lifeMs - Math.min(BEFORE_MS, lifeMs / 4) * (1 + Math.random() / 2));
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #in(delayMs: number): void {
    clearTimeout(this.#timer);
    const timer = setTimeout(() => void this.#try(timer), Math.max(delayMs, 0));
    (timer as { unref?: () => void }).unref?.();
    this.#timer = timer;
  }

  async #try(timer: ReturnType<typeof setTimeout>): Promise<void> {
    try {
      await this.#refresh();
    } catch {
      // Started again or stopped meanwhile: nothing is owed here any more.
      if (this.#timer !== timer) return;
      this.#failures += 1;
      this.#in(Math.min(RETRY_MS.first * 2 ** this.#failures, RETRY_MS.most) * (0.5 + Math.random()));
    }
  }
}
