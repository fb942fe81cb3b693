// People and where they belong, read before anybody is known: through the system gate.
import type { OwnPerson } from '@sutra/contracts/identity';
import type { Gates, Tx } from '@sutra/kernel/db/gates';
import { sql } from 'kysely';
import type { OwnRole } from './own-roles.rules.ts';
import type { RiskPolicy } from './risk/risk.rules.ts';

export interface Membership {
  organisation: { id: string; name: string; kind: string };
  /** What the organisation asks of its people, and the time zone in which it works. */
  asks: { secondFactor: boolean; deviceKey: boolean; risk: RiskPolicy; timeZone: string };
  roles: string[];
  /** The own roles among them. */
  ownRoles: OwnRole[];
  /** When it ends by itself; null if it does not. */
  endsAtMs: number | null;
  /** Goes up with every change of roles or status. */
  version: number;
}
export interface Person {
  id: string;
  name: string;
  mobile: string | null;
  email: string | null;
  /** Null while nobody has proved that it is theirs. */
  mobileVerifiedAt: Date | null;
  emailVerifiedAt: Date | null;
  passwordHash: string | null;
  /** Goes up with each change of the password, and with the first second factor. */
  passwordVersion: number;
  /** Those that have not ended, of active organisations, oldest first. */
  memberships: Membership[];
  /** Those that an operator has suspended, and why. */
  suspended: { id: string; name: string; because: string | null }[];
}

/** Of an organisation `o`. */
export const asks = sql`jsonb_build_object('secondFactor', o.second_factor_required or o.kind = 'operator', 'deviceKey', o.device_key_required, 'timeZone', o.time_zone,
  'risk', jsonb_build_object('low', o.risk_low, 'elevated', o.risk_elevated, 'high', o.risk_high))`;

/**
 * An active person by one of `id`, `mobile` or `email`, with memberships, in one statement. Nobody is found by an address
 * that is not verified: it may be somebody else's.
 */
export async function findPerson(
  gates: Gates,
  by: 'id' | 'mobile' | 'email',
  value: string,
  now: Date,
): Promise<Person | undefined> {
  const { rows } = await sql<Person>`
    select p.id, p.name, p.mobile, p.email, p.mobile_verified_at as "mobileVerifiedAt", p.email_verified_at as "emailVerifiedAt",
      p.password_hash as "passwordHash", p.password_version as "passwordVersion",
      coalesce(own.active, '[]') as memberships, coalesce(own.suspended, '[]') as suspended
    from identity.person p left join lateral (
      select jsonb_agg(jsonb_build_object('organisation', jsonb_build_object('id', o.org_id, 'name', o.name, 'kind', o.kind), 'roles', m.roles, 'version', m.version,
            'asks', ${asks}, 'ownRoles', ${ownRolesOf('m')}, 'endsAtMs', ${epochMs('m.ends_at')}) order by m.created_at, m.org_id)
          filter (where o.status = 'active') as active,
        jsonb_agg(jsonb_build_object('id', o.org_id, 'name', o.name, 'because', o.suspended_because) order by m.created_at, m.org_id)
          filter (where o.status = 'suspended') as suspended
      from identity.membership m join identity.organisation o on o.org_id = m.org_id
      where m.user_id = p.id and m.status = 'active' and (m.ends_at is null or m.ends_at > ${now})) own on true
    where ${sql.ref(`p.${by}`)} = ${value} and p.status = 'active'
      ${by === 'email' ? sql`and p.email_verified_at is not null` : sql``}`.execute(gates.system('sign-in'));
  return rows[0];
}

/** The own roles of a row with `org_id` and `roles`, as a JSON array of `OwnRole`. */
export function ownRolesOf(alias: 'm' | 'i') {
  const [organisation, roles] = [sql.ref(`${alias}.org_id`), sql.ref(`${alias}.roles`)];
  return sql`(select coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'name', r.name, 'version', r.version, 'permissions', r.permissions) order by lower(r.name)), '[]')
    from identity.role r where r.org_id = ${organisation} and r.id::text = any(${roles}) and r.archived_at is null)`;
}

/** An instant as it stands in JSON; null stays null. */
export const epochMs = (column: string) => sql`(extract(epoch from ${sql.ref(column)}) * 1000)::bigint`;

/** Who gets a sign-in code at a number: the person who has it, or whoever was invited by it. One statement for every number. */
export async function findRecipient(
  gates: Gates,
  mobile: string,
  now: Date,
): Promise<{ personId: string | null; isInvited: boolean }> {
  const { rows } = await sql<{ personId: string | null; isInvited: boolean }>`
    select (select p.id from identity.person p where p.mobile = ${mobile} and p.status = 'active') as "personId",
      not exists (select from identity.person p where p.mobile = ${mobile}) and exists (
        select from identity.invitation i join identity.organisation o on o.org_id = i.org_id
        where i.mobile = ${mobile} and i.status = 'pending' and i.expires_at > ${now} and o.status = 'active') as "isInvited"`.execute(
    gates.system('sign-in'),
  );
  return rows[0]!;
}

/**
 * The person, locked: one change of who they are and how they prove it at a time. Before anything else of a write: two that
 * lock in another order wait for each other.
 */
export function lockPerson(tx: Tx, userId: string): Promise<OwnPerson> {
  return tx
    .selectFrom('identity.person')
    .select(['id', 'name', 'mobile', 'email'])
    .select(['mobile_verified_at as mobileVerifiedAt', 'email_verified_at as emailVerifiedAt'])
    .where('id', '=', userId)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow();
}

/**
 * Whether somebody's password is the one that was shown, and no second factor has come since. Waits for a change that is
 * under way; the sessions that it ends are those that were there before.
 */
export async function hasSameCredentials(tx: Tx, { id, passwordVersion }: Person): Promise<boolean> {
  const same = await tx
    .selectFrom('identity.person')
    .select('password_version')
    .where('id', '=', id)
    .forShare()
    .executeTakeFirst();
  return same?.password_version === passwordVersion;
}

/** A sign-in or a step-up that is under way has shown what is not enough any more. */
export async function changeCredentials(tx: Tx, userId: string): Promise<void> {
  const password_version = sql<number>`password_version + 1`;
  await tx.updateTable('identity.person').set({ password_version }).where('id', '=', userId).execute();
}

/** Names to show beside ids; an id of nobody is missing from the answer. */
export async function namesOf(
  gates: Gates,
  ids: readonly string[],
  organisationId: string,
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const people = gates
    .system('names for the audit log')
    .selectFrom('identity.person')
    .select(['id', 'name'])
    .where('id', 'in', ids)
    .execute();
  const accounts = gates
    .tenant({ organisationId })
    .selectFrom('identity.service_account')
    .select(['id', 'name'])
    .where('id', 'in', ids)
    .execute();
  return new Map([...(await people), ...(await accounts)].map(({ id, name }) => [id, name]));
}
