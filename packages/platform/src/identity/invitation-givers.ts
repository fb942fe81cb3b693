// What somebody gave ends with what they hold: an invitation does not outlive the access of whoever sent it.
import type { Reads, Tx } from '@sutra/kernel/db/gates';
import type { Write } from '@sutra/kernel/http/route';
import { sql } from 'kysely';
import type { Access } from '../access/public.ts';
import { endInvitation } from './invitations.queries.ts';
import { type Given, type Holding, type InvitedAs, mayGive } from './invitations.rules.ts';
import { grantedBy, type OwnRole } from './own-roles.rules.ts';

export interface Inviter {
  inviterId: string;
  invitedAs: InvitedAs;
}
interface Organisation {
  id: string;
  kind: string;
}

/**
 * Whether whoever invites holds at this moment what is given. The members of the organisation are locked, through whichever
 * gate: nothing is true of them a moment later otherwise.
 */
export async function isHeldByInviter(
  tx: Tx,
  access: Access,
  organisation: Organisation,
  given: Given & Inviter,
  now: Date,
): Promise<boolean> {
  const own = await ownRolesOfOrganisation(tx, organisation.id);
  return mayGive(given, await holdingOf(tx, access, organisation, own, given, now), organisation.kind, access, own);
}

/**
 * Withdraws what waits and was given by somebody who may not give it any more, in the write that took it from them.
 * The members of the organisation are locked.
 */
export async function withdrawUnheld(
  { tx, record, emit }: Write,
  access: Access,
  organisation: Organisation,
  now: Date,
): Promise<void> {
  const waiting = await tx
    .selectFrom('identity.invitation')
    .select(['id', 'roles', 'access_ends_at as accessEndsAt', 'invited_by as inviterId', 'invited_as as invitedAs'])
    .where('org_id', '=', organisation.id)
    .where('status', '=', sql.lit('pending'))
    .where('expires_at', '>', now)
    .orderBy('id')
    .execute();
  if (waiting.length === 0) return;
  const own = await ownRolesOfOrganisation(tx, organisation.id);
  for (const [, given] of Map.groupBy(waiting, ({ invitedAs, inviterId }) => `${invitedAs} ${inviterId}`)) {
    const inviter = given[0] as Inviter;
    const holding = await holdingOf(tx, access, organisation, own, inviter, now);
    for (const one of given) {
      if (mayGive(one, holding, organisation.kind, access, own)) continue;
      if (!(await endInvitation(tx, one.id, now, { status: 'withdrawn' }))) continue;
      record(withdrawn(one.id));
      emit({ type: 'identity.invitation.withdrawn', subject: one.id, data: {} });
    }
  }
}

export const withdrawn = (id: string) => ({
  action: 'invitation.withdrawn',
  object: { type: 'identity.invitation', id },
  before: { status: 'pending' },
  after: { status: 'withdrawn' },
});

/** What somebody holds who can work there at this moment; `operator` for who need hold nothing. */
async function holdingOf(
  tx: Tx,
  access: Access,
  { id, kind }: Organisation,
  own: ReadonlyMap<string, OwnRole>,
  { inviterId, invitedAs }: Inviter,
  now: Date,
): Promise<Holding | 'operator' | null> {
  if (invitedAs === 'operator') return 'operator';
  const member = await tx
    .selectFrom('identity.membership as member')
    .innerJoin('identity.person as person', 'person.id', 'member.user_id')
    .select(['member.roles', 'member.ends_at as endsAt'])
    .where('member.org_id', '=', id)
    .where('member.user_id', '=', inviterId)
    .where('member.status', '=', 'active')
    .where('person.status', '=', 'active')
    .where((eb) => eb.or([eb('member.ends_at', 'is', null), eb('member.ends_at', '>', now)]))
    .executeTakeFirst();
  if (!member) return null;
  const ownRoles = member.roles.flatMap((role) => own.get(role) ?? []);
  return { ...member, permissions: grantedBy(access, { organisation: { kind }, roles: member.roles, ownRoles }) };
}

/** By id. The machine's gate sees those of all organisations, so this names its own. */
async function ownRolesOfOrganisation(db: Reads, organisationId: string): Promise<Map<string, OwnRole>> {
  const rows = await db
    .selectFrom('identity.role')
    .select(['id', 'name', 'version', 'permissions'])
    .where('org_id', '=', organisationId)
    .where('archived_at', 'is', null)
    .execute();
  return new Map(rows.map((role) => [role.id, role]));
}
