import { listCapturedMessages } from '@sutra/contracts/messaging';
import { type Clock, DAY_MS } from '@sutra/kernel/clock';
import type { Gates } from '@sutra/kernel/db/gates';
import { route } from '@sutra/kernel/http/route';
import type { Module } from '@sutra/kernel/module';

export function messagingModule({ gates, clock }: { gates: Gates; clock: Clock }): Module {
  return {
    name: 'messaging',
    routes: [
      route(listCapturedMessages, async ({ query }) => {
        const rows = await gates
          .system('show captured messages')
          .selectFrom('messaging.captured')
          .select(['recipient as to', 'body as text', 'code', 'sent_at as sentAt'])
          .where('recipient', '=', query.to)
          .orderBy('id', 'desc')
          .limit(20)
          .execute();
        return { messages: rows };
      }),
    ],
    jobs: [
      {
        name: 'messaging.forget-captured',
        schedule: '17 * * * *',
        run: async () => {
          await gates
            .system('forget captured messages')
            .deleteFrom('messaging.captured')
            .where('sent_at', '<', new Date(clock.nowMs() - DAY_MS))
            .execute();
        },
      },
    ],
  };
}
