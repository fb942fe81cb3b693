// Names of roles and permissions, as far as this console knows them: a module of tomorrow may bring others.
import type { NamedRole } from '@sutra/contracts/people';
import type { ConsoleMessage, TextOf } from '../../app/text.ts';

interface RoleWords {
  name: ConsoleMessage;
  purpose: ConsoleMessage;
}

const ROLES: Readonly<Record<string, RoleWords>> = {
  owner: { name: 'role.owner', purpose: 'role.owner.purpose' },
  manager: { name: 'role.manager', purpose: 'role.manager.purpose' },
  staff: { name: 'role.staff', purpose: 'role.staff.purpose' },
  auditor: { name: 'role.auditor', purpose: 'role.auditor.purpose' },
  compliance_officer: { name: 'role.complianceOfficer', purpose: 'role.complianceOfficer.purpose' },
  pharmacist: { name: 'role.pharmacist', purpose: 'role.pharmacist.purpose' },
  trader: { name: 'role.trader', purpose: 'role.trader.purpose' },
  broker: { name: 'role.broker', purpose: 'role.broker.purpose' },
  quality_inspector: { name: 'role.qualityInspector', purpose: 'role.qualityInspector.purpose' },
  accountant: { name: 'role.accountant', purpose: 'role.accountant.purpose' },
  logistics: { name: 'role.logistics', purpose: 'role.logistics.purpose' },
  platform_admin: { name: 'role.platformAdmin', purpose: 'role.platformAdmin.purpose' },
  SUPPORT_AGENT: { name: 'role.supportAgent', purpose: 'role.supportAgent.purpose' },
  catalogue_reviewer: { name: 'role.catalogueReviewer', purpose: 'role.catalogueReviewer.purpose' },
};

const PERMISSIONS: Readonly<Record<string, ConsoleMessage>> = {
  'access.record-review': 'permission.access.record-review',
  'access.review': 'permission.access.review',
  'audit.export': 'permission.audit.export',
  'audit.read': 'permission.audit.read',
  'organisation.security': 'permission.organisation.security',
  'organisation.update': 'permission.organisation.update',
  'organisations.export': 'permission.organisations.export',
  'organisations.manage': 'permission.organisations.manage',
  'organisations.read': 'permission.organisations.read',
  'people.confirm-number': 'permission.people.confirm-number',
  'people.invite': 'permission.people.invite',
  'people.manage': 'permission.people.manage',
  'people.read': 'permission.people.read',
  'reference.override': 'permission.reference.override',
  'role.manage': 'permission.role.manage',
  'scan.create': 'permission.scan.create',
  'scan.read': 'permission.scan.read',
  'service-account.manage': 'permission.service-account.manage',
  'settings.read': 'permission.settings.read',
  'settings.write': 'permission.settings.write',
};

/** Permissions of one area stand together; what no area names comes last. */
const AREAS: readonly { area: ConsoleMessage; prefixes: readonly string[] }[] = [
  { area: 'people.area.people', prefixes: ['people.', 'role.', 'access.'] },
  { area: 'people.area.work', prefixes: ['scan.'] },
  { area: 'people.area.settings', prefixes: ['organisation.', 'settings.', 'reference.'] },
  { area: 'people.area.audit', prefixes: ['audit.'] },
  { area: 'people.area.programs', prefixes: ['service-account.'] },
  { area: 'people.area.other', prefixes: [''] },
];

/** The name of a role; of an own one as `own` has it. */
export function roleName(text: TextOf, role: string, own: readonly NamedRole[] = []): string {
  const words = ROLES[role];
  if (words !== undefined) return text(words.name);
  return own.find(({ id }) => id === role)?.name ?? (isOwnRole(role) ? text('people.role.unknown') : role);
}

const isOwnRole = (role: string) => /^[0-9a-f]{8}-/.test(role);

export function rolePurpose(text: TextOf, role: string): string | null {
  const words = ROLES[role];
  return words === undefined ? null : text(words.purpose);
}

export function roleNames(text: TextOf, roles: readonly string[], own: readonly NamedRole[] = []): string {
  return roles.map((role) => roleName(text, role, own)).join(', ');
}

/** What a permission lets one do; its own name where there are no words for it yet. */
export function permissionWords(text: TextOf, permission: string): string {
  const words = PERMISSIONS[permission];
  return words === undefined ? permission : text(words);
}

/** Permissions under the headings that people know, without headings for nothing. */
export function permissionAreas(permissions: readonly string[]): { area: ConsoleMessage; permissions: string[] }[] {
  const areaOf = (permission: string) =>
    AREAS.find(({ prefixes }) => prefixes.some((prefix) => permission.startsWith(prefix)))?.area;
  return AREAS.map(({ area }) => ({
    area,
    permissions: permissions.filter((permission) => areaOf(permission) === area),
  })).filter((one) => one.permissions.length > 0);
}
