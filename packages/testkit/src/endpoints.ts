// Every endpoint that the contracts declare, found by what they export.
import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Endpoint } from '@sutra/contracts/endpoint';

const contracts = fileURLToPath(new URL('../../contracts/src/', import.meta.url));

export interface Declared {
  all: readonly Endpoint[];
  /** Without those that differ in their kind of record only: of these, one kind stands for the others. */
  distinct: readonly Endpoint[];
}

export async function declaredEndpoints(): Promise<Declared> {
  const all = new Set<Endpoint>();
  const distinct = new Set<Endpoint>();
  for (const file of globSync('*.ts', { cwd: contracts, exclude: ['*.test.ts'] }).sort()) {
    const module = (await import(`${contracts}${file}`)) as Record<string, unknown>;
    for (const value of Object.values(module)) collect(value);
  }
  return { all: [...all], distinct: [...distinct] };

  /** An endpoint, or those of a kind of record: kinds differ in the body that creates one. */
  function collect(value: unknown): void {
    if (typeof value !== 'object' || value === null) return;
    if ('method' in value && 'path' in value) {
      all.add(value as Endpoint);
      distinct.add(value as Endpoint);
    }
    if (!('kind' in value) || !('create' in value)) return;
    for (const one of Object.values(value as Record<string, object>))
      if (typeof one === 'object' && 'method' in one) all.add(one as Endpoint);
    const { create, list, get, change, archive, restore } = value as Record<string, Endpoint>;
    for (const one of value.kind === 'quality-grids' ? [list, get, create, change, archive, restore] : [create])
      distinct.add(one!);
  }
}
