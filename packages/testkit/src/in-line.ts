// Calls that go on one after the other, each as far as it came before the one in front of it had done anything.
import { expect } from 'vitest';
import type { Answer } from './app.ts';
import type { TestDatabase } from './database.ts';

const WAITING = `select count(*)::int from pg_stat_activity
  where datname = current_database() and usename = 'sutra_login' and wait_event_type = 'Lock'`;

/** All of them wait for the row of a person, in this order; then they go on. */
export async function inLine(
  { owner }: TestDatabase,
  mobile: string,
  calls: readonly (() => Promise<Answer>)[],
): Promise<Answer[]> {
  const blocker = await owner.connect();
  try {
    await blocker.query('begin');
    await blocker.query('select 1 from identity.person where mobile = $1 for update', [mobile]);
    const answers: Promise<Answer>[] = [];
    for (const call of calls) {
      answers.push(call());
      await expect.poll(async () => (await owner.query(WAITING)).rows[0].count).toBe(answers.length);
    }
    await blocker.query('commit');
    return await Promise.all(answers);
  } finally {
    blocker.release(true);
  }
}
