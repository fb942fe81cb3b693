// Pages of a list: a cursor is the id of the last row of a page, 16 bytes in base64url.
import { requestInvalid } from '@sutra/contracts/failures';
import { AppError } from '../errors.ts';

/** The id of the last row of the page before, or null for the first page; throws for what no page gave. */
export function readCursor(cursor: string | undefined): string | null {
  if (cursor === undefined) return null;
  const bytes = Buffer.from(cursor, 'base64url');
  if (bytes.length !== 16 || bytes.toString('base64url') !== cursor) {
    throw new AppError(requestInvalid, {
      fields: [{ path: 'query.cursor', message: 'must be the nextCursor of a page before' }],
    });
  }
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** A page of the rows that were found with a limit of one more than `limit`. */
export function pageOfRows<Row extends { id: string }>(
  rows: readonly Row[],
  limit: number,
): { items: Row[]; nextCursor: string | null } {
  const items = rows.slice(0, limit);
  return { items, nextCursor: rows.length > limit ? writeCursor(items.at(-1)!.id) : null };
}

function writeCursor(id: string): string {
  return Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url');
}
