// The invitation of somebody who will lead an organisation, made by who is not in it.
import { ownerInvitationLimit, ownerIsMember } from '@sutra/contracts/organisations';
import { enterTenant } from '@sutra/kernel/db/gates';
import { AppError, invariant } from '@sutra/kernel/errors';
import type { Write } from '@sutra/kernel/http/route';
import { insertInvitation, type NewInvitation } from './invitations.queries.ts';
import { isMemberWithMobile } from './members.queries.ts';
import { countOwnersInvited, withdrawOwnerInvitations } from './register.queries.ts';

/** Each is a message that costs money and rings somebody's telephone. */
const MAX_OWNERS_A_DAY = 10;

/**
 * What waits for the same number makes way, and with `owners` whatever owner was invited. Goes on inside the organisation: what an
 * operator's gate may do to invitations of others it may do nowhere. Throws `organisation.invitation_limit` or
 * `organisation.owner_is_member`.
 */
export async function inviteOwner(
  { tx, record, emit }: Write,
  invitation: NewInvitation,
  replaces: 'number' | 'owners',
): Promise<void> {
  const { id, org_id: organisationId, name, mobile, roles, created_at, expires_at } = invitation;
  const type = 'identity.invitation';
  await enterTenant(tx, organisationId);
  if ((await countOwnersInvited(tx, created_at)) >= MAX_OWNERS_A_DAY) throw new AppError(ownerInvitationLimit);
  for (const old of await withdrawOwnerInvitations(tx, created_at, { mobile, ofOwners: replaces === 'owners' })) {
    const states = { before: { status: 'pending' }, after: { status: 'withdrawn' } };
    record({ action: 'invitation.withdrawn', organisationId, object: { type, id: old }, ...states });
    emit({ type: 'identity.invitation.withdrawn', subject: old, organisationId, data: {} });
  }
  invariant(await insertInvitation(tx, invitation), 'no invitation waits for this number any more');
  if (await isMemberWithMobile(tx, mobile)) throw new AppError(ownerIsMember);
  const after = { name, mobile, roles, expires_at };
  record({ action: 'invitation.created', organisationId, object: { type, id }, after });
  emit({ type: 'identity.invitation.created', subject: id, organisationId, data: { roles } });
}
