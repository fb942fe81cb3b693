// A child process: one side of one bench.
import { performance } from 'node:perf_hooks';
import type { BenchDatabase, Running } from './bench.ts';
import { benchNamed } from './benches.ts';
import { answerCalls } from './processes.ts';

/** By this process until now; `loopMs` is what its event loop did not wait. */
export interface Used {
  cpuMicros: number;
  loopMs: number;
}

let running: Running | null = null;

answerCalls({
  start: async ({ bench, side, database }: { bench: string; side: 'ours' | 'baseline'; database: BenchDatabase }) => {
    running = await (await benchNamed(bench))[side]!.start(database);
    return { origin: running.origin, handover: running.handover, loops: running.round !== undefined };
  },
  beforeRound: () => running!.beforeRound?.(),
  round: (durationMs: number) => running!.round!(durationMs),
  heapBytes: () => running!.heapBytes?.() ?? null,
  used: (): Used => {
    const { user, system } = process.cpuUsage();
    return { cpuMicros: user + system, loopMs: performance.eventLoopUtilization().active };
  },
  close: async () => {
    await running?.close();
  },
});
