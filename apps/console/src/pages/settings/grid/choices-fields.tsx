import type { Adjustment, GridRule } from '@sutra/contracts/quality-grid';
import { SelectField } from '@sutra/ui/form/form-fields';
import { ListField } from '@sutra/ui/form/form-list';
import { useText } from '../../../app/text.ts';
import { fieldAt } from '../form/setting-form.ts';
import { type Parameter, parameterOf } from '../parameters.ts';
import { AdjustmentField } from './adjustment-field.tsx';
import styles from './grid.module.css';
import type { RuleFieldsProps } from './rule-fields.ts';

type Choice = Extract<GridRule, { type: 'choices' }>['choices'][number];

/** What each grade earns or costs, and what any other does. */
export function ChoicesFields({ form, path, rule, parameters, currency, priceUnit }: RuleFieldsProps<'choices'>) {
  const text = useText();
  const known = parameterOf(parameters, rule.parameter);
  const money = { currency, priceUnit };
  return (
    <>
      <ListField<Choice>
        field={fieldAt<readonly Choice[]>(form, `${path}.choices`)}
        label={text('settings.grid.choices')}
        add={text('settings.grid.addGrade')}
        newItem={() => ({ value: nextGrade(known, rule.choices), adjustment: { paise: 0 } })}
        nameOf={(index) => text('settings.choices.row', { number: index + 1 })}
        columns={[text('settings.choices.grade'), text('settings.grid.effect')]}
        widths="minmax(0, 4fr) minmax(0, 7fr)"
      >
        {(index) => (
          <>
            <SelectField
              field={fieldAt<string>(form, `${path}.choices.${index}.value`)}
              label={text('settings.choices.grade')}
              options={gradeOptions(known, rule.choices[index]?.value ?? '')}
              empty=""
              required
            />
            <AdjustmentField
              field={fieldAt<Adjustment>(form, `${path}.choices.${index}.adjustment`)}
              label={text('settings.grid.effect')}
              {...money}
            />
          </>
        )}
      </ListField>
      <div className={styles.otherwise}>
        <span>{text('settings.grid.otherwise')}</span>
        <AdjustmentField
          field={fieldAt<Adjustment>(form, `${path}.otherwise`)}
          label={text('settings.grid.otherwise')}
          {...money}
        />
      </div>
    </>
  );
}

/** The grade that most likely comes next: the first that has no row yet. */
function nextGrade(known: Parameter | undefined, choices: readonly Choice[]): string {
  return known?.choices.find((grade) => !choices.some(({ value }) => value === grade)) ?? '';
}

function gradeOptions(known: Parameter | undefined, current: string) {
  const grades = known?.choices ?? [];
  const all = current === '' || grades.includes(current) ? grades : [...grades, current];
  return all.map((value) => ({ value, label: value }));
}
