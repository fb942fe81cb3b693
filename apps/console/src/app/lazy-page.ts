// Pages are loaded when they are first opened, which may be while the server is away, or after it got a new version.
import { NetworkFailure } from '@sutra/sdk/problem';
import { lazyRouteComponent } from '@tanstack/react-router';
import { type ComponentType, useCallback, useState } from 'react';
import { hasUnsaved } from './unsaved.ts';

const RELOADED_KEY = 'sutra.reloaded-at';
const RELOAD_AT_MOST_EVERY_MS = 30_000;

// After a part failed to load, others of the same page may be missing too (its styles): from then on only a reload helps.
let hasFailed = false;

export function lazyPage<M extends Record<string, unknown>, K extends keyof M & string>(
  load: () => Promise<M>,
  name: K,
) {
  const loadOrRecover = async (): Promise<M> => {
    try {
      if (hasFailed) throw new Error('A part of this page could not be loaded before');
      return await load();
    } catch (error) {
      hasFailed = true;
      return recover(error);
    }
  };
  return lazyRouteComponent(loadOrRecover, name);
}

/** A part of a page that is not there from the start. If it cannot be loaded, nothing else goes with it. */
export function usePart<P>(load: () => Promise<ComponentType<P>>): {
  Part: ComponentType<P> | null;
  /** For now or for later; throws if it cannot be had. */
  fetch: () => Promise<void>;
} {
  const [part, setPart] = useState<{ component: ComponentType<P> } | null>(null);
  const fetchPart = useCallback(async () => setPart({ component: await load() }), [load]);
  return { Part: part?.component ?? null, fetch: fetchPart };
}

/** Reloads if the server answers: then the part is gone because there is a newer page. Otherwise says that it is away. */
async function recover(cause: unknown): Promise<never> {
  const answers = await fetch('/', { cache: 'no-store' }).then(
    ({ ok }) => ok,
    () => false,
  );
  if (!answers) throw new NetworkFailure('The page could not be loaded', { cause });
  // What was typed is worth more than the part that is missing; the bar about the new version tells what to do.
  if (hasUnsaved()) throw cause;
  const reloadedAtMs = Number(sessionStorage.getItem(RELOADED_KEY) ?? 0);
  if (Date.now() - reloadedAtMs < RELOAD_AT_MOST_EVERY_MS) throw cause;
  sessionStorage.setItem(RELOADED_KEY, String(Date.now()));
  location.reload();
  return new Promise(() => undefined);
}
