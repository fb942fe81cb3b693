// A review of access as lines of words: the same on the screen, on paper and in a file.
import type { AccessReport, OrganisationFinding, Power } from '@sutra/contracts/access-review';
import type { Format } from '@sutra/ui/format';
import type { ConsoleMessage, TextOf } from '../../app/text.ts';
import { roleNames } from './words.ts';

export interface ReviewLine {
  id: string;
  name: string;
  /** Roles, or the service account of a key. */
  holds: string;
  /** How many; null for an invitation, which grants nothing yet. */
  permissions: number | null;
  mayChange: string;
  status: string;
  isAtWork: boolean;
  since: string;
  until: string;
  lastActive: string;
  findings: readonly string[];
}

const POWERS: Readonly<Record<Power, ConsoleMessage>> = {
  people: 'accessReview.power.people',
  settings: 'accessReview.power.settings',
  keys: 'accessReview.power.keys',
};
const FINDINGS = {
  inactive: 'accessReview.finding.inactive',
  'auditor-without-end': 'accessReview.finding.auditorWithoutEnd',
  'no-expiry': 'accessReview.finding.noExpiry',
  unused: 'accessReview.finding.unused',
  'maker-left': 'accessReview.finding.makerLeft',
  waiting: 'accessReview.finding.waiting',
} as const satisfies Record<string, ConsoleMessage>;
export const ORGANISATION_FINDINGS: Readonly<Record<OrganisationFinding, ConsoleMessage>> = {
  'only-one-owner': 'accessReview.finding.onlyOneOwner',
  'several-owners': 'accessReview.finding.severalOwners',
};

export interface ReviewLines {
  members: ReviewLine[];
  invitations: ReviewLine[];
  keys: ReviewLine[];
}

export function reviewLines(report: AccessReport, text: TextOf, format: Format): ReviewLines {
  const powers = (some: readonly Power[]) => some.map((power) => text(POWERS[power])).join(', ');
  const found = (some: readonly (keyof typeof FINDINGS)[]) => some.map((finding) => text(FINDINGS[finding]));
  const until = (at: Date | null) => (at === null ? text('people.until.none') : format.date(at));
  return {
    members: report.members.map((member) => ({
      id: member.id,
      name: member.name,
      holds: roleNames(text, member.roles, member.ownRoles),
      permissions: member.permissions,
      mayChange: powers(member.mayChange),
      status: text(
        member.hasEnded
          ? 'people.status.ended'
          : member.status === 'active'
            ? 'people.status.active'
            : 'people.status.suspended',
      ),
      isAtWork: member.status === 'active' && !member.hasEnded,
      since: format.date(member.joinedAt),
      until: until(member.endsAt),
      lastActive: member.lastActiveOn === null ? text('accessReview.never') : format.day(member.lastActiveOn),
      findings: found(member.findings),
    })),
    invitations: report.invitations.map((invitation) => ({
      id: invitation.id,
      name: invitation.name,
      holds: roleNames(text, invitation.roles, invitation.ownRoles),
      permissions: null,
      mayChange: '',
      status: text('people.invitation.pending'),
      isAtWork: false,
      since: format.date(invitation.createdAt),
      until: until(invitation.accessEndsAt),
      lastActive: '',
      findings: found(invitation.findings),
    })),
    keys: report.keys.map((key) => ({
      id: key.id,
      name: key.name,
      holds: key.serviceAccount,
      permissions: key.permissions.length,
      mayChange: powers(key.mayChange),
      status: text('accounts.key.active'),
      isAtWork: true,
      since: format.date(key.createdAt),
      until: key.expiresAt === null ? text('accounts.key.never') : format.date(key.expiresAt),
      lastActive: key.lastUsedOn === null ? text('accessReview.never') : format.day(key.lastUsedOn),
      findings: found(key.findings),
    })),
  };
}
