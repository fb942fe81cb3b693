import { NativeSelect } from '@mantine/core';
import type { Adjustment } from '@sutra/contracts/quality-grid';
import type { Field } from '@sutra/ui/form/form';
import { NumberText } from '@sutra/ui/form/form-numbers';
import { formatPaise, parsePaise } from '@sutra/ui/form/numbers.rules';
import { useEffect } from 'react';
import { useText } from '../../../app/text.ts';
import { formatScaled, parseScaled, PPM_DECIMALS } from '../amounts.rules.ts';
import { amountOf, type AmountUnit, currencySign, numberOf, unitOf } from './adjustments.rules.ts';
import styles from './grid.module.css';

export interface AdjustmentFieldProps {
  field: Field<Adjustment>;
  label: string;
  currency: string;
  priceUnit: string;
  /** Whether it may refuse the lot. */
  mayRefuse?: boolean;
}

/** What a quality earns or costs: an amount, a share of the price, or refusal. */
export function AdjustmentField({ field, label, currency, priceUnit, mayRefuse = true }: AdjustmentFieldProps) {
  const text = useText();
  const { path, id, registry, value } = field;
  const unit = value === null || value === undefined ? 'refused' : unitOf(value);
  useEffect(() => registry.register(path, { id, label }), [registry, path, id, label]);
  const choose = (next: string) => {
    if (next === 'refused') return field.onChange(null);
    field.onChange(amountOf(next as AmountUnit, 0));
  };
  return (
    <div className={styles.adjustment}>
      {unit === 'refused' ? null : <Amount {...{ field, label, unit }} key={`${unit} ${field.revision}`} />}
      <NativeSelect
        id={unit === 'refused' ? id : undefined}
        aria-label={text('settings.grid.effectUnit', { label })}
        error={unit === 'refused' ? field.error : undefined}
        value={unit}
        onChange={({ currentTarget }) => choose(currentTarget.value)}
        onBlur={field.onBlur}
        data={[
          {
            value: 'paise',
            label:
              priceUnit === ''
                ? currencySign(currency).trim()
                : text('settings.grid.perUnit', { sign: currencySign(currency).trim(), unit: priceUnit }),
          },
          { value: 'ppm', label: text('settings.grid.share') },
          ...(mayRefuse ? [{ value: 'refused', label: text('settings.grid.refuse') }] : []),
        ]}
      />
    </div>
  );
}

function Amount({ field, label, unit }: { field: Field<Adjustment>; label: string; unit: AmountUnit }) {
  const isShare = unit === 'ppm';
  const amount = field.value === null || field.value === undefined ? null : numberOf(field.value);
  return (
    <NumberText
      field={{
        ...field,
        value: amount,
        // An amount that was emptied stays one of its unit; the check then asks for it.
        onChange: (next: number | null) => field.onChange(amountOf(unit, next as number)),
      }}
      label={label}
      read={isShare ? (typed) => parseScaled(typed, PPM_DECIMALS) : parsePaise}
      write={(value: number) => (isShare ? formatScaled(value, PPM_DECIMALS) : formatPaise(value))}
      limit={(value) => (isShare ? formatScaled(value, PPM_DECIMALS) : formatPaise(value))}
      inputMode="decimal"
    />
  );
}
