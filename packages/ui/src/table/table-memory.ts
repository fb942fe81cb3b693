// What this device remembers of a table.
import { useContext, useMemo } from 'react';
import { useRemembered } from './remembered.ts';
import { type Density, type Kept, readTableMemory, readViews, type View } from './table-memory.rules.ts';
import { TableOwner } from './table-owner.tsx';

export interface TableMemory extends Kept {
  /** Without a name there is nothing to choose. */
  isKept: boolean;
  hide: (columnId: string, isHidden: boolean) => void;
  setDensity: (density: Density) => void;
}

export function useTableMemory(name: string | undefined): TableMemory {
  const [text, remember] = useRemembered(`sutra.table.${name ?? ''}`);
  return useMemo(() => {
    const kept = readTableMemory(name === undefined ? undefined : text);
    const keep = (change: Partial<Kept>) => remember(JSON.stringify({ ...kept, ...change }));
    return {
      ...kept,
      isKept: name !== undefined,
      hide: (columnId, isHidden) => {
        const others = kept.hidden.filter((id) => id !== columnId);
        keep({ hidden: isHidden ? [...others, columnId] : others });
      },
      setDensity: (density) => keep({ density }),
    };
  }, [name, text, remember]);
}

export function useViews(name: string): [readonly View[], (views: readonly View[]) => void] {
  const owner = useContext(TableOwner);
  const [text, remember] = useRemembered(`sutra.views.${owner}.${name}`);
  const views = useMemo(() => readViews(text), [text]);
  return [views, (next) => remember(JSON.stringify(next))];
}
