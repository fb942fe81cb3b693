import { Fragment, memo, type ReactNode } from 'react';
import styles from './query-table.module.css';
import type { Column } from './table-props.ts';
import { Opener, type RowsProps } from './table-rows.tsx';
import { SelectRow } from './table-selection.tsx';

/** The rows as cards, on a phone. */
export function TableCards<Row extends object>(props: RowsProps<Row>) {
  const { label, columns, rows, details, selection, arrived, base } = props;
  const title = columns.find(({ card }) => card === 'title');
  const corner = columns.find(({ card }) => card === 'corner');
  return (
    <ul className={styles.cards} aria-label={label}>
      {rows.map((row) => (
        <li
          key={row.id}
          className={[styles.card, arrived.has(row.id) ? styles.arrived : ''].join(' ')}
          data-selected={selection?.ids.has(row.id) || undefined}
        >
          <div className={styles.cardHead}>
            {selection ? <SelectRow selection={selection} row={row} /> : null}
            <div className={styles.cardTitle}>{title?.cell(row.original)}</div>
            {corner?.cell(row.original)}
            {details ? <Opener details={details} row={row} base={base} /> : null}
          </div>
          <CardLines columns={columns} row={row.original} />
        </li>
      ))}
    </ul>
  );
}

// Opening a row or choosing one does not draw the words of all others again.
const CardLines = memo(function CardLines<Row>({ columns, row }: { columns: readonly Column<Row>[]; row: Row }) {
  const lines = columns.filter(({ card }) => card === undefined);
  const actions = lines.filter(({ isHeaderHidden }) => isHeaderHidden);
  return (
    <>
      <dl className={styles.cardLines}>
        {lines.map((column) => {
          const value = column.isHeaderHidden ? null : column.cell(row);
          return value === null ? null : (
            <Fragment key={column.id}>
              <dt>{column.header}</dt>
              <dd>{value}</dd>
            </Fragment>
          );
        })}
      </dl>
      {actions.length === 0 ? null : (
        <div className={styles.cardActions}>
          {actions.map((column) => (
            <Fragment key={column.id}>{column.cell(row)}</Fragment>
          ))}
        </div>
      )}
    </>
  );
}) as <Row>(props: { columns: readonly Column<Row>[]; row: Row }) => ReactNode;
