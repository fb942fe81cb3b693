// A quality grid as its editor and its preview need it.
import type { GridRule } from '@sutra/contracts/quality-grid';
import type { Parameter } from '../parameters.ts';

export interface Grid {
  rules: readonly GridRule[];
  currency: string;
  /** The unit that prices and amounts are for; empty while none is chosen. */
  priceUnit: string;
  commodityId: string | null;
}

/** What of a record, or of a form in the making, is the grid. */
export function gridOf(body: Readonly<Record<string, unknown>>): Grid {
  return {
    rules: (body['rules'] ?? []) as readonly GridRule[],
    currency: typeof body['currency'] === 'string' && body['currency'] !== '' ? body['currency'] : 'INR',
    priceUnit: typeof body['priceUnit'] === 'string' ? body['priceUnit'] : '',
    commodityId: typeof body['commodityId'] === 'string' ? body['commodityId'] : null,
  };
}

const ONE_PERCENT_PPM = 10_000;
const NEUTRAL = { paise: 0 };
const NOT_YET = null as never;

/** A rule to begin with. What has to be entered is missing yet. */
export function newRule(type: GridRule['type'], parameter: string, known: Parameter | undefined): GridRule {
  const grades = known?.choices ?? [];
  switch (type) {
    case 'bands':
      return { type, parameter, bands: [{ from: null, adjustment: NEUTRAL }] };
    case 'steps':
      return {
        type,
        parameter,
        basis: NOT_YET,
        side: 'above',
        step: { unscaled: 1, scale: 0 },
        each: { ppm: -ONE_PERCENT_PPM },
        counting: 'proportional',
        limit: null,
      };
    case 'choices':
      return {
        type,
        parameter,
        choices: grades.map((value) => ({ value, adjustment: NEUTRAL })),
        otherwise: null,
      };
    case 'matrix':
      return {
        type,
        rowParameter: parameter,
        columnParameter: '',
        rows: [...grades],
        columns: [],
        cells: grades.map(() => []),
      };
  }
}

/** The rule with another parameter; the kind of rule follows the kind of parameter. */
export function withParameter(rule: GridRule, parameter: string, known: Parameter | undefined): GridRule {
  const isGrade = known?.measure === 'choice';
  const fits = rule.type === 'choices' || rule.type === 'matrix' ? isGrade : !isGrade;
  if (known !== undefined && !fits) return newRule(isGrade ? 'choices' : 'bands', parameter, known);
  if (rule.type === 'matrix') return resized({ ...rule, rowParameter: parameter }, { rows: known?.choices ?? [] });
  if (rule.type !== 'choices') return { ...rule, parameter };
  const isNamed = rule.choices.every(({ value }) => known?.choices.includes(value) ?? true);
  return isNamed && rule.choices.length > 0 ? { ...rule, parameter } : newRule('choices', parameter, known);
}

type Matrix = Extract<GridRule, { type: 'matrix' }>;

/** The table with other rows or columns; a cell stays with its names. */
export function resized(rule: Matrix, next: { rows?: readonly string[]; columns?: readonly string[] }): Matrix {
  const rows = [...(next.rows ?? rule.rows)];
  const columns = [...(next.columns ?? rule.columns)];
  const cells = rows.map((row) =>
    columns.map((column) => {
      const [at, across] = [rule.rows.indexOf(row), rule.columns.indexOf(column)];
      return at < 0 || across < 0 ? NEUTRAL : (rule.cells[at]?.[across] ?? null);
    }),
  );
  return { ...rule, rows, columns, cells };
}
