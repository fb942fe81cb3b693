// npm run db:new -- <module folder> <name>: an empty migration with the time of now.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartError } from '@sutra/kernel/config';
import { runTool } from './run-tool.ts';

await runTool(async () => {
  const [folder, name] = process.argv.slice(2);
  if (folder === undefined || !/^[a-z0-9_]+$/.test(name ?? '')) {
    throw new StartError('usage: npm run db:new -- packages/platform/src/identity what_it_does');
  }
  if (!existsSync(folder))
    throw new StartError(`${folder} is not a folder; name a module, such as packages/platform/src/identity`);
  const time = new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14);
  const file = join(folder, 'migrations', `${time}_${name}.sql`);
  mkdirSync(join(folder, 'migrations'), { recursive: true });
  writeFileSync(file, '-- What this changes and why, in a sentence.\n', { flag: 'wx' });
  console.log(`${file}\nThen: npm run generate`);
});
