// Which rows a list shows while somebody points at it.

/**
 * The rows of `fresh` in an order in which none that is shown moves: what is gone leaves, what comes behind the last known
 * row is appended, what would push others down waits. A list that shares nothing with what is shown is another list.
 */
export function steadyRows<Row>(
  shown: readonly string[],
  fresh: readonly Row[],
  idOf: (row: Row) => string,
): { rows: readonly Row[]; waiting: number } {
  const byId = new Map(fresh.map((row) => [idOf(row), row]));
  const known = new Set(shown);
  const kept = shown.flatMap((id) => {
    const row = byId.get(id);
    return row === undefined ? [] : [row];
  });
  if (kept.length === 0) return { rows: fresh, waiting: 0 };
  const lastKnown = fresh.findLastIndex((row) => known.has(idOf(row)));
  const behind = fresh.slice(lastKnown + 1);
  return { rows: [...kept, ...behind], waiting: fresh.length - kept.length - behind.length };
}
