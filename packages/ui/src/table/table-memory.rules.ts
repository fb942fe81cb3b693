// What a device remembers of a table, read leniently: an older version of the page may have written it.

export type Density = 'comfortable' | 'compact';
export interface Kept {
  hidden: readonly string[];
  density: Density;
}
export interface View {
  name: string;
  /** Search part of the URL, without `?`. */
  search: string;
}

const NOTHING: Kept = { hidden: [], density: 'comfortable' };
const MAX_VIEWS = 50;

export function readTableMemory(text: string | undefined): Kept {
  const value = parsed(text);
  if (typeof value !== 'object' || value === null) return NOTHING;
  const { hidden, density } = value as Record<string, unknown>;
  return {
    hidden: Array.isArray(hidden) ? hidden.filter((id) => typeof id === 'string') : [],
    density: density === 'compact' ? 'compact' : 'comfortable',
  };
}

export function readViews(text: string | undefined): readonly View[] {
  const value = parsed(text);
  if (!Array.isArray(value)) return [];
  return value
    .flatMap((each: unknown) => {
      const { name, search } = (each ?? {}) as Record<string, unknown>;
      return typeof name === 'string' && typeof search === 'string' ? [{ name, search }] : [];
    })
    .slice(0, MAX_VIEWS);
}

/** A view under an existing name takes its place. */
export function withView(views: readonly View[], view: View): readonly View[] {
  const others = views.filter(({ name }) => name !== view.name);
  return [...others, view].sort((a, b) => a.name.localeCompare(b.name)).slice(0, MAX_VIEWS);
}

/** What of the URL belongs to a view: not the page one happens to be on, nor the row that is open. */
export function viewSearch(search: string): string {
  const values = new URLSearchParams(search);
  values.delete('cursor');
  values.delete('open');
  return values.toString();
}

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
