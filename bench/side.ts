// A child process: one side of one bench.
import type { BenchDatabase, Running } from './bench.ts';
import { benchNamed } from './benches.ts';
import { answerCalls } from './processes.ts';

let running: Running | null = null;

answerCalls({
  start: async ({ bench, side, database }: { bench: string; side: 'ours' | 'baseline'; database: BenchDatabase }) => {
    running = await (await benchNamed(bench))[side]!.start(database);
    return { origin: running.origin, handover: running.handover, loops: running.round !== undefined };
  },
  beforeRound: () => running!.beforeRound?.(),
  round: (durationMs: number) => running!.round!(durationMs),
  heapBytes: () => running!.heapBytes?.() ?? null,
  cpuMicros: () => {
    const { user, system } = process.cpuUsage();
    return user + system;
  },
  close: async () => {
    await running?.close();
  },
});
