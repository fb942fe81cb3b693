// Who belongs to an organisation, and what its roles may do.
import type { HandlerInput } from '@sutra/contracts/endpoint';
import { requestInvalid } from '@sutra/contracts/failures';
import {
  type listMembers as listMembersEndpoint,
  type Member,
  personNotFound,
  type Role,
} from '@sutra/contracts/people';
import type { SearchHit } from '@sutra/contracts/workspace';
import type { Actor } from '@sutra/kernel/actor';
import type { Gates } from '@sutra/kernel/db/gates';
import { AppError } from '@sutra/kernel/errors';
import { pageOfRows, readCursor } from '@sutra/kernel/http/paging';
import type { Access } from '../access/public.ts';
import { OWNER, unheldRoles } from './invitations.rules.ts';
import { countByRole, findMember, listMembers } from './members.queries.ts';

export class People {
  readonly #gates: Gates;
  readonly #access: Access;
  constructor(gates: Gates, access: Access) {
    this.#gates = gates;
    this.#access = access;
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
