// What operators do for whole organisations: make, suspend, let work again, export. Nobody else sees or calls it.
import { z } from 'zod';
import { endpoint, failure, SECOND_FACTOR } from './endpoint.ts';
import { Line, OrganisationKind } from './identity.ts';
import { smsUnavailable, smsUsedUp } from './messaging.ts';
import { FileContent, Instant, LocalDay, Mobile, Page, pageOf, Text, Uuid } from './wire.ts';

export const ORGANISATIONS_READ = 'organisations.read';
export const ORGANISATIONS_MANAGE = 'organisations.manage';
export const ORGANISATIONS_EXPORT = 'organisations.export';

export const organisationNotFound = failure('organisation.not_found', 404, 'There is no such organisation');
export const organisationIsOperator = failure(
  'organisation.is_operator',
  409,
  'An organisation of operators cannot be suspended',
);
export const organisationIsSuspended = failure(
  'organisation.is_suspended',
  409,
  'This organisation is suspended; let it work again first',
);
export const organisationIsActive = failure('organisation.is_active', 409, 'This organisation is not suspended');
export const organisationHasOwner = failure(
  'organisation.has_owner',
  409,
  'This organisation has an owner already; owners invite further people themselves',
);
export const ownerIsMember = failure(
  'organisation.owner_is_member',
  409,
  'The person with this number works there already, and cannot be invited as its owner; invite another number',
);
export const ownerInvitationLimit = failure(
  'organisation.invitation_limit',
  409,
  'An owner can be invited at most ten times within a day; wait until tomorrow',
);
export const exportRunning = failure(
  'organisation.export_running',
  409,
  'An export of this organisation is being made already; wait for it',
);
export const exportNotFound = failure('organisation.export_not_found', 404, 'There is no such export');
export const exportGone = failure(
  'organisation.export_gone',
  410,
  'The file of this export is not there; start a new export',
);

export const OrganisationStatus = z.enum(['active', 'suspended']);
/** `absent`: nobody is an owner, and no invitation of one waits for an answer. */
export const OwnerState = z.enum(['joined', 'invited', 'absent']);

export const OperatedOrganisation = z
  .object({
    id: Uuid,
    name: z.string(),
    kind: OrganisationKind,
    status: OrganisationStatus,
    suspendedBecause: z.string().nullable(),
    createdAt: Instant,
    members: z.int().meta({ description: 'Active people' }),
    lastActiveOn: LocalDay.nullable().meta({ description: 'The day on which a session or a key was used last' }),
    owner: OwnerState,
  })
  .meta({ id: 'OperatedOrganisation' });
export type OperatedOrganisation = z.infer<typeof OperatedOrganisation>;

export const OperatedOrganisationDetails = OperatedOrganisation.extend({
  owners: z.array(z.object({ id: Uuid, name: z.string() })),
  invitation: z
    .object({ name: z.string(), mobile: z.string(), expiresAt: Instant, sentAt: Instant.nullable() })
    .nullable()
    .meta({ description: 'The newest one of an owner, until one has joined' }),
}).meta({ id: 'OperatedOrganisationDetails' });
export type OperatedOrganisationDetails = z.infer<typeof OperatedOrganisationDetails>;

const OneOrganisation = z.object({ organisationId: Uuid });
/** Who is invited to lead an organisation. */
export const Owner = z.object({ name: Line(200), mobile: Mobile });
export type Owner = z.infer<typeof Owner>;

export const listOrganisations = endpoint({
  id: 'listOrganisations',
  method: 'GET',
  path: '/api/v1/operator/organisations',
  summary: 'Operators: all organisations by name',
  access: { permission: ORGANISATIONS_READ },
  limit: 'search',
  query: z.object({
    ...Page,
    q: Text(100).optional(),
    kind: OrganisationKind.optional(),
    status: OrganisationStatus.optional(),
  }),
  response: pageOf(OperatedOrganisation),
});

export const getOperatedOrganisation = endpoint({
  id: 'getOperatedOrganisation',
  method: 'GET',
  path: '/api/v1/operator/organisations/:organisationId',
  summary: 'Operators: one organisation with the names of its owners',
  access: { permission: ORGANISATIONS_READ },
  limit: 'default',
  params: OneOrganisation,
  response: OperatedOrganisationDetails,
  errors: [organisationNotFound],
});

export const createOrganisation = endpoint({
  id: 'createOrganisation',
  method: 'POST',
  path: '/api/v1/operator/organisations',
  summary: 'Operators: make an organisation and invite its first owner',
  access: { permission: ORGANISATIONS_MANAGE },
  limit: 'default',
  stepUp: SECOND_FACTOR,
  audit: 'organisation.created',
  status: 201,
  body: z.object({ name: Line(200), kind: OrganisationKind.exclude(['operator']), owner: Owner }),
  response: OperatedOrganisationDetails,
  errors: [smsUnavailable, smsUsedUp],
});

