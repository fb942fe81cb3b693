// A real Redis of one's own on a free port, with nothing kept on disk.
import { spawn } from 'node:child_process';
import { Redis } from 'ioredis';
import { freePort } from './postgres.ts';
import { requireProgram } from './programs.ts';

export interface TestRedis {
  url: string;
  /** Stands still, as a server does that hangs. */
  pause: () => void;
  resume: () => void;
  stop: () => Promise<void>;
}

export async function startRedis(): Promise<TestRedis> {
  const program = requireProgram('redis-server', 'redis-server');
  const port = await freePort();
  const child = spawn(
    program,
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--daemonize', 'no'],
    { stdio: 'ignore' },
  );
  const url = `redis://127.0.0.1:${port}`;
  const probe = new Redis(url, { retryStrategy: () => 50, maxRetriesPerRequest: 100 });
  probe.on('error', () => {});
  await probe.ping();
  probe.disconnect();
  return {
    url,
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.kill('SIGTERM');
      }),
  };
}
