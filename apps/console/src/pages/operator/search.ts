// The filters of the list, as the address of the page holds them.
import { type CallInput } from '@sutra/contracts/endpoint';
import { OrganisationKind } from '@sutra/contracts/identity';
import { type listOrganisations, type OperatedOrganisation, OrganisationStatus } from '@sutra/contracts/organisations';
import { present } from '../../app/search.ts';
import type { ConsoleMessage } from '../../app/text.ts';

export type Filter = Pick<NonNullable<CallInput<typeof listOrganisations>['query']>, 'q' | 'kind' | 'status'>;

export const KIND_WORDS: Readonly<Record<OperatedOrganisation['kind'], ConsoleMessage>> = {
  pharmacy: 'operator.kind.pharmacy',
  cotton: 'operator.kind.cotton',
  operator: 'operator.kind.operator',
};

/** What the server understands of the address; anything else is left out. */
export function readFilter(search: {
  q?: string | undefined;
  kind?: string | undefined;
  status?: string | undefined;
}): Filter {
  return present({
    q: search.q,
    kind: OrganisationKind.safeParse(search.kind).data,
    status: OrganisationStatus.safeParse(search.status).data,
  });
}
