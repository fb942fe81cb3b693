// Housekeeping of the kernel's own tables.
import { type Clock, DAY_MS } from '@sutra/kernel/clock';
import type { Gates } from '@sutra/kernel/db/gates';
import type { Module } from '@sutra/kernel/module';
import { sql } from 'kysely';

const RELAYED_KEPT_DAYS = 7;

export interface MaintenanceOptions {
  gates: Gates;
  clock: Clock;
  /** The embedded database has no autovacuum: its plans would be made for empty tables for ever. */
  analyze: (() => Promise<void>) | null;
}

export function maintenanceModule({ gates, clock, analyze }: MaintenanceOptions): Module {
  return {
    name: 'maintenance',
    ...(analyze && { start: analyze }),
    jobs: [
      ...(analyze ? [{ name: 'maintenance.analyze', schedule: '25 * * * *', run: analyze }] : []),
      {
        name: 'maintenance.forget',
        schedule: '45 * * * *',
        run: async () => {
          const db = gates.system('forget old answers and events');
          const before = (ms: number) => new Date(clock.nowMs() - ms);
          await db.deleteFrom('kernel.idempotency_answer').where('created_at', '<', before(DAY_MS)).execute();
          // Only what the relay has passed.
          await sql`delete from events.outbox o using events.relay r where (o.transaction_id, o.id) <= (r.transaction_id, r.event_id) and o.occurred_at < ${before(RELAYED_KEPT_DAYS * DAY_MS)}`.execute(
            db,
          );
          await db
            .deleteFrom('events.inbox')
            .where('handled_at', '<', before(2 * RELAYED_KEPT_DAYS * DAY_MS))
            .execute();
        },
      },
    ],
  };
}
