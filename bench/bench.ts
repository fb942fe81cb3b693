// What a bench is: two sides that do the same work, each in a process of its own, measured in turns.

/** The bench's own database: as its owner, past every policy, and as the powerless login of production. */
export interface BenchDatabase {
  ownerUrl: string;
  appUrl: string;
}

export interface Requests {
  path: string;
  method?: 'GET' | 'POST';
  headers?: Record<string, string>;
  body?: string;
  /** The body of the next request, for calls that use up what they send; `answered` hands back what came. */
  next?: () => string;
  answered?: (sent: string, answer: string) => void;
  /** Headers of the next request, for proofs that are used up. */
  nextHeaders?: () => Record<string, string>;
}

export interface Round {
  operations: number;
  seconds: number;
}

/** A side that has started. With `origin` it is loaded over HTTP; otherwise `round` works by itself. */
export interface Running {
  origin?: string;
  /** What the load generator needs to know, as JSON. */
  handover?: unknown;
  beforeRound?: () => Promise<void>;
  round?: (durationMs: number) => Promise<Round>;
  /** Heap that one operation allocates, where that is asked for; called after the last round. */
  heapBytes?: () => number;
  close: () => Promise<void>;
}

export interface Side {
  /** What exactly runs, for RESULTS.md. */
  does: string;
  /** The database of a bench that uses none has empty addresses. */
  start(database: BenchDatabase): Promise<Running>;
  /** Runs in the load generator, once for each round. */
  requests?(handover: never): Requests;
}

export type Target = { atLeast: number } | { atMost: number };

export interface Bench {
  name: string;
  title: string;
  /** `rate`: ours ÷ baseline. `time`: the time of ours ÷ that of the baseline. Without a baseline: operations a second. */
  compares: 'rate' | 'time';
  operation: string;
  /** False: PostgreSQL is not started for it. Default true. */
  usesDatabase?: boolean;
  target: Target | null;
  connections: number;
  roundMs: number;
  prepare?(database: BenchDatabase): Promise<void>;
  ours: Side;
  baseline: Side | null;
  /** Conditions and findings, a paragraph each. */
  remarks: readonly string[];
}

/** Benches that have a part of RESULTS.md together; a run of the whole group writes it anew. */
export interface BenchGroup {
  title: string;
  benches: readonly Bench[];
  /** More of the part, as Markdown, with what can be said without measuring time. */
  appendix?: () => Promise<string>;
}

export const CONNECTIONS = 20;
export const POOL_SIZE = 10;
export const ROUND_MS = 1500;

/** Runs `step` over and over in `workers` lanes for a time; counts what was finished. */
export async function loop(
  durationMs: number,
  workers: number,
  step: (worker: number) => Promise<unknown>,
): Promise<Round> {
  const startedMs = performance.now();
  let operations = 0;
  await Promise.all(
    Array.from({ length: workers }, async (_, worker) => {
      while (performance.now() - startedMs < durationMs) {
        await step(worker);
        operations += 1;
      }
    }),
  );
  return { operations, seconds: (performance.now() - startedMs) / 1000 };
}
