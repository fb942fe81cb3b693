// Scans on their way: the counter goes on while an answer is awaited, and nothing that failed is lost.
import { listScans, scanCode, type Scan } from '@sutra/contracts/scanning';
import { SutraProblem } from '@sutra/sdk/problem';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { session } from '../../app/session.ts';

export interface Attempt {
  clientScanId: string;
  raw: string;
  scannedAt: Date;
  state: { kind: 'sending' } | { kind: 'done'; scan: Scan } | { kind: 'failed'; error: unknown; mayRepeat: boolean };
}

const MAX_KEPT = 100;

/** Attempts, newest first. A repeat goes under the same id, so that it can never count twice. */
export function useAttempts(): {
  attempts: readonly Attempt[];
  scan: (raw: string) => void;
  repeat: (attempt: Attempt) => void;
} {
  const queries = useQueryClient();
  const [attempts, setAttempts] = useState<readonly Attempt[]>([]);

  const send = useCallback(
    async ({ clientScanId, raw, scannedAt }: Attempt) => {
      const settle = (state: Attempt['state']) =>
        setAttempts((all) => all.map((one) => (one.clientScanId === clientScanId ? { ...one, state } : one)));
      settle({ kind: 'sending' });
      try {
        const { scan } = await session.callWith({ idempotencyKey: clientScanId })(scanCode, {
          body: { raw, scannedAt, clientScanId },
        });
        settle({ kind: 'done', scan });
        await queries.invalidateQueries({ queryKey: [listScans.id] });
      } catch (error) {
        settle({ kind: 'failed', error, mayRepeat: mayRepeat(error) });
      }
    },
    [queries],
  );
  const scan = useCallback(
    (raw: string) => {
      const attempt: Attempt = {
        clientScanId: crypto.randomUUID(),
        raw,
        scannedAt: new Date(),
        state: { kind: 'sending' },
      };
      setAttempts((all) => [attempt, ...all].slice(0, MAX_KEPT));
      void send(attempt);
    },
    [send],
  );
  const repeat = useCallback((attempt: Attempt) => void send(attempt), [send]);
  return { attempts, scan, repeat };
}

// What the server refused for what it is stays refused.
function mayRepeat(error: unknown): boolean {
  if (!(error instanceof SutraProblem)) return true;
  const { status } = error.problem;
  return status >= 500 || status === 429 || status === 408 || status === 401;
}
