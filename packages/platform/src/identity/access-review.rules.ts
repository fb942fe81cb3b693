// What a review of access points out, and what it is a review of.
import type { KeyFinding, MemberFinding, OrganisationFinding, Power } from '@sutra/contracts/access-review';
import { DAY_MS } from '@sutra/kernel/clock';
import { sha256 } from '@sutra/kernel/crypto';
import canonicalize from 'canonicalize';
import { OWNER } from './invitations.rules.ts';

export const REVIEW_EVERY_MS = 90 * DAY_MS;
const UNUSED_DAYS = 90;
const AUDITOR = 'auditor';

/** The permissions with which somebody can change who does what, how it is done, and what programs may do. */
const POWERS: Readonly<Record<Power, readonly string[]>> = {
  people: ['people.invite', 'people.manage', 'role.manage'],
  settings: ['organisation.update', 'reference.override', 'settings.write'],
  keys: ['service-account.manage'],
};

export function powersOf(permissions: ReadonlySet<string>): Power[] {
  return (Object.keys(POWERS) as Power[]).filter((power) => POWERS[power].some((one) => permissions.has(one)));
}

/** The calendar day of an instant in a time zone, `YYYY-MM-DD`; null for none. */
export function dayIn(timeZone: string): (at: Date | null) => string | null {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  return (at) => at && format.format(at);
}

export interface Looked {
  /** Whether they can sign in and work. */
  isAtWork: boolean;
  roles: readonly string[];
  endsAt: Date | null;
  joinedOn: string;
  lastActiveOn: string | null;
}

/** `today` and all days in the time zone of the organisation. */
export function memberFindings(member: Looked, today: string): MemberFinding[] {
  const { isAtWork, roles, endsAt, joinedOn, lastActiveOn } = member;
  if (!isAtWork) return [];
  const findings: MemberFinding[] = [];
  if (isLongAgo(latest(joinedOn, lastActiveOn), today)) findings.push('inactive');
  if (roles.includes(AUDITOR) && endsAt === null) findings.push('auditor-without-end');
  return findings;
}

export function keyFindings(
  key: { createdOn: string; lastUsedOn: string | null; expiresAt: Date | null; hasMakerLeft: boolean },
  today: string,
): KeyFinding[] {
  const findings: KeyFinding[] = [];
  if (key.expiresAt === null) findings.push('no-expiry');
  if (isLongAgo(latest(key.createdOn, key.lastUsedOn), today)) findings.push('unused');
  if (key.hasMakerLeft) findings.push('maker-left');
  return findings;
}

/** One owner is nobody's deputy; of several each may do everything. */
export function organisationFindings(members: readonly Looked[]): OrganisationFinding[] {
  const owners = members.filter(({ isAtWork, roles }) => isAtWork && roles.includes(OWNER)).length;
  if (owners === 1) return ['only-one-owner'];
  return owners > 1 ? ['several-owners'] : [];
}

/** The same for the same access, whoever looks and whenever. */
export function digestOf(seen: object): string {
  return sha256(canonicalize(JSON.parse(JSON.stringify(seen)))!).toString('hex');
}

function latest(day: string, other: string | null): string {
  return other !== null && other > day ? other : day;
}

function isLongAgo(day: string, today: string): boolean {
  return Date.parse(today) - Date.parse(day) >= UNUSED_DAYS * DAY_MS;
}
