// Who belongs to an organisation, and what its roles may do.
import type { HandlerInput } from '@sutra/contracts/endpoint';
import { recordChanged, requestInvalid } from '@sutra/contracts/failures';
import {
  type listMembers as listMembersEndpoint,
  type Member,
  memberLastOwner,
  memberNotYours,
  memberRoleUnknown,
  memberSelf,
  personNotFound,
  type Role,
  type updateMember as updateMemberEndpoint,
} from '@sutra/contracts/people';
import type { SearchHit } from '@sutra/contracts/workspace';
import type { Actor } from '@sutra/kernel/actor';
import type { Gates, Tx } from '@sutra/kernel/db/gates';
import { AppError } from '@sutra/kernel/errors';
import { pageOfRows, readCursor } from '@sutra/kernel/http/paging';
import type { Context } from '@sutra/kernel/http/route';
import type { Access } from '../access/public.ts';
import { OWNER, unheldRoles } from './invitations.rules.ts';
import {
  countByRole,
  findMember,
  hasOtherOwner,
  isOwner,
  listMembers,
  lockMembers,
  updateMembership,
} from './members.queries.ts';
import type { Revocations } from './revocations.ts';

export class People {
  readonly #gates: Gates;
  readonly #access: Access;
  readonly #revocations: Revocations;
  constructor(gates: Gates, access: Access, revocations: Revocations) {
    this.#gates = gates;
    this.#access = access;
    this.#revocations = revocations;
  }

  async list(actor: Actor, { limit, cursor, q }: HandlerInput<typeof listMembersEndpoint>['query']) {
    const rows = await listMembers(this.#gates.tenant(actor), { limit, afterId: readCursor(cursor), text: q });
    if (!rows)
      throw new AppError(requestInvalid, {
        fields: [{ path: 'query.cursor', message: 'names somebody who has left; start from the first page' }],
      });
    return pageOfRows(rows, limit);
  }

  async get(actor: Actor, userId: string): Promise<Member> {
    const member = await findMember(this.#gates.tenant(actor), userId);
    if (!member) throw new AppError(personNotFound);
    return member;
  }

  /** Changes roles and status. Tokens with the roles of before are refused on every instance once this has answered. */
  async update(
    context: Context,
    { params: { userId }, body, version }: HandlerInput<typeof updateMemberEndpoint>,
  ): Promise<Member> {
    const { organisationId } = context.actor;
    const member = await context.write('tenant', async ({ tx, record, emit }) => {
      await lockMembers(tx, organisationId);
      const before = await findMember(tx, userId);
      if (!before) throw new AppError(personNotFound);
      if (before.version !== version)
        throw new AppError(recordChanged, { current: { ...before, joinedAt: before.joinedAt.toISOString() } });
      const roles = this.#known(body.roles, context.actor);
      if (body.status === before.status && sameRoles(roles, before.roles)) return before;
      await this.#requireMay(tx, context.actor, before, { roles, status: body.status });
      const after = { ...before, roles, status: body.status, version: version + 1 };
      const values = { roles, status: body.status, version: after.version };
      await updateMembership(tx, userId, { ...values, changed_at: context.now() });
      record({
        object: { type: 'identity.membership', id: userId },
        before: { roles: before.roles, status: before.status },
        after: { roles, status: body.status },
      });
      emit({ type: 'identity.membership.changed', subject: userId, data: values });
      return after;
    });
    await this.#revocations.publishChange({ userId, organisationId, version: member.version });
    return member;
  }

  #known(wanted: readonly string[], { organisationKind }: Actor): string[] {
    const known = this.#access.rolesOf(organisationKind);
    if (wanted.some((role) => !known.includes(role))) throw new AppError(memberRoleUnknown);
    return known.filter((role) => wanted.includes(role));
  }

  /** Nobody gives, takes or suspends more than they hold; the last owner stays one. */
  async #requireMay(
    tx: Tx,
    actor: Actor,
    before: Member,
    after: { roles: readonly string[]; status: Member['status'] },
  ): Promise<void> {
    const touched =
      after.status === before.status ? differing(before.roles, after.roles) : [...before.roles, ...after.roles];
    if (unheldRoles(touched, actor, this.#access).length > 0) throw new AppError(memberNotYours);
    if (touched.includes(OWNER) && !(await isOwner(tx, actor.id))) throw new AppError(memberNotYours);
    if (before.id === actor.id && after.status === 'suspended') throw new AppError(memberSelf);
    const staysOwner = after.status === 'active' && after.roles.includes(OWNER);
    if (before.roles.includes(OWNER) && !staysOwner && !(await hasOtherOwner(tx, before.id)))
      throw new AppError(memberLastOwner);
  }

  async roles(actor: Actor): Promise<Role[]> {
    const db = this.#gates.tenant(actor);
    const counts = await countByRole(db);
    const mayInvite = actor.permissions.has('people.invite');
    const caller = mayInvite ? await findMember(db, actor.id) : undefined;
    const holdsOwner = caller?.roles.includes(OWNER) ?? false;
    return this.#access.rolesOf(actor.organisationKind).map((id) => ({
      id,
      permissions: [...this.#access.permissionsOf([id], actor.organisationKind)].sort(),
      members: counts.get(id) ?? 0,
      mayGive: mayInvite && (id !== OWNER || holdsOwner) && unheldRoles([id], actor, this.#access).length === 0,
    }));
  }

  async search(actor: Actor, text: string, limit: number): Promise<SearchHit[]> {
    const found = (await listMembers(this.#gates.tenant(actor), { limit, afterId: null, text })) ?? [];
    return found.slice(0, limit).map(({ id, name, mobile, email }) => ({
      kind: 'person',
      id,
      title: name,
      subtitle: mobile ?? email,
      path: `/people?q=${encodeURIComponent(mobile ?? email ?? name)}`,
    }));
  }
}

function differing(some: readonly string[], others: readonly string[]): string[] {
  return [...new Set(some).symmetricDifference(new Set(others))];
}

function sameRoles(some: readonly string[], others: readonly string[]): boolean {
  return differing(some, others).length === 0;
}
