// The rules of a quality grid as tables that are written in place.
import { NativeSelect } from '@mantine/core';
import type { GridRule } from '@sutra/contracts/quality-grid';
import { SelectField } from '@sutra/ui/form/form-fields';
import { ListField } from '@sutra/ui/form/form-list';
import { useText } from '../../../app/text.ts';
import { fieldAt, type SettingForm } from '../form/setting-form.ts';
import { shownBy, still } from '../form/still.ts';
import { parameterOf, useParameters } from '../parameters.ts';
import { BandsFields } from './bands-fields.tsx';
import { ChoicesFields } from './choices-fields.tsx';
import { gridOf, newRule, withParameter } from './grid-form.ts';
import styles from './grid.module.css';
import { MatrixFields } from './matrix-fields.tsx';
import { optionsOf, type RuleFieldsProps } from './rule-fields.ts';
import { StepsFields } from './steps-fields.tsx';

export interface RulesFieldProps {
  form: SettingForm;
  label: string;
  description?: string;
}
const MOST_RULES = 40;

export function RulesField({ form, ...shared }: RulesFieldProps) {
  const text = useText();
  const { rules, currency, priceUnit, commodityId } = gridOf(form.values);
  const parameters = useParameters(commodityId);
  const field = fieldAt<readonly GridRule[]>(form, 'rules');
  return (
    <ListField<GridRule>
      field={field}
      {...shared}
      add={text('settings.grid.addRule')}
      newItem={() => newRule('bands', '', undefined)}
      nameOf={(index) => nameOf(rules[index])}
      max={MOST_RULES}
      isTall
    >
      {(index) => {
        const rule = rules[index];
        const path = `rules.${index}`;
        if (rule === undefined) return null;
        return (
          <StillRule
            {...{ form, path, rule, parameters, currency, priceUnit }}
            shows={[text, path, parameters, currency, priceUnit, ...shownBy(form, path)]}
          />
        );
      }}
    </ListField>
  );

  function nameOf(rule: GridRule | undefined): string {
    if (rule === undefined) return text('settings.grid.newRule');
    const codes = rule.type === 'matrix' ? [rule.rowParameter, rule.columnParameter] : [rule.parameter];
    const named = codes.filter((code) => code !== '').map((code) => parameterOf(parameters, code)?.name ?? code);
    const name = named.join(' × ');
    return name === '' ? text('settings.grid.newRule') : text('settings.rule.name', { rule: name });
  }
}

type RuleProps = Omit<RuleFieldsProps<GridRule['type']>, 'rule'> & { rule: GridRule };

function Rule(props: RuleProps) {
  return (
    <div className={styles.rule}>
      <RuleHead {...props} />
      <RuleBody {...props} />
    </div>
  );
}
const StillRule = still(Rule);

const TYPES = {
  number: ['bands', 'steps'],
  choice: ['choices', 'matrix'],
} as const;
const TYPE_WORDS = {
  bands: 'settings.grid.bands',
  steps: 'settings.grid.steps',
  choices: 'settings.grid.choices',
  matrix: 'settings.grid.matrix',
} as const;

/** What the rule is about, and of which kind it is: numbers have bands and steps, grades have lists and tables. */
function RuleHead({ form, path, rule, parameters }: RuleProps) {
  const text = useText();
  const replace = fieldAt<GridRule>(form, path).onChange;
  const isMatrix = rule.type === 'matrix';
  const code = isMatrix ? rule.rowParameter : rule.parameter;
  const known = parameterOf(parameters, code);
  const types = known === undefined ? [...TYPES.number, ...TYPES.choice] : TYPES[known.measure];
  const field = fieldAt<string>(form, `${path}.${isMatrix ? 'rowParameter' : 'parameter'}`);
  return (
    <div className={styles.ruleHead}>
      <SelectField
        field={{
          ...field,
          onChange: (next) => replace(withParameter(rule, next, parameterOf(parameters, next))),
        }}
        label={text(isMatrix ? 'settings.grid.rows' : 'settings.grid.parameter')}
        options={optionsOf(parameters, code, isMatrix ? 'choice' : undefined)}
        empty=""
        required
      />
      <NativeSelect
        label={text('settings.grid.type')}
        value={rule.type}
        onChange={({ currentTarget }) => replace(newRule(currentTarget.value as GridRule['type'], code, known))}
        data={types.map((type) => ({ value: type, label: text(TYPE_WORDS[type]) }))}
      />
    </div>
  );
}

function RuleBody({ rule, ...props }: RuleProps) {
  switch (rule.type) {
    case 'bands':
      return <BandsFields {...props} rule={rule} />;
    case 'steps':
      return <StepsFields {...props} rule={rule} />;
    case 'choices':
      return <ChoicesFields {...props} rule={rule} />;
    case 'matrix':
      return <MatrixFields {...props} rule={rule} />;
  }
}
