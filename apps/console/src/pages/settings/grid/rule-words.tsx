// A rule of a quality grid in a line of words, for lists and for what changed.
import type { Adjustment, GridRule } from '@sutra/contracts/quality-grid';
import { formatDecimal } from '@sutra/ui/form/numbers.rules';
import { type TextOf, useText } from '../../../app/text.ts';
import { formatAmount } from './adjustments.rules.ts';

export function RuleWords({ rule }: { rule: GridRule }) {
  const text = useText();
  return <bdi>{ruleWords(text, rule)}</bdi>;
}

export function ruleWords(text: TextOf, rule: GridRule, currency?: string): string {
  return `${ruleName(rule)}: ${wordsOf(text, rule, currency)}`;
}

/** The parameters that a rule is about: `staple`, `grade × staple`. */
export function ruleName(rule: GridRule): string {
  return rule.type === 'matrix' ? `${rule.rowParameter} × ${rule.columnParameter}` : rule.parameter;
}

export function effectWords(text: TextOf, adjustment: Adjustment, currency?: string): string {
  if (adjustment === null) return text('settings.grid.refused');
  return ('ppm' in adjustment ? adjustment.ppm : adjustment.paise) === 0
    ? text('settings.grid.neutral')
    : formatAmount(adjustment, currency);
}

/** What the rule says, without its parameter. */
export function wordsOf(text: TextOf, rule: GridRule, currency: string | undefined): string {
  const effect = (adjustment: Adjustment) => effectWords(text, adjustment, currency);
  switch (rule.type) {
    case 'bands':
      return rule.bands
        .map(({ from, adjustment }, index) => {
          const next = rule.bands[index + 1]?.from ?? null;
          if (from !== null)
            return text('settings.rule.from', { from: formatDecimal(from), effect: effect(adjustment) });
          return next === null
            ? text('settings.rule.always', { effect: effect(adjustment) })
            : text('settings.rule.below', { to: formatDecimal(next), effect: effect(adjustment) });
        })
        .join('; ');
    case 'steps': {
      const { basis, step, each, side, limit } = rule;
      const values = { basis: formatDecimal(basis), step: formatDecimal(step), effect: effect(each) };
      const words = text(side === 'above' ? 'settings.rule.above' : 'settings.rule.under', values);
      const counting = text(COUNTING[rule.counting]);
      return limit === null
        ? `${words}, ${counting}`
        : `${words}, ${counting}; ${text(side === 'above' ? 'settings.rule.limitAbove' : 'settings.rule.limitBelow', { limit: formatDecimal(limit) })}`;
    }
    case 'choices': {
      const named = rule.choices.map(({ value, adjustment }) => `${value}: ${effect(adjustment)}`);
      return [...named, text('settings.rule.otherwise', { effect: effect(rule.otherwise) })].join('; ');
    }
    case 'matrix':
      return text('settings.rule.matrix', { rows: rule.rows.length, columns: rule.columns.length });
  }
}

export const COUNTING = {
  proportional: 'settings.counting.proportional',
  whole: 'settings.counting.whole',
  begun: 'settings.counting.begun',
} as const;
