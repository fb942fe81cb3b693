// People of one organisation, through its own gate: the policy `colleague` shows no others.
import type { Member } from '@sutra/contracts/people';
import type { Reads, Tx } from '@sutra/kernel/db/gates';
import { type RawBuilder, sql } from 'kysely';
import { OWNER } from './invitations.rules.ts';

const ACTIVE = 'active';

/** A member with the own roles that they hold by their ids alone. */
export type StoredMember = Omit<Member, 'ownRoles'>;

/** By name, one row more than `limit` if there are more; null if nobody of the organisation is `afterId`. */
export async function listMembers(
  db: Reads,
  now: Date,
  page: { limit: number; afterId: string | null; text?: string | undefined },
): Promise<StoredMember[] | null> {
  let query = selectMembers(db)
    .orderBy((eb) => eb.fn('lower', ['person.name']))
    .orderBy('person.id')
    .limit(page.limit + 1);
  if (page.text !== undefined) {
    const pattern = `%${page.text.replaceAll(/[\\%_]/g, '\\$&')}%`;
    query = query.where((eb) =>
      eb.or([
        eb('person.name', 'ilike', pattern),
        eb('person.mobile', 'like', pattern),
        eb('person.email', 'ilike', pattern),
      ]),
    );
  }
  if (page.afterId !== null) {
    const last = await findMember(db, page.afterId, now);
    if (!last) return null;
    query = query.where(sql<boolean>`(lower(person.name), person.id) > (lower(${last.name}), ${last.id}::uuid)`);
  }
  return (await query.execute()).map((row) => toMember(row, now));
}

/** Everybody of the organisation by name, whatever their status. */
export async function listAllMembers(db: Reads, now: Date): Promise<StoredMember[]> {
  const rows = await selectMembers(db)
    .orderBy((eb) => eb.fn('lower', ['person.name']))
    .orderBy('person.id')
    .execute();
  return rows.map((row) => toMember(row, now));
}

export async function findMember(db: Reads, userId: string, now: Date): Promise<StoredMember | undefined> {
  const row = await selectMembers(db).where('person.id', '=', userId).executeTakeFirst();
  return row && toMember(row, now);
}

/** Whether whoever acts is an owner at this moment, whatever their token says. */
export async function isOwner(db: Reads, actorId: string): Promise<boolean> {
  const row = await db
    .selectFrom('identity.membership')
    .select('roles')
    .where('user_id', '=', actorId)
    .where('status', '=', ACTIVE)
    .executeTakeFirst();
  return row?.roles.includes(OWNER) ?? false;
}

/** Whether somebody who made a key does not work here any more; what an integration made has no maker who leaves. */
export function hasMakerLeft(makerId: string, now: Date): RawBuilder<boolean> {
  const id = sql.ref(makerId);
  return sql<boolean>`not exists (select from identity.service_account maker where maker.id = ${id}) and not exists (
    select from identity.membership maker join identity.person p on p.id = maker.user_id
    where maker.user_id = ${id} and maker.status = ${ACTIVE} and p.status = ${ACTIVE} and (maker.ends_at is null or maker.ends_at > ${now}))`;
}

/** When the access of whoever acts ends by itself; null if it does not, and for a service account. */
export async function endOfAccess(tx: Tx, actorId: string): Promise<Date | null> {
  const row = await tx
    .selectFrom('identity.membership')
    .select('ends_at')
    .where('user_id', '=', actorId)
    .executeTakeFirst();
  return row?.ends_at ?? null;
}

export async function isMemberWithMobile(tx: Tx, mobile: string): Promise<boolean> {
  const row = await tx
    .selectFrom('identity.membership as member')
    .innerJoin('identity.person as person', 'person.id', 'member.user_id')
    .select('person.id')
    .where('person.mobile', '=', mobile)
    .executeTakeFirst();
  return row !== undefined;
}

/** How many active people hold each role. */
export async function countByRole(db: Reads, now: Date): Promise<Map<string, number>> {
  const { rows } = await sql<{ role: string; count: number }>`
    select role, count(distinct m.user_id)::int as count from identity.membership m, unnest(m.roles) role
    where m.status = ${ACTIVE} and (m.ends_at is null or m.ends_at > ${now}) group by role`.execute(db);
  return new Map(rows.map(({ role, count }) => [role, count]));
}

/** One at a time changes the people of an organisation: its last owner stays. */
export async function lockMembers(tx: Tx, organisationId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`identity.members ${organisationId}`}, 0))`.execute(tx);
}

/** Whether somebody else who can sign in is an owner, and stays one: not somebody whose access ends. */
export async function hasOtherOwner(tx: Tx, userId: string): Promise<boolean> {
  const row = await selectMembers(tx)
    .where('member.user_id', '<>', userId)
    .where('member.status', '=', ACTIVE)
    .where('person.status', '=', ACTIVE)
    .where('member.ends_at', 'is', null)
    .where(sql<boolean>`${OWNER} = any(member.roles)`)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

export async function updateMembership(
  tx: Tx,
  userId: string,
  values: { roles: string[]; status: string; version: number; ends_at: Date | null; ended_at?: null; changed_at: Date },
): Promise<void> {
  await tx.updateTable('identity.membership').set(values).where('user_id', '=', userId).execute();
}

function selectMembers(db: Reads) {
  return db
    .selectFrom('identity.membership as member')
    .innerJoin('identity.person as person', 'person.id', 'member.user_id')
    .select([
      'person.id',
      'person.name',
      'person.mobile',
      'person.email',
      'member.roles',
      'member.status',
      'person.status as personStatus',
      'member.created_at as joinedAt',
      'member.version',
      'member.ends_at as endsAt',
      sql<boolean>`person.mobile is not null and person.mobile_reported_at is not null
        and person.mobile_reported_at >= coalesce(person.mobile_verified_at, '-infinity')`.as('isMobileReported'),
    ]);
}

function toMember(
  {
    status,
    personStatus,
    ...row
  }: Omit<StoredMember, 'status' | 'hasEnded'> & { status: string; personStatus: string },
  now: Date,
): StoredMember {
  return {
    ...row,
    status: status === ACTIVE && personStatus === ACTIVE ? 'active' : 'suspended',
    hasEnded: row.endsAt !== null && row.endsAt <= now,
  };
}
