// What a lot of a measured quality is worth by a quality grid: premium, discount, or refusal.
import type { Adjustment, GridRule, Sample } from '@sutra/contracts/quality-grid';
import { compareDecimals, type Decimal } from '@sutra/contracts/wire';

/** What one rule says of a sample. */
export interface GridLine {
  parameters: readonly string[];
  /** As measured; null where the sample does not tell. */
  values: readonly (Decimal | string | null)[];
  outcome: 'neutral' | 'premium' | 'discount' | 'refused' | 'not-measured';
  /** Paise per price unit, rounded for reading; the price itself is reckoned exactly. */
  paise: number;
  /** Parts per million of the price, rounded for reading. */
  ppm: number;
}
export interface GridPrice {
  /** Paise per price unit, rounded half up once at the end; null if the grid refuses the lot. */
  pricePaise: number | null;
  lines: readonly GridLine[];
  /** False while a parameter of the grid was not measured: the price leaves those rules out. */
  isComplete: boolean;
}

// A fraction: steps in proportion may give thirds of a paisa, and only the price is rounded.
interface Fraction {
  over: bigint;
  under: bigint;
}
interface Effect {
  paise: Fraction;
  ppm: Fraction;
}
const NOTHING: Fraction = { over: 0n, under: 1n };
const NEUTRAL: Effect = { paise: NOTHING, ppm: NOTHING };
const MILLION = 1_000_000n;

/**
 * (base + Σ adjustments in paise) × (1 + Σ adjustments in parts per million). `basePaise` is the price of the basis quality
 * for one price unit; rules are taken in any order with the same result.
 */
export function priceOf(rules: readonly GridRule[], basePaise: number, sample: Sample): GridPrice {
  const judged = rules.map((rule) => judge(rule, sample));
  let paise: Fraction = { over: BigInt(basePaise), under: 1n };
  let ppm: Fraction = { over: MILLION, under: 1n };
  for (const { effect } of judged) {
    if (effect === null) continue;
    paise = add(paise, effect.paise);
    ppm = add(ppm, effect.ppm);
  }
  const isRefused = judged.some(({ line }) => line.outcome === 'refused');
  return {
    pricePaise: isRefused ? null : Number(roundHalfUp(paise.over * ppm.over, paise.under * ppm.under * MILLION)),
    lines: judged.map(({ line }) => line),
    isComplete: judged.every(({ line }) => line.outcome !== 'not-measured'),
  };
}

interface Judged {
  line: GridLine;
  effect: Effect | null;
}

function judge(rule: GridRule, sample: Sample): Judged {
  const parameters = rule.type === 'matrix' ? [rule.rowParameter, rule.columnParameter] : [rule.parameter];
  const values = parameters.map((parameter) => (Object.hasOwn(sample, parameter) ? sample[parameter]! : null));
  const effect = values.includes(null) ? 'not-measured' : effectOf(rule, values as (Decimal | string)[]);
  if (effect === 'not-measured' || effect === 'refused')
    return { line: { parameters, values, outcome: effect, paise: 0, ppm: 0 }, effect: null };
  const read = ({ over, under }: Fraction) => Number(roundHalfUp(over, under));
  const sign = effect.paise.over === 0n ? effect.ppm.over : effect.paise.over;
  return {
    line: {
      parameters,
      values,
      outcome: sign === 0n ? 'neutral' : sign > 0n ? 'premium' : 'discount',
      paise: read(effect.paise),
      ppm: read(effect.ppm),
    },
    effect,
  };
}

function effectOf(rule: GridRule, values: readonly (Decimal | string)[]): Effect | 'refused' | 'not-measured' {
  const [value, second] = values;
  switch (rule.type) {
    case 'bands': {
      if (typeof value !== 'object') return 'not-measured';
      const band = rule.bands.findLast(({ from }) => from === null || compareDecimals(from, value) <= 0);
      return band ? adjusted(band.adjustment) : 'refused';
    }
    case 'steps':
      return typeof value === 'object' ? stepped(rule, value) : 'not-measured';
    case 'choices': {
      if (typeof value !== 'string') return 'not-measured';
      const named = rule.choices.find((choice) => choice.value === value);
      return adjusted(named ? named.adjustment : rule.otherwise);
    }
    case 'matrix': {
      if (typeof value !== 'string' || typeof second !== 'string') return 'not-measured';
      return adjusted(rule.cells[rule.rows.indexOf(value)]?.[rule.columns.indexOf(second)] ?? null);
    }
  }
}

function stepped(rule: Extract<GridRule, { type: 'steps' }>, value: Decimal): Effect | 'refused' {
  const direction = rule.side === 'above' ? 1 : -1;
  if (rule.limit !== null && compareDecimals(value, rule.limit) * direction > 0) return 'refused';
  if (compareDecimals(value, rule.basis) * direction <= 0) return NEUTRAL;
  const scale = Math.max(value.scale, rule.basis.scale, rule.step.scale);
  const excess = (atScale(value, scale) - atScale(rule.basis, scale)) * BigInt(direction);
  const step = atScale(rule.step, scale);
  const whole = excess / step;
  const steps: Fraction =
    rule.counting === 'proportional'
      ? { over: excess, under: step }
      : { over: rule.counting === 'begun' && whole * step < excess ? whole + 1n : whole, under: 1n };
  const times = (amount: number): Fraction => ({ over: steps.over * BigInt(amount), under: steps.under });
  return 'paise' in rule.each
    ? { paise: times(rule.each.paise), ppm: NOTHING }
    : { paise: NOTHING, ppm: times(rule.each.ppm) };
}

function adjusted(adjustment: Adjustment): Effect | 'refused' {
  if (adjustment === null) return 'refused';
  return 'paise' in adjustment
    ? { paise: { over: BigInt(adjustment.paise), under: 1n }, ppm: NOTHING }
    : { paise: NOTHING, ppm: { over: BigInt(adjustment.ppm), under: 1n } };
}

function add(a: Fraction, b: Fraction): Fraction {
  return a.under === b.under
    ? { over: a.over + b.over, under: a.under }
    : { over: a.over * b.under + b.over * a.under, under: a.under * b.under };
}

function atScale({ unscaled, scale }: Decimal, wanted: number): bigint {
  return BigInt(unscaled) * 10n ** BigInt(wanted - scale);
}

/** Halves go up, as an accountant rounds: 0.5 to 1, and −0.5 to 0. */
function roundHalfUp(over: bigint, under: bigint): bigint {
  const doubled = 2n * over + under;
  const floor = doubled / (2n * under);
  return doubled % (2n * under) < 0n ? floor - 1n : floor;
}
