// A server as somebody starts it: its own process, with nothing of ours in its environment.
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '@sutra/testkit/postgres';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const READY_WITHIN_MS = 60_000; // the first start builds the console

export interface ServerOptions {
  env: Record<string, string>;
  /** A free one, if left out. */
  port?: number;
  /** The folder whose sources run; this one, if left out. */
  root?: string;
}

export interface Server {
  origin: string;
  output: string;
  stop: () => Promise<void>;
}

export async function startServer({ env, port: wanted, root = ROOT }: ServerOptions): Promise<Server> {
  const port = wanted ?? (await freePort());
  const child = spawn(process.execPath, [join(root, 'apps/server/src/main.ts')], {
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', PORT: String(port), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = await ready(child);
  return {
    output,
    // Chromium's virtual authenticator and secure cookies work on localhost only.
    origin: `http://localhost:${port}`,
    stop: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null) return resolve();
        child.once('exit', () => resolve());
        child.kill('SIGTERM');
      }),
  };
}

/** What the server printed when it was ready. */
function ready(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    const timer = setTimeout(() => reject(new Error(`the server was not ready in time:\n${output}`)), READY_WITHIN_MS);
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      if (!output.endsWith('\n\n') || !output.includes('Sutra is ready')) return;
      clearTimeout(timer);
      resolve(output);
    };
    child.stdout!.on('data', read);
    child.stderr!.on('data', read);
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}:\n${output}`)));
  });
}
