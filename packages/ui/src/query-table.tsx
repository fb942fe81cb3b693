// The one table: columns, cursor paging, open rows, and what to show while there is nothing to show.
import { Button, Group, Skeleton, Table, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { createColumnHelper, type Row as TableRow, tableFeatures, useTable } from '@tanstack/react-table';
import { Fragment, type ReactNode, useEffect, useId, useMemo, useRef, useState } from 'react';
import { useDelayed } from './delayed.tsx';
import { NextIcon, OpenIcon, PreviousIcon } from './icons.tsx';
import { useText } from './language.tsx';
import { Problem } from './problem.tsx';
import styles from './query-table.module.css';

export interface Column<Row> {
  id: string;
  header: string;
  /** Null where there is nothing to say. */
  cell: (row: Row) => ReactNode;
  /** Long text goes on in a second line; anything else stays on one. */
  wraps?: boolean;
  align?: 'right';
  /** Smallest width in pixels. */
  width?: number;
  /** On a phone a row is a card: its heading, what stands in its corner, a line of its own, or not there. */
  card?: 'title' | 'corner' | 'hidden';
  /** The header is only for those who hear the page: a column of buttons. */
  isHeaderHidden?: boolean;
}

/** What the table needs of a query. */
export interface PageQuery<Row> {
  data: { items: readonly Row[]; nextCursor: string | null } | undefined;
  isFetching: boolean;
  /** True while the rows of the page before are still shown. */
  isPlaceholderData?: boolean;
  error: unknown;
  refetch: () => unknown;
}

export interface QueryTableProps<Row> {
  /** The name of the table. */
  label: string;
  query: PageQuery<Row>;
  columns: readonly Column<Row>[];
  rowId: (row: Row) => string;
  empty: ReactNode;
  /** The page that the URL names. */
  paging?: { cursor: string | undefined; onCursor: (cursor: string | undefined) => void };
  /** A row that opens below itself; which one is open is in the URL too. */
  details?: {
    open: string | undefined;
    onOpen: (id: string | undefined) => void;
    name: (row: Row) => string;
    render: (row: Row) => ReactNode;
  };
}

const features = tableFeatures({});
const NO_ROWS: readonly never[] = [];
const SKELETON_ROWS = 6;

export function QueryTable<Row extends object>(props: QueryTableProps<Row>) {
  const { query, columns, rowId, paging } = props;
  const isPhone = useMediaQuery('(max-width: 39.99em)', undefined, { getInitialValueInEffect: false });
  const rows = query.data?.items ?? NO_ROWS;
  const definitions = useMemo(() => {
    const helper = createColumnHelper<typeof features, Row>();
    return columns.map((column) =>
      helper.display({ id: column.id, header: column.header, cell: ({ row }) => column.cell(row.original) }),
    );
  }, [columns]);
  const data = useMemo(() => [...rows], [rows]);
  const table = useTable<typeof features, Row>({ features, columns: definitions, data, getRowId: rowId });
  const arrived = useArrivals(
    rows.map(rowId),
    query.data !== undefined && !query.isPlaceholderData,
    paging?.cursor ?? '',
  );
  const isLoading = query.data === undefined && query.error === null;
  const showsSkeleton = useDelayed(isLoading);

  if (query.error !== null && query.data === undefined)
    return <Problem error={query.error} onRetry={() => void query.refetch()} />;
  if (isLoading) return showsSkeleton ? <Loading label={props.label} /> : <div className={styles.quiet} aria-busy />;
  const tableRows = table.getRowModel().rows;
  return (
    <div className={styles.frame} aria-busy={query.isPlaceholderData === true}>
      {query.error === null ? null : <Problem error={query.error} onRetry={() => void query.refetch()} />}
      {rows.length === 0 && paging?.cursor === undefined ? (
        <div className={styles.empty}>{props.empty}</div>
      ) : isPhone ? (
        <Cards {...props} rows={tableRows} arrived={arrived} />
      ) : (
        <Wide {...props} rows={tableRows} arrived={arrived} />
      )}
      {paging ? (
        <Pages
          paging={paging}
          nextCursor={query.data?.nextCursor ?? null}
          isBusy={query.isPlaceholderData === true}
          label={props.label}
        />
      ) : null}
    </div>
  );
}

interface RowsProps<Row extends object> extends QueryTableProps<Row> {
  rows: readonly TableRow<typeof features, Row>[];
  arrived: ReadonlySet<string>;
}

function Wide<Row extends object>({ label, columns, rows, details, arrived }: RowsProps<Row>) {
  const text = useText();
  const base = useId();
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- wider than its place, the table scrolls by itself; to be scrolled by keyboard it takes the focus
    <section className={styles.scroll} tabIndex={0} aria-label={label}>
      <Table aria-label={label} className={styles.table}>
        <Table.Thead>
          <Table.Tr>
            {details ? (
              <Table.Th className={styles.opener}>
                <VisuallyHidden>{text('ui.table.details')}</VisuallyHidden>
              </Table.Th>
            ) : null}
            {columns.map((column) => (
              <Table.Th key={column.id} data-align={column.align} miw={column.width}>
                {column.isHeaderHidden ? <VisuallyHidden>{column.header}</VisuallyHidden> : column.header}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => {
            const isOpen = details?.open === row.id;
            return (
              <Fragment key={row.id}>
                <Table.Tr className={arrived.has(row.id) ? styles.arrived : undefined} data-open={isOpen || undefined}>
                  {details ? (
                    <Table.Td className={styles.opener}>
                      <Opener
                        isOpen={isOpen}
                        controls={`${base}${row.id}`}
                        name={details.name(row.original)}
                        onToggle={() => details.onOpen(isOpen ? undefined : row.id)}
                      />
                    </Table.Td>
                  ) : null}
                  {columns.map((column) => (
                    <Table.Td key={column.id} data-align={column.align} data-wraps={column.wraps}>
                      {column.cell(row.original) ?? <span className={styles.none}>–</span>}
                    </Table.Td>
                  ))}
                </Table.Tr>
                {details && isOpen ? (
                  <Table.Tr className={styles.details} id={`${base}${row.id}`}>
                    <Table.Td colSpan={columns.length + 1}>{details.render(row.original)}</Table.Td>
                  </Table.Tr>
                ) : null}
              </Fragment>
            );
          })}
        </Table.Tbody>
      </Table>
    </section>
  );
}

function Cards<Row extends object>({ label, columns, rows, details, arrived }: RowsProps<Row>) {
  const base = useId();
  const title = columns.find(({ card }) => card === 'title');
  const corner = columns.find(({ card }) => card === 'corner');
  const lines = columns.filter(({ card }) => card === undefined);
  return (
    <ul className={styles.cards} aria-label={label}>
      {rows.map(({ id, original }) => {
        const isOpen = details?.open === id;
        return (
          <li key={id} className={[styles.card, arrived.has(id) ? styles.arrived : ''].join(' ')}>
            <div className={styles.cardHead}>
              <div className={styles.cardTitle}>{title?.cell(original)}</div>
              {corner?.cell(original)}
              {details ? (
                <Opener
                  isOpen={isOpen}
                  controls={`${base}${id}`}
                  name={details.name(original)}
                  onToggle={() => details.onOpen(isOpen ? undefined : id)}
                />
              ) : null}
            </div>
            <dl className={styles.cardLines}>
              {lines.map((column) => {
                const value = column.isHeaderHidden ? null : column.cell(original);
                return value === null ? null : (
                  <Fragment key={column.id}>
                    <dt>{column.header}</dt>
                    <dd>{value}</dd>
                  </Fragment>
                );
              })}
            </dl>
            {lines.some(({ isHeaderHidden }) => isHeaderHidden) ? (
              <div className={styles.cardActions}>
                {lines
                  .filter(({ isHeaderHidden }) => isHeaderHidden)
                  .map((column) => (
                    <Fragment key={column.id}>{column.cell(original)}</Fragment>
                  ))}
              </div>
            ) : null}
            {details && isOpen ? (
              <div className={styles.cardDetails} id={`${base}${id}`}>
                {details.render(original)}
              </div>
            ) : null}
          </li>
        );
      })}
    </ul>
  );
}

function Opener({
  isOpen,
  controls,
  name,
  onToggle,
}: {
  isOpen: boolean;
  controls: string;
  name: string;
  onToggle: () => void;
}) {
  const text = useText();
  return (
    <UnstyledButton
      className={styles.openerButton}
      aria-expanded={isOpen}
      aria-controls={isOpen ? controls : undefined}
      aria-label={text('ui.table.detailsOf', { name })}
      onClick={onToggle}
    >
      <OpenIcon size={16} aria-hidden data-open={isOpen || undefined} />
    </UnstyledButton>
  );
}

function Pages({
  paging,
  nextCursor,
  isBusy,
  label,
}: {
  paging: NonNullable<QueryTableProps<object>['paging']>;
  nextCursor: string | null;
  isBusy: boolean;
  label: string;
}) {
  const text = useText();
  // A cursor only leads on; the way back is remembered while the page is open. A link from elsewhere starts at the first page.
  const [trail, setTrail] = useState<readonly (string | undefined)[]>([]);
  const { cursor, onCursor } = paging;
  if (cursor === undefined && nextCursor === null) return null;
  const before = trail.at(-1);
  return (
    <Group
      component="nav"
      aria-label={text('ui.table.pages', { name: label })}
      justify="flex-end"
      gap="xs"
      className={styles.pages}
    >
      {cursor === undefined ? null : (
        <Button
          variant="default"
          size="xs"
          leftSection={<PreviousIcon size={14} aria-hidden />}
          onClick={() => {
            setTrail(trail.slice(0, -1));
            onCursor(before);
          }}
        >
          {trail.length > 0 ? text('ui.table.previous') : text('ui.table.first')}
        </Button>
      )}
      <Button
        variant="default"
        size="xs"
        rightSection={<NextIcon size={14} aria-hidden />}
        disabled={nextCursor === null || isBusy}
        onClick={() => {
          if (nextCursor === null) return;
          setTrail([...trail, cursor]);
          onCursor(nextCursor);
        }}
      >
        {text('ui.table.next')}
      </Button>
    </Group>
  );
}

function Loading({ label }: { label: string }) {
  const text = useText();
  return (
    <output className={styles.loading} aria-label={text('ui.table.loading', { name: label })}>
      {Array.from({ length: SKELETON_ROWS }, (_, row) => (
        // oxlint-disable-next-line react/no-array-index-key -- rows without identity
        <Skeleton key={row} height={14} width={`${90 - ((row * 17) % 40)}%`} radius={4} />
      ))}
    </output>
  );
}

/** Ids that came after the page was first shown: they are lit up once. */
function useArrivals(ids: readonly string[], isReady: boolean, scope: string): ReadonlySet<string> {
  const known = useRef<{ scope: string; ids: Set<string> } | null>(null);
  const [arrived, setArrived] = useState<ReadonlySet<string>>(new Set());
  const joined = ids.join(' ');
  useEffect(() => {
    if (!isReady) return;
    const now = joined === '' ? [] : joined.split(' ');
    const before = known.current;
    known.current = { scope, ids: new Set(now) };
    const fresh = before?.scope === scope ? now.filter((id) => !before.ids.has(id)) : [];
    setArrived((last) => (fresh.length === 0 && last.size === 0 ? last : new Set(fresh)));
  }, [joined, isReady, scope]);
  return arrived;
}
