// Invitations as the organisation sees them: who was asked, by whom, and whether the message went out.
import type { HandlerInput } from '@sutra/contracts/endpoint';
import {
  type createInvitation,
  type Invitation,
  invitationAlreadyMember,
  invitationLimit,
  invitationNotFound,
  invitationOver,
  invitationPending,
  invitationRoleNotYours,
  invitationRoleUnknown,
  type listInvitations as listInvitationsEndpoint,
  memberEndPast,
} from '@sutra/contracts/people';
import type { Actor } from '@sutra/kernel/actor';
import type { Clock, Ids } from '@sutra/kernel/clock';
import { emit, type NewEvent } from '@sutra/kernel/events';
import type { Gates } from '@sutra/kernel/db/gates';
import { AppError } from '@sutra/kernel/errors';
import { pageOfRows, readCursor } from '@sutra/kernel/http/paging';
import type { Context } from '@sutra/kernel/http/route';
import { sql } from 'kysely';
import type { Access } from '../access/public.ts';
import { type Messaging, Outbox } from '../messaging/public.ts';
import { isHeldByInviter } from './invitation-givers.ts';
import {
  countInvitations,
  endInvitation,
  findUnsent,
  insertInvitation,
  listInvitations,
  lockInviting,
  takeForSending,
} from './invitations.queries.ts';
import {
  ENDED_KEPT_MS,
  INVITATION_LIFE_MS,
  MAX_A_DAY,
  MAX_PENDING,
  OWNER,
  requireNotLonger,
  toSecond,
  unheldRoles,
} from './invitations.rules.ts';
import { endOfAccess, isMemberWithMobile, isOwner, lockMembers } from './members.queries.ts';
import { messages } from './messages.ts';
import { ownRolesById, withRoleNames } from './own-roles.queries.ts';
import { type OwnRole, recordedRoles } from './own-roles.rules.ts';
import { namesOf } from './people.queries.ts';
import { unsentIn } from './unsent.ts';

export interface InvitationsOptions {
  gates: Gates;
  clock: Clock;
  ids: Ids;
  access: Access;
  messaging: Messaging;
  /** Where people sign in. */
  address: string;
}

