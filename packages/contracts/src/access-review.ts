// Who may do what in an organisation, as somebody wants it who has to answer for it; and that they looked.
import { z } from 'zod';
import { endpoint, failure } from './endpoint.ts';
import { MemberStatus, NamedRole } from './people.ts';
import { Instant, LocalDay, Text, Uuid } from './wire.ts';

export const accessReviewChanged = failure(
  'access_review.changed',
  409,
  'Somebody’s access has changed since you looked; look at the review again and record it then',
);

/** What somebody may change who holds the right permissions. */
export const Power = z.enum(['people', 'settings', 'keys']);
export type Power = z.infer<typeof Power>;
export const OrganisationFinding = z.enum(['only-one-owner', 'several-owners']);
export type OrganisationFinding = z.infer<typeof OrganisationFinding>;
export const MemberFinding = z.enum(['inactive', 'auditor-without-end']);
export type MemberFinding = z.infer<typeof MemberFinding>;
export const KeyFinding = z.enum(['no-expiry', 'unused', 'maker-left']);
export type KeyFinding = z.infer<typeof KeyFinding>;
export const InvitationFinding = z.enum(['waiting']);

export const ReviewedMember = z
  .object({
    id: Uuid,
    name: z.string(),
    roles: z.array(z.string()),
    ownRoles: z.array(NamedRole),
    permissions: z.int().meta({ description: 'How many permissions the roles grant together' }),
    mayChange: z.array(Power),
    status: MemberStatus,
    hasEnded: z.boolean(),
    joinedAt: Instant,
    endsAt: Instant.nullable(),
    lastActiveOn: LocalDay.nullable().meta({
      description: 'The day of the last activity on any device; an organisation sees no more of it',
    }),
    findings: z.array(MemberFinding),
  })
  .meta({ id: 'ReviewedMember' });
export type ReviewedMember = z.infer<typeof ReviewedMember>;

export const ReviewedInvitation = z
  .object({
    id: Uuid,
    name: z.string(),
    roles: z.array(z.string()),
    ownRoles: z.array(NamedRole),
    createdAt: Instant,
    expiresAt: Instant,
    accessEndsAt: Instant.nullable(),
    findings: z.array(InvitationFinding),
  })
  .meta({ id: 'ReviewedInvitation' });
export type ReviewedInvitation = z.infer<typeof ReviewedInvitation>;

export const ReviewedKey = z
  .object({
    id: Uuid,
    serviceAccount: z.string(),
    name: z.string(),
    permissions: z.array(z.string()),
    mayChange: z.array(Power),
    createdAt: Instant,
    expiresAt: Instant.nullable(),
    lastUsedOn: LocalDay.nullable(),
    findings: z.array(KeyFinding),
  })
  .meta({ id: 'ReviewedKey' });
export type ReviewedKey = z.infer<typeof ReviewedKey>;

const Digest = z.string().regex(/^[0-9a-f]{64}$/, 'must be the digest of a review: 64 hexadecimal digits');
const Counts = {
  members: z.int().meta({ description: 'People who can sign in here' }),
  invitations: z.int(),
  keys: z.int(),
  findings: z.int(),
};

export const AccessReview = z
  .object({
    id: Uuid,
    reviewedAt: Instant,
    reviewedBy: z.string().nullable().meta({ description: 'Name of the person or service account' }),
    digest: Digest,
    ...Counts,
    note: z.string().nullable(),
  })
  .meta({ id: 'AccessReview' });
export type AccessReview = z.infer<typeof AccessReview>;

export const AccessReport = z
  .object({
    asOf: Instant,
    digest: Digest.meta({
      description: 'Of everything below but days of activity and use: it changes when somebody’s access does',
    }),
    counts: z.object(Counts),
    findings: z.array(OrganisationFinding),
    members: z.array(ReviewedMember),
    invitations: z.array(ReviewedInvitation),
    keys: z.array(ReviewedKey).meta({ description: 'Those that work, of all service accounts' }),
    accountsWithoutKeys: z.array(z.string()).meta({ description: 'Service accounts that can do nothing' }),
    reviews: z.array(AccessReview).meta({ description: 'The last ten, newest first' }),
    dueAt: Instant.nullable().meta({ description: 'When the next review is due; null: at once, there was none yet' }),
  })
  .meta({ id: 'AccessReport' });
export type AccessReport = z.infer<typeof AccessReport>;

export const getAccessReport = endpoint({
  id: 'getAccessReport',
  method: 'GET',
  path: '/api/v1/access-review',
  summary: 'Who may do what: members, invitations and keys, with what somebody should look at',
  access: { permission: 'access.review' },
  limit: 'search',
  response: AccessReport,
});

export const recordAccessReview = endpoint({
  id: 'recordAccessReview',
  method: 'POST',
  path: '/api/v1/access-review',
  summary: 'Record that the access of everybody was reviewed, as it was shown under this digest',
  access: { permission: 'access.record-review' },
  limit: 'default',
  audit: 'access_review.recorded',
  status: 201,
  body: z.object({ digest: Digest, note: Text(2000).optional() }),
  response: AccessReview,
  errors: [accessReviewChanged],
});
