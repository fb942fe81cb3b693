// The picture itself; loaded only where there is one.
import '@mantine/charts/styles.css';
import { AreaChart, BarChart, type GridChartBaseProps, LineChart } from '@mantine/charts';
import { useId } from 'react';
import { type ChartKind, ChartMark, type ChartRow, colourOf, dashOf, Hatching, Marker } from './chart-mark.tsx';
import styles from './chart.module.css';

export interface ChartDrawingProps {
  kind: ChartKind;
  rows: readonly ChartRow[];
  labels: readonly string[];
  exact: (value: number) => string;
  /** For the axis: `₹12.3L`. */
  short: (value: number) => string;
  isStacked: boolean;
}

const HEIGHT = 260;
const MAX_MARKED_POINTS = 40;

export function ChartDrawing({ kind, rows, labels, exact, short, isStacked }: ChartDrawingProps) {
  const id = useId();
  const series = labels.map((label, place) => ({
    name: `s${place}`,
    label,
    color: colourOf(place),
    ...(kind === 'bar' ? {} : { strokeDasharray: dashOf(place) }),
  }));
  const placeOf = (name: string) => Number(name.slice(1));
  const shared: GridChartBaseProps = {
    data: [...rows],
    dataKey: 'x',
    valueFormatter: short,
    // The numbers are in the table; a picture that takes the focus would only be in the way.
    accessibilityLayer: false,
    gridAxis: 'x',
    tickLine: 'none',
    strokeDasharray: '0',
    textColor: 'dimmed',
    gridColor: 'var(--sutra-line)',
    xAxisProps: { minTickGap: 24, tickMargin: 8 },
    yAxisProps: { width: 68 },
    tooltipProps: {
      content: ({ active, label, payload }: TooltipContent) =>
        active ? <Tip x={label} payload={payload ?? []} labels={labels} exact={exact} kind={kind} /> : null,
    },
  };
  const hasMarks = rows.length <= MAX_MARKED_POINTS;
  const marker = (place: number) => (hasMarks ? drawMarker(place) : false);
  if (kind === 'bar') {
    return (
      <BarChart
        {...shared}
        h={HEIGHT}
        series={series}
        type={isStacked ? 'stacked' : 'default'}
        maxBarWidth={48}
        barProps={({ name }) => ({ fill: `url(#${id}${name})`, stroke: colourOf(placeOf(name)) })}
      >
        <defs>
          {series.map(({ name }) => (
            <Hatching key={name} id={`${id}${name}`} place={placeOf(name)} />
          ))}
        </defs>
      </BarChart>
    );
  }
  if (kind === 'area') {
    return (
      <AreaChart
        {...shared}
        h={HEIGHT}
        series={series}
        type={isStacked ? 'stacked' : 'default'}
        curveType="linear"
        connectNulls={false}
        fillOpacity={0.14}
        withGradient={false}
        areaProps={({ name }) => ({ dot: marker(placeOf(name)) })}
      />
    );
  }
  return (
    <LineChart
      {...shared}
      h={HEIGHT}
      series={series}
      curveType="linear"
      connectNulls={false}
      yAxisProps={{ width: 68, domain: ['auto', 'auto'] }}
      lineProps={({ name }) => ({ dot: marker(placeOf(name)) })}
    />
  );
}

interface DotProps {
  cx?: number | undefined;
  cy?: number | undefined;
  key?: unknown;
  index?: number;
}

function drawMarker(place: number) {
  return ({ cx, cy, index }: DotProps) =>
    cx === undefined || cy === undefined || Number.isNaN(cy) ? (
      <g key={index} />
    ) : (
      <Marker key={index} place={place} x={cx} y={cy} />
    );
}

interface TooltipContent {
  active?: boolean | undefined;
  label?: unknown;
  payload?: readonly { dataKey?: unknown; value?: unknown }[] | undefined;
}

interface TipProps {
  x: unknown;
  payload: readonly { dataKey?: unknown; value?: unknown }[];
  labels: readonly string[];
  exact: (value: number) => string;
  kind: ChartKind;
}

function Tip({ x, payload, labels, exact, kind }: TipProps) {
  const values = new Map(payload.map(({ dataKey, value }) => [dataKey, value]));
  return (
    <div className={styles.tip}>
      <div className={styles.tipHead}>{typeof x === 'string' ? x : ''}</div>
      {labels.map((label, place) => {
        const value = values.get(`s${place}`);
        return typeof value === 'number' ? (
          <div key={label} className={styles.tipRow}>
            <ChartMark kind={kind} place={place} />
            <span>{label}</span>
            <b>{exact(value)}</b>
          </div>
        ) : null;
      })}
    </div>
  );
}
