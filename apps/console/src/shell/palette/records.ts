import { useDebouncedValue } from '@mantine/hooks';
import { searchEverything } from '@sutra/contracts/workspace';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { apiQuery } from '../../app/api.ts';
import { ownPath } from '../../app/search.ts';
import type { Command } from './commands.ts';

const WAIT_MS = 200;
export const SHORTEST_QUERY = 2;

export interface Records {
  commands: readonly Command[];
  /** `short`: nothing is asked yet. */
  state: 'short' | 'searching' | 'failed' | 'done';
  error: unknown;
  retry: () => void;
}

/** Records by name, asked once the typing pauses; an answer that is no longer wanted is cancelled. */
export function useRecords(query: string): Records {
  const { history } = useRouter();
  const wanted = query.trim();
  const [asked] = useDebouncedValue(wanted, WAIT_MS);
  const isShort = wanted.length < SHORTEST_QUERY;
  const { data, error, isFetching, isPlaceholderData, refetch } = useQuery({
    ...apiQuery(searchEverything, { query: { q: asked } }),
    enabled: !isShort && asked.length >= SHORTEST_QUERY,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const hits = isShort ? [] : (data?.items ?? []);
  const isCurrent = asked === wanted && !isPlaceholderData && !isFetching;
  return {
    commands: hits.flatMap(({ kind, id, title, subtitle, path }) => {
      const own = ownPath(path);
      if (own === undefined) return [];
      return [
        {
          id: `record ${kind} ${id}`,
          label: title,
          ...(subtitle === null ? {} : { description: subtitle }),
          run: () => history.push(own),
        },
      ];
    }),
    state: isShort ? 'short' : !isCurrent ? 'searching' : error === null ? 'done' : 'failed',
    error,
    retry: () => void refetch(),
  };
}
