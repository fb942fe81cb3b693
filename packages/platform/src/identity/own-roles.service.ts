// Roles that an organisation makes of permissions: nobody makes one that grants more than they hold.
import type { HandlerInput } from '@sutra/contracts/endpoint';
import { recordChanged } from '@sutra/contracts/failures';
import {
  type Role,
  type RoleDefinition,
  roleInUse,
  roleLimit,
  roleNameTaken,
  roleNotFound,
  roleNotYours,
  rolePermissionUnknown,
  type updateRole,
} from '@sutra/contracts/roles';
import type { Actor } from '@sutra/kernel/actor';
import type { Ids } from '@sutra/kernel/clock';
import type { Gates, Tx } from '@sutra/kernel/db/gates';
import { AppError } from '@sutra/kernel/errors';
import type { Context } from '@sutra/kernel/http/route';
import type { Access } from '../access/public.ts';
import { withdrawUnheld } from './invitation-givers.ts';
import { lockInviting } from './invitations.queries.ts';
import { OWNER, unheldRoles } from './invitations.rules.ts';
import { countByRole, isOwner, lockMembers } from './members.queries.ts';
import {
  countUses,
  findOwnRole,
  isNameTaken,
  listOwnRoles,
  outdateHolders,
  type StoredRole,
} from './own-roles.queries.ts';
import { MAX_OWN_ROLES } from './own-roles.rules.ts';
import { namesOf } from './people.queries.ts';
import type { Revocations } from './revocations.ts';

export interface OwnRolesOptions {
  gates: Gates;
  ids: Ids;
  access: Access;
  revocations: Revocations;
}

export class OwnRoles {
  readonly #o: OwnRolesOptions;
  constructor(options: OwnRolesOptions) {
    this.#o = options;
  }

  /** Built-in roles of this kind of organisation, then its own by name. */
  async list(context: Pick<Context, 'actor' | 'now'>): Promise<Role[]> {
    const { gates, access } = this.#o;
    const { actor } = context;
    const own = await listOwnRoles(gates.tenant(actor));
    const builtIn = access.rolesOf(actor.organisationKind).map((id) => ({
      id,
      isOwn: false,
      name: null,
      version: null,
      permissions: [...access.permissionsOf([id], actor.organisationKind)].sort(),
      changedAt: null,
      changedById: null,
    }));
    return this.#toRoles(context, [...builtIn, ...own.map((role) => ({ ...role, isOwn: true }))]);
  }

  async create(context: Context, wanted: RoleDefinition): Promise<Role> {
    const { ids } = this.#o;
    const { actor } = context;
    const { name, permissions } = this.#defined(wanted, actor);
    const row = {
      id: ids.next(),
      org_id: actor.organisationId,
      name,
      permissions,
      created_at: context.now(),
      created_by: actor.id,
    };
    return context.write('tenant', async ({ tx, record, emit }) => {
      await lockMembers(tx, actor.organisationId);
      await this.#requireNameFree(tx, name, row.id);
      if ((await listOwnRoles(tx)).length >= MAX_OWN_ROLES) throw new AppError(roleLimit);
      await tx.insertInto('identity.role').values(row).execute();
      record({ object: { type: 'identity.role', id: row.id }, after: { name, permissions } });
      emit({ type: 'identity.role.created', subject: row.id, data: { version: 1 } });
      const mayGive = actor.permissions.has('people.invite');
      const made = { id: row.id, isOwn: true, name, version: 1, permissions };
      return { ...made, members: 0, mayGive, changedAt: null, changedBy: null };
    });
  }

  /** What it granted before is gone on every instance once this has answered. */
  async update(
    context: Context,
    { params: { roleId }, body, version }: HandlerInput<typeof updateRole>,
  ): Promise<Role> {
    const { gates, access, revocations } = this.#o;
    const { actor } = context;
    const { organisationId } = actor;
    try {
      const { role, holders } = await context.write('tenant', async (write) => {
        const { tx, record, emit } = write;
        await lockMembers(tx, organisationId);
        const before = await this.#find(tx, roleId);
        if (before.version !== version) throw new AppError(recordChanged);
        const { name, permissions } = this.#defined(body, actor);
        requireHeld(before.permissions, actor);
        if (before.name === name && isSame(before.permissions, permissions)) return { role: before, holders: [] };
        await this.#requireNameFree(tx, name, roleId);
        const now = context.now();
        const values = { name, permissions, version: version + 1, changed_at: now, changed_by: actor.id };
        await tx.updateTable('identity.role').set(values).where('id', '=', roleId).execute();
        record({
          object: { type: 'identity.role', id: roleId },
          before: { name: before.name, permissions: before.permissions },
          after: { name, permissions },
        });
        const grants = isSame(before.permissions, permissions) ? 'same' : 'changed';
        emit({ type: 'identity.role.changed', subject: roleId, data: { version: values.version, grants } });
        await withdrawUnheld(write, access, { id: organisationId, kind: actor.organisationKind }, now);
        const after = { id: roleId, name, permissions, version: values.version, changedAt: now, changedById: actor.id };
        return { role: after, holders: await outdateHolders(tx, roleId, now) };
      });
      await revocations.publishChanges(holders.map((holder) => ({ ...holder, organisationId })));
      return await this.#toRole(context, role);
    } catch (error) {
      if (!(error instanceof AppError && error.failure === recordChanged)) throw error;
      const current = await this.#toRole(context, await this.#find(gates.tenant(actor), roleId));
      throw new AppError(recordChanged, {
        current: { ...current, changedAt: current.changedAt?.toISOString() ?? null },
      });
    }
  }

