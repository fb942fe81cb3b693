// Housekeeping of the kernel's own tables.
import { type Clock, DAY_MS } from '@sutra/kernel/clock';
import type { Gates } from '@sutra/kernel/db/gates';
import type { Module } from '@sutra/kernel/module';
import type { Once } from '@sutra/kernel/once';

export interface MaintenanceOptions {
  gates: Gates;
  clock: Clock;
  once: Once;
  /** The embedded database has no autovacuum: its plans would be made for empty tables for ever. */
  analyze: (() => Promise<void>) | null;
}

export function maintenanceModule({ gates, clock, once, analyze }: MaintenanceOptions): Module {
  return {
    name: 'maintenance',
    ...(analyze && { start: analyze }),
    jobs: [
      ...(analyze ? [{ name: 'maintenance.analyze', schedule: '25 * * * *', run: analyze }] : []),
      {
        name: 'maintenance.forget',
        schedule: '45 * * * *',
        run: async () => {
          const db = gates.system('forget old answers');
          const before = (ms: number) => new Date(clock.nowMs() - ms);
          await db.deleteFrom('kernel.idempotency_answer').where('created_at', '<', before(DAY_MS)).execute();
          await once.tidy();
        },
      },
    ],
  };
}
