// Scans on their way: the counter goes on while an answer is awaited, and what failed waits for another try, also while
// another page is open and over a reload of this tab.
import { listScans, scanCode, type Scan } from '@sutra/contracts/scanning';
import { NetworkFailure, SutraProblem } from '@sutra/sdk/problem';
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { session, useSignedIn } from '../../app/session.ts';

export interface Attempt {
  clientScanId: string;
  raw: string;
  scannedAt: Date;
  state: { kind: 'sending' } | { kind: 'done'; scan: Scan } | { kind: 'failed'; error: unknown; mayRepeat: boolean };
}

const MAX_SETTLED = 20;
const MAX_WAITING = 500;
const waitingKey = (scope: string) => `sutra.scans-waiting ${scope}`;

type Waiting = Pick<Attempt, 'clientScanId' | 'raw'> & { scannedAtMs: number };

class Attempts {
  readonly scope: string;
  readonly #queries: QueryClient;
  readonly #listeners = new Set<() => void>();
  #all: readonly Attempt[] = [];

  constructor(scope: string, queries: QueryClient) {
    this.scope = scope;
    this.#queries = queries;
    this.#all = readWaiting(scope);
  }

  readonly subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };
  readonly newestFirst = () => this.#all;

  readonly scan = (raw: string) => {
    const attempt: Attempt = {
      clientScanId: crypto.randomUUID(),
      raw,
      scannedAt: new Date(),
      state: { kind: 'sending' },
    };
    let settled = 0;
    const kept = this.#all.filter((one) => waits(one) || (settled += 1) <= MAX_SETTLED).slice(0, MAX_WAITING);
    this.#set([attempt, ...kept]);
    void this.#send(attempt);
  };

  /** Goes under the same id, so that it can never count twice. */
  readonly repeat = (attempt: Attempt) => void this.#send(attempt);

  async #send({ clientScanId, raw, scannedAt }: Attempt): Promise<void> {
    const settle = (state: Attempt['state']) =>
      this.#set(this.#all.map((one) => (one.clientScanId === clientScanId ? { ...one, state } : one)));
    settle({ kind: 'sending' });
    try {
      const { scan } = await session.callWith({ idempotencyKey: clientScanId })(scanCode, {
        body: { raw, scannedAt, clientScanId },
      });
      settle({ kind: 'done', scan });
      await this.#queries.invalidateQueries({ queryKey: [listScans.id] });
    } catch (error) {
      settle({ kind: 'failed', error, mayRepeat: mayRepeat(error) });
    }
  }

  #set(all: readonly Attempt[]): void {
    this.#all = all;
    keepWaiting(this.scope, all.filter(waits));
    for (const listener of this.#listeners) listener();
  }
}

const waits = ({ state }: Attempt) => state.kind === 'sending' || (state.kind === 'failed' && state.mayRepeat);

// What the server refused for what it is stays refused.
function mayRepeat(error: unknown): boolean {
  if (!(error instanceof SutraProblem)) return true;
  const { status } = error.problem;
  return status >= 500 || status === 429 || status === 408 || status === 401;
}

function keepWaiting(scope: string, attempts: readonly Attempt[]): void {
  const waiting = attempts.map(({ clientScanId, raw, scannedAt }): Waiting => ({
    clientScanId,
    raw,
    scannedAtMs: scannedAt.getTime(),
  }));
  if (waiting.length === 0) sessionStorage.removeItem(waitingKey(scope));
  else sessionStorage.setItem(waitingKey(scope), JSON.stringify(waiting));
}

function readWaiting(scope: string): Attempt[] {
  const waiting = JSON.parse(sessionStorage.getItem(waitingKey(scope)) ?? '[]') as Waiting[];
  const error = new NetworkFailure('The page was closed before an answer came');
  return waiting.map(({ clientScanId, raw, scannedAtMs }) => ({
    clientScanId,
    raw,
    scannedAt: new Date(scannedAtMs),
    state: { kind: 'failed', error, mayRepeat: true },
  }));
}

const byQueries = new WeakMap<QueryClient, Attempts>();

function attemptsOf(scope: string, queries: QueryClient): Attempts {
  const known = byQueries.get(queries);
  if (known?.scope === scope) return known;
  const attempts = new Attempts(scope, queries);
  byQueries.set(queries, attempts);
  return attempts;
}

/** The attempts of this person in this organisation; those of another are never seen. */
export function useAttempts(): {
  attempts: readonly Attempt[];
  scan: (raw: string) => void;
  repeat: (attempt: Attempt) => void;
} {
  const { user, organisation } = useSignedIn();
  const queries = useQueryClient();
  const { subscribe, newestFirst, scan, repeat } = attemptsOf(`${user.id} ${organisation.id}`, queries);
  return { attempts: useSyncExternalStore(subscribe, newestFirst), scan, repeat };
}
