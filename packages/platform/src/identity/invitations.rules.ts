// What an invitation is: how long it lives, who may give which role, what the message says.
import { memberEndNotYours } from '@sutra/contracts/people';
import { type Actor } from '@sutra/kernel/actor';
import { DAY_MS } from '@sutra/kernel/clock';
import { AppError } from '@sutra/kernel/errors';
import type { Access } from '../access/public.ts';
import type { OwnRole } from './own-roles.rules.ts';

export const OWNER = 'owner';
export const INVITATION_LIFE_MS = 7 * DAY_MS;
/** After that, who was invited is forgotten; the audit log keeps that somebody was. */
export const ENDED_KEPT_MS = 90 * DAY_MS;
export const MAX_PENDING = 200;
/** Each is a message that costs money and rings somebody's telephone. */
export const MAX_A_DAY = 500;

/** The roles that grant something which the actor does not hold. */
export function unheldRoles(
  roles: readonly string[],
  actor: Actor,
  access: Access,
  own: ReadonlyMap<string, OwnRole>,
): string[] {
  return roles.filter((role) => {
    const granted = access.permissionsOf([role], actor.organisationKind, own.get(role)?.permissions);
    return !granted.isSubsetOf(actor.permissions);
  });
}

export type InvitedAs = 'member' | 'operator';
export interface Given {
  roles: readonly string[];
  accessEndsAt: Date | null;
}
/** What a member has. */
export interface Holding {
  permissions: ReadonlySet<string>;
  roles: readonly string[];
  endsAt: Date | null;
}

/** Whether somebody may invite and holds all that is given, for as long. An owner is invited by an owner alone. */
export function mayGive(
  { roles, accessEndsAt }: Given,
  holding: Holding | 'operator' | null,
  kind: string,
  access: Access,
  own: ReadonlyMap<string, OwnRole>,
): boolean {
  if (holding === null || holding === 'operator') return holding !== null;
  const { permissions, roles: held, endsAt } = holding;
  return (
    permissions.has('people.invite') &&
    roles.every((role) => access.permissionsOf([role], kind, own.get(role)?.permissions).isSubsetOf(permissions)) &&
    (!roles.includes(OWNER) || held.includes(OWNER)) &&
    (endsAt === null || (accessEndsAt !== null && accessEndsAt <= endsAt))
  );
}

/** Access ends at a whole second, as tokens do. */
export function toSecond(at: Date): Date {
  return new Date(Math.floor(at.getTime() / 1000) * 1000);
}

/** Whoever is there for a time gives nobody longer access than their own. */
export function requireNotLonger(wanted: Date | null, own: Date | null): void {
  if (own !== null && (wanted === null || wanted > own)) throw new AppError(memberEndNotYours);
}
