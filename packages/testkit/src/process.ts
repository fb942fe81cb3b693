// The server as operators run it: a process of its own, started by its environment, stopped by signals.
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Caller } from './app.ts';

const MAIN = fileURLToPath(new URL('../../../apps/server/src/main.ts', import.meta.url));

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
  elapsedMs: number;
}

export interface ServerProcess {
  origin: string;
  anonymous: Caller;
  child: ChildProcess;
  ended: Promise<Ended>;
  /** Sends a signal and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<Ended>;
}

type Environment = Readonly<Record<string, string>>;

/** Runs the server until it ends by itself: for starts that must be refused. Killed after `limitMs`. */
export async function runServer(env: Environment, limitMs = 30_000): Promise<Ended> {
  const { child, ended } = start(env);
  const timer = setTimeout(() => child.kill('SIGKILL'), limitMs);
  return ended.finally(() => clearTimeout(timer));
}

/** Starts the server on a free port and waits until it says that it is ready; throws with its output if it ends before. */
export async function spawnServer(env: Environment, limitMs = 60_000): Promise<ServerProcess> {
  const { child, ended, output } = start({ PORT: '0', ...env });
  const port = await new Promise<string>((resolve, reject) => {
    const fail = (why: string) => {
      child.kill('SIGKILL');
      reject(new Error(`the server ${why}:\n${output.stdout}\n${output.stderr}`));
    };
    const timer = setTimeout(fail, limitMs, `was not ready within ${limitMs} ms`);
    child.stdout!.on('data', () => {
      const found = /ready at http:\/\/[^:\s]+:(\d+)/.exec(output.stdout)?.[1];
      if (found === undefined) return;
      clearTimeout(timer);
      resolve(found);
    });
    child.once('close', () => {
      clearTimeout(timer);
      fail('ended at its start');
    });
  });
  const origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    anonymous: new Caller(origin, null),
    child,
    ended,
    stop: (signal = 'SIGTERM') => {
      child.kill(signal);
      return ended;
    },
  };
}

function start(env: Environment): {
  child: ChildProcess;
  ended: Promise<Ended>;
  output: { stdout: string; stderr: string };
} {
  const startedAt = performance.now();
  const { PATH = '', HOME = '', TMPDIR } = process.env; // nothing else of the caller's environment
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH, HOME, ...(TMPDIR !== undefined && { TMPDIR }), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code, signal) =>
      resolve({ code, signal, ...output, elapsedMs: performance.now() - startedAt }),
    );
  });
  return { child, ended, output };
}
