// npm run e2e [-- --pictures]: the browser tests; with pictures of every page kept in docs/pictures.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));
const pictures = process.argv.includes('--pictures');
const rest = process.argv.slice(2).filter((argument) => argument !== '--pictures');
const run = spawnSync(process.execPath, [vitest, 'run', '--config', 'e2e/vitest.config.ts', ...rest], {
  stdio: 'inherit',
  env: { ...process.env, SUTRA_PICTURES: String(pictures) },
});
process.exit(run.status ?? 1);
