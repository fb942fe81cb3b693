// Access that has ended by itself: nothing depends on this but that it is told, once.
import type { Clock, Ids } from '@sutra/kernel/clock';
import type { Gates, Tx } from '@sutra/kernel/db/gates';
import { emit, type EventHandler } from '@sutra/kernel/events';
import type { AuditDetails } from '@sutra/kernel/http/route';
import { sql } from 'kysely';
import type { NewNotification, Notifications } from '../workspace/public.ts';
import { OWNER } from './invitations.rules.ts';

const AT_ONCE = 200;

export interface AccessEndsOptions {
  gates: Gates;
  clock: Clock;
  ids: Ids;
  recordSystem: (tx: Tx, action: string, organisationId: string, details: readonly AuditDetails[]) => Promise<void>;
}

/** Tells the log and the owners of every access that has ended since; however many instances do it, each end is told once. */
export async function tellOfEnds({ gates, clock, ids, recordSystem }: AccessEndsOptions): Promise<void> {
  const now = new Date(clock.nowMs());
  let told = AT_ONCE;
  while (told === AT_ONCE) {
    told = await gates.withSystem('tell of access that has ended', async (tx) => {
      const { rows } = await sql<{ org_id: string; user_id: string; ends_at: Date }>`
        update identity.membership m set ended_at = m.ends_at where (m.org_id, m.user_id) in (
          select org_id, user_id from identity.membership where ends_at <= ${now} and ended_at is null
          order by ends_at limit ${AT_ONCE} for update skip locked)
        returning m.org_id, m.user_id, m.ends_at`.execute(tx);
      for (const { org_id, user_id, ends_at } of rows) {
        await recordSystem(tx, 'membership.ended', org_id, [
          { object: { type: 'identity.membership', id: user_id }, after: { ended_at: ends_at } },
        ]);
        const event = { type: 'identity.membership.ended', subject: user_id, organisationId: org_id, data: {} };
        emit(tx, event, ids, clock);
      }
      return rows.length;
    });
  }
}

/** The person hears of it, and so do the owners, who can extend it. */
export function accessEndHandler(notifications: Notifications): EventHandler {
  return {
    name: 'identity.tell-of-access-end',
    types: ['identity.membership.ended'],
    handle: async ({ subject, organisationId, occurredAt }, tx) => {
      const { rows } = await sql<{ organisation: string; person: string; owners: string[] }>`
        select o.name as organisation, p.name as person, array(select m.user_id from identity.membership m
          where m.org_id = o.org_id and m.user_id <> p.id and m.status = 'active' and ${OWNER} = any(m.roles)
            and (m.ends_at is null or m.ends_at > ${occurredAt})) as owners
        from identity.organisation o, identity.person p where o.org_id = ${organisationId} and p.id = ${subject}`.execute(
        tx,
      );
      const { organisation, person, owners } = rows[0]!;
      const toPerson: NewNotification = {
        userId: subject,
        organisationId: null,
        kind: 'membership.ended',
        values: { organisation },
        path: '/',
      };
      const toOwners = owners.map((userId) => ({
        userId,
        organisationId,
        kind: 'member.ended',
        values: { name: person },
        path: `/people?open=${subject}`,
      }));
      await notifications.addAll(tx, [toPerson, ...toOwners]);
    },
  };
}
