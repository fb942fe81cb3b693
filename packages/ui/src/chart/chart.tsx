// Numbers as a picture, and the same numbers as a table behind it.
import { Skeleton, Switch, Table } from '@mantine/core';
import { lazy, type ReactNode, Suspense, useId, useMemo, useState } from 'react';
import { type ChartKind, ChartMark, type ChartRow } from './chart-mark.tsx';
import styles from './chart.module.css';
import { useDelayed } from '../delayed.tsx';
import { Empty } from '../empty.tsx';
import { useFormat } from '../format.tsx';
import { ChartIcon } from '../icons.tsx';
import { useText } from '../language.tsx';

export interface ChartSeries<Point> {
  id: string;
  label: string;
  /** Null where nothing is known: a gap, never a zero. */
  of: (point: Point) => number | null;
}
export interface ChartProps<Point> {
  kind: ChartKind;
  label: string;
  /** What the picture says, in a sentence, for those who hear it. */
  description: string;
  /** Undefined while they are being fetched. */
  points: readonly Point[] | undefined;
  x: { label: string; of: (point: Point) => string };
  /** At most six: more cannot be told apart. */
  series: readonly ChartSeries<Point>[];
  /** `money` are integer paise; anything else is named as it is: quintals, %, scans. */
  unit: 'money' | (string & {});
  isStacked?: boolean;
  empty?: ReactNode;
}

// The drawing library is large: only pages that show a chart load it. Without it the numbers are still there.
const Drawing = lazy(() =>
  import('./chart-drawing.tsx').then(
    ({ ChartDrawing }) => ({ default: ChartDrawing }),
    () => ({ default: Undrawn }),
  ),
);

export function Chart<Point>(props: ChartProps<Point>) {
  const { kind, label, description, points, x, series, unit, isStacked = false, empty } = props;
  const text = useText();
  const format = useFormat();
  const id = useId();
  const [isTable, setTable] = useState(false);
  const rows = useMemo(
    () =>
      (points ?? []).map((point): ChartRow => ({
        x: x.of(point),
        ...Object.fromEntries(series.map(({ of }, place) => [`s${place}`, of(point)])),
      })),
    [points, x, series],
  );
  const exact = unit === 'money' ? format.money : format.number;
  const short = unit === 'money' ? format.moneyShort : format.numberShort;
  return (
    <figure className={styles.chart} aria-labelledby={id}>
      <figcaption className={styles.head}>
        <div>
          <div id={id} className={styles.label}>
            {label}
          </div>
          <div className={styles.unit}>{unit === 'money' ? text('ui.chart.rupees') : unit}</div>
        </div>
        {rows.length === 0 ? null : (
          <Switch
            size="xs"
            label={text('ui.chart.asTable')}
            checked={isTable}
            onChange={({ currentTarget }) => setTable(currentTarget.checked)}
          />
        )}
      </figcaption>
      {points === undefined ? (
        <Pending label={label} />
      ) : rows.length === 0 ? (
        (empty ?? <Empty icon={ChartIcon} title={text('ui.chart.empty')} />)
      ) : isTable ? (
        <Numbers label={label} x={x.label} rows={rows} series={series} exact={exact} />
      ) : (
        <>
          <ul className={styles.legend} aria-label={text('ui.chart.legend')}>
            {series.map((each, place) => (
              <li key={each.id}>
                <ChartMark kind={kind} place={place} />
                {each.label}
              </li>
            ))}
          </ul>
          <p className={styles.hidden}>{description}</p>
          <div aria-hidden className={styles.drawing}>
            <Suspense fallback={<Pending label={label} />}>
              <Drawing
                kind={kind}
                rows={rows}
                labels={series.map((each) => each.label)}
                exact={exact}
                short={short}
                isStacked={isStacked}
              />
            </Suspense>
          </div>
        </>
      )}
    </figure>
  );
}

interface NumbersProps {
  label: string;
  x: string;
  rows: readonly ChartRow[];
  series: readonly { id: string; label: string }[];
  exact: (value: number) => string;
}

function Numbers({ label, x, rows, series, exact }: NumbersProps) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- larger than its place, the table scrolls by itself; to be scrolled by keyboard it takes the focus
    <section className={styles.numbers} tabIndex={0} aria-label={label}>
      <Table aria-label={label}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{x}</Table.Th>
            {series.map((each) => (
              <Table.Th key={each.id} ta="right">
                {each.label}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.x}>
              <Table.Th scope="row" fw={400}>
                {row.x}
              </Table.Th>
              {series.map((each, place) => {
                const value = row[`s${place}`] ?? null;
                return (
                  <Table.Td key={each.id} ta="right">
                    {value === null ? '–' : exact(value)}
                  </Table.Td>
                );
              })}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

function Pending({ label }: { label: string }) {
  const text = useText();
  const isLate = useDelayed(true);
  return (
    <div className={styles.pending} aria-busy>
      {isLate ? (
        <output aria-label={text('ui.table.loading', { name: label })}>
          <Skeleton height={180} radius={4} />
        </output>
      ) : null}
    </div>
  );
}

function Undrawn() {
  const text = useText();
  return <p className={styles.unit}>{text('ui.chart.undrawn')}</p>;
}
