// Own roles of one organisation, through its own gate.
import type { NamedRole } from '@sutra/contracts/people';
import type { Reads, Tx } from '@sutra/kernel/db/gates';
import { sql } from 'kysely';
import { isOwnRole, type OwnRole } from './own-roles.rules.ts';

export interface StoredRole extends OwnRole {
  changedAt: Date | null;
  changedById: string | null;
}

/** Those that are not archived, by name. */
export function listOwnRoles(db: Reads): Promise<StoredRole[]> {
  return selectRoles(db)
    .orderBy(sql`lower(name)`)
    .execute();
}

export async function ownRolesById(db: Reads): Promise<Map<string, OwnRole>> {
  return new Map((await listOwnRoles(db)).map((role) => [role.id, role]));
}

export function findOwnRole(db: Reads, id: string): Promise<StoredRole | undefined> {
  return selectRoles(db).where('id', '=', id).executeTakeFirst();
}

function selectRoles(db: Reads) {
  return db
    .selectFrom('identity.role')
    .select(['id', 'name', 'permissions', 'version', 'changed_at as changedAt', 'changed_by as changedById'])
    .where('archived_at', 'is', null);
}

/** Adds the names of the own roles among `roles`; an invitation of before may name an archived one. */
export async function withRoleNames<Row extends { roles: string[] }>(
  db: Reads,
  rows: readonly Row[],
): Promise<(Row & { ownRoles: NamedRole[] })[]> {
  const ids = [...new Set(rows.flatMap(({ roles }) => roles.filter(isOwnRole)))];
  const named =
    ids.length === 0
      ? []
      : await db.selectFrom('identity.role').select(['id', 'name']).where('id', 'in', ids).execute();
  return rows.map((row) => ({ ...row, ownRoles: named.filter(({ id }) => row.roles.includes(id)) }));
}

export async function isNameTaken(tx: Tx, name: string, exceptId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('identity.role')
    .select('id')
    .where(sql<boolean>`lower(name) = lower(${name})`)
    .where('archived_at', 'is', null)
    .where('id', '<>', exceptId)
    .executeTakeFirst();
  return row !== undefined;
}

/** Everybody who holds a role has another membership from now on: tokens that name the old one are refused. */
export async function outdateHolders(
  tx: Tx,
  roleId: string,
  now: Date,
): Promise<{ userId: string; version: number }[]> {
  return tx
    .updateTable('identity.membership')
    .set((eb) => ({ version: eb('version', '+', 1), changed_at: now }))
    .where(sql<boolean>`${roleId} = any(roles)`)
    .returning(['user_id as userId', 'version'])
    .execute();
}

/** Who has a role or is invited to it, in one statement: somebody who accepts meanwhile is one of both. */
export async function countUses(tx: Tx, roleId: string, now: Date): Promise<{ members: number; invitations: number }> {
  const { rows } = await sql<{ members: number; invitations: number }>`
    select (select count(*) from identity.membership where ${roleId} = any(roles))::int as members,
      (select count(*) from identity.invitation where ${roleId} = any(roles) and status = 'pending' and expires_at > ${now})::int as invitations`.execute(
    tx,
  );
  return rows[0]!;
}
