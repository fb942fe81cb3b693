import { inject } from 'vitest';

/** One of the servers of this worker; files that run at the same time share none. */
export function house<Key extends keyof House>(key: Key): House[Key] {
  return inject('houses')[Number(process.env['VITEST_POOL_ID']) - 1]![key];
}

export interface House {
  /** The origin of the server on embedded defaults. */
  embedded: string;
  /** Two instances on one PostgreSQL and one Redis. */
  instances: [string, string];
  /** The owner's address of their PostgreSQL: for what only time does, such as letting a session run out. */
  database: string;
  /** A code of the demo library, as the server prints it when it is ready. */
  demoCode: string;
  /** A folder that lasts as long as the servers, for what one test file tells the next. */
  scratch: string;
}
