// Real servers for the browser: the embedded default, and one on PostgreSQL and Redis with two instances.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, startPostgres } from '@sutra/testkit/postgres';
import { requireProgram } from '@sutra/testkit/programs';
import { startRedis } from '@sutra/testkit/redis';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    chromium: string;
    /** The origin of the server on embedded defaults. */
    embedded: string;
    /** Two instances on one PostgreSQL and one Redis. */
    instances: [string, string];
    /** A code of the demo library, as the server prints it when it is ready. */
    demoCode: string;
    pictures: boolean;
  }
}

const MAIN = fileURLToPath(new URL('../apps/server/src/main.ts', import.meta.url));
const READY_WITHIN_MS = 60_000; // the first start builds the console

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
      const server = await startServer(env);
      servers.push(server);
      stops.push(server.stop);
    }
    project.provide('embedded', servers[0]!.origin);
    project.provide('instances', [servers[1]!.origin, servers[2]!.origin]);
    project.provide('demoCode', /^ +(\]d2\S+) .*, in date$/m.exec(servers[0]!.output)![1]!);
    project.provide('pictures', process.env['SUTRA_PICTURES'] === 'true');
    return stopAll;
  } catch (error) {
    await stopAll();
    throw error;
  }
}

interface Server {
  origin: string;
  output: string;
  stop: () => Promise<void>;
}

async function startServer(env: Record<string, string>): Promise<Server> {
  const port = await freePort();
  const child = spawn(process.execPath, [MAIN], {
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