  async archive(context: Context, roleId: string): Promise<{ archivedAt: Date }> {
    const { actor } = context;
    const archivedAt = context.now();
    await context.write('tenant', async ({ tx, record, emit }) => {
      await lockMembers(tx, actor.organisationId);
      await lockInviting(tx, actor.organisationId);
      const role = await this.#find(tx, roleId);
      requireHeld(role.permissions, actor);
      const { members, invitations } = await countUses(tx, roleId, archivedAt);
      if (members + invitations > 0)
        throw new AppError(roleInUse, {
          detail: `${members} people hold it, and ${invitations} invitations that wait for an answer name it.`,
          about: [
            { what: 'people.members', count: members },
            { what: 'people.invitations', count: invitations },
          ].filter(({ count }) => count > 0),
        });
      await tx.updateTable('identity.role').set({ archived_at: archivedAt }).where('id', '=', roleId).execute();
      record({
        object: { type: 'identity.role', id: roleId },
        before: { name: role.name, permissions: role.permissions },
        after: null,
      });
      emit({ type: 'identity.role.archived', subject: roleId, data: {} });
    });
    return { archivedAt };
  }

  /** What was asked for, in order; refuses what does not exist and what the actor does not hold. */
  #defined({ name, permissions }: RoleDefinition, actor: Actor): RoleDefinition {
    const { access } = this.#o;
    const known = access.limitTo(permissions, actor.organisationKind);
    const unknown = permissions.filter((permission) => !known.has(permission));
    if (unknown.length > 0)
      throw new AppError(rolePermissionUnknown, { detail: `There is no ${unknown.slice(0, 5).join(', ')}.` });
    requireHeld(permissions, actor);
    return { name: name.trim(), permissions: [...known].sort() };
  }

  async #requireNameFree(tx: Tx, name: string, exceptId: string): Promise<void> {
    // A role called as a built-in one would be taken for it.
    const isBuiltIn = this.#o.access.isRole(name.replaceAll(/[\s_-]+/g, '_'));
    if (isBuiltIn || (await isNameTaken(tx, name, exceptId))) throw new AppError(roleNameTaken);
  }

  async #find(db: Parameters<typeof findOwnRole>[0], id: string): Promise<StoredRole> {
    const role = await findOwnRole(db, id);
    if (!role) throw new AppError(roleNotFound);
    return role;
  }

  async #toRole(context: Pick<Context, 'actor' | 'now'>, role: StoredRole): Promise<Role> {
    const [answer] = await this.#toRoles(context, [{ ...role, isOwn: true }]);
    return answer!;
  }

  async #toRoles({ actor, now }: Pick<Context, 'actor' | 'now'>, roles: readonly ListedRole[]): Promise<Role[]> {
    const { gates, access } = this.#o;
    const db = gates.tenant(actor);
    const counts = await countByRole(db, now());
    const changers = roles.flatMap(({ changedById }) => changedById ?? []);
    const names = await namesOf(gates, [...new Set(changers)], actor.organisationId);
    const mayInvite = actor.permissions.has('people.invite');
    const isOwnerNow = mayInvite && (await isOwner(db, actor.id));
    const own = new Map(roles.flatMap((role) => (isOwn(role) ? [[role.id, role] as const] : [])));
    return roles.map(({ changedById, ...role }) => ({
      ...role,
      permissions: [...role.permissions],
      members: counts.get(role.id) ?? 0,
      mayGive:
        mayInvite && (role.id !== OWNER || isOwnerNow) && unheldRoles([role.id], actor, access, own).length === 0,
      changedBy: changedById && (names.get(changedById) ?? null),
    }));
  }
}

type ListedRole = Omit<Role, 'members' | 'mayGive' | 'changedBy'> & { changedById: string | null };
const isOwn = (role: ListedRole): role is ListedRole & StoredRole => role.isOwn;

function requireHeld(permissions: readonly string[], actor: Actor): void {
  const unheld = permissions.filter((permission) => !actor.permissions.has(permission));
  if (unheld.length > 0)
    throw new AppError(roleNotYours, {
      detail: `You do not hold ${unheld.join(', ')}.`,
      about: unheld.map((permission) => ({ what: `permission.${permission}` })),
    });
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return new Set(some).symmetricDifference(new Set(others)).size === 0;
}
