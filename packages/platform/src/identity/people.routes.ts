import * as people from '@sutra/contracts/people';
import { archiveRole, createRole, listRoles, updateRole } from '@sutra/contracts/roles';
import type { Gates } from '@sutra/kernel/db/gates';
import { type Route, route } from '@sutra/kernel/http/route';
import type { Invitations } from './invitations.service.ts';
import type { Joining } from './joining.service.ts';
import { getOrganisation, putOrganisation } from './organisation.service.ts';
import type { OwnRoles } from './own-roles.service.ts';
import type { People } from './people.service.ts';

export interface PeopleRoutesOptions {
  gates: Gates;
  members: People;
  roles: OwnRoles;
  invitations: Invitations;
  joining: Joining;
}

export function peopleRoutes({ gates, members, roles, invitations, joining }: PeopleRoutesOptions): Route[] {
  return [
    route(people.listMembers, ({ query }, context) => members.list(context, query)),
    route(people.getMember, ({ params }, context) => members.get(context, params.userId)),
    route(people.updateMember, (input, context) => members.update(context, input)),
    route(listRoles, async (_, context) => ({ items: await roles.list(context) })),
    route(createRole, ({ body }, context) => roles.create(context, body)),
    route(updateRole, (input, context) => roles.update(context, input)),
    route(archiveRole, ({ params }, context) => roles.archive(context, params.roleId)),
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
