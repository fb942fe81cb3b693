// What is different between two records.
import { isSame } from './merge.rules.ts';

export interface Change {
  field: string;
  kind: 'added' | 'removed' | 'changed';
  before: unknown;
  after: unknown;
}

type Sides = Readonly<Record<string, { before?: unknown; after?: unknown }>>;

/** Fields that differ, in the order of the newer record, then what is gone. */
export function changesBetween(before: object, after: object): Change[] {
  const [old, now] = [before as Record<string, unknown>, after as Record<string, unknown>];
  return [...new Set([...Object.keys(now), ...Object.keys(old)])].flatMap((field) =>
    changeOf(field, old[field], now[field]),
  );
}

/** The same for changes that somebody recorded. */
export function changesOf(sides: Sides): Change[] {
  return Object.entries(sides).flatMap(([field, { before, after }]) => changeOf(field, before, after));
}

function changeOf(field: string, before: unknown, after: unknown): Change[] {
  const [had, has] = [!isNothing(before), !isNothing(after)];
  if ((!had && !has) || isSame(before, after)) return [];
  return [{ field, kind: had ? (has ? 'changed' : 'removed') : 'added', before, after }];
}

const isNothing = (value: unknown) => value === undefined || value === null;
