// What was measured, as lines for the terminal and as RESULTS.md.
import { cpus, totalmem } from 'node:os';
import type { Bench, Target } from './bench.ts';
import { SETTINGS } from './postgres.ts';

export interface Sample {
  perSecond: number;
  /** Cores that the side's process used. */
  busy: number;
  /** How much of the round its event loop worked; it waited for the rest. */
  loop: number;
  /** Processor time of one operation in the side's process, and in PostgreSQL. */
  sideMicros: number;
  databaseMicros: number | null;
}

export interface Measured {
  bench: Bench;
  ours: readonly Sample[];
  /** Null for an absolute figure. */
  baseline: readonly Sample[] | null;
  /** Heap that one operation allocates, of the sides that tell. */
  heapBytes: { readonly ours?: number; readonly baseline?: number };
}

interface Verdict {
  ours: number;
  baseline: number | null;
  value: number;
  min: number;
  max: number;
  /** The same ratio of processor time, ours and PostgreSQL's, without the load generator's. */
  processor: number | null;
  met: boolean | null;
}

function verdictOf({ bench, ours, baseline }: Measured): Verdict {
  const rates = ours.map((sample) => sample.perSecond);
  // The two rounds that ran one after the other make a pair.
  const values =
    baseline === null
      ? rates
      : rates.map((rate, index) =>
          bench.compares === 'rate' ? rate / baseline[index]!.perSecond : baseline[index]!.perSecond / rate,
        );
  const value = median(values);
  const processor =
    baseline &&
    median(
      ours.map((sample, index) =>
        bench.compares === 'rate'
          ? costOf(baseline[index]!) / costOf(sample)
          : costOf(sample) / costOf(baseline[index]!),
      ),
    );
  // Without a database to wait for, a server can be faster than the load generator. Where the baseline was, it looks slower than
  // it is, and both ratios must do; where only ours was, ours looks slower than it is.
  const isInMemory =
    baseline !== null && [...ours, ...baseline].every((sample) => (sample.databaseMicros ?? 0) < NOTHING_MICROS);
  const isBaselineBusy =
    bench.ours.requests !== undefined && median((baseline ?? []).map(({ loop }) => loop)) > KEPT_BUSY;
  return {
    ours: median(rates),
    baseline: baseline && median(baseline.map((sample) => sample.perSecond)),
    value,
    min: Math.min(...values),
    max: Math.max(...values),
    processor,
    met:
      bench.target && meets(bench.target, value) && (!isInMemory || isBaselineBusy || meets(bench.target, processor!)),
  };
}

const NOTHING_MICROS = 5;
const KEPT_BUSY = 0.95;
const costOf = ({ sideMicros, databaseMicros }: Sample) => sideMicros + (databaseMicros ?? 0);

function meets(target: Target, value: number): boolean {
  return 'atLeast' in target ? value >= target.atLeast : value <= target.atMost;
}

export function summaryOf(measured: Measured): string {
  const { bench } = measured;
  const verdict = verdictOf(measured);
  const against = verdict.baseline === null ? '' : `, baseline ${figure(verdict.baseline)}/s`;
  return `${bench.name}: ours ${figure(verdict.ours)}/s${against}: ${range(measured, verdict)}, by processor time ${verdict.processor === null ? '–' : figure(verdict.processor)}; ${targetText(bench)}${metText(verdict)}\n  ${costText(measured)}`;
}

export interface RunFacts {
  startedAt: Date;
  endedAt: Date;
  /** Null where none of the benches uses a database. */
  postgresVersion: string | null;
  /** Runnable processes just before the start: what others do on the machine. */
  loadBefore: number;
  rounds: number;
  command: string;
  appendix: string;
}

/** The results of one group. */
export function partOf(title: string, results: readonly Measured[], facts: RunFacts): string {
  const seconds = Math.round((facts.endedAt.getTime() - facts.startedAt.getTime()) / 1000);
  const rows = results.map((measured) => {
    const verdict = verdictOf(measured);
    const { bench } = measured;
    return `| ${bench.title} | ${figure(verdict.ours)} | ${verdict.baseline === null ? '–' : figure(verdict.baseline)} | ${range(measured, verdict)} | ${verdict.processor === null ? '–' : figure(verdict.processor)} | ${targetText(bench)} | ${verdict.met === null ? '–' : verdict.met ? 'yes' : '**no**'} |`;
  });
  return `# ${title}

Written by \`${facts.command}\`; do not edit. ${facts.startedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC, ${seconds} s in all.

- Machine: ${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB
- Node.js ${process.versions.node}${facts.postgresVersion === null ? '' : `; PostgreSQL ${facts.postgresVersion} on the same machine with its default settings (fsync, synchronous_commit and full_page_writes on) but ${SETTINGS.join(', ')}`}
- Load of the machine just before the start: ${facts.loadBefore.toFixed(1)} (0 is a machine of its own; above that the rounds scatter)
- Command: \`${facts.command}\`; one bench: \`npm run bench -- name\`; CPU profiles: \`--profile\`

${facts.postgresVersion === null ? inProcessText(facts.rounds) : databaseText(facts.rounds)}

| Bench | Ours /s | Baseline /s | Ratio (min–max) | By processor time | Target | Met |
|---|---:|---:|---|---:|---|---|
${rows.join('\n')}

A ratio is ours ÷ baseline, of rates; for writes, of the times of one write.

${results.map(sectionOf).join('\n')}${facts.appendix === '' ? '' : `\n${facts.appendix}`}`;
}

