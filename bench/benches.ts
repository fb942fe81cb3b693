import type { Bench, BenchGroup } from './bench.ts';

/**
 * The groups of benches, in the order in which they are searched. Each is loaded by itself: what one imports can slow the
 * other down (any class that extends String costs every string function of the process more than half its speed).
 */
export const groups: Readonly<Record<string, () => Promise<BenchGroup>>> = {
  gs1: async () => (await import('./gs1.bench.ts')).gs1Group,
  platform: async () => (await import('./platform.benches.ts')).platformGroup,
};

export async function benchNamed(name: string): Promise<Bench> {
  const names: string[] = [];
  for (const load of Object.values(groups)) {
    const { benches } = await load();
    const bench = benches.find((one) => one.name === name);
    if (bench) return bench;
    names.push(...benches.map((one) => one.name));
  }
  const known = `${names.join(', ')}; and the groups: ${Object.keys(groups).join(', ')}`;
  throw new Error(`There is no bench ${name}; there are: ${known}`);
}
