import { testDatabase, type TestDatabase } from '@sutra/testkit/database';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { type Job, Jobs } from './jobs.ts';
import { createLog } from './log.ts';

const logged: string[] = [];
const log = createLog('warn', { write: (line) => void logged.push(line) });
let database: TestDatabase;
const running: Jobs[] = [];
beforeAll(async () => {
  database = await testDatabase();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((jobs) => jobs.close()));
});
afterAll(() => database.close());

async function worker(jobs: readonly Job[], works = true): Promise<Jobs> {
  const one = new Jobs(database.pool, jobs, log);
  await one.start(works);
  running.push(one);
  return one;
}
const waitFor = (check: () => void) => vi.waitFor(check, { timeout: 15_000, interval: 50 });

test('jobs run once each, shared by two workers, and one that fails runs again', async () => {
  const ran: unknown[] = [];
  let failures = 0;
  const all: Job[] = [
    { name: 'test.count', run: async (data) => void ran.push(data['n']) },
    {
      name: 'test.fails-once',
      run: async () => {
        failures += 1;
        if (failures === 1) throw new Error('not yet');
      },
    },
  ];
  const sender = await worker(all, false);
  for (let n = 0; n < 6; n += 1) await sender.send('test.count', { n });
  await sender.send('test.fails-once', {});
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(ran).toEqual([]); // a process that is no worker runs none
  await Promise.all([worker(all), worker(all)]);
  await waitFor(() => expect(ran).toHaveLength(6));
  expect(new Set(ran)).toEqual(new Set([0, 1, 2, 3, 4, 5]));
  await waitFor(() => expect(failures).toBe(2));
  expect(logged.join('')).toMatch(/"job":"test\.fails-once".*a job failed/);
});

test('of several with the same singleton key only one waits', async () => {
  const sender = await worker([{ name: 'test.single', run: async () => {} }], false);
  for (let time = 0; time < 3; time += 1) await sender.send('test.single', {}, 'the only one');
  const { rowCount } = await database.owner.query("select from pgboss.job where name = 'test.single'");
  expect(rowCount).toBe(1);
});

test('a schedule is kept once, whoever starts', async () => {
  const job: Job = { name: 'test.hourly', schedule: '5 * * * *', run: async () => {} };
  await worker([job]);
  await worker([job]);
  const { rows } = await database.owner.query("select name, cron from pgboss.schedule where name = 'test.hourly'");
  expect(rows).toEqual([{ name: 'test.hourly', cron: '5 * * * *' }]);
});

test('the queue leaves no role on the connections that it shares', async () => {
  await worker([{ name: 'test.clean', run: async () => {} }]);
  const clients = await Promise.all(Array.from({ length: 8 }, () => database.pool.connect()));
  const names = await Promise.all(
    clients.map(
      async (client) => (await client.query<{ name: string }>('select current_user::text as name')).rows[0]!.name,
    ),
  );
  for (const client of clients) client.release();
  expect(new Set(names)).toEqual(new Set(['sutra_login']));
});
