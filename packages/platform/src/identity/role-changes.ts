// What follows from a changed own role beyond its own transaction.
import type { EventHandler } from '@sutra/kernel/events';
import { sql } from 'kysely';
import type { Notifications } from '../workspace/public.ts';
import type { Revocations } from './revocations.ts';

interface Holder {
  userId: string;
  version: number;
  isActive: boolean;
}

/** The way of last resort: if the process died between commit and publish, this still tells every instance. People hear of it. */
export function roleChangeHandler(revocations: Revocations, notifications: Notifications): EventHandler {
  return {
    name: 'identity.tell-of-role-changes',
    types: ['identity.role.changed'],
    handle: async ({ subject, organisationId, occurredAt, data }, tx) => {
      const { rows: holders } = await sql<Holder>`
        select user_id as "userId", version, status = 'active' and (ends_at is null or ends_at > ${occurredAt}) as "isActive"
        from identity.membership where org_id = ${organisationId} and ${subject} = any(roles)`.execute(tx);
      await revocations.publishChanges(
        holders.map(({ userId, version }) => ({ userId, version, organisationId: organisationId! })),
      );
      if ((data as { grants: string }).grants === 'same') return;
      const { name } = await tx
        .selectFrom('identity.organisation')
        .select('name')
        .where('org_id', '=', organisationId)
        .executeTakeFirstOrThrow();
      await notifications.addAll(
        tx,
        holders.flatMap(({ userId, isActive }) =>
          isActive
            ? { userId, organisationId: null, kind: 'membership.changed', values: { organisation: name }, path: '/' }
            : [],
        ),
      );
    },
  };
}
