// The proof that nobody changed the log, made in this browser: the whole chain is read and every hash computed again.
import { exportAudit, getAuditKeys } from '@sutra/contracts/audit';
import { verifyExport } from '@sutra/platform/audit/rules';
import { useCallback, useEffect, useRef, useState } from 'react';
import { session } from '../../app/session.ts';

export type Verification = Awaited<ReturnType<typeof verifyExport>>;
export type VerificationState =
  | { kind: 'none' }
  | { kind: 'running'; entries: number }
  | { kind: 'done'; verification: Verification; at: Date }
  | { kind: 'failed'; error: unknown };

const TELL_EVERY_MS = 150;

export function useVerification(): { state: VerificationState; start: () => void; cancel: () => void } {
  const [state, setState] = useState<VerificationState>({ kind: 'none' });
  const running = useRef<AbortController | null>(null);

  const cancel = useCallback(() => {
    running.current?.abort();
    running.current = null;
    setState({ kind: 'none' });
  }, []);
  const start = useCallback(() => {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    setState({ kind: 'running', entries: 0 });
    const tell = (next: VerificationState) => {
      if (running.current === controller) setState(next);
    };
    verify(controller.signal, (entries) => tell({ kind: 'running', entries })).then(
      (verification) => tell({ kind: 'done', verification, at: new Date() }),
      (error: unknown) => tell({ kind: 'failed', error }),
    );
  }, []);
  useEffect(() => () => running.current?.abort(), []);
  return { state, start, cancel };
}

async function verify(signal: AbortSignal, onProgress: (entries: number) => void): Promise<Verification> {
  const { keys } = await session.callWith({ signal })(getAuditKeys);
  const lines = await session.lines(exportAudit, { signal });
  return verifyExport(
    counted(lines, onProgress),
    keys.map(({ verifierKey }) => verifierKey),
  );
}

async function* counted(
  lines: AsyncIterable<string>,
  onProgress: (entries: number) => void,
): AsyncGenerator<string, void> {
  let count = -1; // the first line is the head
  let toldAtMs = Date.now();
  for await (const line of lines) {
    yield line;
    count += 1;
    if (Date.now() - toldAtMs < TELL_EVERY_MS) continue;
    toldAtMs = Date.now();
    onProgress(count);
    // Lets the page breathe: hashing never waits for anything by itself.
    await new Promise((resolve) => setTimeout(resolve));
  }
}
