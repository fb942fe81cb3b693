// The price along one parameter, the others as they are: what a grid looks like.
import { GridRule, type Sample } from '@sutra/contracts/quality-grid';
import type { Decimal } from '@sutra/contracts/wire';
import { priceOf } from '@sutra/cotton/settings/grid.rules';
import { atScale } from './decimals.rules.ts';

export interface CurvePoint {
  value: Decimal;
  /** Null where the grid refuses the lot. */
  pricePaise: number | null;
  /** Whether it is the value of the sample. */
  isSample: boolean;
}
export interface Along {
  parameter: string;
  /** Digits after the point to which it is measured. */
  scale: number;
  /** The range in which it can lie, where that is known. */
  from: Decimal | null;
  to: Decimal | null;
}

const MOST_POINTS = 36;

/** Rules that are complete; those still being written are left out. */
export function completeRules(rules: readonly GridRule[]): GridRule[] {
  return rules.flatMap((rule) => {
    const read = GridRule.safeParse(rule);
    return read.success ? [read.data] : [];
  });
}

/** Points over the range in which the rules of the parameter make a difference, with both sides of every jump. */
export function priceCurve(rules: readonly GridRule[], basePaise: number, sample: Sample, along: Along): CurvePoint[] {
  const { parameter, scale } = along;
  const own = sample[parameter];
  const at = typeof own === 'object' ? Number(atScale(own, scale)) : null;
  const edges = rules.flatMap((rule) => edgesOf(rule, parameter)).map((edge) => Number(atScale(edge, scale)));
  if (edges.length === 0) return [];
  const known = at === null ? edges : [...edges, at];
  const [least, most] = [Math.min(...known), Math.max(...known)];
  const margin = Math.max(Math.ceil((most - least) / 4), 5);
  const low = Math.max(least - margin, along.from === null ? -Infinity : Number(atScale(along.from, scale)));
  const high = Math.min(most + margin, along.to === null ? Infinity : Number(atScale(along.to, scale)));
  const stride = Math.max(1, Math.ceil((high - low) / MOST_POINTS));
  const places = new Set(
    known.concat(
      edges.map((edge) => edge - 1),
      edges.map((edge) => edge + 1),
    ),
  );
  for (let place = low; place <= high; place += stride) places.add(place);
  return [...places]
    .filter((place) => place >= low && place <= high)
    .sort((a, b) => a - b)
    .map((place) => {
      const value = { unscaled: place, scale };
      const { pricePaise } = priceOf(rules, basePaise, { ...sample, [parameter]: value });
      return { value, pricePaise, isSample: place === at };
    });
}

/** The values at which a rule begins to say something else. */
function edgesOf(rule: GridRule, parameter: string): Decimal[] {
  if (rule.type === 'bands' && rule.parameter === parameter)
    return rule.bands.flatMap(({ from }) => (from === null ? [] : [from]));
  if (rule.type === 'steps' && rule.parameter === parameter)
    return rule.limit === null ? [rule.basis] : [rule.basis, rule.limit];
  return [];
}

/** The parameters that rules are written in, each once, in their order. */
export function parametersOf(rules: readonly GridRule[]): { code: string; isNumber: boolean; grades: string[] }[] {
  const found = new Map<string, { code: string; isNumber: boolean; grades: string[] }>();
  const add = (code: string, isNumber: boolean, grades: readonly string[]) => {
    const before = found.get(code);
    if (before === undefined) found.set(code, { code, isNumber, grades: [...grades] });
    else before.grades = [...new Set([...before.grades, ...grades])];
  };
  for (const rule of rules) {
    if (rule.type === 'matrix') {
      add(rule.rowParameter, false, rule.rows);
      add(rule.columnParameter, false, rule.columns);
    } else if (rule.type === 'choices') {
      add(
        rule.parameter,
        false,
        rule.choices.map(({ value }) => value),
      );
    } else add(rule.parameter, true, []);
  }
  return [...found.values()];
}
