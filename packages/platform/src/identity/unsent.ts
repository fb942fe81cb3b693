// Messages that wait in a table of their own with `sent_at`. Whoever takes one has so long before somebody else tries: one who dies
// while sending loses nothing, and it may come twice.
import { type Clock, MINUTE_MS } from '@sutra/kernel/clock';
import type { Gates } from '@sutra/kernel/db/gates';
import { type RawBuilder, sql } from 'kysely';

/** Whoever died while sending is not waited for longer. */
export const SENDING_MS = MINUTE_MS;

export interface Unsent {
  /** What taking one sets, and the condition under which it can be taken, of the table as `i`. */
  take: () => { set: RawBuilder<unknown>; isFree: RawBuilder<boolean> };
  giveBack: (id: string) => Promise<void>;
  done: (id: string) => Promise<void>;
}

export function unsentIn(
  table: 'identity.sign_in_alert' | 'identity.contact_notice' | 'identity.invitation',
  { gates, clock, reason }: { gates: Gates; clock: Clock; reason: string },
): Unsent {
  const end = async (id: string, sentAt: Date | null) => {
    await sql`update ${sql.table(table)} set sent_at = ${sentAt}, sending_until = null where id = ${id}`.execute(
      gates.system(reason),
    );
  };
  return {
    take: () => {
      const now = new Date(clock.nowMs());
      return {
        set: sql`sending_until = ${new Date(now.getTime() + SENDING_MS)}`,
        isFree: sql<boolean>`i.sent_at is null and (i.sending_until is null or i.sending_until <= ${now})`,
      };
    },
    giveBack: (id) => end(id, null),
    done: (id) => end(id, new Date(clock.nowMs())),
  };
}
