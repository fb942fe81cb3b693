// Roles that an organisation made: how they are told from built-in ones, and how a token names their edition.
import type { Access } from '../access/public.ts';
import { uuidText } from './refresh.rules.ts';

export const MAX_OWN_ROLES = 50;

/** What a role granted from one change to the next. */
export interface RoleEdition {
  id: string;
  version: number;
}
export interface OwnRole extends RoleEdition {
  name: string;
  permissions: string[];
}

/** Among the roles of a member an own role stands as its id; no name of a built-in role looks like one. */
export function isOwnRole(role: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(role);
}

/** An edition in a token, short: twenty of them fit. */
export function roleClaim({ id, version }: RoleEdition): string {
  return `${Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url')}.${version}`;
}

/** The edition that a role of a token names; null for a built-in role. */
export function readRoleClaim(role: string): RoleEdition | null {
  const [, id, version] = /^([A-Za-z0-9_-]{22})\.([1-9][0-9]{0,9})$/.exec(role) ?? [];
  return id === undefined ? null : { id: uuidText(Buffer.from(id, 'base64url')), version: Number(version) };
}

export interface Granting {
  organisation: { kind: string };
  roles: readonly string[];
  ownRoles: readonly OwnRole[];
}

/** What a membership grants. */
export function grantedBy(access: Access, { organisation, roles, ownRoles }: Granting): ReadonlySet<string> {
  const own = ownRoles.flatMap(({ permissions }) => permissions);
  return access.permissionsOf(roles, organisation.kind, own);
}

/** Roles as a log tells of them for good: an own role also by the name and the edition that it had. */
export function recordedRoles(
  roles: readonly string[],
  own: readonly OwnRole[],
): (string | { id: string; name: string; version: number })[] {
  return roles.map((role) => {
    const found = own.find(({ id }) => id === role);
    return found ? { id: found.id, name: found.name, version: found.version } : role;
  });
}
