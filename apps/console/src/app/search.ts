// What the URL may hold, read leniently: a wrong value is as good as none.

type Search = Record<string, unknown>;

export function optionalText(search: Search, key: string, maxLength = 200): string | undefined {
  const value = search[key];
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && text !== '' && text.length <= maxLength ? text : undefined;
}

/** Only the keys that have a value, so that the URL stays short. */
export function present<T extends Record<string, string | undefined>>(
  values: T,
): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };
}

/** A path within this console, or undefined for anything that could lead elsewhere. */
export function ownPath(path: string | undefined): string | undefined {
  return path !== undefined && /^\/(?![/\\])/.test(path) && !path.startsWith('/sign-in') ? path : undefined;
}
