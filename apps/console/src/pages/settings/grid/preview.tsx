// A grid tried on a sample: the price, and what each rule does to it, reckoned as a settlement does.
import { NativeSelect, Stack, Title } from '@mantine/core';
import type { Sample } from '@sutra/contracts/quality-grid';
import type { Decimal } from '@sutra/contracts/wire';
import { priceOf } from '@sutra/cotton/settings/grid.rules';
import { DecimalField, MoneyField } from '@sutra/ui/form/form-numbers';
import { useLocalField } from '@sutra/ui/form/local-field';
import { memo, useMemo, useState } from 'react';
import { useText } from '../../../app/text.ts';
import { type Parameter, parameterOf, useParameters } from '../parameters.ts';
import { completeRules, parametersOf } from './curve.rules.ts';
import type { Grid } from './grid-form.ts';
import styles from './grid.module.css';
import { PreviewChart } from './preview-chart.tsx';
import { PreviewResult } from './preview-result.tsx';

export const GridPreview = memo(function GridPreview({ rules: written, currency, priceUnit, commodityId }: Grid) {
  const text = useText();
  const parameters = useParameters(commodityId);
  const rules = useMemo(() => completeRules(written), [written]);
  const [basePaise, setBasePaise] = useState<number | null>(null);
  const [values, setValues] = useState<Readonly<Record<string, Decimal | string | null>>>({});
  const sample = useMemo(() => sampleOf(values), [values]);
  const price = useMemo(() => priceOf(rules, basePaise ?? 0, sample), [rules, basePaise, sample]);
  const base = useLocalField('base', basePaise, setBasePaise);
  const asked = parametersOf(rules);
  return (
    <section className={styles.preview} aria-label={text('settings.preview')}>
      <Stack gap="md">
        <div>
          <Title order={2}>{text('settings.preview')}</Title>
          <p className={styles.help}>{text('settings.preview.help')}</p>
        </div>
        <div className={styles.sample}>
          <MoneyField
            field={base}
            label={
              priceUnit === '' ? text('settings.preview.base') : text('settings.preview.baseOf', { unit: priceUnit })
            }
          />
          {asked.map(({ code, isNumber, grades }) => (
            <Measured
              key={code}
              code={code}
              known={parameterOf(parameters, code)}
              isNumber={isNumber}
              grades={grades}
              value={values[code] ?? null}
              onChange={(value) => setValues((last) => ({ ...last, [code]: value }))}
            />
          ))}
        </div>
        {written.length > rules.length ? (
          <p className={styles.help}>{text('settings.preview.unfinished', { count: written.length - rules.length })}</p>
        ) : null}
        <PreviewResult
          price={price}
          basePaise={basePaise}
          currency={currency}
          priceUnit={priceUnit}
          parameters={parameters}
        />
        <PreviewChart
          rules={rules}
          basePaise={basePaise}
          sample={sample}
          parameters={parameters}
          priceUnit={priceUnit}
        />
      </Stack>
    </section>
  );
});

function sampleOf(values: Readonly<Record<string, Decimal | string | null>>): Sample {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)) as Sample;
}

interface MeasuredProps {
  code: string;
  known: Parameter | undefined;
  isNumber: boolean;
  /** Those that the rules name. */
  grades: readonly string[];
  value: Decimal | string | null;
  onChange: (value: Decimal | string | null) => void;
}

function Measured({ code, known, isNumber, grades, value, onChange }: MeasuredProps) {
  const text = useText();
  const label = known?.name ?? code;
  const number = useLocalField(code, typeof value === 'object' ? value : null, onChange);
  if (isNumber)
    return (
      <DecimalField
        field={number}
        label={label}
        {...(known === undefined ? {} : { scale: known.scale })}
        {...(known?.unit ? { unit: known.unit } : {})}
      />
    );
  const all = [...new Set([...(known?.choices ?? []), ...grades])];
  return (
    <NativeSelect
      label={label}
      value={typeof value === 'string' ? value : ''}
      onChange={({ currentTarget }) => onChange(currentTarget.value === '' ? null : currentTarget.value)}
      data={[
        { value: '', label: text('settings.preview.notMeasured') },
        ...all.map((grade) => ({ value: grade, label: grade })),
      ]}
    />
  );
}