const databaseText = (rounds: number) =>
  `Each bench has two sides, each in a process of its own, on one database. They run in turns, ${rounds} rounds each, after a warm-up; the figures are medians, the ratio is the median of the ratios of
neighbouring rounds, with the smallest and the largest. HTTP comes from autocannon in a third process over keep-alive connections; one answer that is not 2xx fails the run. Server, load generator and
PostgreSQL share the cores, so for what uses the database the ratio compares all that an operation costs, waiting included. "By processor time" is the same ratio of the processor time that one operation takes
in its side's process and in PostgreSQL, without the load generator's: other work on the machine disturbs it less. What uses no database meets its target only if both ratios do, unless the event loop of the baseline worked for more than 95 % of a round: then it did not wait for the load generator. Both pools hold 10 connections.`;

const inProcessText = (rounds: number) =>
  `Each bench has two sides, each in a process of its own, which read the same inputs, thousands of different ones in turn. They run in turns, ${rounds} rounds each, after a warm-up; the figures are medians, the
ratio is the median of the ratios of neighbouring rounds, with the smallest and the largest. "By processor time" is the same ratio of the processor time that one operation takes: other work on the machine
disturbs it less. A target is met only if both ratios meet it. Heap is what one operation allocates: the growth of \`process.memoryUsage().heapUsed\` over 256 KiB worth of operations, the median of nine such
counts after the last round, each after a forced collection; it is a lower bound for what allocates more than that in one operation.`;

/** RESULTS.md with a part in place of the one with its title, or at its end; the parts stand in the order of their first run. */
export function withPart(text: string, part: string): string {
  const [heading] = part.split('\n');
  const parts = text.split(/^(?=# )/m);
  const at = parts.findIndex((one) => one.startsWith(`${heading}\n`));
  if (at < 0) parts.push(part);
  else parts[at] = part;
  return `${parts.map((one) => one.trimEnd()).join('\n\n')}\n`;
}

function sectionOf(measured: Measured): string {
  const { bench } = measured;
  const lines = [
    `## ${bench.title}`,
    '',
    `\`${bench.name}\`, ${bench.connections === 1 ? 'one at a time' : `${bench.connections} at once`}.`,
    '',
    `- Ours: ${bench.ours.does}.`,
  ];
  if (bench.baseline) lines.push(`- Baseline: ${bench.baseline.does}.`);
  lines.push(`- ${costText(measured)}.`);
  for (const remark of bench.remarks) lines.push('', remark);
  return `${lines.join('\n')}\n`;
}

function costText({ bench, ours, baseline, heapBytes }: Measured): string {
  const one = (name: string, samples: readonly Sample[]) => {
    const database = samples.map((sample) => sample.databaseMicros).filter((micros) => micros !== null);
    const parts = [
      `${figure(median(samples.map((sample) => sample.sideMicros)))} µs in its process (${figure(median(samples.map((sample) => sample.busy)))} cores busy)`,
    ];
    if (database.length > 0 && median(database) >= NOTHING_MICROS)
      parts.push(`${figure(median(database))} µs in PostgreSQL`);
    return `${name} ${parts.join(' and ')}`;
  };
  const time = `Processor time of one ${bench.operation}: ${[one('ours', ours), ...(baseline ? [one('baseline', baseline)] : [])].join('; ')}`;
  const heap = Object.entries(heapBytes).map(([name, bytes]) => `${name} ${figure(bytes)} bytes`);
  return heap.length === 0 ? time : `${time}. Heap of one ${bench.operation}: ${heap.join('; ')}`;
}

function range({ baseline }: Measured, { value, min, max }: Verdict): string {
  return baseline === null
    ? `– (${figure(min)}–${figure(max)} /s)`
    : `${figure(value)} (${figure(min)}–${figure(max)})`;
}

function targetText({ target }: { target: Target | null }): string {
  if (target === null) return 'none';
  return 'atLeast' in target ? `at least ${figure(target.atLeast)}` : `at most ${figure(target.atMost)}`;
}

const metText = ({ met }: Verdict) => (met === null ? '' : met ? ': met' : ': NOT met');

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Three digits that count: 0.456, 12.3, 34,500. */
function figure(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 3 });
}
