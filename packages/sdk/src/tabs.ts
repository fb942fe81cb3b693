// The tabs of one browser share one refresh cookie: what changes it is done by one of them at a time, and the others are told.
import type { SignedIn } from '@sutra/contracts/identity';

export type TabMessage =
  | { kind: 'signed-in'; signedIn: SignedIn; expiresAtMs: number }
  | { kind: 'leaving'; sessionId: string; isLeaving: boolean }
  | { kind: 'switching'; isSwitching: boolean }
  | { kind: 'signed-out'; sessionId: string; reason: string; detail?: string };

export interface Tabs {
  /** Runs alone over all tabs; `waited`: a tab had the turn just before, this one or another, and may yet tell how it ended. */
  exclusively<T>(run: (waited: boolean) => Promise<T>): Promise<T>;
  tell(message: TabMessage): void;
  close(): void;
}

interface Locks {
  request<T>(name: string, options: { ifAvailable?: boolean }, run: (lock: object | null) => Promise<T>): Promise<T>;
}

export function joinTabs(name: string, onMessage: (message: TabMessage) => void): Tabs {
  const channel = new BroadcastChannel(name);
  channel.addEventListener('message', (event) => onMessage((event as unknown as { data: TabMessage }).data));
  const locks = (globalThis.navigator as unknown as { locks?: Locks } | undefined)?.locks ?? locksWithin();
  return {
    exclusively: (run) => inTurn(locks, name, run),
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel reaches its own origin only; the rule means windows
    tell: (message) => channel.postMessage(message),
    close: () => channel.close(),
  };
}

/** For a program, which has no other tabs. */
export function noTabs(): Tabs {
  const locks = locksWithin();
  return { exclusively: (run) => inTurn(locks, '', () => run(false)), tell: () => undefined, close: () => undefined };
}

/** What tabs told of how their turns ended, for whoever waits to hear it. */
export class News {
  /** How often something was told. */
  count = 0;
  /** What was told of a session last. */
  latest: TabMessage | null = null;
  #wake = () => {};

  note(message: TabMessage): void {
    if (message.kind === 'leaving' || (message.kind === 'switching' && message.isSwitching)) return;
    this.count += 1;
    if (message.kind !== 'switching') this.latest = message;
    queueMicrotask(this.#wake); // after what it says is known here
  }

  /** Until the next is told, at most for that time. */
  within(timeMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
      setTimeout(resolve, timeMs);
    });
  }
}

const NOT_GOT = Symbol('the lock is held by another');

async function inTurn<T>(locks: Locks, name: string, run: (waited: boolean) => Promise<T>): Promise<T> {
  const atOnce = await locks.request(name, { ifAvailable: true }, async (lock): Promise<T | typeof NOT_GOT> =>
    lock ? run(false) : NOT_GOT,
  );
  return atOnce === NOT_GOT ? locks.request(name, {}, () => run(true)) : atOnce;
}

// Browsers offer no locks to pages without HTTPS; one tab can still keep its own calls in order.
function locksWithin(): Locks {
  let last: Promise<unknown> = Promise.resolve();
  let held = 0;
  return {
    request: (_name, options, run) => {
      if (options.ifAvailable && held > 0) return run(null);
      held += 1;
      const mine = last
        .then(() => run({}))
        .finally(() => {
          held -= 1;
        });
      last = mine.catch(() => undefined);
      return mine;
    },
  };
}
