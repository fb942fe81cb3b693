// npm run dev: the server restarts when its sources change, the console reloads in the browser.
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const apiPort = process.env['PORT'] ?? '3000';
const consolePort = String(Number(apiPort) + 1000);
const children: ChildProcess[] = [
  spawn(process.execPath, ['--watch', 'apps/server/src/main.ts'], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PORT: apiPort },
  }),
  spawn(process.execPath, ['../../node_modules/vite/bin/vite.js', '--port', consolePort, '--strictPort'], {
    cwd: `${root}apps/console`,
    stdio: 'inherit',
    env: { ...process.env, SUTRA_API_PORT: apiPort },
  }),
];
console.log(`\nThe console with live reload: http://localhost:${consolePort} (its API: http://localhost:${apiPort})\n`);
const stop = () => {
  for (const child of children) child.kill('SIGTERM');
};
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
for (const child of children) child.once('exit', stop);
