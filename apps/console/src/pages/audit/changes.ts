// What an entry recorded of each field.

export type Sides = Record<string, { before?: unknown; after?: unknown }>;

/** Fields with their values, and those whose values are there no more: they were of a person whose data was erased. */
export function readChanges(changes: Readonly<Record<string, unknown>>): { readable: Sides; erased: string[] } {
  const readable: Sides = {};
  const erased: string[] = [];
  for (const [field, change] of Object.entries(changes)) {
    const sides = sidesOf(change);
    if (isNothing(sides.before) && isNothing(sides.after)) erased.push(field);
    else readable[field] = sides;
  }
  return { readable, erased };
}

function sidesOf(change: unknown): { before?: unknown; after?: unknown } {
  if (typeof change === 'object' && change !== null && ('before' in change || 'after' in change)) return change;
  return { after: change };
}

const isNothing = (value: unknown) => value === undefined || value === null;
