// npm run db:reset -- --yes: throws the embedded database away. A server's database is never touched.
import { existsSync, rmSync } from 'node:fs';
import { readConfig, StartError } from '@sutra/kernel/config';
import { lockDataDir } from '@sutra/kernel/db/data-dir-lock';
import { join } from 'node:path';
import { runTool } from './run-tool.ts';

await runTool(async () => {
  const config = readConfig(process.env);
  if (config.databaseUrl !== null)
    throw new StartError('DATABASE_URL is set: drop a server database with your own tools, never with this one.');
  const folder = join(config.dataDir, 'postgres');
  if (!existsSync(folder)) return console.log(`There is no database in ${config.dataDir}.`);
  if (!process.argv.includes('--yes'))
    throw new StartError(`This deletes everything in ${folder}. If that is meant: npm run db:reset -- --yes`);
  const lock = lockDataDir(config.dataDir); // refuses while a server runs on it
  rmSync(folder, { recursive: true });
  lock.release();
  console.log(`${folder} is gone; the next npm start makes a new one.`);
});
