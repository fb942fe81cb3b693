// Pages are loaded when they are first opened, which may be while the server is away, or after it got a new version.
import { NetworkFailure } from '@sutra/sdk/problem';
import { lazyRouteComponent } from '@tanstack/react-router';
import { type ComponentType, lazy } from 'react';
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

/** A part of a page that is not there from the start; `preload` fetches it for later, and may fail in silence. */
export function lazyPart<P>(load: () => Promise<ComponentType<P>>): ComponentType<P> & { preload: () => void } {
  let loading: Promise<{ default: ComponentType<P> }> | undefined;
  const loadOnce = () => {
    loading ??= load().then(
      (part) => ({ default: part }),
      (error: unknown) => {
        loading = undefined; // asked for again, it may come
        throw error;
      },
    );
    return loading;
  };
  const Part = lazy(() => loadOnce().catch(recover)) as unknown as ComponentType<P>;
  return Object.assign(Part, { preload: () => void loadOnce().catch(() => undefined) });
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
