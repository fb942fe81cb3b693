import type { Adjustment } from '@sutra/contracts/quality-grid';
import type { Decimal } from '@sutra/contracts/wire';
import { SelectField } from '@sutra/ui/form/form-fields';
import { DecimalField } from '@sutra/ui/form/form-numbers';
import { useText } from '../../../app/text.ts';
import { fieldAt } from '../form/setting-form.ts';
import { parameterOf } from '../parameters.ts';
import { AdjustmentField } from './adjustment-field.tsx';
import styles from './grid.module.css';
import { COUNTING } from './rule-words.tsx';
import type { RuleFieldsProps } from './rule-fields.ts';

/** So much for each step beyond a basis, up to a limit beyond which the lot is refused. */
export function StepsFields({ form, path, rule, parameters, currency, priceUnit }: RuleFieldsProps<'steps'>) {
  const text = useText();
  const known = parameterOf(parameters, rule.parameter);
  const unit = known?.unit ? { unit: known.unit } : {};
  const scale = known === undefined ? {} : { scale: known.scale };
  return (
    <div className={styles.steps}>
      <SelectField
        field={fieldAt<'above' | 'below'>(form, `${path}.side`)}
        label={text('settings.grid.side')}
        options={[
          { value: 'above', label: text('settings.grid.side.above') },
          { value: 'below', label: text('settings.grid.side.below') },
        ]}
        required
      />
      <DecimalField
        field={fieldAt<Decimal | null>(form, `${path}.basis`)}
        label={text('settings.grid.basis')}
        required
        {...unit}
        {...scale}
      />
      <DecimalField
        field={fieldAt<Decimal | null>(form, `${path}.limit`)}
        label={text(rule.side === 'above' ? 'settings.grid.limit.above' : 'settings.grid.limit.below')}
        placeholder={text('settings.grid.noLimit')}
        {...unit}
        {...scale}
      />
      <DecimalField
        field={fieldAt<Decimal | null>(form, `${path}.step`)}
        label={text('settings.grid.step')}
        required
        {...unit}
      />
      <div className={styles.each}>
        <AdjustmentField
          field={fieldAt<Adjustment>(form, `${path}.each`)}
          label={text('settings.grid.each')}
          currency={currency}
          priceUnit={priceUnit}
          mayRefuse={false}
        />
      </div>
      <div className={styles.counting}>
        <SelectField
          field={fieldAt<'proportional' | 'whole' | 'begun'>(form, `${path}.counting`)}
          label={text('settings.grid.counting')}
          options={(['proportional', 'whole', 'begun'] as const).map((value) => ({
            value,
            label: text(COUNTING[value]),
          }))}
          required
        />
      </div>
    </div>
  );
}
