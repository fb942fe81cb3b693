// The proof that nobody changed the log, made in this browser: the whole chain is read and every hash computed again.
import { exportAudit, getAuditKeys } from '@sutra/contracts/audit';
import type { Verification } from '@sutra/platform/audit/rules';
import { useCallback } from 'react';
import { session } from '../../app/session.ts';
import { countEntries } from './count.ts';
import { type LongWork, useLongWork } from './long-work.ts';

export type ToWorker =
  | { kind: 'keys'; keys: readonly string[] }
  | { kind: 'chunk'; bytes: Uint8Array<ArrayBuffer> }
  | { kind: 'end' };
export type FromWorker =
  | { kind: 'taken' }
  | { kind: 'progress'; entries: number }
  | { kind: 'done'; verification: Verification }
  | { kind: 'failed'; message: string };

// What is on the way to the worker at once, so that a fast connection does not fill the memory.
const MOST_CHUNKS = 32;

export interface Verified {
  verification: Verification;
  at: Date;
}

export function useVerification(): LongWork<Verified> {
  return useLongWork(
    useCallback(async (signal, onProgress) => {
      const total = await countEntries(signal);
      const verification = await verify(signal, (entries) => onProgress({ entries, total }));
      return { verification, at: new Date() };
    }, []),
  );
}

async function verify(signal: AbortSignal, onProgress: (entries: number) => void): Promise<Verification> {
  const { keys } = await session.callWith({ signal })(getAuditKeys);
  const bytes = await session.bytes(exportAudit, { signal });
  const worker = new Worker(new URL('./verification.worker.ts', import.meta.url), { type: 'module' });
  const flow = new Flow(worker);
  try {
    return await new Promise<Verification>((resolve, reject) => {
      worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
        if (data.kind === 'taken') flow.taken();
        else if (data.kind === 'progress') onProgress(data.entries);
        else if (data.kind === 'done') resolve(data.verification);
        else reject(new Error(data.message));
      });
      worker.addEventListener('error', (event) =>
        reject(new Error(event.message || 'The worker could not be started')),
      );
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      flow.tell({ kind: 'keys', keys: keys.map(({ verifierKey }) => verifierKey) });
      flow.send(bytes).catch(reject);
    });
  } finally {
    flow.stop();
    worker.terminate();
  }
}

class Flow {
  readonly #worker: Worker;
  #onTheWay = 0;
  #go: () => void = () => undefined;
  #isOver = false;

  constructor(worker: Worker) {
    this.#worker = worker;
  }

  tell(message: ToWorker): void {
    // Moved rather than copied.
    this.#worker.postMessage(message, message.kind === 'chunk' ? [message.bytes.buffer] : []);
  }

  taken(): void {
    this.#onTheWay -= 1;
    this.#go();
  }

  /** Nothing more is read: the connection is let go. */
  stop(): void {
    this.#isOver = true;
    this.#go();
  }

  async send(chunks: AsyncIterable<Uint8Array<ArrayBuffer>>): Promise<void> {
    for await (const bytes of chunks) {
      while (this.#onTheWay >= MOST_CHUNKS && !this.#isOver) {
        await new Promise<void>((resolve) => {
          this.#go = resolve;
        });
      }
      if (this.#isOver) return;
      this.#onTheWay += 1;
      this.tell({ kind: 'chunk', bytes });
    }
    this.tell({ kind: 'end' });
  }
}
