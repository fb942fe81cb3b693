// The organisation itself: its profile, its people and roles, and invitations to join it.
import { z } from 'zod';
import { endpoint, failure, RECENT } from './endpoint.ts';
import { personOnly } from './failures.ts';
import { Line, OrganisationKind } from './identity.ts';
import { Pan, Pincode, StateCode } from './india.ts';
import { smsUnavailable, smsUsedUp } from './messaging.ts';
import { Email, Instant, Mobile, Page, pageOf, Text, Uuid } from './wire.ts';

export const personNotFound = failure('person.not_found', 404, 'There is no such person in your organisation');
export const invitationNotFound = failure('invitation.not_found', 404, 'There is no such invitation');
export const invitationPending = failure(
  'invitation.pending',
  409,
  'This number is invited already; withdraw that invitation before you send another',
);
export const invitationAlreadyMember = failure(
  'invitation.already_member',
  409,
  'The person with this number belongs to your organisation already',
);
export const invitationRoleUnknown = failure(
  'invitation.role_unknown',
  422,
  'One of these roles does not exist in your organisation',
);
export const invitationRoleNotYours = failure(
  'invitation.role_not_yours',
  403,
  'You can give only roles whose permissions you hold yourself; ask an owner to invite this person',
);
export const invitationLimit = failure(
  'invitation.limit_reached',
  409,
  'At most 200 invitations can wait for an answer, and 500 can be sent within a day; withdraw some or wait',
);
export const memberRoleUnknown = failure(
  'member.role_unknown',
  422,
  'One of these roles does not exist in your organisation',
);
export const memberNotYours = failure(
  'member.not_yours',
  403,
  'You can change only people, and give or take only roles, whose permissions you hold yourself; ask an owner',
);
export const memberLastOwner = failure(
  'member.last_owner',
  409,
  'An organisation needs an owner: make somebody else an owner first',
);
export const memberSelf = failure(
  'member.self',
  409,
  'You cannot suspend yourself or change when your own access ends; ask another owner',
);
export const memberEndNotYours = failure(
  'member.end_not_yours',
  403,
  'Your own access ends; you can give nobody access that lasts longer',
);
export const memberEndPast = failure('member.end_past', 422, 'Access has to end in the future; choose a later moment');
export const memberNoMobile = failure('member.no_mobile', 409, 'This person has no mobile number');
export const invitationOver = failure('invitation.over', 410, 'This invitation is over; ask to be invited again');

/** A built-in role by its name, an own role by its id: no name looks like an id. */
export const RoleId = z.union([z.string().regex(/^[A-Za-z][A-Za-z_]{1,39}$/), Uuid], {
  error: 'must be the name of a role, or the id of an own role',
});
const RoleIds = z.array(RoleId).min(1).max(20);

/** What an own role among `roles` is called. */
export const NamedRole = z.object({ id: Uuid, name: z.string() });
export type NamedRole = z.infer<typeof NamedRole>;
const OwnRoles = z.array(NamedRole).meta({ description: 'Names of the own roles among `roles`' });

export const MemberStatus = z.enum(['active', 'suspended']);

export const Member = z
  .object({
    id: Uuid,
    name: z.string(),
    mobile: z.string().nullable(),
    email: z.string().nullable(),
    roles: z.array(z.string()),
    ownRoles: OwnRoles,
    status: MemberStatus,
    joinedAt: Instant,
    endsAt: Instant.nullable().meta({ description: 'When access ends by itself; null if it does not' }),
    hasEnded: z.boolean(),
    isMobileReported: z
      .boolean()
      .meta({ description: 'Somebody said that the number is not theirs any more, and nothing has shown otherwise' }),
    version: z.int().min(1),
  })
  .meta({ id: 'Member' });
export type Member = z.infer<typeof Member>;

export const listMembers = endpoint({
  id: 'listMembers',
  method: 'GET',
  path: '/api/v1/users',
  summary: 'People of the organisation by name, or those whose name, number or address holds a text',
  access: { permission: 'people.read' },
  limit: 'search',
  query: z.object({ ...Page, q: Text(100).optional() }),
  response: pageOf(Member),
});

export const getMember = endpoint({
  id: 'getMember',
  method: 'GET',
  path: '/api/v1/users/:userId',
  summary: 'One person of the organisation',
  access: { permission: 'people.read' },
  limit: 'default',
  params: z.object({ userId: Uuid }),
  response: Member,
  errors: [personNotFound],
});