export const inviteOrganisationOwner = endpoint({
  id: 'inviteOrganisationOwner',
  method: 'POST',
  path: '/api/v1/operator/organisations/:organisationId/owner-invitations',
  summary: 'Operators: invite the first owner anew; an invitation that still waits is withdrawn',
  access: { permission: ORGANISATIONS_MANAGE },
  limit: 'default',
  stepUp: SECOND_FACTOR,
  audit: 'organisation.owner_invited',
  status: 201,
  params: OneOrganisation,
  body: Owner,
  response: OperatedOrganisationDetails,
  errors: [
    organisationNotFound,
    organisationHasOwner,
    organisationIsSuspended,
    ownerIsMember,
    ownerInvitationLimit,
    smsUnavailable,
    smsUsedUp,
  ],
});

export const suspendOrganisation = endpoint({
  id: 'suspendOrganisation',
  method: 'POST',
  path: '/api/v1/operator/organisations/:organisationId/suspend',
  summary: 'Operators: suspend an organisation; its people and keys are refused within a second and told the reason',
  access: { permission: ORGANISATIONS_MANAGE },
  limit: 'default',
  stepUp: SECOND_FACTOR,
  audit: 'organisation.suspended',
  params: OneOrganisation,
  body: z.object({ reason: Line(500).meta({ description: 'Shown to the people of the organisation' }) }),
  response: OperatedOrganisationDetails,
  errors: [organisationNotFound, organisationIsOperator, organisationIsSuspended],
});

export const resumeOrganisation = endpoint({
  id: 'resumeOrganisation',
  method: 'POST',
  path: '/api/v1/operator/organisations/:organisationId/resume',
  summary: 'Operators: let a suspended organisation work again',
  access: { permission: ORGANISATIONS_MANAGE },
  limit: 'default',
  stepUp: SECOND_FACTOR,
  audit: 'organisation.resumed',
  params: OneOrganisation,
  response: OperatedOrganisationDetails,
  errors: [organisationNotFound, organisationIsActive],
});

export const OrganisationExport = z
  .object({
    id: Uuid,
    state: z.enum(['waiting', 'running', 'ready', 'failed', 'expired']),
    tablesTotal: z.int().nullable(),
    tablesDone: z.int(),
    rowsDone: z.int(),
    sizeBytes: z.int().nullable(),
    createdAt: Instant,
    finishedAt: Instant.nullable(),
    expiresAt: Instant.nullable().meta({ description: 'When the file is removed' }),
    startedBy: z.string().nullable().meta({ description: 'Name of the person or service account' }),
  })
  .meta({ id: 'OrganisationExport' });
export type OrganisationExport = z.infer<typeof OrganisationExport>;

export const startOrganisationExport = endpoint({
  id: 'startOrganisationExport',
  method: 'POST',
  path: '/api/v1/operator/organisations/:organisationId/exports',
  summary: 'Operators: export everything that belongs to an organisation as a ZIP; the file is kept for seven days',
  access: { permission: ORGANISATIONS_EXPORT },
  limit: 'default',
  stepUp: SECOND_FACTOR,
  audit: 'organisation.export_started',
  status: 202,
  params: OneOrganisation,
  response: OrganisationExport,
  errors: [organisationNotFound, exportRunning],
});

export const listOrganisationExports = endpoint({
  id: 'listOrganisationExports',
  method: 'GET',
  path: '/api/v1/operator/organisations/:organisationId/exports',
  summary: 'Operators: the exports of an organisation, newest first, and how far they have come',
  access: { permission: ORGANISATIONS_EXPORT },
  limit: 'default',
  params: OneOrganisation,
  query: z.object(Page),
  response: pageOf(OrganisationExport),
  errors: [organisationNotFound],
});

export const downloadOrganisationExport = endpoint({
  id: 'downloadOrganisationExport',
  method: 'POST',
  path: '/api/v1/operator/organisations/:organisationId/exports/:exportId/download',
  summary: 'Operators: the file of an export; who took it is recorded, in the log of the organisation too',
  access: { permission: ORGANISATIONS_EXPORT },
  limit: 'default',
  stepUp: SECOND_FACTOR,
  audit: 'organisation.export_downloaded',
  params: OneOrganisation.extend({ exportId: Uuid }),
  produces: 'file',
  response: FileContent,
  errors: [exportNotFound, exportGone],
});
