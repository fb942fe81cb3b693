// What a page tells the table.
import type { ReactNode } from 'react';

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
  /** The name by which the server sorts; without it the column does not sort. */
  sort?: string;
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

/** The page that the URL names. */
export interface Paging {
  cursor: string | undefined;
  onCursor: (cursor: string | undefined) => void;
}

/** A row that opens in a panel at the side; which one is open is in the URL too. */
export interface Details<Row> {
  open: string | undefined;
  onOpen: (id: string | undefined) => void;
  name: (row: Row) => string;
  render: (row: Row) => ReactNode;
  /** Gets a row that a link names and that is not on the page shown. */
  load?: (id: string) => Promise<Row>;
}

/** How the server sorts: `name`, or `-name` from the other end; undefined is the server's own order. */
export interface Sorting {
  value: string | undefined;
  onSort: (value: string | undefined) => void;
}

/** Rows that are chosen to do something with; they stay chosen over pages. */
export interface Selection<Row> {
  ids: ReadonlySet<string>;
  onSelect: (ids: ReadonlySet<string>) => void;
  /** Buttons for what is chosen. */
  actions: ReactNode;
  nameOf: (row: Row) => string;
}

/** What the page shows can be kept under a name: everything it shows is in the URL. */
export interface SavedViews {
  /** The search part of the URL as it is now, with or without `?`. Page and open row are not kept. */
  current: string;
  onOpen: (search: string) => void;
}

export interface QueryTableProps<Row> {
  /** The name of the table. */
  label: string;
  query: PageQuery<Row>;
  columns: readonly Column<Row>[];
  rowId: (row: Row) => string;
  empty: ReactNode;
  /** Under this name the device remembers columns, density and views. Without it there is nothing to choose. */
  name?: string;
  paging?: Paging;
  details?: Details<Row>;
  sort?: Sorting;
  selection?: Selection<Row>;
  views?: SavedViews;
  /** Search and filters of the page. */
  toolbar?: ReactNode;
  /** Everything that the filters let through, as a file. */
  onExport?: () => void | Promise<void>;
}

/** The column that names the row; it always stays. */
export function namingColumn<Row>(columns: readonly Column<Row>[]): Column<Row> | undefined {
  return columns.find(({ card }) => card === 'title') ?? columns[0];
}

export function shownColumns<Row>(columns: readonly Column<Row>[], hidden: readonly string[]): readonly Column<Row>[] {
  const naming = namingColumn(columns);
  return columns.filter((column) => column === naming || !hidden.includes(column.id));
}
