// npm run bench [-- name…] [--profile]: each bench as a ratio of two sides measured in turns, medians of five rounds.
//
// A name is that of a bench or of a group. A whole group writes its part of RESULTS.md, and so do all without a name;
// single benches only print. `--profile` leaves a CPU profile of each side in `.cache/bench`.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Bench, BenchDatabase, BenchGroup, Round } from './bench.ts';
import { benchNamed, groups } from './benches.ts';
import { type BenchPostgres, startDurablePostgres } from './postgres.ts';
import { Child } from './processes.ts';
import { type Measured, type Sample, partOf, summaryOf, withPart } from './results.ts';
import type { Used } from './side.ts';

const ROUNDS = 5;
const FIRST_WARM_UP_MS = 1200;
const WARM_UP_MS = 300;
const SIDES = ['ours', 'baseline'] as const;
type SideName = (typeof SIDES)[number];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { profile: { type: 'boolean', default: false } },
});
const names = positionals.length > 0 ? positionals : Object.keys(groups);
const singles = await Promise.all(names.filter((name) => !Object.hasOwn(groups, name)).map(benchNamed));
const chosenGroups = names.filter((name) => Object.hasOwn(groups, name));
const open = new Set<Child>();
let postgres: BenchPostgres | null = null;

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    console.error(`\n${signal}: stopping`);
    void cleanUp().finally(() => process.exit(1));
  });
}

try {
  for (const bench of singles) await measureAndPrint(bench);
  for (const name of chosenGroups) await measureGroup(name, await groups[name]!());
} finally {
  await cleanUp();
}

async function measureGroup(name: string, group: BenchGroup): Promise<void> {
  const startedAt = new Date();
  const loadBefore = loadavg()[0]!;
  const results: Measured[] = [];
  for (const bench of group.benches) results.push(await measureAndPrint(bench));
  const part = partOf(group.title, results, {
    startedAt,
    loadBefore,
    endedAt: new Date(),
    postgresVersion: group.benches.some(usesDatabase) ? postgres!.version : null,
    rounds: ROUNDS,
    command: `npm run bench -- ${name}`,
    appendix: (await group.appendix?.()) ?? '',
  });
  const path = fileURLToPath(new URL('RESULTS.md', import.meta.url));
  writeFileSync(path, withPart(readFileSync(path, 'utf8'), part));
  console.log(`written: the part "${group.title}" of ${path}`);
}

async function measureAndPrint(bench: Bench): Promise<Measured> {
  const measured = await measure(bench, await databaseFor(bench));
  console.log(summaryOf(measured));
  return measured;
}

function usesDatabase(bench: Bench): boolean {
  return bench.usesDatabase !== false;
}

async function databaseFor(bench: Bench): Promise<BenchDatabase> {
  if (!usesDatabase(bench)) return { ownerUrl: '', appUrl: '' };
  postgres ??= await startDurablePostgres();
  return postgres.database(`bench_${bench.name.replaceAll('-', '_')}`);
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
  heapBytes(): Promise<number | null>;
}

async function measure(bench: Bench, database: BenchDatabase): Promise<Measured> {
  await bench.prepare?.(database);
  const load = usesDatabase(bench) ? start(`load of ${bench.name}`, './load.ts') : null;
  const sides: Partial<Record<SideName, Runner>> = {};
  for (const side of SIDES) if (bench[side]) sides[side] = await startSide(bench, side, database, load);
  const runners = SIDES.filter((side) => sides[side]).map((side) => ({ side, runner: sides[side]! }));
  for (const { runner } of runners) await runner.warmUp(FIRST_WARM_UP_MS);
  const samples: Record<SideName, Sample[]> = { ours: [], baseline: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const { side, runner } of runners) {
      await runner.warmUp(WARM_UP_MS);
      samples[side].push(await runner.round());
    }
  }
  const heapBytes: Partial<Record<SideName, number>> = {};
  for (const { side, runner } of runners) {
    const bytes = await runner.heapBytes();
    if (bytes !== null) heapBytes[side] = bytes;
  }
  await Promise.all([...open].map((child) => child.end()));
  open.clear();
  return { bench, ours: samples.ours, baseline: bench.baseline ? samples.baseline : null, heapBytes };
}

async function startSide(bench: Bench, side: SideName, database: BenchDatabase, load: Child | null): Promise<Runner> {
  const child = start(`${side} of ${bench.name}`, './side.ts', values.profile ? profileFlags(bench.name, side) : []);
  const { origin, handover, loops } = await child.call<{ origin?: string; handover?: unknown; loops: boolean }>(
    'start',
    { bench: bench.name, side, database },
  );
  const work = (durationMs: number) =>
    loops
      ? child.call<Round>('round', durationMs)
      : load!.call<Round>('round', { bench: bench.name, side, origin, handover, durationMs });
  const isBatch = loops && bench.baseline === null;
  return {
    warmUp: async (durationMs) => {
      if (isBatch && durationMs === WARM_UP_MS) return; // a batch does not depend on what was sent just before
      await child.call('beforeRound');
      await work(durationMs);
    },
    heapBytes: () => child.call<number | null>('heapBytes'),
    round: async () => {
      await child.call('beforeRound');
      const before = { ...(await child.call<Used>('used')), database: databaseMicros(bench) };
      const { operations, seconds } = await work(bench.roundMs);
      const after = { ...(await child.call<Used>('used')), database: databaseMicros(bench) };
      if (operations === 0) throw new Error(`${bench.name}, ${side}: nothing was finished in a round`);
      return {
        perSecond: operations / seconds,
        busy: (after.cpuMicros - before.cpuMicros) / 1e6 / seconds,
        loop: (after.loopMs - before.loopMs) / 1e3 / seconds,
        sideMicros: (after.cpuMicros - before.cpuMicros) / operations,
        databaseMicros:
          before.database === null || after.database === null
            ? null
            : Math.max(0, after.database - before.database) / operations,
      };
    },
  };
}

function databaseMicros(bench: Bench): number | null {
  return usesDatabase(bench) ? postgres!.cpuMicros() : null;
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
