import * as people from '@sutra/contracts/people';
import type { Gates } from '@sutra/kernel/db/gates';
import { type Route, route } from '@sutra/kernel/http/route';
import type { Invitations } from './invitations.service.ts';
import type { Joining } from './joining.service.ts';
import { getOrganisation, putOrganisation } from './organisation.service.ts';
import type { People } from './people.service.ts';

export interface PeopleRoutesOptions {
  gates: Gates;
  members: People;
  invitations: Invitations;
  joining: Joining;
}

export function peopleRoutes({ gates, members, invitations, joining }: PeopleRoutesOptions): Route[] {
  return [
    route(people.listMembers, ({ query }, { actor }) => members.list(actor, query)),
    route(people.getMember, ({ params }, { actor }) => members.get(actor, params.userId)),
    route(people.updateMember, (input, context) => members.update(context, input)),
    route(people.listRoles, async (_, { actor }) => ({ items: await members.roles(actor) })),
    route(people.listInvitations, ({ query }, context) => invitations.list(context, query)),
    route(people.createInvitation, ({ body }, context) => invitations.create(context, body)),
    route(people.withdrawInvitation, ({ params }, context) => invitations.withdraw(context, params.invitationId)),
    route(people.listMyInvitations, async (_, context) => ({ items: await joining.mine(context) })),
    route(people.acceptInvitation, ({ params }, context) => joining.accept(context, params.invitationId)),
    route(people.declineInvitation, ({ params }, context) => joining.decline(context, params.invitationId)),
    route(people.getOrganisation, (_, { actor }) => getOrganisation(gates, actor)),
    route(people.updateOrganisation, (input, context) => putOrganisation(gates, context, input)),
  ];
}
