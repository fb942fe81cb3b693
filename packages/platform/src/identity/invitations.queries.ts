import type { Invitation, InvitationState, MyInvitation } from '@sutra/contracts/people';
import { DAY_MS } from '@sutra/kernel/clock';
import type { Gates, Reads, Tx } from '@sutra/kernel/db/gates';
import { type RawBuilder, sql } from 'kysely';
import type { InvitedAs } from './invitations.rules.ts';
import type { OwnRole } from './own-roles.rules.ts';
import { asks, epochMs, type Membership, ownRolesOf } from './people.queries.ts';
import type { Unsent } from './unsent.ts';

export interface NewInvitation {
  id: string;
  org_id: string;
  name: string;
  mobile: string;
  roles: string[];
  invited_by: string;
  invited_as: InvitedAs;
  access_ends_at: Date | null;
  created_at: Date;
  expires_at: Date;
}
export type ListedInvitation = Omit<Invitation, 'invitedBy' | 'ownRoles'> & { inviterId: string };

// What has run out is over, whether or not the machine has marked it by now.
const stateAt = (now: Date): RawBuilder<InvitationState> =>
  sql<InvitationState>`case when status = 'pending' and expires_at <= ${now} then 'expired' else status end`;

/** Newest first, one row more than `limit` if there are more; through the gate of the organisation. */
export function listInvitations(
  db: Reads,
  now: Date,
  page: { limit: number; beforeId: string | null; state?: InvitationState | undefined },
): Promise<ListedInvitation[]> {
  let query = db
    .selectFrom('identity.invitation')
    .select([
      'id',
      'name',
      'mobile',
      'roles',
      'access_ends_at as accessEndsAt',
      stateAt(now).as('state'),
      'invited_by as inviterId',
      'created_at as createdAt',
      'expires_at as expiresAt',
      'sent_at as sentAt',
      sql<Date | null>`coalesce(ended_at, case when expires_at <= ${now} then expires_at end)`.as('endedAt'),
    ])
    .orderBy('id', 'desc')
    .limit(page.limit + 1);
  if (page.beforeId !== null) query = query.where('id', '<', page.beforeId);
  if (page.state !== undefined) query = query.where(stateAt(now), '=', page.state);
  return query.execute();
}

/** Lets one transaction at a time invite for the organisation, so that its limits hold. */
export async function lockInviting(tx: Tx, organisationId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`identity.invitation ${organisationId}`}, 0))`.execute(tx);
}

export async function countInvitations(tx: Tx, now: Date): Promise<{ pending: number; today: number }> {
  const { rows } = await sql<{ pending: number; today: number }>`
    select count(*) filter (where status = 'pending' and expires_at > ${now})::int as pending,
      count(*) filter (where created_at > ${new Date(now.getTime() - DAY_MS)})::int as today
    from identity.invitation`.execute(tx);
  return rows[0]!;
}

/** False if the number is invited already; an invitation that has run out makes way. */
export async function insertInvitation(tx: Tx, invitation: NewInvitation): Promise<boolean> {
  await tx
    .updateTable('identity.invitation')
    .set((eb) => ({ status: 'expired', ended_at: eb.ref('expires_at') }))
    .where('mobile', '=', invitation.mobile)
    .where('status', '=', 'pending')
    .where('expires_at', '<=', invitation.created_at)
    .execute();
  const row = await tx
    .insertInto('identity.invitation')
    .values(invitation)
    // Spelt out: with a parameter the prepared statement would find no index of this kind.
    .onConflict((conflict) =>
      conflict.columns(['org_id', 'mobile']).where('status', '=', sql.lit('pending')).doNothing(),
    )
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Ends an invitation that still waits; false if it was over. */
export async function endInvitation(
  tx: Tx,
  id: string,
  now: Date,
  end: { status: 'withdrawn' | 'declined' } | { status: 'accepted'; person_id: string },
): Promise<boolean> {
  const row = await tx
    .updateTable('identity.invitation')
    .set({ ...end, ended_at: now })
    .where('id', '=', id)
    .where('status', '=', 'pending')
    .where('expires_at', '>', now)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** An invitation as the invited person sees it. */
export interface OwnInvitation extends Omit<MyInvitation, 'ownRoles' | 'accessEndsAt'> {
  /** Those that are not archived. */
  ownRoles: OwnRole[];
  endsAtMs: number | null;
  /** Of the membership that it will make. */
  version: number;
  asks: Membership['asks'];
  name: string;
  state: InvitationState;
  personId: string | null;
  inviterId: string;
  invitedAs: InvitedAs;
}

/** Invitations of a number over all organisations that are open for work, newest first. */
export async function invitationsOf(
  gates: Gates,
  mobile: string,
  now: Date,
  only: { id: string } | 'pending',
): Promise<OwnInvitation[]> {
  const which = only === 'pending' ? sql`i.status = 'pending' and i.expires_at > ${now}` : sql`i.id = ${only.id}`;
  const { rows } = await sql<OwnInvitation>`
    select i.id, i.name, i.roles, ${ownRolesOf('i')} as "ownRoles", ${epochMs('i.access_ends_at')} as "endsAtMs", 1 as version, i.person_id as "personId", i.created_at as "createdAt", i.expires_at as "expiresAt",
      i.invited_by as "inviterId", i.invited_as as "invitedAs",
      case when i.status = 'pending' and i.expires_at <= ${now} then 'expired' else i.status end as state,
      jsonb_build_object('id', o.org_id, 'name', o.name, 'kind', o.kind) as organisation, ${asks} as asks,
      (select p.name from identity.person p where p.id = i.invited_by) as "invitedBy"
    from identity.invitation i join identity.organisation o on o.org_id = i.org_id
    where i.mobile = ${mobile} and o.status = 'active' and ${which} order by i.id desc limit 200`.execute(
    gates.system('invitations of a person'),
  );
  return rows;
}

/** Takes an invitation for sending, so that no other instance sends it as well; undefined if there is nothing to send. */
export async function takeForSending(gates: Gates, id: string, now: Date, { take }: Unsent) {
  const { set, isFree } = take();
  const { rows } = await sql<{ mobile: string; organisation: string }>`
    update identity.invitation i set ${set} from identity.organisation o
    where o.org_id = i.org_id and o.status = 'active' and i.id = ${id} and ${isFree} and i.status = 'pending' and i.expires_at > ${now}
    returning i.mobile, o.name as organisation`.execute(gates.system('send invitations'));
  return rows[0];
}

/** Of organisations that work: what waits in a suspended one is sent once it works again. */
export async function findUnsent(gates: Gates, now: Date, { take }: Unsent): Promise<string[]> {
  const rows = await gates
    .system('send invitations')
    .selectFrom('identity.invitation as i')
    .innerJoin('identity.organisation as organisation', 'organisation.org_id', 'i.org_id')
    .select('i.id')
    .where('i.status', '=', sql.lit('pending'))
    .where(take().isFree)
    .where('i.expires_at', '>', now)
    .where('organisation.status', '=', 'active')
    .orderBy('i.id')
    .limit(100)
    .execute();
  return rows.map(({ id }) => id);
}

/** Who joined by an invitation, and the person who asked them; undefined if an integration did. */
export async function findAccepted(tx: Tx, id: string): Promise<{ inviterId: string; name: string } | undefined> {
  const { rows } = await sql<{ inviterId: string; name: string }>`
    select inviter.id as "inviterId", joined.name from identity.invitation i
    join identity.person inviter on inviter.id = i.invited_by join identity.person joined on joined.id = i.person_id
    where i.id = ${id}`.execute(tx);
  return rows[0];
}
