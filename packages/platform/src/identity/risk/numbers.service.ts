// Numbers that operators give to somebody else: a code alone opens no account whose number is in doubt.
import type { HandlerInput } from '@sutra/contracts/endpoint';
import {
  type confirmMobile,
  memberNoMobile,
  memberNotYours,
  personNotFound,
  type reportMobile,
} from '@sutra/contracts/people';
import type { Actor } from '@sutra/kernel/actor';
import type { Gates, Tx } from '@sutra/kernel/db/gates';
import { AppError } from '@sutra/kernel/errors';
import type { Context } from '@sutra/kernel/http/route';
import { sql } from 'kysely';
import { ownRolesById } from '../own-roles.queries.ts';
import type { Access } from '../../access/public.ts';
import { OWNER, unheldRoles } from '../invitations.rules.ts';
import { findMember, isOwner } from '../members.queries.ts';
import type { Person } from '../people.queries.ts';
import { confirmedSince, confirmedUntil, isInDoubt, type NumberState } from './numbers.rules.ts';

export class Numbers {
  readonly #gates: Gates;
  readonly #access: Access;
  constructor(gates: Gates, access: Access) {
    this.#gates = gates;
    this.#access = access;
  }

  /** `confirmed`: in doubt, but an owner of each organisation of the person has just said that it is theirs. */
  async stateOf(person: Person, now: Date): Promise<'sure' | 'doubtful' | 'confirmed'> {
    const state = await this.#read(person);
    if (!isInDoubt(state, now)) return 'sure';
    return confirmedSince(await this.#words(person, now), state, now) === null ? 'doubtful' : 'confirmed';
  }

  /** Uses up the words of the owners; of two sign-ins at the same moment one does. */
  async useConfirmation(person: Person, now: Date): Promise<boolean> {
    const since = confirmedSince(await this.#words(person, now), await this.#read(person), now);
    if (since === null) return false;
    const row = await this.#gates
      .person(person.id)
      .updateTable('identity.person')
      .set({ mobile_verified_at: now })
      .where('id', '=', person.id)
      .where('mobile', '=', person.mobile)
      .where((eb) => eb.or([eb('mobile_verified_at', 'is', null), eb('mobile_verified_at', '<', since)]))
      .where((eb) => eb.or([eb('mobile_reported_at', 'is', null), eb('mobile_reported_at', '<', since)]))
      .returning('id')
      .executeTakeFirst();
    return row !== undefined;
  }

  async #read(person: Person): Promise<NumberState> {
    const { rows } = await sql<NumberState>`
      select p.mobile_verified_at as "verifiedAt", p.mobile_reported_at as "reportedAt",
        greatest(p.created_at, (select max(s.last_active_at) from identity.session s
          where s.user_id = p.id and (s.revoked_because is null or s.revoked_because <> 'not-me'))) as "activeAt"
      from identity.person p where p.id = ${person.id}`.execute(this.#gates.person(person.id));
    return rows[0]!;
  }

  /** What each organisation says that a sign-in would open, at this moment and not when the person was looked up. */
  async #words({ id }: Person, now: Date): Promise<(Date | null)[]> {
    const { rows } = await sql<{ at: Date | null }>`
      select m.mobile_confirmed_at as at from identity.membership m join identity.organisation o on o.org_id = m.org_id
      where m.user_id = ${id} and m.status = 'active' and (m.ends_at is null or m.ends_at > ${now}) and o.status = 'active'`.execute(
      this.#gates.system('who says that a number is still somebody’s'),
    );
    return rows.map(({ at }) => at);
  }

  /** The number has just proved itself, and so did its person. */
  async proved(person: Person, now: Date): Promise<void> {
    await this.#gates
      .person(person.id)
      .updateTable('identity.person')
      .set({ mobile_verified_at: now })
      .where('id', '=', person.id)
      .where('mobile', '=', person.mobile)
      .where((eb) =>
        eb.or([eb('mobile_verified_at', 'is', null), eb('mobile_reported_at', '>=', eb.ref('mobile_verified_at'))]),
      )
      .execute();
  }

  /**
   * The organisation's word, as its owners let somebody give it: what else the number opens, other organisations say. Nobody
   * speaks of somebody who holds more than they do.
   */
  async confirm(
    context: Context,
    { params: { userId } }: HandlerInput<typeof confirmMobile>,
  ): Promise<{ confirmedUntil: Date }> {
    const { actor } = context;
    const at = context.now();
    return context.write('tenant', async ({ tx, record, emit }) => {
      const member = await this.#findOwn(tx, actor, userId, at);
      if (member.mobile === null) throw new AppError(memberNoMobile);
      await tx
        .updateTable('identity.membership')
        .set({ mobile_confirmed_at: at })
        .where('user_id', '=', userId)
        .execute();
      record({
        object: { type: 'identity.person', id: userId },
        after: { mobile_confirmed_at: at },
        subjectId: userId,
      });
      emit({ type: 'identity.mobile.confirmed', subject: userId, data: {} });
      return { confirmedUntil: confirmedUntil(at) };
    });
  }

  async #findOwn(tx: Tx, actor: Actor, userId: string, at: Date) {
    const member = await findMember(tx, userId, at);
    if (!member) throw new AppError(personNotFound);
    if (unheldRoles(member.roles, actor, this.#access, await ownRolesById(tx)).length > 0)
      throw new AppError(memberNotYours);
    if (member.roles.includes(OWNER) && !(await isOwner(tx, actor.id))) throw new AppError(memberNotYours);
    return member;
  }

  /** Raises the doubt for every organisation of the person, of somebody who holds no more than the actor. */
  async report(
    context: Context,
    { params: { userId } }: HandlerInput<typeof reportMobile>,
  ): Promise<{ reportedAt: Date }> {
    const { actor } = context;
    const reportedAt = context.now();
    const member = await this.#gates.withTenant(actor, (tx) => this.#findOwn(tx, actor, userId, reportedAt));
    if (member.mobile === null) throw new AppError(memberNoMobile);
    // The person belongs to no organisation, so the machine writes; still for the member that was looked at.
    await context.writeAs(actor, 'system', async ({ tx, record, emit }) => {
      const done = await tx
        .updateTable('identity.person')
        .set({ mobile_reported_at: reportedAt })
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
      record({
        object: { type: 'identity.person', id: userId },
        after: { mobile_reported_at: reportedAt },
        subjectId: userId,
      });
      emit({ type: 'identity.mobile.reported', subject: userId, data: {} });
    });
    return { reportedAt };
  }
}
