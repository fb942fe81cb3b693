// An operator who is invited by whoever holds the database, and not in the console: for the first one of all, and for when no
// other can sign in any more.
import type { Owner } from '@sutra/contracts/organisations';
import { enterTenant } from '@sutra/kernel/db/gates';
import { emit } from '@sutra/kernel/events';
import type { AuditDetails, Write } from '@sutra/kernel/http/route';
import { sql } from 'kysely';
import type { AccessEndsOptions } from './access-ends.ts';
import { INVITATION_LIFE_MS, OWNER } from './invitations.rules.ts';
import { inviteOwner } from './owner-invitation.ts';

const ROLES = [OWNER, 'platform_admin'];
/** In place of a person: the log and the page of people name nobody then. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

export interface OperatorInvitation {
  /** The organisation of operators; made under the name that was given if there was none. */
  organisation: string;
  isFirst: boolean;
  expiresAt: Date;
}

/** The message goes out with the next run of the job that sends invitations. Throws as `inviteOwner` does. */
export async function inviteOperator(
  { gates, clock, ids, recordSystem }: AccessEndsOptions,
  operator: Owner,
  organisationName: string,
): Promise<OperatorInvitation> {
  const created_at = new Date(clock.nowMs());
  const expiresAt = new Date(created_at.getTime() + INVITATION_LIFE_MS);
  return gates.withOperator('invite an operator', async (tx) => {
    // Of two at the same moment one makes the organisation.
    await sql`select pg_advisory_xact_lock(hashtextextended('identity.invite-operator', 0))`.execute(tx);
    const known = await tx
      .selectFrom('identity.organisation')
      .select(['org_id as id', 'name'])
      .where('kind', '=', 'operator')
      .orderBy('org_id')
      .executeTakeFirst();
    const organisation = known ?? { id: ids.next(), name: organisationName };
    const { id: org_id, name } = organisation;
    const details: AuditDetails[] = [];
    const write: Write = {
      tx,
      record: (one) => void details.push(one),
      emit: (event) => emit(tx, { ...event, organisationId: org_id }, ids, clock),
    };
    if (!known) {
      await tx.insertInto('identity.organisation').values({ org_id, name, kind: 'operator', created_at }).execute();
      write.record({
        action: 'organisation.created',
        object: { type: 'identity.organisation', id: org_id },
        after: { name, kind: 'operator', status: 'active' },
      });
    }
    await enterTenant(tx, org_id);
    const member = await tx.selectFrom('identity.membership').select('user_id').limit(1).executeTakeFirst();
    const invitation = {
      ...operator,
      id: ids.next(),
      org_id,
      roles: ROLES,
      invited_by: NOBODY,
      invited_as: 'operator' as const,
      created_at,
      expires_at: expiresAt,
      access_ends_at: null,
    };
    await inviteOwner(write, invitation, 'number');
    for (const one of details) await recordSystem(tx, one.action!, org_id, [one]);
    return { organisation: name, isFirst: member === undefined, expiresAt };
  });
}
