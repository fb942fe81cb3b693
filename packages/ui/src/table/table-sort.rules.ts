// The sort of a list in its URL: `name`, or `-name` from the other end.

export function directionOf(value: string | undefined, by: string): 'ascending' | 'descending' | null {
  return value === by ? 'ascending' : value === `-${by}` ? 'descending' : null;
}

/** Pressed again and again a header sorts up, down, and not. */
export function nextSort(value: string | undefined, by: string): string | undefined {
  const direction = directionOf(value, by);
  return direction === null ? by : direction === 'ascending' ? `-${by}` : undefined;
}
