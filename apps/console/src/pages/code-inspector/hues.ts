import type { InspectedElement } from '@sutra/gs1/inspect';

/** Colours of the theme (`--sutra-series-1` …) there are. */
const HUES = 6;

export type Hues = ReadonlyMap<string, number>;

/** One colour for each AI in the order of its first coming: neighbours differ. */
export function huesOf(elements: readonly InspectedElement[]): Hues {
  const identifiers = [...new Set(elements.map(({ ai }) => ai))];
  return new Map(identifiers.map((ai, index) => [ai, (index % HUES) + 1]));
}

export function hueOf(hues: Hues, ai: string): number {
  return hues.get(ai) ?? 1;
}
