// Whether the server can be reached, and whether it has a newer page than this one. Both are asked of one tiny file.

export interface PulseState {
  readonly isOffline: boolean;
  readonly hasNewBuild: boolean;
}
export interface PulseOptions {
  /** The build that the server has now; throws if it cannot be asked. Null where that cannot be said. */
  askBuild: (signal: AbortSignal) => Promise<string | null>;
  /** The build of this page; null where that is not known, as in development. */
  ownBuild: string | null;
  /** Times in milliseconds. */
  tryAgainMs?: number;
  lookEveryMs?: number;
  giveUpMs?: number;
}

const TRY_AGAIN_MS = 5000;
const LOOK_EVERY_MS = 5 * 60_000;
const LOOK_AT_MOST_EVERY_MS = 30_000;
const GIVE_UP_MS = 8000;

/** One failed call says little: the server counts as away once it does not answer this question either. */
export class Pulse {
  readonly #options: PulseOptions;
  readonly #listeners = new Set<() => void>();
  #state: PulseState = { isOffline: false, hasNewBuild: false };
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking: Promise<void> | null = null;
  #askedAtMs = 0;
  #wasLost = false;
  #isStarted = false;

  constructor(options: PulseOptions) {
    this.#options = options;
  }

  /** Changes identity only when something changed. */
  readonly snapshot = (): PulseState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** A call was answered, or was not. */
  readonly reached = (isReached: boolean): void => {
    if (isReached) this.#set({ isOffline: false });
    else void this.#ask();
  };

  /** The live connection was lost, or is back: then the server may be another one. */
  readonly live = (isConnected: boolean): void => {
    if (!isConnected || this.#wasLost) void this.#ask();
    this.#wasLost = !isConnected;
  };

  /** Looks now and then, and whenever the browser says that something about the network changed; returns what ends it. */
  start(): () => void {
    this.#isStarted = true;
    const page = globalThis as typeof globalThis & Partial<Pick<Window, 'addEventListener' | 'removeEventListener'>>;
    const goneOffline = () => {
      this.#set({ isOffline: true });
      void this.#ask();
    };
    const cameBack = () => void this.#ask();
    const looked = () => {
      if (Date.now() - this.#askedAtMs > LOOK_AT_MOST_EVERY_MS) void this.#ask();
    };
    page.addEventListener?.('offline', goneOffline);
    page.addEventListener?.('online', cameBack);
    page.addEventListener?.('focus', looked);
    this.#plan();
    return () => {
      this.#isStarted = false;
      clearTimeout(this.#timer);
      page.removeEventListener?.('offline', goneOffline);
      page.removeEventListener?.('online', cameBack);
      page.removeEventListener?.('focus', looked);
    };
  }

  #ask(): Promise<void> {
    this.#asking ??= this.#askOnce().finally(() => {
      this.#asking = null;
      this.#plan();
    });
    return this.#asking;
  }

  async #askOnce(): Promise<void> {
    this.#askedAtMs = Date.now();
    const { askBuild, ownBuild, giveUpMs = GIVE_UP_MS } = this.#options;
    try {
      const build = await askBuild(AbortSignal.timeout(giveUpMs));
      const hasNewBuild = ownBuild !== null && build !== null && build !== ownBuild;
      this.#set({ isOffline: false, hasNewBuild });
    } catch {
      this.#set({ isOffline: true });
    }
  }

  #plan(): void {
    clearTimeout(this.#timer);
    if (!this.#isStarted) return;
    const { tryAgainMs = TRY_AGAIN_MS, lookEveryMs = LOOK_EVERY_MS } = this.#options;
    this.#timer = setTimeout(() => void this.#ask(), this.#state.isOffline ? tryAgainMs : lookEveryMs);
  }

  #set(change: Partial<PulseState>): void {
    const next = { ...this.#state, ...change };
    if (next.isOffline === this.#state.isOffline && next.hasNewBuild === this.#state.hasNewBuild) return;
    this.#state = next;
    for (const listener of this.#listeners) listener();
  }
}

const BUILD_PATH = '/build.json';

async function askServer(signal: AbortSignal): Promise<string | null> {
  const response = await fetch(BUILD_PATH, { cache: 'no-store', signal });
  // A proxy answers for a server that is away; a server that does not know the question is there.
  if (response.status >= 500) throw new Error(`${BUILD_PATH} answered ${response.status}`);
  if (!response.ok) return null;
  // What is no JSON comes from something else, such as the sign-in page of a hotel.
  const { build } = (await response.json()) as { build?: unknown };
  return typeof build === 'string' ? build : null;
}

/** What the server wrote into the page; a page of the development server holds no answer. */
function buildOfPage(): string | null {
  const build = globalThis.document?.querySelector<HTMLMetaElement>('meta[name="sutra-build"]')?.content ?? '';
  return build === '' || build.startsWith('__') ? null : build;
}

export const pulse = new Pulse({ askBuild: askServer, ownBuild: buildOfPage() });
