// Numbers that operators give to somebody else: a code alone opens no account whose number is in doubt.
import type { HandlerInput } from '@sutra/contracts/endpoint';
import { memberNoMobile, memberNotYours, personNotFound, type confirmMobile } from '@sutra/contracts/people';
import type { Gates } from '@sutra/kernel/db/gates';
import { AppError } from '@sutra/kernel/errors';
import type { Context } from '@sutra/kernel/http/route';
import { sql } from 'kysely';
import { ownRolesById } from '../own-roles.queries.ts';
import type { Access } from '../../access/public.ts';
import { OWNER, unheldRoles } from '../invitations.rules.ts';
import { findMember, isOwner } from '../members.queries.ts';
import type { Person } from '../people.queries.ts';
import { CONFIRMED_FOR_MS, isConfirmed, isInDoubt, type NumberState } from './numbers.rules.ts';

export class Numbers {
  readonly #gates: Gates;
  readonly #access: Access;
  constructor(gates: Gates, access: Access) {
    this.#gates = gates;
    this.#access = access;
  }

  /** `confirmed`: in doubt, but an owner has just said that it is theirs. */
  async stateOf(person: Person, now: Date): Promise<'sure' | 'doubtful' | 'confirmed'> {
    const { rows } = await sql<NumberState>`
      select p.mobile_verified_at as "verifiedAt", p.mobile_reported_at as "reportedAt", p.mobile_confirmed_until as "confirmedUntil",
        greatest(p.created_at, (select max(s.last_active_at) from identity.session s
          where s.user_id = p.id and (s.revoked_because is null or s.revoked_because <> 'not-me'))) as "activeAt"
      from identity.person p where p.id = ${person.id}`.execute(this.#gates.person(person.id));
    const state = rows[0]!;
    if (!isInDoubt(state, now)) return 'sure';
    return isConfirmed(state, now) ? 'confirmed' : 'doubtful';
  }

  /** Uses up an owner's word; of two sign-ins at the same moment one does. */
  async useConfirmation(person: Person, now: Date): Promise<boolean> {
    const row = await this.#gates
      .person(person.id)
      .updateTable('identity.person')
      .set({ mobile_verified_at: now, mobile_confirmed_until: null })
      .where('id', '=', person.id)
      .where('mobile', '=', person.mobile)
      .where('mobile_confirmed_until', '>', now)
      .returning('id')
      .executeTakeFirst();
    return row !== undefined;
  }

  /** The number has just proved itself, and so did its person. */
  async proved(person: Person, now: Date): Promise<void> {
    await this.#gates
      .person(person.id)
      .updateTable('identity.person')
      .set({ mobile_verified_at: now, mobile_confirmed_until: null })
      .where('id', '=', person.id)
      .where('mobile', '=', person.mobile)
      .where((eb) =>
        eb.or([
          eb('mobile_verified_at', 'is', null),
          eb('mobile_confirmed_until', 'is not', null),
          eb('mobile_reported_at', '>=', eb.ref('mobile_verified_at')),
        ]),
      )
      .execute();
  }

  async confirm(context: Context, input: HandlerInput<typeof confirmMobile>): Promise<{ confirmedUntil: Date }> {
    const confirmedUntil = new Date(context.now().getTime() + CONFIRMED_FOR_MS);
    await this.#mark(context, input, { mobile_confirmed_until: confirmedUntil }, 'identity.mobile.confirmed');
    return { confirmedUntil };
  }

  async report(context: Context, input: HandlerInput<typeof confirmMobile>): Promise<{ reportedAt: Date }> {
    const reportedAt = context.now();
    const values = { mobile_reported_at: reportedAt, mobile_confirmed_until: null };
    await this.#mark(context, input, values, 'identity.mobile.reported');
    return { reportedAt };
  }

  /** Nobody decides over somebody who holds more than they do, as with every change of a member. */
  async #mark(
    context: Context,
    { params: { userId } }: HandlerInput<typeof confirmMobile>,
    values: { mobile_confirmed_until: Date | null; mobile_reported_at?: Date },
    type: string,
  ): Promise<void> {
    const { actor } = context;
    const member = await this.#gates.withTenant(actor, async (tx) => {
      const found = await findMember(tx, userId, context.now());
      if (!found) throw new AppError(personNotFound);
      if (unheldRoles(found.roles, actor, this.#access, await ownRolesById(tx)).length > 0)
        throw new AppError(memberNotYours);
      if (found.roles.includes(OWNER) && !(await isOwner(tx, actor.id))) throw new AppError(memberNotYours);
      return found;
    });
    if (member.mobile === null) throw new AppError(memberNoMobile);
    // The person belongs to no organisation, so the machine writes; still for the member that was looked at.
    await context.writeAs(actor, 'system', async ({ tx, record, emit }) => {
      const done = await tx
        .updateTable('identity.person')
        .set(values)
        .where('id', '=', userId)
        .where('mobile', '=', member.mobile)
        .where((eb) =>
          eb.exists(
            eb
              .selectFrom('identity.membership')
              .select('user_id')
              .where('org_id', '=', actor.organisationId)
              .where('user_id', '=', userId)
              .where('version', '=', member.version),
          ),
        )
        .returning('id')
        .executeTakeFirst();
      if (!done) throw new AppError(personNotFound);
      record({ object: { type: 'identity.person', id: userId }, after: values, subjectId: userId });
      emit({ type, subject: userId, data: {} });
    });
  }
}
