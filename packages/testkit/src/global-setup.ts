// Starts what the tests share: PostgreSQL with a migrated template, and Redis.
import { createLog } from '@sutra/kernel/log';
import { migrate } from '@sutra/kernel/db/migrate';
import { migrationSources } from '@sutra/server/migrations';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { APP_LOGIN, TEMPLATE } from './database.ts';
import { startPostgres } from './postgres.ts';
import { startRedis } from './redis.ts';

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const postgres = await startPostgres();
  const redis = await startRedis();
  try {
    await makeTemplate(postgres.baseUrl);
  } catch (error) {
    await redis.stop();
    await postgres.stop();
    throw error;
  }
  project.provide('postgresUrl', postgres.baseUrl);
  project.provide('redisUrl', redis.url);
  return async () => {
    await redis.stop();
    await postgres.stop();
  };
}

async function makeTemplate(baseUrl: string): Promise<void> {
  const admin = new pg.Pool({ connectionString: `${baseUrl}postgres`, max: 1 });
  await admin.query(`create role ${APP_LOGIN} login password '${APP_LOGIN}'`);
  await admin.query(`create database ${TEMPLATE}`);
  await admin.end();
  const template = new pg.Pool({ connectionString: `${baseUrl}${TEMPLATE}`, max: 1 });
  await migrate(template, migrationSources, { login: APP_LOGIN, log: createLog('warn') });
  await template.end();
}
