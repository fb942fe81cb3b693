import type { Adjustment, GridRule } from '@sutra/contracts/quality-grid';
import type { Decimal } from '@sutra/contracts/wire';
import { ListField } from '@sutra/ui/form/form-list';
import { DecimalField } from '@sutra/ui/form/form-numbers';
import { formatDecimal } from '@sutra/ui/form/numbers.rules';
import { useText } from '../../../app/text.ts';
import { fieldAt } from '../form/setting-form.ts';
import { parameterOf } from '../parameters.ts';
import { AdjustmentField } from './adjustment-field.tsx';
import { compareDecimals } from './decimals.rules.ts';
import styles from './grid.module.css';
import type { RuleFieldsProps } from './rule-fields.ts';

type Band = Extract<GridRule, { type: 'bands' }>['bands'][number];

/** Each band begins where it says and ends where the next begins; the first has no lower end. */
export function BandsFields({ form, path, rule, parameters, currency, priceUnit }: RuleFieldsProps<'bands'>) {
  const text = useText();
  const known = parameterOf(parameters, rule.parameter);
  const field = fieldAt<readonly Band[]>(form, `${path}.bands`);
  const change = (bands: readonly Band[]) =>
    field.onChange(bands.map((band, index) => (index === 0 ? { ...band, from: null } : band)));
  const measure = {
    ...(known === undefined ? {} : { scale: known.scale }),
    ...(known?.unit ? { unit: known.unit } : {}),
  };
  return (
    <ListField<Band>
      field={{ ...field, onChange: change }}
      label={text('settings.grid.bands')}
      add={text('settings.grid.addBand')}
      newItem={() => ({ from: null, adjustment: { paise: 0 } })}
      nameOf={(index) => text('settings.grid.bandRow', { number: index + 1 })}
      max={60}
      isOrdered={false}
      widths="minmax(0, 4fr) minmax(0, 3fr) minmax(0, 7fr)"
      columns={[text('settings.grid.from'), text('settings.grid.upTo'), text('settings.grid.effect')]}
    >
      {(index) => {
        const end = endOf(rule.bands, index);
        return (
          <>
            {index === 0 ? (
              <span className={styles.cell}>{text('settings.grid.below')}</span>
            ) : (
              <DecimalField
                field={fieldAt<Decimal | null>(form, `${path}.bands.${index}.from`)}
                label={text('settings.grid.from')}
                required
                {...measure}
              />
            )}
            <span className={styles.cell}>
              {end === null
                ? text('settings.grid.noEnd')
                : text('settings.grid.belowValue', { to: formatDecimal(end) })}
            </span>
            <AdjustmentField
              field={fieldAt<Adjustment>(form, `${path}.bands.${index}.adjustment`)}
              label={text('settings.grid.effect')}
              currency={currency}
              priceUnit={priceUnit}
            />
          </>
        );
      }}
    </ListField>
  );
}

/** Where the next band above begins, in whatever order they stand; null where there is none. */
function endOf(bands: readonly Band[], index: number): Decimal | null {
  const from = bands[index]?.from ?? null;
  if (from === null && index > 0) return null;
  const above = bands.flatMap((band) =>
    band.from !== null && (from === null || compareDecimals(band.from, from) > 0) ? [band.from] : [],
  );
  return above.sort(compareDecimals)[0] ?? null;
}
