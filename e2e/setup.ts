// Real servers for the browser, for each worker: the embedded default, and one on PostgreSQL and Redis with two instances.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '@sutra/testkit/postgres';
import { requireProgram } from '@sutra/testkit/programs';
import { startRedis } from '@sutra/testkit/redis';
import type { TestProject } from 'vitest/node';
import type { House } from './house.ts';
import { startServer } from './server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    chromium: string;
    houses: House[];
    pictures: boolean;
  }
}

type Stop = () => Promise<void>;

export default async function setup(project: TestProject): Promise<Stop> {
  const stops: Stop[] = [];
  const stopAll = async () => {
    for (const stop of stops.reverse()) await stop();
  };
  try {
    // The same engine without its windows, which nobody looks at: half the processor time of `chromium --headless`.
    project.provide('chromium', requireProgram('chromium-headless-shell', 'chromium-headless-shell'));
    project.provide('pictures', process.env['SUTRA_PICTURES'] === 'true');
    const houses: House[] = [];
    // One after the other: the first start builds the console for all.
    while (houses.length < project.config.maxWorkers) houses.push(await startHouse(stops));
    project.provide('houses', houses);
    return stopAll;
  } catch (error) {
    await stopAll();
    throw error;
  }
}

async function startHouse(stops: Stop[]): Promise<House> {
  const scratch = mkdtempSync(join(tmpdir(), 'sutra-e2e-'));
  stops.push(async () => rmSync(scratch, { recursive: true, force: true }));
  const embedded = await startServer({ env: { SUTRA_DATA_DIR: join(scratch, 'embedded') } });
  stops.push(embedded.stop);
  const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  stops.push(postgres.stop, redis.stop);
  const database = `${postgres.baseUrl}postgres`;
  const env = { DATABASE_URL: database, REDIS_URL: redis.url, SUTRA_DATA_DIR: join(scratch, 'shared') };
  const origins: string[] = [];
  for (let instance = 0; instance < 2; instance += 1) {
    const server = await startServer({ env });
    stops.push(server.stop);
    origins.push(server.origin);
  }
  return {
    embedded: embedded.origin,
    instances: [origins[0]!, origins[1]!],
    database,
    demoCode: /^ +(\]d2\S+) .*, in date$/m.exec(embedded.output)![1]!,
    scratch,
  };
}
