import { type PointerEvent, useEffect, useMemo, useRef, useState } from 'react';
import { steadyRows } from './steady-rows.rules.ts';

interface Hold {
  scope: string | null;
  ids: readonly string[];
}

/**
 * Rows that do not move under a pointer: from its first movement over them until it leaves, new ones wait.
 * `scope` names the list; null while it is not settled.
 */
export function useSteadyRows<Row>(fresh: readonly Row[], idOf: (row: Row) => string, scope: string | null) {
  const [hold, setHold] = useState<Hold | null>(null);
  const entered = useRef<{ x: number; y: number } | null>(null);
  const { rows, waiting } = useMemo(
    () =>
      hold === null || scope === null || hold.scope !== scope
        ? { rows: fresh, waiting: 0 }
        : steadyRows(hold.ids, fresh, idOf),
    [hold, scope, fresh, idOf],
  );
  const start = () => {
    if (scope !== null && hold?.scope !== scope) setHold({ scope, ids: rows.map(idOf) });
  };
  const handlers = {
    // A browser reports a pointer at rest too when something appears under it.
    onPointerEnter: ({ clientX: x, clientY: y }: PointerEvent) => (entered.current = { x, y }),
    onPointerMove: ({ clientX, clientY }: PointerEvent) => {
      if (entered.current?.x !== clientX || entered.current.y !== clientY) start();
    },
    onPointerDown: start,
    onPointerLeave: () => setHold(null),
    onPointerCancel: () => setHold(null),
  };
  return { rows, waiting, handlers };
}

/** Ids that came after the page was first shown: they are lit up once. */
export function useArrivals(ids: readonly string[], isReady: boolean, scope: string): ReadonlySet<string> {
  const known = useRef<{ scope: string; ids: Set<string> } | null>(null);
  const [arrived, setArrived] = useState<ReadonlySet<string>>(new Set());
  const joined = ids.join(' ');
  useEffect(() => {
    if (!isReady) return;
    const now = joined === '' ? [] : joined.split(' ');
    const before = known.current;
    known.current = { scope, ids: new Set(now) };
    const fresh = before?.scope === scope ? now.filter((id) => !before.ids.has(id)) : [];
    setArrived((last) => (fresh.length === 0 && last.size === 0 ? last : new Set(fresh)));
  }, [joined, isReady, scope]);
  return arrived;
}
