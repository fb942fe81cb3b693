// The invited person's side: what waits for an answer, joining, declining, and the first sign-in of a number nobody had.
import { noMembership } from '@sutra/contracts/identity';
import { invitationNotFound, invitationOver, type MyInvitation } from '@sutra/contracts/people';
import type { Ids } from '@sutra/kernel/clock';
import type { Gates, Tx } from '@sutra/kernel/db/gates';
import { AppError } from '@sutra/kernel/errors';
import type { Context, PublicContext, Write } from '@sutra/kernel/http/route';
import type { Access } from '../access/public.ts';
import { isHeldByInviter, withdrawn } from './invitation-givers.ts';
import { endInvitation, invitationsOf, type OwnInvitation } from './invitations.queries.ts';
import { lockMembers } from './members.queries.ts';
import { recordedRoles } from './own-roles.rules.ts';
import { findPerson, type Person } from './people.queries.ts';
import { requirePerson } from './sessions.service.ts';
import type { Issuer } from './signed-in.ts';

export interface JoiningOptions {
  gates: Gates;
  ids: Ids;
  issuer: Issuer;
  access: Access;
}

export class Joining {
  readonly #o: JoiningOptions;
  constructor(options: JoiningOptions) {
    this.#o = options;
  }

  async mine(context: Pick<Context, 'actor' | 'now'>): Promise<MyInvitation[]> {
    const mobile = provedMobile(await this.#personOf(context));
    if (mobile === null) return [];
    const waiting = await invitationsOf(this.#o.gates, mobile, context.now(), 'pending');
    return waiting.map(({ id, organisation, roles, ownRoles, endsAtMs, invitedBy, createdAt, expiresAt }) => {
      const named = ownRoles.map(({ id: roleId, name }) => ({ id: roleId, name }));
      const accessEndsAt = endsAtMs === null ? null : new Date(endsAtMs);
      return { id, organisation, roles, ownRoles: named, accessEndsAt, invitedBy, createdAt, expiresAt };
    });
  }

  /** Repeating it is harmless: whoever has joined by this invitation is answered again. */
  async accept(context: Context, invitationId: string) {
    const person = await this.#personOf(context);
    const invitation = await this.#find(context, person, invitationId);
    const { organisation, roles } = invitation;
    const answer = { organisation, roles };
    if (hasJoined(invitation, person)) return answer;
    const actor = this.#o.issuer.actorOf(person, invitation, context.actor.sessionId);
    try {
      await this.#enter(context, invitation, () =>
        context.writeAs(actor, 'system', (write) => this.#join(write, invitation, person.id, context.now())),
      );
    } catch (error) {
      if (!(error instanceof AppError && error.failure === invitationOver)) throw error;
      if (!hasJoined(await this.#find(context, person, invitationId), person)) throw error;
    }
    return answer;
  }

  async decline(context: Context, invitationId: string): Promise<{ declinedAt: Date }> {
    const person = await this.#personOf(context);
    const { id, organisation } = await this.#find(context, person, invitationId);
    const declinedAt = context.now();
    // Whoever declines is no member: the organisation's log tells neither their name nor their address and device.
    const machine = { kind: 'system', organisationId: organisation.id } as const;
    await context.writeAs(machine, 'system', async ({ tx, record, emit }) => {
      if (!(await endInvitation(tx, id, declinedAt, { status: 'declined' }))) throw new AppError(invitationOver);
      record({
        object: { type: 'identity.invitation', id },
        before: { status: 'pending' },
        after: { status: 'declined' },
      });
      emit({ type: 'identity.invitation.declined', subject: id, data: {} });
    });
    return { declinedAt };
  }

  /**
   * Makes the person whose number has just proved itself, as a member by the newest invitation that counts; the others wait
   * to be accepted. Gives the person who is there already if another proof came first.
   */
  async admit(context: PublicContext, mobile: string, proof: string): Promise<Person> {
    const { gates, ids, issuer } = this.#o;
    const now = context.now();
    for (const invitation of await invitationsOf(gates, mobile, now, 'pending')) {
      const { name } = invitation;
      const newcomer = {
        id: ids.next(),
        name,
        mobile,
        email: null,
        mobileVerifiedAt: now,
        emailVerifiedAt: null,
        passwordHash: null,
        passwordVersion: 0,
        memberships: [invitation],
        suspended: [],
      };
      const actor = issuer.actorOf(newcomer, invitation, proof);
      try {
        await this.#enter(context, invitation, () =>
          context.writeAs(actor, 'system', async (write) => {
            if (!(await insertPerson(write, newcomer, mobile, now))) throw new AlreadyThere();
            await this.#join(write, invitation, newcomer.id, now);
          }),
        );
        break;
      } catch (error) {
        if (error instanceof AlreadyThere) break;
        // Over by now: the next one may not be.
        if (!(error instanceof AppError && error.failure === invitationOver)) throw error;
      }
    }
    const person = await findPerson(gates, 'mobile', mobile, context.now());
    if (!person) throw new AppError(noMembership); // withdrawn since the code was sent
    return person;
  }

  /** Where whoever invited may not give any more what they gave, the invitation is withdrawn instead, and is over. */
  async #enter(context: PublicContext, invitation: OwnInvitation, join: () => Promise<void>): Promise<void> {
    try {
      return await join();
    } catch (error) {
      if (!(error instanceof NotHeld)) throw error;
    }
    const { id, organisation } = invitation;
    // Nobody has become a member: the organisation's log tells neither their name nor their address and device.
    const machine = { kind: 'system', organisationId: organisation.id } as const;
    const now = context.now();
    await context.writeAs(machine, 'system', async ({ tx, record, emit }) => {
      await lockMembers(tx, organisation.id);
      const isHeld = await this.#isHeld(tx, invitation, now);
      if (isHeld || !(await endInvitation(tx, id, now, { status: 'withdrawn' }))) throw new AppError(invitationOver);
      record(withdrawn(id));
      emit({ type: 'identity.invitation.withdrawn', subject: id, data: {} });
    });
    throw new AppError(invitationOver, { detail: 'Whoever invited you may not give this access any more.' });
  }

  #isHeld(tx: Tx, { organisation, endsAtMs, ...given }: OwnInvitation, now: Date): Promise<boolean> {
    const accessEndsAt = endsAtMs === null ? null : new Date(endsAtMs);
    return isHeldByInviter(tx, this.#o.access, organisation, { ...given, accessEndsAt }, now);
  }

  async #join({ tx, record, emit }: Write, invitation: OwnInvitation, userId: string, now: Date): Promise<void> {
    const { id, organisation, roles, ownRoles, endsAtMs } = invitation;
    // A change of a member or an own role waits for this, or this for it: nobody joins with what was held before.
    await lockMembers(tx, organisation.id);
    if (!(await this.#isHeld(tx, invitation, now))) throw new NotHeld();
    if (!(await endInvitation(tx, id, now, { status: 'accepted', person_id: userId })))
      throw new AppError(invitationOver);
    record({
      action: 'invitation.accepted',
      object: { type: 'identity.invitation', id },
      before: { status: 'pending' },
      after: { status: 'accepted', person_id: userId },
    });
    const endsAt = endsAtMs === null ? null : new Date(endsAtMs);
    if (!(await insertMembership(tx, organisation.id, { userId, roles, endsAt, now }))) return;
    record({
      action: 'membership.created',
      object: { type: 'identity.membership', id: userId },
      after: { user_id: userId, roles: recordedRoles(roles, ownRoles), ends_at: endsAt },
    });
    emit({ type: 'identity.invitation.accepted', subject: id, data: { userId } });
    emit({ type: 'identity.membership.created', subject: userId, data: { roles } });
  }

  async #personOf({ actor, now }: Pick<Context, 'actor' | 'now'>): Promise<Person> {
    requirePerson(actor);
    const person = await findPerson(this.#o.gates, 'id', actor.id, now());
    if (!person) throw new AppError(noMembership);
    return person;
  }

  async #find(context: Context, person: Person, id: string): Promise<OwnInvitation> {
    const mobile = provedMobile(person);
    const [invitation] = mobile === null ? [] : await invitationsOf(this.#o.gates, mobile, context.now(), { id });
    if (!invitation) throw new AppError(invitationNotFound);
    return invitation;
  }
}

/** Whoever invited does not hold any more what they gave. */
class NotHeld extends Error {}

/** Another proof of the same number was first. */
class AlreadyThere extends Error {}

/** A number that somebody only claims opens no invitation of whoever has it. */
function provedMobile({ mobile, mobileVerifiedAt }: Person): string | null {
  return mobileVerifiedAt === null ? null : mobile;
}

function hasJoined({ state, personId }: OwnInvitation, person: Person): boolean {
  return state === 'accepted' && personId === person.id;
}

async function insertPerson({ tx, record }: Write, person: Person, mobile: string, now: Date): Promise<boolean> {
  const { id, name } = person;
  const row = await tx
    .insertInto('identity.person')
    .values({ id, name, mobile, mobile_verified_at: now, created_at: now })
    .onConflict((conflict) => conflict.column('mobile').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (row) record({ action: 'person.created', object: { type: 'identity.person', id }, after: { id, name, mobile } });
  return row !== undefined;
}

async function insertMembership(
  tx: Tx,
  organisationId: string,
  { userId, roles, endsAt, now }: { userId: string; roles: readonly string[]; endsAt: Date | null; now: Date },
): Promise<boolean> {
  const row = await tx
    .insertInto('identity.membership')
    .values({ org_id: organisationId, user_id: userId, roles: [...roles], ends_at: endsAt, created_at: now })
    .onConflict((conflict) => conflict.columns(['org_id', 'user_id']).doNothing())
    .returning('user_id')
    .executeTakeFirst();
  return row !== undefined;
}
