// Two people changed the same record: what can be joined is joined, the rest is for the second of them to decide.

type Fields = Readonly<Record<string, unknown>>;

export interface Conflict {
  field: string;
  base: unknown;
  mine: unknown;
  theirs: unknown;
}
export interface Merge<Row> {
  /** With mine where both changed a field: nothing that was typed is lost before it was decided. */
  merged: Row;
  conflicts: Conflict[];
}

/** Joins two changes of one flat record. Lists and records within it are whole values; a field may be missing in any of the three. */
export function mergeThreeWay<Row extends object>(base: Row, mine: Row, theirs: Row): Merge<Row> {
  const from = [base, mine, theirs] as unknown as readonly [Fields, Fields, Fields];
  const names = new Set(from.flatMap((record) => Object.keys(record)));
  const merged: [string, unknown][] = [];
  const conflicts: Conflict[] = [];
  for (const field of names) {
    const [before, own, other] = from.map((record) => record[field]) as [unknown, unknown, unknown];
    const value = isSame(before, own) ? other : own;
    if (value !== undefined) merged.push([field, value]);
    if (!isSame(before, own) && !isSame(before, other) && !isSame(own, other))
      conflicts.push({ field, base: before, mine: own, theirs: other });
  }
  return { merged: Object.fromEntries(merged) as Row, conflicts };
}

/** The merged record with the other side's value where it was chosen. */
export function decided<Row extends object>(
  { merged, conflicts }: Merge<Row>,
  choices: Readonly<Record<string, 'mine' | 'theirs'>>,
): Row {
  const result = new Map<string, unknown>(Object.entries(merged));
  for (const { field, mine, theirs } of conflicts) {
    const value = choices[field] === 'theirs' ? theirs : mine;
    if (value === undefined) result.delete(field);
    else result.set(field, value);
  }
  return Object.fromEntries(result) as Row;
}

/** Whether two values say the same, whatever the order of their names. A missing name and `undefined` are the same. */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b || Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (a instanceof Date || b instanceof Date)
    return a instanceof Date && b instanceof Date && a.getTime() === b.getTime();
  if (Array.isArray(a) || Array.isArray(b))
    return (
      Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, place) => isSame(item, b[place]))
    );
  const [left, right] = [a, b] as [Fields, Fields];
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].every((key) => isSame(left[key], right[key]));
}
