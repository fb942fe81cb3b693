// Messages with codes. A code waits sealed in its challenge until its message has gone out, and as long as it is good.
import type { Clock } from '@sutra/kernel/clock';
import { open, seal, type SecretKey } from '@sutra/kernel/crypto';
import type { Gates } from '@sutra/kernel/db/gates';
import { sql } from 'kysely';
import { type Messaging, Outbox } from '../messaging/public.ts';
import { messages } from './messages.ts';
import { unsentIn } from './unsent.ts';

export interface CodeMessagesOptions {
  gates: Gates;
  clock: Clock;
  messaging: Messaging;
  key: SecretKey;
}

interface WaitingCode {
  to: string;
  code: string;
  /** Without a hash in its challenge no code opens anything, and something else is said to whoever has the contact. */
  isGood: boolean;
}

/** Where codes wait: the column that says to whom, and what is sent there. */
const CHALLENGES = {
  'identity.otp_challenge': {
    to: sql`i.mobile`,
    deliver: (messaging: Messaging, { to, code }: WaitingCode) => messaging.send(to, messages.signInCode, { code }),
  },
  'identity.contact_challenge': {
    to: sql`i.contact`,
    deliver: (messaging: Messaging, { to, code, isGood }: WaitingCode) =>
      isGood ? messaging.send(to, messages.contactCode, { code }) : messaging.send(to, messages.contactTaken, {}),
  },
};

export function sealCode(key: SecretKey, challengeId: string, code: string): Buffer {
  return seal(key, Buffer.from(code), challengeId);
}

export function codeMessages(
  table: keyof typeof CHALLENGES,
  { gates, clock, messaging, key }: CodeMessagesOptions,
): Outbox<WaitingCode> {
  const { to, deliver } = CHALLENGES[table];
  const reason = 'send a code';
  const { take, giveBack, done } = unsentIn(table, { gates, clock, reason });
  const now = () => new Date(clock.nowMs());
  return new Outbox({
    find: async () => {
      const { rows } = await sql<{ id: string }>`
        select i.id from ${sql.table(table)} i where ${take().isFree} and i.expires_at > ${now()}
        order by i.id limit 100`.execute(gates.system(reason));
      return rows.map(({ id }) => id);
    },
    take: async (id) => {
      const { set, isFree } = take();
      const { rows } = await sql<{ to: string; sealed: Buffer; isGood: boolean }>`
        update ${sql.table(table)} i set ${set} where i.id = ${id} and ${isFree} and i.expires_at > ${now()}
        returning ${to} as to, i.sealed_code as sealed, i.code_hash is not null as "isGood"`.execute(
        gates.system(reason),
      );
      if (!rows[0]) return undefined;
      const { sealed, ...waiting } = rows[0];
      return { ...waiting, code: open(key, sealed, id).toString() };
    },
    deliver: (waiting) => deliver(messaging, waiting),
    giveBack,
    done,
  });
}
