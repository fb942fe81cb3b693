import { getOperatedOrganisation, listOrganisations } from '@sutra/contracts/organisations';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';

/** List and details show what is there now. */
export function useOrganisationsChanged(): () => Promise<unknown> {
  const queries = useQueryClient();
  return useCallback(
    () =>
      Promise.all(
        [listOrganisations, getOperatedOrganisation].map(({ id }) => queries.invalidateQueries({ queryKey: [id] })),
      ),
    [queries],
  );
}
