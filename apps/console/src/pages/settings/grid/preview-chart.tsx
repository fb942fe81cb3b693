import { NativeSelect } from '@mantine/core';
import type { GridRule, Sample } from '@sutra/contracts/quality-grid';
import { Chart } from '@sutra/ui/chart/chart';
import { useFormat } from '@sutra/ui/format';
import { formatDecimal } from '@sutra/ui/form/numbers.rules';
import { useState } from 'react';
import { useText } from '../../../app/text.ts';
import { type Parameter, parameterOf } from '../parameters.ts';
import { type Along, type CurvePoint, parametersOf, priceCurve } from './curve.rules.ts';
import styles from './grid.module.css';

export interface PreviewChartProps {
  rules: readonly GridRule[];
  basePaise: number | null;
  sample: Sample;
  parameters: readonly Parameter[];
  priceUnit: string;
}

const X_OF = ({ value }: CurvePoint) => formatDecimal(value);
const DEFAULT_SCALE = 1;

/** The price along one measured parameter, the others as the sample has them. */
export function PreviewChart({ rules, basePaise, sample, parameters, priceUnit }: PreviewChartProps) {
  const text = useText();
  const format = useFormat();
  const numbers = parametersOf(rules).filter(({ isNumber }) => isNumber);
  const [chosen, setChosen] = useState<string | null>(null);
  const code = numbers.find((each) => each.code === chosen)?.code ?? numbers[0]?.code;
  const known = code === undefined ? undefined : parameterOf(parameters, code);
  const points =
    code === undefined || basePaise === null ? [] : priceCurve(rules, basePaise, sample, alongOf(code, known));
  const priceLabel = text('settings.preview.price');
  const sampleLabel = text('settings.preview.sample');
  const hasSample = points.some(({ isSample }) => isSample);
  const series = [
    { id: 'price', label: priceLabel, of: (point: CurvePoint) => point.pricePaise },
    ...(hasSample
      ? [{ id: 'sample', label: sampleLabel, of: (point: CurvePoint) => (point.isSample ? point.pricePaise : null) }]
      : []),
  ];
  if (code === undefined || basePaise === null) return null;
  const name = known?.name ?? code;
  const label = known?.unit ? `${name} (${known.unit})` : name;
  const prices = points.flatMap(({ pricePaise }) => (pricePaise === null ? [] : [pricePaise]));
  return (
    <div className={styles.chart}>
      {numbers.length < 2 ? null : (
        <NativeSelect
          size="xs"
          label={text('settings.preview.along')}
          value={code}
          onChange={({ currentTarget }) => setChosen(currentTarget.value)}
          data={numbers.map((each) => ({
            value: each.code,
            label: parameterOf(parameters, each.code)?.name ?? each.code,
          }))}
        />
      )}
      {prices.length === 0 ? (
        <p className={styles.help}>{text('settings.preview.nowhere', { name })}</p>
      ) : (
        <Chart
          kind="line"
          label={text('settings.preview.chart', { name })}
          description={text('settings.preview.chart.description', {
            name,
            from: X_OF(points[0]!),
            to: X_OF(points.at(-1)!),
            least: format.money(Math.min(...prices)),
            most: format.money(Math.max(...prices)),
          })}
          points={points}
          x={{ label, of: X_OF }}
          series={series}
          unit="money"
        />
      )}
      {priceUnit === '' || prices.length === points.length ? null : (
        <p className={styles.help}>{text('settings.preview.gaps')}</p>
      )}
    </div>
  );
}

function alongOf(parameter: string, known: Parameter | undefined): Along {
  return { parameter, scale: known?.scale ?? DEFAULT_SCALE, from: known?.from ?? null, to: known?.to ?? null };
}
