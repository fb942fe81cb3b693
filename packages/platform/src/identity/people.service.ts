// Who belongs to an organisation, with which roles and for how long.
import type { HandlerInput } from '@sutra/contracts/endpoint';
import { recordChanged, requestInvalid } from '@sutra/contracts/failures';
import {
  type listMembers as listMembersEndpoint,
  type Member,
  memberEndPast,
  memberLastOwner,
  memberNotYours,
  memberRoleUnknown,
  memberSelf,
  personNotFound,
  type updateMember as updateMemberEndpoint,
} from '@sutra/contracts/people';
import type { SearchHit } from '@sutra/contracts/workspace';
import type { Actor } from '@sutra/kernel/actor';
import type { Clock } from '@sutra/kernel/clock';
import type { Gates, Reads, Tx } from '@sutra/kernel/db/gates';
import { AppError } from '@sutra/kernel/errors';
import { pageOfRows, readCursor } from '@sutra/kernel/http/paging';
import type { Context } from '@sutra/kernel/http/route';
import type { Access } from '../access/public.ts';
import { withdrawUnheld } from './invitation-givers.ts';
import { OWNER, requireNotLonger, toSecond, unheldRoles } from './invitations.rules.ts';
import {
  endOfAccess,
  findMember,
  hasOtherOwner,
  isOwner,
  listMembers,
  lockMembers,
  type StoredMember,
  updateMembership,
} from './members.queries.ts';
import { ownRolesById, withRoleNames } from './own-roles.queries.ts';
import { type OwnRole, recordedRoles } from './own-roles.rules.ts';
import type { Revocations } from './revocations.ts';

export class People {
  readonly #gates: Gates;
  readonly #access: Access;
  readonly #revocations: Revocations;
  readonly #clock: Clock;
  constructor(gates: Gates, access: Access, revocations: Revocations, clock: Clock) {
    this.#clock = clock;
    this.#gates = gates;
    this.#access = access;
    this.#revocations = revocations;
  }

  async list(
    { actor, now }: Pick<Context, 'actor' | 'now'>,
    { limit, cursor, q }: HandlerInput<typeof listMembersEndpoint>['query'],
  ) {
    const db = this.#gates.tenant(actor);
    const rows = await listMembers(db, now(), { limit, afterId: readCursor(cursor), text: q });
    if (!rows)
      throw new AppError(requestInvalid, {
        fields: [{ path: 'query.cursor', message: 'names somebody who has left; start from the first page' }],
      });
    const { items, nextCursor } = pageOfRows(rows, limit);
    return { items: await withRoleNames(db, items), nextCursor };
  }

  async get({ actor, now }: Pick<Context, 'actor' | 'now'>, userId: string): Promise<Member> {
    const db = this.#gates.tenant(actor);
    const member = await findMember(db, userId, now());
    if (!member) throw new AppError(personNotFound);
    return named(db, member);
  }

