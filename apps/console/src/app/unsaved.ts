// Forms with something unsaved, known to whatever would take the page away.

const held = new Set<() => boolean>();

/** Returns what ends it. */
export function holdUnsaved(isUnsaved: () => boolean): () => void {
  held.add(isUnsaved);
  return () => void held.delete(isUnsaved);
}

export function hasUnsaved(): boolean {
  return [...held].some((isUnsaved) => isUnsaved());
}
