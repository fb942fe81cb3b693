// Background jobs on pg-boss: in the database we already have, one worker or many.
import { randomUUID } from 'node:crypto';
import { getConstructionPlans, getMigrationPlans, PgBoss } from 'pg-boss';
import pgBossPackage from 'pg-boss/package.json' with { type: 'json' };
import type pg from 'pg';
import { StartError } from './config.ts';
import { invariant } from './errors.ts';
import type { Logger } from './log.ts';

const SCHEMA = 'pgboss';

export interface Job {
  name: string;
  /** Cron in UTC for a repeated job; one instance runs it. */
  schedule?: string;
  run(data: Record<string, unknown>): Promise<void>;
}

/** Creates or upgrades pg-boss's own schema; called by the migration runner's owner connection. */
export async function migrateJobs(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ found: boolean }>(
    `select to_regclass('${SCHEMA}.version') is not null as found`,
  );
  if (rows[0]!.found) {
    const version = await client.query<{ version: number }>(`select version from ${SCHEMA}.version`);
    const installed = version.rows[0]!.version;
    if (installed > pgBossPackage.pgboss.schema)
      throw new StartError(
        'The database was made by a newer Sutra: its job queue is newer. Start that version, or use another database.',
      );
    if (installed < pgBossPackage.pgboss.schema) await client.query(getMigrationPlans(SCHEMA, installed));
  } else {
    await client.query(getConstructionPlans(SCHEMA, { createSchema: true }));
  }
  await client.query(`grant usage on schema ${SCHEMA} to sutra_system;
    grant select, insert, update, delete on all tables in schema ${SCHEMA} to sutra_system;
    grant execute on all functions in schema ${SCHEMA} to sutra_system;
    grant usage on all sequences in schema ${SCHEMA} to sutra_system;
    comment on schema ${SCHEMA} is 'Jobs, kept by pg-boss'`);
}

export class Jobs {
  readonly #boss: PgBoss;
  readonly #jobs: readonly Job[];
  readonly #log: Logger;
  readonly #workers = new Map<string, string>();
  #started = false;

  constructor(pool: pg.Pool, jobs: readonly Job[], log: Logger) {
    this.#jobs = jobs;
    this.#log = log;
    this.#boss = new PgBoss({
      schema: SCHEMA,
      migrate: false,
      createSchema: false,
      reindex: false,
      monitorVacuum: false,
      db: { executeSql: (text, values) => runAsSystem(pool, text, values) },
    });
    this.#boss.on('error', (error: Error) => log.warn({ err: error }, 'job queue'));
  }

  /** Starts to work off jobs, if this process is a worker; otherwise it can only send them. By the clock too, unless a test says no. */
  async start(works: boolean, byTheClock = true): Promise<void> {
    await this.#boss.start();
    this.#started = true;
    for (const job of this.#jobs) {
      await this.#boss.createQueue(job.name, {
        policy: 'short',
        retryLimit: 3,
        retryBackoff: true,
        expireInSeconds: 600,
      });
      if (!works) continue;
      const worker = await this.#boss.work<Record<string, unknown>>(
        job.name,
        { pollingIntervalSeconds: 2 },
        async (batch) => {
          for (const one of batch) {
            try {
              await job.run(one.data ?? {});
            } catch (error) {
              this.#log.error({ err: error, job: job.name, jobId: one.id }, 'a job failed');
              throw error;
            }
          }
        },
      );
      this.#workers.set(job.name, worker);
      if (byTheClock && job.schedule !== undefined) await this.#boss.schedule(job.name, job.schedule);
    }
  }

  /** Queues a job; with the same `singletonKey` only one waits at a time. */
  async send(name: string, data: Record<string, unknown>, singletonKey?: string): Promise<void> {
    await this.#boss.send(name, data, { singletonKey: singletonKey ?? randomUUID() }); // a queue is `short`: one waits a key
    const worker = this.#workers.get(name);
    if (worker !== undefined) this.#boss.notifyWorker(worker); // somebody may be waiting for it: not at the next poll
  }

  /** Runs a job here and now, for tests. */
  async run(name: string): Promise<void> {
    const job = this.#jobs.find((one) => one.name === name);
    invariant(job !== undefined, `there is no job ${name}`);
    await job.run({});
  }

  async close(): Promise<void> {
    if (this.#started) await this.#boss.stop({ graceful: true, timeout: 5000 });
  }
}

// pg-boss sends several statements in one text, which only the simple protocol takes: the role is set for the session and
// taken back; a connection on which that fails is thrown away.
async function runAsSystem(pool: pg.Pool, text: string, values: unknown[] | undefined): Promise<{ rows: unknown[] }> {
  const client = await pool.connect();
  let clean = false;
  try {
    await client.query('set role sutra_system');
    const result = (await client.query(text, values)) as pg.QueryResult | pg.QueryResult[];
    return { rows: Array.isArray(result) ? (result.findLast((one) => one.rows.length > 0)?.rows ?? []) : result.rows };
  } finally {
    try {
      const status = (client as unknown as { getTransactionStatus(): string | null }).getTransactionStatus();
      if (status !== 'I') await client.query('rollback');
      await client.query('reset role');
      clean = true;
    } finally {
      client.release(!clean);
    }
  }
}
