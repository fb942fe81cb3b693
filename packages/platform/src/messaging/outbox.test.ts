import { ManualClock } from '@sutra/kernel/clock';
import { createLog } from '@sutra/kernel/log';
import { type TestDatabase, testDatabase } from '@sutra/testkit/database';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Message, messageTemplate, Messaging, Outbox, Spending } from './public.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const messagingOf = (send: (message: Message) => Promise<void>) =>
  new Messaging({
    sms: null,
    mail: { send },
    spending: new Spending({
      gates: database.gates,
      clock: new ManualClock(Date.now()),
      log: createLog('silent'),
      rupeesPerDay: 1,
    }),
    timeoutMs: 50,
  });
const hello = messageTemplate({
  id: 'hello',
  purpose: 'notice',
  places: {},
  sms: 'hello',
  mail: { subject: 'Hello', text: 'hello' },
});
const sendHello = (messaging: Messaging) => messaging.send('asha@sutra.example', hello, {});

test('a provider that does not answer has failed after a while', async () => {
  await expect(sendHello(messagingOf(() => new Promise(() => {})))).rejects.toThrow('does not answer');
  await sendHello(messagingOf(() => Promise.resolve()));
});

test('what is sent soon is sent after the caller went on, is waited for on closing, and fails for nobody', async () => {
  const sent: string[] = [];
  const messaging = messagingOf(({ text }) => {
    sent.push(text);
    return Promise.resolve();
  });
  messaging.soon(() => sendHello(messaging));
  messaging.soon(() => Promise.reject(new Error('down')));
  expect(sent).toEqual([]);
  await messaging.settle();
  expect(sent).toEqual(['hello']);
  messaging.soon(() => new Promise(() => {}));
  const startedMs = performance.now();
  await messaging.settle(); // of what hangs not for ever
  expect(performance.now() - startedMs).toBeLessThan(10_000);
});

test('an outbox tries all, gives back what failed, and says so to the job alone', async () => {
  const states = new Map([
    ['a', 'waiting'],
    ['b', 'waiting'],
    ['c', 'waiting'],
  ]);
  const isDown = new Set(['a']);
  const outbox = new Outbox<string>({
    find: () => Promise.resolve([...states].filter(([, state]) => state === 'waiting').map(([id]) => id)),
    take: (id) => {
      if (states.get(id) !== 'waiting') return Promise.resolve(undefined);
      states.set(id, 'taken');
      return Promise.resolve(id);
    },
    deliver: (id) => (isDown.has(id) ? Promise.reject(new Error(`${id} is down`)) : Promise.resolve()),
    giveBack: (id) => Promise.resolve(void states.set(id, 'waiting')),
    done: (id) => Promise.resolve(void states.set(id, 'done')),
  });
  await outbox.send('a');
  await outbox.send(null);
  expect(states.get('a')).toBe('waiting');
  await expect(outbox.sendWaiting()).rejects.toThrow('a is down');
  expect([...states.values()]).toEqual(['waiting', 'done', 'done']);
  isDown.clear();
  await Promise.all([outbox.sendWaiting(), outbox.sendWaiting()]);
  expect([...states.values()]).toEqual(['done', 'done', 'done']);
});
