// npm run db:seed: puts the demo's people, organisations and library into the database of the environment.
import { readConfig, StartError } from '@sutra/kernel/config';
import { systemClock } from '@sutra/kernel/clock';
import { openDatabase } from '@sutra/kernel/db/database';
import { createLog } from '@sutra/kernel/log';
import { migrationSources } from '../apps/server/src/migrations.ts';
import { seedDemo } from '../apps/server/src/seed.ts';
import { runTool } from './run-tool.ts';

await runTool(async () => {
  const config = readConfig(process.env);
  if (!config.demo) throw new StartError('Demo data is only for demo mode: it has a known password.');
  const database = await openDatabase(config, migrationSources, createLog('warn'));
  try {
    await seedDemo({ gates: database.gates, clock: systemClock, password: config.demoPassword });
    console.log('The demo data is there.');
  } finally {
    await database.close();
  }
});
