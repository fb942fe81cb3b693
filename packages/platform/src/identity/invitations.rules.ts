// What an invitation is: how long it lives, who may give which role, what the message says.
import { type Actor } from '@sutra/kernel/actor';
import { DAY_MS } from '@sutra/kernel/clock';
import type { Access } from '../access/public.ts';

export const OWNER = 'owner';
export const INVITATION_LIFE_MS = 7 * DAY_MS;
/** After that, who was invited is forgotten; the audit log keeps that somebody was. */
export const ENDED_KEPT_MS = 90 * DAY_MS;
export const MAX_PENDING = 200;
/** Each is a message that costs money and rings somebody's telephone. */
export const MAX_A_DAY = 500;

/** The roles that grant something which the actor does not hold. */
export function unheldRoles(roles: readonly string[], actor: Actor, access: Access): string[] {
  return roles.filter((role) => !access.permissionsOf([role], actor.organisationKind).isSubsetOf(actor.permissions));
}

/** In both languages, since nothing is known of the person but the number. */
export function invitationText(organisation: string, address: string): string {
  return [
    `${organisation} invites you to work with them on Sutra. Sign in with this number within 7 days: ${address}`,
    `${organisation} ने आपको Sutra पर अपने साथ काम करने के लिए बुलाया है। 7 दिन के भीतर इसी नंबर से साइन इन करें: ${address}`,
  ].join('\n');
}
