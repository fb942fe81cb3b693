// Messages with sign-in codes. A code waits sealed in its challenge until its message has gone out, and as long as it is good.
import type { Clock } from '@sutra/kernel/clock';
import { open, seal, type SecretKey } from '@sutra/kernel/crypto';
import type { Gates, Reads } from '@sutra/kernel/db/gates';
import { type Messaging, Outbox } from '../messaging/public.ts';
import { messages } from './messages.ts';
import { SENDING_MS } from './unsent.ts';

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
  const db = (): Reads => gates.system('send a sign-in code');
  return new Outbox({
    find: async () => {
      const rows = await db()
        .selectFrom('identity.otp_challenge')
        .select('id')
        .where('sealed_code', 'is not', null)
        .where('expires_at', '>', new Date(clock.nowMs()))
        .orderBy('id')
        .limit(100)
        .execute();
      return rows.map(({ id }) => id);
    },
    take: async (id) => {
      const now = new Date(clock.nowMs());
      const row = await db()
        .updateTable('identity.otp_challenge')
        .set({ sending_until: new Date(now.getTime() + SENDING_MS) })
        .where('id', '=', id)
        .where('sealed_code', 'is not', null)
        .where('expires_at', '>', now)
        .where((eb) => eb.or([eb('sending_until', 'is', null), eb('sending_until', '<=', now)]))
        .returning(['mobile', 'sealed_code'])
        .executeTakeFirst();
      return row && { to: row.mobile!, code: open(key, row.sealed_code!, id).toString() };
    },
    deliver: ({ to, code }) => messaging.send(to, messages.signInCode, { code }),
    giveBack: async (id) => {
      await db().updateTable('identity.otp_challenge').set({ sending_until: null }).where('id', '=', id).execute();
    },
    done: async (id) => {
      await db()
        .updateTable('identity.otp_challenge')
        .set({ sealed_code: null, sending_until: null })
        .where('id', '=', id)
        .execute();
    },
  });
}
