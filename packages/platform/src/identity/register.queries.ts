// All organisations, as operators see them: through their gate, and nothing of what an organisation does.
import type { OperatedOrganisation, OperatedOrganisationDetails } from '@sutra/contracts/organisations';
import { DAY_MS } from '@sutra/kernel/clock';
import type { Tx } from '@sutra/kernel/db/gates';
import { type RawBuilder, sql } from 'kysely';
import { OWNER } from './invitations.rules.ts';
import type { Standing } from './standing.ts';

export interface OrganisationFilter {
  q?: string | undefined;
  kind?: OperatedOrganisation['kind'] | undefined;
  status?: OperatedOrganisation['status'] | undefined;
}

/** By name, one row more than `limit` if there are more, those after `afterId` if it is given. */
export async function listOrganisations(
  tx: Tx,
  now: Date,
  filter: OrganisationFilter,
  { limit, afterId }: { limit: number; afterId: string | null },
): Promise<OperatedOrganisation[]> {
  const conditions: RawBuilder<unknown>[] = [sql`true`];
  if (filter.q !== undefined) conditions.push(sql`o.name ilike ${`%${filter.q.replaceAll(/[\\%_]/g, '\\$&')}%`}`);
  if (filter.kind !== undefined) conditions.push(sql`o.kind = ${filter.kind}`);
  if (filter.status !== undefined) conditions.push(sql`o.status = ${filter.status}`);
  if (afterId !== null)
    conditions.push(
      sql`(lower(o.name), o.org_id) > (select lower(last.name), last.org_id from identity.organisation last where last.org_id = ${afterId})`,
    );
  const { rows } = await sql<OperatedOrganisation>`
    select ${columns(now)} from identity.organisation o
    where ${sql.join(conditions, sql` and `)} order by lower(o.name), o.org_id limit ${limit + 1}`.execute(tx);
  return rows;
}

export async function findOrganisation(
  tx: Tx,
  now: Date,
  id: string,
): Promise<OperatedOrganisationDetails | undefined> {
  const { rows } = await sql<OperatedOrganisation>`
    select ${columns(now)} from identity.organisation o where o.org_id = ${id}`.execute(tx);
  const [organisation] = rows;
  if (!organisation) return undefined;
  const owners = await sql<{ id: string; name: string }>`
    select p.id, p.name from identity.membership m join identity.person p on p.id = m.user_id
    where m.org_id = ${id} and m.status = 'active' and ${OWNER} = any (m.roles) order by lower(p.name), p.id limit 50`.execute(
    tx,
  );
  const invitation = organisation.owner === 'joined' ? null : await findOwnerInvitation(tx, id);
  return { ...organisation, owners: owners.rows, invitation };
}

const columns = (now: Date) => sql`
  o.org_id as id, o.name, o.kind, o.status, o.suspended_because as "suspendedBecause", o.created_at as "createdAt",
  (select count(*)::int from identity.membership m where m.org_id = o.org_id and m.status = 'active') as members,
  (greatest(
    (select max(s.last_active_at) from identity.session s where s.organisation_id = o.org_id),
    (select max(k.last_used_at) from identity.api_key k where k.org_id = o.org_id)
  ) at time zone o.time_zone)::date as "lastActiveOn",
  case
    when exists (select from identity.membership m where m.org_id = o.org_id and m.status = 'active' and ${OWNER} = any (m.roles)) then 'joined'
    when exists (select from identity.invitation i where i.org_id = o.org_id and i.status = 'pending' and i.expires_at > ${now} and ${OWNER} = any (i.roles)) then 'invited'
    else 'absent'
  end as owner`;

/** Until an owner has joined nobody but operators can have invited one: they see the number that they typed. */
async function findOwnerInvitation(tx: Tx, id: string): Promise<OperatedOrganisationDetails['invitation']> {
  const { rows } = await sql<NonNullable<OperatedOrganisationDetails['invitation']>>`
    select name, mobile, expires_at as "expiresAt", sent_at as "sentAt" from identity.invitation
    where org_id = ${id} and ${OWNER} = any (roles) order by id desc limit 1`.execute(tx);
  return rows[0] ?? null;
}

/** Lets one at a time decide about an organisation; undefined if there is none. */
export function lockOrganisation(tx: Tx, id: string) {
  return tx
    .selectFrom('identity.organisation')
    .select(['org_id', 'name', 'kind', 'status', 'suspended_because', 'standing_version'])
    .where('org_id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst();
}

export async function updateStanding(tx: Tx, { organisationId, version, isSuspended, because }: Standing, now: Date) {
  await tx
    .updateTable('identity.organisation')
    .set({
      status: isSuspended ? 'suspended' : 'active',
      suspended_because: because,
      standing_version: version,
      standing_changed_at: now,
    })
    .where('org_id', '=', organisationId)
    .execute();
}

/** How an organisation stands at this moment; for the machine. */
export async function readStanding(tx: Tx, id: string): Promise<Standing & { name: string }> {
  const row = await tx
    .selectFrom('identity.organisation')
    .select(['name', 'status', 'suspended_because as because', 'standing_version as version'])
    .where('org_id', '=', id)
    .executeTakeFirstOrThrow();
  const { status, ...standing } = row;
  return { ...standing, organisationId: id, isSuspended: status === 'suspended' };
}

/** The active owners of an organisation; for the machine. */
export async function ownersOf(tx: Tx, id: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('identity.membership')
    .select('user_id')
    .where('org_id', '=', id)
    .where('status', '=', 'active')
    .where(sql<boolean>`${OWNER} = any (roles)`)
    .execute();
  return rows.map(({ user_id }) => user_id);
}

/** Ends the invitations of a number, or of owners too, that wait in the organisation whose gate this is; gives their ids. */
export async function withdrawOwnerInvitations(
  tx: Tx,
  now: Date,
  { mobile, ofOwners }: { mobile: string; ofOwners: boolean },
): Promise<string[]> {
  const rows = await tx
    .updateTable('identity.invitation')
    .set({ status: 'withdrawn', ended_at: now })
    .where('status', '=', 'pending')
    .where(sql<boolean>`(mobile = ${mobile} or ${ofOwners} and ${OWNER} = any (roles))`)
    .returning('id')
    .execute();
  return rows.map(({ id }) => id);
}

/** How many owners were invited within a day to the organisation whose gate this is. */
export async function countOwnersInvited(tx: Tx, now: Date): Promise<number> {
  const { count } = await tx
    .selectFrom('identity.invitation')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('created_at', '>', new Date(now.getTime() - DAY_MS))
    .where(sql<boolean>`${OWNER} = any (roles)`)
    .executeTakeFirstOrThrow();
  return count;
}
