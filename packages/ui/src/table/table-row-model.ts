import { type Row as TableRow, tableFeatures } from '@tanstack/react-table';

// Sorting, filtering and paging are the server's: the table library only keeps rows and columns apart.
export const tableFeaturesInUse = tableFeatures({});

export type RowOf<Row extends object> = TableRow<typeof tableFeaturesInUse, Row>;
