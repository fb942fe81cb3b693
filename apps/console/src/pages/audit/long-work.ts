// Work that takes a while: how far it is, how it ended, and the way to stop it.
import { useCallback, useEffect, useRef, useState } from 'react';

export interface Progress {
  entries: number;
  /** Null if nobody knows. */
  total: number | null;
}
export type WorkState<Result> =
  | { kind: 'none' }
  | { kind: 'running'; progress: Progress }
  | { kind: 'done'; result: Result }
  | { kind: 'failed'; error: unknown };
export interface LongWork<Result> {
  state: WorkState<Result>;
  start: () => void;
  /** Stops it, or takes its result away. */
  cancel: () => void;
}

type Run<Result> = (signal: AbortSignal, onProgress: (progress: Progress) => void) => Promise<Result>;

/** Ends with the page; a second start stops the first. `run` must be the same function as long as it does the same. */
export function useLongWork<Result>(run: Run<Result>): LongWork<Result> {
  const [state, setState] = useState<WorkState<Result>>({ kind: 'none' });
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
    const tell = (next: WorkState<Result>) => {
      if (running.current === controller) setState(next);
    };
    tell({ kind: 'running', progress: { entries: 0, total: null } });
    run(controller.signal, (progress) => tell({ kind: 'running', progress })).then(
      (result) => tell({ kind: 'done', result }),
      (error: unknown) => tell({ kind: 'failed', error }),
    );
  }, [run]);
  useEffect(() => () => running.current?.abort(), []);
  return { state, start, cancel };
}
