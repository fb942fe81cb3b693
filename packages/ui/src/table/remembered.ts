// Text that this device keeps, shared by everything on the page that shows it and by other tabs.
import { useCallback, useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
// Storage may be switched off or full: then the page remembers as long as it lives.
const unstored = new Map<string, string>();

export function useRemembered(key: string): [string | undefined, (text: string) => void] {
  const text = useSyncExternalStore(subscribe, () => recall(key));
  const keep = useCallback((next: string) => remember(key, next), [key]);
  return [text, keep];
}

function recall(key: string): string | undefined {
  try {
    return unstored.get(key) ?? localStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

function remember(key: string, text: string): void {
  try {
    localStorage.setItem(key, text);
    unstored.delete(key);
  } catch {
    unstored.set(key, text);
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    removeEventListener('storage', listener);
  };
}