export class Invitations {
  readonly #o: InvitationsOptions;
  readonly #outbox: Outbox<{ mobile: string; organisation: string }>;
  constructor(options: InvitationsOptions) {
    this.#o = options;
    const { gates, clock, messaging, address } = options;
    const unsent = unsentIn('identity.invitation', { gates, clock, reason: 'send invitations' });
    const { giveBack, done } = unsent;
    this.#outbox = new Outbox({
      find: () => findUnsent(gates, new Date(clock.nowMs()), unsent),
      take: (id) => takeForSending(gates, id, new Date(clock.nowMs()), unsent),
      deliver: ({ mobile, organisation }) => messaging.send(mobile, messages.invitation, { organisation, address }),
      giveBack,
      done,
    });
  }

  async list(
    { actor, now }: Pick<Context, 'actor' | 'now'>,
    { limit, cursor, state }: HandlerInput<typeof listInvitationsEndpoint>['query'],
  ) {
    const { gates } = this.#o;
    const page = { limit, beforeId: readCursor(cursor), state };
    const db = gates.tenant(actor);
    const { items, nextCursor } = pageOfRows(await listInvitations(db, now(), page), limit);
    const names = await namesOf(gates, [...new Set(items.map((item) => item.inviterId))], actor.organisationId);
    return {
      items: (await withRoleNames(db, items)).map(({ inviterId, ...item }) => ({
        ...item,
        invitedBy: names.get(inviterId) ?? null,
      })),
      nextCursor,
    };
  }

  async create(context: Context, wanted: HandlerInput<typeof createInvitation>['body']): Promise<Invitation> {
    const { gates, ids, access, messaging } = this.#o;
    const { actor } = context;
    await messaging.require(wanted.mobile, messages.invitation);
    const names = await namesOf(gates, [actor.id], actor.organisationId);
    const now = context.now();
    const accessEndsAt = wanted.accessEndsAt ? toSecond(wanted.accessEndsAt) : null;
    if (accessEndsAt !== null && accessEndsAt <= now)
      throw new AppError(memberEndPast, { fields: [{ path: 'body.accessEndsAt', message: memberEndPast.title }] });
    const lastsUntilMs = Math.min(now.getTime() + INVITATION_LIFE_MS, accessEndsAt?.getTime() ?? Infinity);
    const row = {
      id: ids.next(),
      org_id: actor.organisationId,
      name: wanted.name,
      mobile: wanted.mobile,
      invited_by: actor.id,
      invited_as: 'member' as const,
      access_ends_at: accessEndsAt,
      created_at: now,
      expires_at: new Date(lastsUntilMs),
    };
    const invitation = await context.write('tenant', async (write) => {
      const { tx, record } = write;
      await lockMembers(tx, actor.organisationId);
      await lockInviting(tx, actor.organisationId);
      const own = await ownRolesById(tx);
      const roles = this.#rolesToGive(actor, wanted.roles, own);
      if (roles.includes(OWNER) && !(await isOwner(tx, actor.id))) throw new AppError(invitationRoleNotYours);
      requireNotLonger(accessEndsAt, await endOfAccess(tx, actor.id));
      // The token may tell of what was taken away a moment ago.
      const given = { roles, accessEndsAt, inviterId: actor.id, invitedAs: row.invited_as };
      const organisation = { id: actor.organisationId, kind: actor.organisationKind };
      if (!(await isHeldByInviter(tx, access, organisation, given, now))) throw new AppError(invitationRoleNotYours);
      const { pending, today } = await countInvitations(tx, now);
      if (pending >= MAX_PENDING || today >= MAX_A_DAY) throw new AppError(invitationLimit);
      if (!(await insertInvitation(tx, { ...row, roles }))) throw new AppError(invitationPending);
      // After the insert: who has just accepted the invitation before this one is a member by now.
      if (await isMemberWithMobile(tx, row.mobile)) throw new AppError(invitationAlreadyMember);
      const { id, name, mobile, expires_at } = row;
      const recorded = recordedRoles(roles, [...own.values()]);
      record({
        object: { type: 'identity.invitation', id },
        after: { name, mobile, roles: recorded, expires_at, access_ends_at: accessEndsAt },
      });
      write.emit({ type: 'identity.invitation.created', subject: id, data: { roles } });
      return {
        id,
        name,
        mobile,
        roles,
        ownRoles: roles
          .flatMap((role) => own.get(role) ?? [])
          .map(({ id: roleId, name: called }) => ({ id: roleId, name: called })),
        accessEndsAt,
        state: 'pending' as const,
        invitedBy: names.get(actor.id) ?? null,
        createdAt: now,
        expiresAt: expires_at,
        sentAt: null,
        endedAt: null,
      };
    });
    await this.send(invitation.id);
    return invitation;
  }

  #rolesToGive(actor: Actor, wanted: readonly string[], own: ReadonlyMap<string, OwnRole>): string[] {
    const { access } = this.#o;
    const known = [...access.rolesOf(actor.organisationKind), ...own.keys()];
    const unknown = wanted.filter((role) => !known.includes(role));
    if (unknown.length > 0) throw new AppError(invitationRoleUnknown);
    const unheld = unheldRoles(wanted, actor, access, own);
    if (unheld.length > 0) throw new AppError(invitationRoleNotYours);
    return known.filter((role) => wanted.includes(role));
  }

  async withdraw(context: Context, id: string): Promise<{ withdrawnAt: Date }> {
    const withdrawnAt = context.now();
    await context.write('tenant', async ({ tx, record, emit: tell }) => {
      if (!(await endInvitation(tx, id, withdrawnAt, { status: 'withdrawn' }))) {
        const known = await tx.selectFrom('identity.invitation').select('id').where('id', '=', id).executeTakeFirst();
        throw new AppError(known ? invitationOver : invitationNotFound);
      }
      record({
        object: { type: 'identity.invitation', id },
        before: { status: 'pending' },
        after: { status: 'withdrawn' },
      });
      tell({ type: 'identity.invitation.withdrawn', subject: id, data: {} });
    });
    return { withdrawnAt };
  }

  /** Sends what could not be sent when it was made; throws the last failure, after trying all. */
  sendWaiting(): Promise<void> {
    return this.#outbox.sendWaiting();
  }

  /** Sends one that was not sent yet, once over all instances; what fails is tried again. */
  send(id: string): Promise<void> {
    return this.#outbox.send(id);
  }

  /** Marks what has run out, and forgets what has long been over. */
  async tidy(): Promise<void> {
    const { gates, clock, ids } = this.#o;
    const now = new Date(clock.nowMs());
    await gates.withSystem('end invitations', async (tx) => {
      const { rows } = await sql<{ id: string; org_id: string }>`
        update identity.invitation set status = 'expired', ended_at = expires_at
        where status = 'pending' and expires_at <= ${now} returning id, org_id`.execute(tx);
      for (const { id, org_id } of rows) {
        const event: NewEvent = { type: 'identity.invitation.expired', subject: id, organisationId: org_id, data: {} };
        emit(tx, event, ids, clock);
      }
      await tx
        .deleteFrom('identity.invitation')
        .where('ended_at', '<', new Date(now.getTime() - ENDED_KEPT_MS))
        .execute();
    });
  }
}
