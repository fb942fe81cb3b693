// What a difference in quality is worth: the rules of a quality grid.
import { z } from 'zod';
import { compareDecimals, Decimal, Integer, Text } from './wire.ts';

/** The code of a parameter of the grid's commodity, such as `staple`. */
const Parameter = Text(40);

/**
 * What a quality earns or costs: paise per price unit, or parts per million of the price. Null refuses the lot.
 */
export const Adjustment = z
  .union([
    z.object({ paise: Integer.min(-1_000_000_00).max(1_000_000_00) }),
    z.object({ ppm: Integer.min(-1_000_000).max(1_000_000) }),
  ])
  .nullable();
export type Adjustment = z.infer<typeof Adjustment>;

/** A measured value falls into the last band whose `from` it reaches; the first band has none. No gaps, no overlaps. */
const Bands = z.object({
  type: z.literal('bands'),
  parameter: Parameter,
  bands: z
    .array(z.object({ from: Decimal.nullable(), adjustment: Adjustment }))
    .min(1)
    .max(60)
    .refine(rises, 'must rise: only the first band has no lower end, and each begins above the one before'),
});

/** So much for each step beyond the basis, on one side of it; beyond `limit` the lot is refused. 1:1 is 10,000 ppm a step of 1. */
const Steps = z.object({
  type: z.literal('steps'),
  parameter: Parameter,
  basis: Decimal,
  side: z.enum(['above', 'below']),
  step: Decimal.refine((step) => step.unscaled > 0, 'must be above zero'),
  each: z.union([z.object({ paise: Integer }), z.object({ ppm: Integer })]),
  counting: z
    .enum(['proportional', 'whole', 'begun'])
    .meta({ description: 'Part of a step: counted in proportion, not at all, or as a whole one' }),
  limit: Decimal.nullable(),
});

/** A graded value, such as colour and leaf grade 31-3; one that is not named gets `otherwise`. */
const Choices = z.object({
  type: z.literal('choices'),
  parameter: Parameter,
  choices: z
    .array(z.object({ value: Text(40), adjustment: Adjustment }))
    .min(1)
    .max(200),
  otherwise: Adjustment,
});

/** Two graded values together, as in the "on/off" table of an exchange. A pair without a cell refuses the lot. */
const Matrix = z.object({
  type: z.literal('matrix'),
  rowParameter: Parameter,
  columnParameter: Parameter,
  rows: z.array(Text(40)).min(1).max(60),
  columns: z.array(Text(40)).min(1).max(60),
  cells: z.array(z.array(Adjustment).max(60)).max(60),
});

export const GridRule = z.discriminatedUnion('type', [Bands, Steps, Choices, Matrix]).superRefine((rule, context) => {
  if (rule.type === 'matrix') {
    const fits =
      rule.cells.length === rule.rows.length && rule.cells.every((row) => row.length === rule.columns.length);
    if (!fits)
      context.addIssue({ code: 'custom', path: ['cells'], message: 'must have a cell for each row and column' });
  }
});
export type GridRule = z.infer<typeof GridRule>;

/** A measured quality: parameter → decimal, or the grade's name. */
export const Sample = z.record(z.string(), z.union([Decimal, z.string().max(40)]));
export type Sample = z.infer<typeof Sample>;

function rises(bands: readonly { from: Decimal | null }[]): boolean {
  return bands.every(({ from }, index) => {
    if (index === 0) return from === null;
    const before = bands[index - 1]!.from;
    return from !== null && (before === null || compareDecimals(before, from) < 0);
  });
}
