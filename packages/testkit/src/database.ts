// A migrated database of one's own, cloned from the template in tens of milliseconds.
import { randomUUID } from 'node:crypto';
import { Gates } from '@sutra/kernel/db/gates';
import pg from 'pg';
import { inject } from 'vitest';

/** The least powerful login: what `DATABASE_URL` is in production. */
export const APP_LOGIN = 'sutra_login';
export const TEMPLATE = 'sutra_template';

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string;
    redisUrl: string | null;
  }
}

export interface TestDatabase {
  /** As the application connects: powerless but for the gates. */
  url: string;
  pool: pg.Pool;
  gates: Gates;
  /** As the owner, past every policy: to look at what is really stored. */
  owner: pg.Pool;
  ownerUrl: string;
  close(): Promise<void>;
}

export async function testDatabase(): Promise<TestDatabase> {
  const baseUrl = inject('postgresUrl');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const admin = new pg.Client({ connectionString: `${baseUrl}postgres` });
  await admin.connect();
  await admin.query(`create database ${name} template ${TEMPLATE}`);
  const url = new URL(`${baseUrl}${name}`);
  const ownerUrl = url.toString();
  url.username = APP_LOGIN;
  url.password = APP_LOGIN;
  const pool = quietPool(url.toString());
  const owner = quietPool(ownerUrl);
  return {
    url: url.toString(),
    ownerUrl,
    pool,
    owner,
    gates: new Gates(pool),
    close: async () => {
      await Promise.all([pool.end(), owner.end()]);
      await admin.query(`drop database ${name} with (force)`);
      await admin.end();
    },
  };
}

function quietPool(connectionString: string): pg.Pool {
  const pool = new pg.Pool({ connectionString, max: 10 });
  pool.on('error', () => {}); // a test may kill its backends
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}
