// Messages that wait in a table of their own until they have gone out. Whoever takes one has so long before somebody else tries: one
// who dies while sending loses nothing, and it may come twice.
import { type Clock, MINUTE_MS } from '@sutra/kernel/clock';
import type { Gates } from '@sutra/kernel/db/gates';
import { type RawBuilder, sql } from 'kysely';
import type { Waiting } from '../messaging/public.ts';

/** Whoever died while sending is not waited for longer. */
const SENDING_MS = MINUTE_MS;
/** Within two hours, later and later: a gateway that took it and failed to say so has sent it that often. */
const MOST_TRIES = 6;

export interface Unsent extends Pick<Waiting<unknown>, 'giveBack' | 'done'> {
  /** Of the table as `i`: what taking one sets, and the condition under which it can be taken. */
  take: () => { set: RawBuilder<unknown>; isFree: RawBuilder<boolean> };
}

/** How each table tells that one waits, and what of it is set when it has gone out. */
const TABLES = {
  'identity.sign_in_alert': { waits: sql`i.sent_at is null`, sent: (now: Date) => sql`sent_at = ${now}` },
  'identity.contact_notice': { waits: sql`i.sent_at is null`, sent: (now: Date) => sql`sent_at = ${now}` },
  'identity.invitation': { waits: sql`i.sent_at is null`, sent: (now: Date) => sql`sent_at = ${now}` },
  // A code that has gone out is kept as a hash only.
  'identity.otp_challenge': { waits: sql`i.sealed_code is not null`, sent: () => sql`sealed_code = null` },
  'identity.contact_challenge': { waits: sql`i.sealed_code is not null`, sent: () => sql`sealed_code = null` },
};

export function unsentIn(
  table: keyof typeof TABLES,
  { gates, clock, reason }: { gates: Gates; clock: Clock; reason: string },
): Unsent {
  const { waits, sent } = TABLES[table];
  const update = async (id: string, set: RawBuilder<unknown>) => {
    await sql`update ${sql.table(table)} set ${set} where id = ${id}`.execute(gates.system(reason));
  };
  const now = () => new Date(clock.nowMs());
  return {
    take: () => ({
      set: sql`sending_until = ${new Date(clock.nowMs() + SENDING_MS)}, tries = i.tries + 1`,
      isFree: sql<boolean>`${waits} and i.tries < ${MOST_TRIES} and (i.sending_until is null or i.sending_until <= ${now()})`,
    }),
    giveBack: (id, wasTried) =>
      update(
        id,
        wasTried
          ? sql`sending_until = ${now()}::timestamptz + interval '1 minute' * power(3, tries - 1)`
          : sql`sending_until = null, tries = tries - 1`,
      ),
    done: (id) => update(id, sql`${sent(now())}, sending_until = null`),
  };
}
