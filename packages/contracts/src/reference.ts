// Facts that change by date: what the law, an exchange or a trade body says, from when until when, and who says so.
import { z } from 'zod';
import { endpoint, failure } from './endpoint.ts';
import { Integer, LocalDay, Text, Uuid } from './wire.ts';

export const ruleNotFound = failure('reference.rule_not_found', 404, 'There is no such rule on that day');
export const overrideNotFound = failure('reference.override_not_found', 404, 'There is no such exception');
export const overrideInvalid = failure(
  'reference.override_invalid',
  422,
  'An exception must say the same figures as the rule',
);
export const overrideOverlaps = failure(
  'reference.override_overlaps',
  409,
  'Your organisation has an exception for this rule in that time already; remove it first',
);

const Ppm = z.int().min(0).max(1_000_000);
const Paise = Integer.min(0);

/** What each kind of rule says. A contract stores the body that it was agreed under. */
export const RULE_BODIES = {
  'candy-weight': z.object({ grams: Integer.min(1) }),
  'minimum-support-price': z.object({ paisePerQuintal: Paise }),
  'moisture-at-procurement': z.object({ fullPriceToPpm: Ppm, refusedAbovePpm: Ppm }),
  'gst-rate': z.object({ ppm: Ppm, isReverseCharge: z.boolean() }),
  'self-invoice-days': z.object({ days: z.int().min(1) }),
  'tds-on-purchase': z.object({
    ppm: Ppm,
    ppmWithoutPan: Ppm,
    abovePaise: Paise,
    buyerTurnoverAbovePaise: Paise,
  }),
  'e-way-bill': z.object({ abovePaise: Paise, kmPerDay: z.int().min(1), withinDaysOfDocument: z.int().min(1) }),
  'sampling-for-arbitration': z.object({ gramsPerPack: Integer.min(1), packsPpm: Ppm }),
} as const;
export type RuleKind = keyof typeof RULE_BODIES;
export const RuleKind = z.enum(Object.keys(RULE_BODIES) as [RuleKind, ...RuleKind[]]);
export type RuleBody<K extends RuleKind> = z.output<(typeof RULE_BODIES)[K]>;

const Body = z.record(z.string(), z.union([z.int(), z.boolean()]));
const Override = z
  .object({
    id: Uuid,
    validFrom: LocalDay,
    validTo: LocalDay.nullable(),
    body: Body,
    reason: z.string(),
  })
  .meta({ id: 'ReferenceOverride' });

export const Rule = z
  .object({
    kind: RuleKind,
    key: z
      .string()
      .meta({ description: 'What the rule is about within its kind: an exchange, a tariff code, a staple' }),
    validFrom: LocalDay,
    validTo: LocalDay.nullable().meta({ description: 'The first day on which it does not hold any more' }),
    body: Body.meta({ description: 'What holds for this organisation: its own exception, else the rule' }),
    source: z.string(),
    override: Override.nullable(),
  })
  .meta({ id: 'ReferenceRule' });
export type Rule = z.infer<typeof Rule>;

export const listRules = endpoint({
  id: 'listRules',
  method: 'GET',
  path: '/api/v1/reference/rules',
  summary: 'The rules in force on a day (today in India, if none is named), with the organisation’s own exceptions',
  access: 'signed-in',
  limit: 'default',
  query: z.object({ on: LocalDay.optional(), kind: RuleKind.optional() }),
  response: z.object({ on: LocalDay, items: z.array(Rule) }),
});

export const getRuleHistory = endpoint({
  id: 'getRuleHistory',
  method: 'GET',
  path: '/api/v1/reference/rules/:kind/:key',
  summary: 'All that a rule has said and will say, newest first, with the organisation’s own exceptions',
  access: 'signed-in',
  limit: 'default',
  params: z.object({ kind: RuleKind, key: Text(80) }),
  response: z.object({ items: z.array(Rule.omit({ override: true })), overrides: z.array(Override) }),
  errors: [ruleNotFound],
});

export const createRuleOverride = endpoint({
  id: 'createRuleOverride',
  method: 'POST',
  path: '/api/v1/reference/rules/:kind/:key/overrides',
  summary: 'Let another body hold in this organisation, from a day on',
  access: { permission: 'reference.override' },
  limit: 'default',
  audit: 'reference.overridden',
  status: 201,
  params: z.object({ kind: RuleKind, key: Text(80) }),
  body: z
    .object({ validFrom: LocalDay, validTo: LocalDay.nullable().default(null), body: Body, reason: Text(500) })
    .refine(({ validFrom, validTo }) => validTo === null || validTo > validFrom, {
      path: ['validTo'],
      error: 'must be after the first day',
    }),
  response: Override,
  errors: [ruleNotFound, overrideInvalid, overrideOverlaps],
});

export const deleteRuleOverride = endpoint({
  id: 'deleteRuleOverride',
  method: 'DELETE',
  path: '/api/v1/reference/overrides/:overrideId',
  summary: 'Let the rule itself hold again',
  access: { permission: 'reference.override' },
  limit: 'default',
  audit: 'reference.override_removed',
  params: z.object({ overrideId: Uuid }),
  response: z.object({ id: Uuid }),
  errors: [overrideNotFound],
});
