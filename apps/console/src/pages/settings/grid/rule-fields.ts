// What the editors of the kinds of rule share.
import type { GridRule } from '@sutra/contracts/quality-grid';
import type { SettingForm } from '../form/setting-form.ts';
import type { Parameter } from '../parameters.ts';

/** What the editor of each kind of rule is given. */
export interface RuleFieldsProps<Type extends GridRule['type']> {
  form: SettingForm;
  /** `rules.2` */
  path: string;
  rule: Extract<GridRule, { type: Type }>;
  parameters: readonly Parameter[];
  currency: string;
  priceUnit: string;
}

/** The parameters to choose from; a code that is none of them any more stays to be seen. */
export function optionsOf(parameters: readonly Parameter[], current: string, measure?: Parameter['measure']) {
  const options = parameters
    .filter((parameter) => measure === undefined || parameter.measure === measure)
    .map(({ code, name, unit }) => ({ value: code, label: unit === null ? name : `${name} (${unit})` }));
  const isKnown = current === '' || options.some(({ value }) => value === current);
  return isKnown ? options : [...options, { value: current, label: current }];
}