  /** Changes roles, status and the end. Tokens of before are refused on every instance once this has answered. */
  async update(
    context: Context,
    { params: { userId }, body, version }: HandlerInput<typeof updateMemberEndpoint>,
  ): Promise<Member> {
    const { actor } = context;
    const { organisationId } = actor;
    const member = await context.write('tenant', async (write) => {
      const { tx, record, emit } = write;
      await lockMembers(tx, organisationId);
      const now = context.now();
      const before = await findMember(tx, userId, now);
      if (!before) throw new AppError(personNotFound);
      if (before.version !== version)
        throw new AppError(recordChanged, { current: onTheWire(await named(tx, before)) });
      const own = await ownRolesById(tx);
      const roles = this.#known(body.roles, actor, own);
      const endsAt = body.endsAt === undefined ? before.endsAt : body.endsAt && toSecond(body.endsAt);
      const after = { roles, status: body.status, endsAt };
      const isOtherEnd = endsAt?.getTime() !== before.endsAt?.getTime();
      if (!isOtherEnd && body.status === before.status && sameRoles(roles, before.roles)) return named(tx, before);
      if (isOtherEnd && endsAt !== null && endsAt <= now)
        throw new AppError(memberEndPast, { fields: [{ path: 'body.endsAt', message: memberEndPast.title }] });
      await this.#requireMay(tx, actor, before, after, own);
      if (isOtherEnd) requireNotLonger(endsAt, await endOfAccess(tx, actor.id));
      const values = { roles, status: body.status, version: version + 1 };
      await updateMembership(tx, userId, {
        ...values,
        ends_at: endsAt,
        ...(isOtherEnd && { ended_at: null }),
        changed_at: now,
      });
      const recorded = (row: typeof after) => ({
        roles: recordedRoles(row.roles, [...own.values()]),
        status: row.status,
        ends_at: row.endsAt,
      });
      record({
        object: { type: 'identity.membership', id: userId },
        before: recorded(before),
        after: recorded(after),
      });
      emit({ type: 'identity.membership.changed', subject: userId, data: values });
      await withdrawUnheld(write, this.#access, { id: organisationId, kind: actor.organisationKind }, now);
      return named(tx, { ...before, ...after, version: values.version, hasEnded: endsAt !== null && endsAt <= now });
    });
    await this.#revocations.publishChanges([{ userId, organisationId, version: member.version }]);
    return member;
  }

  #known(wanted: readonly string[], { organisationKind }: Actor, own: ReadonlyMap<string, OwnRole>): string[] {
    const known = [...this.#access.rolesOf(organisationKind), ...own.keys()];
    if (wanted.some((role) => !known.includes(role))) throw new AppError(memberRoleUnknown);
    return known.filter((role) => wanted.includes(role));
  }

  /** Nobody gives, takes, limits or suspends more than they hold; the last owner stays one. */
  async #requireMay(
    tx: Tx,
    actor: Actor,
    before: StoredMember,
    after: Pick<Member, 'roles' | 'status' | 'endsAt'>,
    own: ReadonlyMap<string, OwnRole>,
  ): Promise<void> {
    const isOtherEnd = after.endsAt?.getTime() !== before.endsAt?.getTime();
    const touched =
      isOtherEnd || after.status !== before.status
        ? [...before.roles, ...after.roles]
        : differing(before.roles, after.roles);
    if (unheldRoles(touched, actor, this.#access, own).length > 0) throw new AppError(memberNotYours);
    if (touched.includes(OWNER) && !(await isOwner(tx, actor.id))) throw new AppError(memberNotYours);
    if (before.id === actor.id && after.status === 'suspended') throw new AppError(memberSelf);
    const staysOwner = after.status === 'active' && after.roles.includes(OWNER) && after.endsAt === null;
    if (before.roles.includes(OWNER) && !staysOwner && !(await hasOtherOwner(tx, before.id)))
      throw new AppError(memberLastOwner);
    if (before.id === actor.id && isOtherEnd) throw new AppError(memberSelf);
  }

  async search(actor: Actor, text: string, limit: number): Promise<SearchHit[]> {
    const now = new Date(this.#clock.nowMs());
    const found = (await listMembers(this.#gates.tenant(actor), now, { limit, afterId: null, text })) ?? [];
    return found.slice(0, limit).map(({ id, name, mobile, email }) => ({
      kind: 'person',
      id,
      title: name,
      subtitle: mobile ?? email,
      path: `/people?q=${encodeURIComponent(mobile ?? email ?? name)}`,
    }));
  }
}

async function named(db: Reads, member: StoredMember): Promise<Member> {
  const [found] = await withRoleNames(db, [member]);
  return found!;
}

function onTheWire({ joinedAt, endsAt, ...member }: Member) {
  return { ...member, joinedAt: joinedAt.toISOString(), endsAt: endsAt?.toISOString() ?? null };
}

function differing(some: readonly string[], others: readonly string[]): string[] {
  return [...new Set(some).symmetricDifference(new Set(others))];
}

function sameRoles(some: readonly string[], others: readonly string[]): boolean {
  return differing(some, others).length === 0;
}
