// npm run db:migrate: brings the database of the environment to the state that this program needs.
import { readConfig } from '@sutra/kernel/config';
import { openDatabase } from '@sutra/kernel/db/database';
import { createLog } from '@sutra/kernel/log';
import { migrationSources } from '../apps/server/src/migrations.ts';
import { runTool } from './run-tool.ts';

await runTool(async () => {
  const config = readConfig(process.env);
  const database = await openDatabase(config, migrationSources, createLog('warn'));
  await database.close();
  console.log(
    database.appliedMigrations === 0
      ? 'The database is up to date.'
      : `${database.appliedMigrations} migrations applied.`,
  );
});