export const updateMember = endpoint({
  id: 'updateMember',
  method: 'PUT',
  path: '/api/v1/users/:userId',
  summary:
    'Change the roles of a person and when their access ends, suspend them or let them work again; holds on every device within a second',
  access: { permission: 'people.manage' },
  limit: 'default',
  stepUp: RECENT,
  audit: 'membership.changed',
  precondition: 'version',
  params: z.object({ userId: Uuid }),
  body: z.object({
    roles: RoleIds,
    status: MemberStatus,
    endsAt: Instant.nullable()
      .optional()
      .meta({ description: 'To the second; null for access without end; left out, it stays as it is' }),
  }),
  response: Member,
  errors: [
    personNotFound,
    memberRoleUnknown,
    memberNotYours,
    memberLastOwner,
    memberSelf,
    memberEndPast,
    memberEndNotYours,
  ],
});

export const confirmMobile = endpoint({
  id: 'confirmMobile',
  method: 'POST',
  path: '/api/v1/users/:userId/confirm-mobile',
  summary:
    'Confirm that a mobile number is still this person’s: one sign-in by code within 24 hours goes through, once every organisation of theirs has confirmed it',
  access: { permission: 'people.confirm-number' },
  limit: 'default',
  stepUp: RECENT,
  audit: 'person.mobile_confirmed',
  params: z.object({ userId: Uuid }),
  response: z.object({ confirmedUntil: Instant }),
  errors: [personNotFound, memberNotYours, memberNoMobile],
});

export const reportMobile = endpoint({
  id: 'reportMobile',
  method: 'POST',
  path: '/api/v1/users/:userId/report-mobile',
  summary:
    'Report that a mobile number may be somebody else’s by now: a code alone signs in nobody until it is confirmed',
  access: { permission: 'people.manage' },
  limit: 'default',
  stepUp: RECENT,
  audit: 'person.mobile_reported',
  params: z.object({ userId: Uuid }),
  response: z.object({ reportedAt: Instant }),
  errors: [personNotFound, memberNotYours, memberNoMobile],
});

export const InvitationState = z.enum(['pending', 'accepted', 'declined', 'withdrawn', 'expired']);
export type InvitationState = z.infer<typeof InvitationState>;

export const Invitation = z
  .object({
    id: Uuid,
    name: z.string(),
    mobile: z.string(),
    roles: z.array(z.string()),
    ownRoles: OwnRoles,
    accessEndsAt: Instant.nullable().meta({ description: 'When the access of whoever accepts ends by itself' }),
    state: InvitationState,
    invitedBy: z.string().nullable().meta({ description: 'Name of the person' }),
    createdAt: Instant,
    expiresAt: Instant,
    sentAt: Instant.nullable().meta({ description: 'Null while the message could not be sent yet' }),
    endedAt: Instant.nullable(),
  })
  .meta({ id: 'Invitation' });
export type Invitation = z.infer<typeof Invitation>;

export const listInvitations = endpoint({
  id: 'listInvitations',
  method: 'GET',
  path: '/api/v1/invitations',
  summary: 'Invitations to the organisation, newest first',
  access: { permission: 'people.invite' },
  limit: 'default',
  query: z.object({ ...Page, state: InvitationState.optional() }),
  response: pageOf(Invitation),
});

export const createInvitation = endpoint({
  id: 'createInvitation',
  method: 'POST',
  path: '/api/v1/invitations',
  summary: 'Invite a person by mobile number; the invitation is sent as a message and lives seven days',
  access: { permission: 'people.invite' },
  limit: 'default',
  stepUp: RECENT,
  audit: 'invitation.created',
  status: 201,
  body: z.object({
    name: Line(200),
    mobile: Mobile,
    roles: RoleIds,
    accessEndsAt: Instant.nullable()
      .optional()
      .meta({ description: 'To the second; the invitation is over by then as well' }),
  }),
  response: Invitation,
  errors: [
    invitationPending,
    invitationAlreadyMember,
    invitationRoleUnknown,
    invitationRoleNotYours,
    invitationLimit,
    memberEndPast,
    memberEndNotYours,
    smsUnavailable,
    smsUsedUp,
  ],
});

