import { useDescribeProblem } from '@sutra/ui/problem';
import { type UseMutationResult, useMutation } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { session } from '../app/session.ts';
import { useAnnounce } from './announce.ts';

export interface Switch {
  organisationId: string;
  /** Where to go there; the first page, if left out: what is open belongs to the organisation that was left. */
  path?: string;
}

/** Works in another organisation in this tab. */
export function useSwitchOrganisation(): UseMutationResult<void, Error, Switch> {
  const describe = useDescribeProblem();
  const announce = useAnnounce();
  const { history } = useRouter();
  return useMutation({
    mutationFn: ({ organisationId }: Switch) => session.switchOrganisation(organisationId),
    // Asked before; the forms of the other organisation are gone.
    onSuccess: (_, { path }) => history.push(path ?? '/', {}, { ignoreBlocker: true }),
    onError: (error) => {
      const { title, help } = describe(error);
      announce({ title, message: help, isFailure: true });
    },
  });
}
