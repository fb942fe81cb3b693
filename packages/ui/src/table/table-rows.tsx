import { Table, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { memo, type MouseEvent, type ReactNode } from 'react';
import { OpenPanelIcon, SortDownIcon, SortUpIcon, UnsortedIcon } from '../icons.tsx';
import { useText } from '../language.tsx';
import styles from './query-table.module.css';
import type { Column, Details, QueryTableProps, Sorting } from './table-props.ts';
import type { RowOf } from './table-row-model.ts';
import { SelectPage, SelectRow } from './table-selection.tsx';
import { directionOf, nextSort } from './table-sort.rules.ts';

export interface RowsProps<Row extends object> extends QueryTableProps<Row> {
  rows: readonly RowOf<Row>[];
  arrived: ReadonlySet<string>;
  /** What the ids of the elements begin with. */
  base: string;
  density: 'comfortable' | 'compact';
}

/** The rows as a table, where there is room for one. */
export function TableRows<Row extends object>(props: RowsProps<Row>) {
  const { label, columns, rows, details, selection, sort, arrived, base, density } = props;
  const text = useText();
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- wider than its place, the table scrolls by itself; to be scrolled by keyboard it takes the focus
    <section className={styles.scroll} tabIndex={0} aria-label={label}>
      <Table aria-label={label} className={styles.table} data-density={density}>
        <Table.Thead>
          <Table.Tr>
            {selection ? (
              <Table.Th className={styles.check}>
                <SelectPage selection={selection} rows={rows} />
              </Table.Th>
            ) : null}
            {details ? (
              <Table.Th className={styles.opener}>
                <VisuallyHidden>{text('ui.table.details')}</VisuallyHidden>
              </Table.Th>
            ) : null}
            {columns.map((column) => (
              <HeaderCell key={column.id} column={column} {...(sort ? { sort } : {})} />
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr
              key={row.id}
              className={arrived.has(row.id) ? styles.arrived : undefined}
              data-open={details?.open === row.id || undefined}
              data-selected={selection?.ids.has(row.id) || undefined}
              data-opens={details !== undefined || undefined}
              {...(details ? { onClick: (event) => openByPointer(event, details, row.id) } : {})}
            >
              {selection ? (
                <Table.Td className={styles.check}>
                  <SelectRow selection={selection} row={row} />
                </Table.Td>
              ) : null}
              {details ? (
                <Table.Td className={styles.opener}>
                  <Opener details={details} row={row} base={base} />
                </Table.Td>
              ) : null}
              <Cells columns={columns} row={row.original} />
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

// Opening a row or choosing one does not draw the words of all others again.
const Cells = memo(function Cells<Row>({ columns, row }: { columns: readonly Column<Row>[]; row: Row }) {
  return columns.map((column) => (
    <Table.Td key={column.id} data-align={column.align} data-wraps={column.wraps}>
      {column.cell(row) ?? <span className={styles.none}>–</span>}
    </Table.Td>
  ));
}) as <Row>(props: { columns: readonly Column<Row>[]; row: Row }) => ReactNode;

function HeaderCell<Row>({ column, sort }: { column: Column<Row>; sort?: Sorting }) {
  const { header, align, width, isHeaderHidden } = column;
  if (isHeaderHidden || sort === undefined || column.sort === undefined) {
    return (
      <Table.Th data-align={align} miw={width}>
        {isHeaderHidden ? <VisuallyHidden>{header}</VisuallyHidden> : header}
      </Table.Th>
    );
  }
  const by = column.sort;
  const direction = directionOf(sort.value, by);
  const Icon = direction === 'ascending' ? SortUpIcon : direction === 'descending' ? SortDownIcon : UnsortedIcon;
  return (
    <Table.Th data-align={align} miw={width} aria-sort={direction ?? 'none'} className={styles.sortable}>
      <UnstyledButton className={styles.sortButton} onClick={() => sort.onSort(nextSort(sort.value, by))}>
        {header}
        <Icon size={14} aria-hidden data-idle={direction === null || undefined} />
      </UnstyledButton>
    </Table.Th>
  );
}

// The whole row is a target for the pointer; keyboard and screen reader have the button in it.
function openByPointer<Row>(event: MouseEvent<HTMLElement>, details: Details<Row>, id: string): void {
  const isOnControl =
    event.target instanceof Element && event.target.closest('a, button, input, label, select') !== null;
  const isSelectingText = (getSelection()?.toString() ?? '') !== '';
  if (!isOnControl && !isSelectingText) details.onOpen(id);
}

export const openerId = (base: string, rowId: string) => `${base}-open-${rowId}`;

export function Opener<Row extends object>({
  details,
  row,
  base,
}: {
  details: Details<Row>;
  row: RowOf<Row>;
  base: string;
}) {
  const text = useText();
  return (
    <UnstyledButton
      id={openerId(base, row.id)}
      className={styles.openerButton}
      aria-haspopup="dialog"
      aria-expanded={details.open === row.id}
      aria-label={text('ui.table.detailsOf', { name: details.name(row.original) })}
      onClick={() => details.onOpen(row.id)}
    >
      <OpenPanelIcon size={16} stroke={1.7} aria-hidden />
    </UnstyledButton>
  );
}