export const withdrawInvitation = endpoint({
  id: 'withdrawInvitation',
  method: 'DELETE',
  path: '/api/v1/invitations/:invitationId',
  summary: 'Withdraw an invitation that was not answered',
  access: { permission: 'people.invite' },
  limit: 'default',
  audit: 'invitation.withdrawn',
  params: z.object({ invitationId: Uuid }),
  response: z.object({ withdrawnAt: Instant }),
  errors: [invitationNotFound, invitationOver],
});

const InvitingOrganisation = z.object({ id: Uuid, name: z.string(), kind: OrganisationKind });

export const MyInvitation = z
  .object({
    id: Uuid,
    organisation: InvitingOrganisation,
    roles: z.array(z.string()),
    ownRoles: OwnRoles,
    accessEndsAt: Instant.nullable().meta({ description: 'When the access ends by itself' }),
    invitedBy: z.string().nullable().meta({ description: 'Name of the person who invites' }),
    createdAt: Instant,
    expiresAt: Instant,
  })
  .meta({ id: 'MyInvitation' });
export type MyInvitation = z.infer<typeof MyInvitation>;

export const listMyInvitations = endpoint({
  id: 'listMyInvitations',
  method: 'GET',
  path: '/api/v1/auth/invitations',
  summary: 'Invitations that wait for my answer, over all organisations',
  access: 'signed-in',
  limit: 'default',
  response: z.object({ items: z.array(MyInvitation) }),
  errors: [personOnly],
});

export const acceptInvitation = endpoint({
  id: 'acceptInvitation',
  method: 'POST',
  path: '/api/v1/auth/invitations/:invitationId/accept',
  summary: 'Join the organisation that invites me; a refresh that names it then works there',
  access: 'signed-in',
  limit: 'default',
  audit: 'invitation.accepted',
  params: z.object({ invitationId: Uuid }),
  response: z.object({ organisation: InvitingOrganisation, roles: z.array(z.string()) }),
  errors: [invitationNotFound, invitationOver, personOnly],
});

export const declineInvitation = endpoint({
  id: 'declineInvitation',
  method: 'POST',
  path: '/api/v1/auth/invitations/:invitationId/decline',
  summary: 'Decline an invitation',
  access: 'signed-in',
  limit: 'default',
  audit: 'invitation.declined',
  params: z.object({ invitationId: Uuid }),
  response: z.object({ declinedAt: Instant }),
  errors: [invitationNotFound, invitationOver, personOnly],
});

const Address = z.object({
  lines: z.array(Line(120)).min(1).max(4),
  city: Line(80),
  stateCode: StateCode,
  pincode: Pincode,
});

export const OrganisationProfile = z.object({
  name: Line(200),
  legalName: Line(200).nullable().meta({ description: 'As registered, where it differs from the name' }),
  pan: Pan.nullable(),
  address: Address.nullable(),
  phone: Mobile.nullable(),
  email: Email.nullable(),
  website: z
    .url({ protocol: /^https$/, hostname: z.regexes.domain, error: 'must be an address that begins with https://' })
    .max(200)
    .nullable(),
  financialYearStartMonth: z.int().min(1).max(12).default(4),
  timeZone: z
    .string()
    .max(64)
    .refine(isTimeZone, 'must be a time zone of the IANA database, such as Asia/Kolkata')
    .default('Asia/Kolkata'),
});
export type OrganisationProfile = z.infer<typeof OrganisationProfile>;

export const Organisation = OrganisationProfile.extend({
  id: Uuid,
  kind: OrganisationKind,
  version: z.int().min(1),
  updatedAt: Instant.nullable(),
  updatedBy: z.string().nullable().meta({ description: 'Name of who changed it last' }),
}).meta({ id: 'Organisation' });
export type Organisation = z.infer<typeof Organisation>;

export const getOrganisation = endpoint({
  id: 'getOrganisation',
  method: 'GET',
  path: '/api/v1/organisation',
  summary: 'The organisation I am working in',
  access: 'signed-in',
  limit: 'default',
  response: Organisation,
});

export const updateOrganisation = endpoint({
  id: 'updateOrganisation',
  method: 'PUT',
  path: '/api/v1/organisation',
  summary: 'Change the profile of the organisation',
  access: { permission: 'organisation.update' },
  limit: 'default',
  audit: 'organisation.updated',
  precondition: 'version',
  body: OrganisationProfile,
  response: Organisation,
});

function isTimeZone(name: string): boolean {
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions();
    return timeZone !== '' && /^[A-Z]/.test(name); // an offset such as +05:30 is taken by some engines, but names no zone
  } catch {
    return false;
  }
}
