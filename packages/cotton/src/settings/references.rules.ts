// What must hold between a record and the records that it names.
import type { GridRule } from '@sutra/contracts/quality-grid';
import type { SettingKind } from '@sutra/contracts/settings';
import type { Decimal } from '@sutra/contracts/wire';

export interface Commodity {
  id: string;
  units: readonly { code: string }[];
}
export interface Parameter {
  commodityId: string;
  code: string;
  measure: 'number' | 'choice';
  scale: number;
  choices: readonly string[];
}
export interface FieldProblem {
  path: string;
  message: string;
}

/** What is wrong with the parameters and units that a grid or a variety names; empty if nothing is. */
export function namingProblems(
  kind: SettingKind,
  body: Readonly<Record<string, unknown>>,
  commodity: Commodity | undefined,
  parameters: readonly Parameter[],
): FieldProblem[] {
  if (!commodity || (kind !== 'quality-grids' && kind !== 'varieties')) return [];
  const known = new Map(
    parameters
      .filter(({ commodityId }) => commodityId === commodity.id)
      .map((parameter) => [parameter.code, parameter]),
  );
  if (kind === 'varieties') {
    const expected = body['expected'] as readonly { parameter: string; from: Decimal | null; to: Decimal | null }[];
    return expected.flatMap(({ parameter, from, to }, index) =>
      numberProblems(known.get(parameter), parameter, [from, to], `expected.${index}`),
    );
  }
  const problems: FieldProblem[] = [];
  if (!commodity.units.some(({ code }) => code === body['priceUnit']))
    problems.push({ path: 'priceUnit', message: 'is no unit of the commodity' });
  (body['rules'] as readonly GridRule[]).forEach((rule, index) => {
    problems.push(
      ...ruleProblems(rule, known).map(({ path, message }) => ({ path: `rules.${index}.${path}`, message })),
    );
  });
  return problems;
}

/** The codes of the parameters that a grid or a variety names. */
export function namedParameters(kind: SettingKind, body: Readonly<Record<string, unknown>>): string[] {
  if (kind === 'varieties')
    return (body['expected'] as readonly { parameter: string }[]).map(({ parameter }) => parameter);
  if (kind !== 'quality-grids') return [];
  return (body['rules'] as readonly GridRule[]).flatMap((rule) =>
    rule.type === 'matrix' ? [rule.rowParameter, rule.columnParameter] : [rule.parameter],
  );
}

function ruleProblems(rule: GridRule, known: ReadonlyMap<string, Parameter>): FieldProblem[] {
  switch (rule.type) {
    case 'bands':
      return numberProblems(
        known.get(rule.parameter),
        rule.parameter,
        rule.bands.map(({ from }) => from),
      );
    case 'steps':
      return numberProblems(known.get(rule.parameter), rule.parameter, [rule.basis, rule.limit]);
    case 'choices':
      return choiceProblems(
        known.get(rule.parameter),
        rule.parameter,
        rule.choices.map(({ value }) => value),
        'parameter',
      );
    case 'matrix':
      return [
        ...choiceProblems(known.get(rule.rowParameter), rule.rowParameter, rule.rows, 'rowParameter'),
        ...choiceProblems(known.get(rule.columnParameter), rule.columnParameter, rule.columns, 'columnParameter'),
      ];
  }
}

function numberProblems(
  parameter: Parameter | undefined,
  code: string,
  values: readonly (Decimal | null)[],
  prefix = '',
): FieldProblem[] {
  const path = prefix === '' ? 'parameter' : `${prefix}.parameter`;
  if (!parameter) return [{ path, message: `${code} is no parameter of the commodity` }];
  if (parameter.measure !== 'number') return [{ path, message: `${code} is a grade, not a number` }];
  const finer = values.some((value) => value !== null && digits(value) > parameter.scale);
  return finer ? [{ path, message: `${code} is measured to ${parameter.scale} digits after the point` }] : [];
}

function choiceProblems(
  parameter: Parameter | undefined,
  code: string,
  values: readonly string[],
  path: string,
): FieldProblem[] {
  if (!parameter) return [{ path, message: `${code} is no parameter of the commodity` }];
  if (parameter.measure !== 'choice') return [{ path, message: `${code} is a number, not a grade` }];
  return values
    .filter((value) => !parameter.choices.includes(value))
    .map((value) => ({ path, message: `${value} is no grade of ${code}` }));
}

/** The digits after the point that a value really has: 28.50 has one. */
function digits({ unscaled, scale }: Decimal): number {
  let own = scale;
  for (let rest = unscaled; own > 0 && rest % 10 === 0; rest /= 10) own -= 1;
  return own;
}
