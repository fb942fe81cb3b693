// npm run bench [-- name…] [--profile]: each bench as a ratio of two sides measured in turns, medians of five rounds.
//
// All benches together write RESULTS.md; named ones only print. `--profile` leaves a CPU profile of each side in
// `.cache/bench`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Bench, BenchDatabase, Round } from './bench.ts';
import { benches, benchNamed } from './benches.ts';
import { type BenchPostgres, startDurablePostgres } from './postgres.ts';
import { Child } from './processes.ts';
import { type Measured, type Sample, summaryOf, writeResults } from './results.ts';

const ROUNDS = 5;
const FIRST_WARM_UP_MS = 1200;
const WARM_UP_MS = 300;
const SIDES = ['ours', 'baseline'] as const;
type SideName = (typeof SIDES)[number];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { profile: { type: 'boolean', default: false } },
});
const chosen = positionals.length > 0 ? positionals.map(benchNamed) : benches;
const open = new Set<Child>();
let postgres: BenchPostgres | null = null;

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    console.error(`\n${signal}: stopping`);
    void cleanUp().finally(() => process.exit(1));
  });
}

try {
  const startedAt = new Date();
  const loadBefore = loadavg()[0]!;
  postgres = await startDurablePostgres();
  const results: Measured[] = [];
  for (const bench of chosen) {
    const measured = await measure(
      bench,
      await postgres.database(`bench_${bench.name.replaceAll('-', '_')}`),
      postgres,
    );
    results.push(measured);
    console.log(summaryOf(measured));
  }
  if (positionals.length === 0) {
    const path = fileURLToPath(new URL('RESULTS.md', import.meta.url));
    writeFileSync(
      path,
      writeResults(results, {
        startedAt,
        loadBefore,
        endedAt: new Date(),
        postgresVersion: postgres.version,
        rounds: ROUNDS,
        command: 'npm run bench',
      }),
    );
    console.log(`written: ${path}`);
  }
} finally {
  await cleanUp();
}

async function cleanUp(): Promise<void> {
  await Promise.all([...open].map((child) => child.end()));
  open.clear();
  const server = postgres;
  postgres = null;
  await server?.stop();
}

interface Runner {
  warmUp(durationMs: number): Promise<void>;
  round(): Promise<Sample>;
}

async function measure(bench: Bench, database: BenchDatabase, server: BenchPostgres): Promise<Measured> {
  await bench.prepare?.(database);
  const load = start(`load of ${bench.name}`, './load.ts');
  const sides: Partial<Record<SideName, Runner>> = {};
  for (const side of SIDES) if (bench[side]) sides[side] = await startSide(bench, side, database, load, server);
  const runners = SIDES.filter((side) => sides[side]).map((side) => ({ side, runner: sides[side]! }));
  for (const { runner } of runners) await runner.warmUp(FIRST_WARM_UP_MS);
  const samples: Record<SideName, Sample[]> = { ours: [], baseline: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const { side, runner } of runners) {
      await runner.warmUp(WARM_UP_MS);
      samples[side].push(await runner.round());
    }
  }
  await Promise.all([...open].map((child) => child.end()));
  open.clear();
  return { bench, ours: samples.ours, baseline: bench.baseline ? samples.baseline : null };
}

async function startSide(
  bench: Bench,
  side: SideName,
  database: BenchDatabase,
  load: Child,
  server: BenchPostgres,
): Promise<Runner> {
  const child = start(`${side} of ${bench.name}`, './side.ts', values.profile ? profileFlags(bench.name, side) : []);
  const { origin, handover, loops } = await child.call<{ origin?: string; handover?: unknown; loops: boolean }>(
    'start',
    { bench: bench.name, side, database },
  );
  const work = (durationMs: number) =>
    loops
      ? child.call<Round>('round', durationMs)
      : load.call<Round>('round', { bench: bench.name, side, origin, handover, durationMs });
  const isBatch = loops && bench.baseline === null;
  return {
    warmUp: async (durationMs) => {
      if (isBatch && durationMs === WARM_UP_MS) return; // a batch does not depend on what was sent just before
      await child.call('beforeRound');
      await work(durationMs);
    },
    round: async () => {
      await child.call('beforeRound');
      const before = { side: await child.call<number>('cpuMicros'), database: server.cpuMicros() };
      const { operations, seconds } = await work(bench.roundMs);
      const after = { side: await child.call<number>('cpuMicros'), database: server.cpuMicros() };
      if (operations === 0) throw new Error(`${bench.name}, ${side}: nothing was finished in a round`);
      return {
        perSecond: operations / seconds,
        busy: (after.side - before.side) / 1e6 / seconds,
        sideMicros: (after.side - before.side) / operations,
        databaseMicros:
          before.database === null || after.database === null
            ? null
            : Math.max(0, after.database - before.database) / operations,
      };
    },
  };
}

function start(name: string, script: string, execArgv: readonly string[] = []): Child {
  const child = new Child(name, script, execArgv);
  open.add(child);
  return child;
}

function profileFlags(bench: string, side: SideName): string[] {
  const folder = fileURLToPath(new URL('../.cache/bench/', import.meta.url));
  mkdirSync(folder, { recursive: true });
  return ['--cpu-prof', `--cpu-prof-dir=${folder}`, `--cpu-prof-name=${bench}.${side}.cpuprofile`];
}
