// Real servers for the browser: the embedded default, and one on PostgreSQL and Redis with two instances.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '@sutra/testkit/postgres';
import { requireProgram } from '@sutra/testkit/programs';
import { startRedis } from '@sutra/testkit/redis';
import type { TestProject } from 'vitest/node';
import { type Server, startServer } from './server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    chromium: string;
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
    pictures: boolean;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const stops: (() => Promise<void>)[] = [];
  const stopAll = async () => {
    for (const stop of stops.reverse()) await stop();
  };
  try {
    project.provide('chromium', requireProgram('chromium', 'chromium'));
    const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
    stops.push(postgres.stop, redis.stop);
    const dataDir = mkdtempSync(join(tmpdir(), 'sutra-e2e-'));
    stops.push(async () => rmSync(dataDir, { recursive: true, force: true }));
    const shared = {
      DATABASE_URL: `${postgres.baseUrl}postgres`,
      REDIS_URL: redis.url,
      SUTRA_DATA_DIR: join(dataDir, 'shared'),
    };
    const servers: Server[] = [];
    for (const env of [{ SUTRA_DATA_DIR: join(dataDir, 'embedded') }, shared, shared]) {
      const server = await startServer({ env });
      servers.push(server);
      stops.push(server.stop);
    }
    project.provide('embedded', servers[0]!.origin);
    project.provide('instances', [servers[1]!.origin, servers[2]!.origin]);
    project.provide('database', shared.DATABASE_URL);
    project.provide('demoCode', /^ +(\]d2\S+) .*, in date$/m.exec(servers[0]!.output)![1]!);
    project.provide('scratch', dataDir);
    project.provide('pictures', process.env['SUTRA_PICTURES'] === 'true');
    return stopAll;
  } catch (error) {
    await stopAll();
    throw error;
  }
}
