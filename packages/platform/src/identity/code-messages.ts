// Messages with sign-in codes. A code waits sealed in its challenge until its message has gone out, and as long as it is good.
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

export function sealCode(key: SecretKey, challengeId: string, code: string): Buffer {
  return seal(key, Buffer.from(code), challengeId);
}

export function codeMessages({
  gates,
  clock,
  messaging,
  key,
}: CodeMessagesOptions): Outbox<{ to: string; code: string }> {
  const reason = 'send a sign-in code';
  const { take, giveBack, done } = unsentIn('identity.otp_challenge', { gates, clock, reason });
  const now = () => new Date(clock.nowMs());
  return new Outbox({
    find: async () => {
      const rows = await gates
        .system(reason)
        .selectFrom('identity.otp_challenge as i')
        .select('i.id')
        .where(take().isFree)
        .where('i.expires_at', '>', now())
        .orderBy('i.id')
        .limit(100)
        .execute();
      return rows.map(({ id }) => id);
    },
    take: async (id) => {
      const { set, isFree } = take();
      const { rows } = await sql<{ mobile: string; sealed: Buffer }>`
        update identity.otp_challenge i set ${set} where i.id = ${id} and ${isFree} and i.expires_at > ${now()}
        returning i.mobile, i.sealed_code as sealed`.execute(gates.system(reason));
      return rows[0] && { to: rows[0].mobile, code: open(key, rows[0].sealed, id).toString() };
    },
    deliver: ({ to, code }) => messaging.send(to, messages.signInCode, { code }),
    giveBack,
    done,
  });
}
