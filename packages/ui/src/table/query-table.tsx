// The one table: columns, sorting, cursor paging, selection, a panel for a row, and what to show while there is nothing to show.
import { Skeleton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { createColumnHelper, useTable } from '@tanstack/react-table';
import { useId, useMemo } from 'react';
import { useDelayed } from '../delayed.tsx';
import { useText } from '../language.tsx';
import { Problem } from '../problem.tsx';
import styles from './query-table.module.css';
import { useArrivals, useSteadyRows } from './steady-rows.tsx';
import { TableCards } from './table-cards.tsx';
import { useTableMemory } from './table-memory.ts';
import { TablePages } from './table-pages.tsx';
import { TablePanel } from './table-panel.tsx';
import { type QueryTableProps, shownColumns } from './table-props.ts';
import { type RowsProps, TableRows } from './table-rows.tsx';
import { tableFeaturesInUse } from './table-row-model.ts';
import { SelectionBar } from './table-selection.tsx';
import { TableTools } from './table-tools.tsx';

export type {
  Column,
  Details,
  PageQuery,
  Paging,
  QueryTableProps,
  SavedViews,
  Selection,
  Sorting,
} from './table-props.ts';

const NO_ROWS: readonly never[] = [];
const SKELETON_ROWS = 6;
const PHONE = '(max-width: 39.99em)';

export function QueryTable<Row extends object>(props: QueryTableProps<Row>) {
  const { query, rowId, paging, details, selection } = props;
  const isPhone = useMediaQuery(PHONE, undefined, { getInitialValueInEffect: false });
  const memory = useTableMemory(props.name);
  const isPlaceholder = query.isPlaceholderData === true;
  // Rows that come under the same address are news; under another one they are another list.
  const scope = [paging?.cursor, props.sort?.value, props.views?.current].join(' ');
  const steady = useSteadyRows(query.data?.items ?? NO_ROWS, rowId, isPlaceholder ? null : scope);
  const arrived = useArrivals(steady.rows.map(rowId), query.data !== undefined && !isPlaceholder, scope);
  const columns = useMemo(
    () => (isPhone ? props.columns : shownColumns(props.columns, memory.hidden)),
    [props.columns, isPhone, memory.hidden],
  );
  const rows = useTableRows({ ...props, columns }, steady.rows);
  const base = useId();
  const isLoading = query.data === undefined && query.error === null;
  const isFirstEmpty = !isLoading && rows.length === 0 && paging?.cursor === undefined;
  const shown: RowsProps<Row> = { ...props, columns, rows, arrived, base, density: memory.density };

  return (
    <div className={styles.frame} aria-busy={isPlaceholder}>
      <TableTools {...props} memory={memory} isPhone={isPhone} />
      {query.error === null ? null : <Problem error={query.error} onRetry={() => void query.refetch()} />}
      {query.data === undefined ? (
        <Loading label={props.label} isOn={isLoading} />
      ) : isFirstEmpty ? (
        <div className={styles.empty}>{props.empty}</div>
      ) : (
        <div className={styles.body} {...steady.handlers}>
          {isPhone ? <TableCards {...shown} /> : <TableRows {...shown} />}
          <Waiting count={steady.waiting} />
        </div>
      )}
      {paging ? (
        <TablePages
          paging={paging}
          nextCursor={query.data?.nextCursor ?? null}
          isBusy={isPlaceholder}
          label={props.label}
        />
      ) : null}
      {selection ? <SelectionBar selection={selection} /> : null}
      {details ? (
        <TablePanel details={details} rows={rows} isLoaded={query.data !== undefined && !isPlaceholder} base={base} />
      ) : null}
    </div>
  );
}

function useTableRows<Row extends object>({ columns, rowId }: QueryTableProps<Row>, items: readonly Row[]) {
  const definitions = useMemo(() => {
    const helper = createColumnHelper<typeof tableFeaturesInUse, Row>();
    return columns.map((column) =>
      helper.display({ id: column.id, header: column.header, cell: ({ row }) => column.cell(row.original) }),
    );
  }, [columns]);
  const data = useMemo(() => [...items], [items]);
  return useTable<typeof tableFeaturesInUse, Row>({
    features: tableFeaturesInUse,
    columns: definitions,
    data,
    getRowId: rowId,
  }).getRowModel().rows;
}

/** Rows that wait until the pointer has left, so that nothing moves under it. */
function Waiting({ count }: { count: number }) {
  const text = useText();
  return (
    <output className={styles.waiting} data-shown={count > 0 || undefined}>
      {count > 0 ? text('ui.table.waiting', { count }) : null}
    </output>
  );
}

function Loading({ label, isOn }: { label: string; isOn: boolean }) {
  const text = useText();
  const isShown = useDelayed(isOn);
  if (!isOn) return null;
  if (!isShown) return <div className={styles.quiet} aria-busy />;
  return (
    <output className={styles.loading} aria-label={text('ui.table.loading', { name: label })}>
      {Array.from({ length: SKELETON_ROWS }, (_, row) => (
        // oxlint-disable-next-line react/no-array-index-key -- rows without identity
        <Skeleton key={row} height={14} width={`${90 - ((row * 17) % 40)}%`} radius={4} />
      ))}
    </output>
  );
}
