import { listCapturedMessages } from '@sutra/contracts/messaging';
import { type Clock, DAY_MS } from '@sutra/kernel/clock';
import type { Gates } from '@sutra/kernel/db/gates';
import { route } from '@sutra/kernel/http/route';
import type { Module } from '@sutra/kernel/module';
import type { Messaging } from './public.ts';
import type { Spending } from './spending.ts';

export interface MessagingModuleOptions {
  gates: Gates;
  clock: Clock;
  spending: Spending;
  messaging: Messaging;
}

export function messagingModule({ gates, clock, spending, messaging }: MessagingModuleOptions): Module {
  return {
    name: 'messaging',
    routes: [
      route(listCapturedMessages, async ({ query }) => {
        await messaging.settle(); // what was asked for a moment ago is shown as well
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
      { name: 'messaging.forget-spending', schedule: '37 3 * * *', run: () => spending.tidy() },
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
    stop: () => messaging.settle(),
  };
}
