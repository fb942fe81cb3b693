// Each side and the load generator are processes of their own; calls go over Node's IPC channel.
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

type Handlers = Record<string, (argument: never) => unknown>;
interface CallMessage {
  id: number;
  name: string;
  argument: unknown;
}
interface AnswerMessage {
  id: number;
  value?: unknown;
  error?: string;
}

/** In a child: answers the parent's calls, and ends with the parent. */
export function answerCalls(handlers: Handlers): void {
  process.on('message', ({ id, name, argument }: CallMessage) => {
    Promise.resolve()
      .then(() => handlers[name]!(argument as never))
      .then(
        (value) => process.send!({ id, value } satisfies AnswerMessage),
        (error: unknown) =>
          process.send!({
            id,
            error: error instanceof Error ? (error.stack ?? error.message) : String(error),
          } satisfies AnswerMessage),
      );
  });
  process.on('disconnect', () => process.exit(0));
}

const CALL_TIMEOUT_MS = 60_000;
const END_TIMEOUT_MS = 5000;

export class Child {
  readonly #process: ChildProcess;
  readonly #waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  readonly #name: string;
  #nextId = 0;

  constructor(name: string, script: string, execArgv: readonly string[] = []) {
    this.#name = name;
    const env = Object.fromEntries(
      Object.entries(process.env).filter(([key]) => !/^(SUTRA_|DATABASE_URL|REDIS_URL|PORT$)/.test(key)),
    );
    this.#process = fork(fileURLToPath(new URL(script, import.meta.url)), [], {
      execArgv: ['--disable-warning=ExperimentalWarning', ...execArgv],
      env: { ...env, NODE_ENV: 'production' },
    });
    this.#process.on('message', ({ id, value, error }: AnswerMessage) => {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === undefined) waiting?.resolve(value);
      else waiting?.reject(new Error(`${name}: ${error}`));
    });
    this.#process.on('exit', (code, signal) => {
      for (const { reject } of this.#waiting.values()) reject(new Error(`${name} ended (${signal ?? code})`));
      this.#waiting.clear();
    });
  }

  async call<T>(name: string, argument?: unknown): Promise<T> {
    const id = this.#nextId++;
    const answer = new Promise<unknown>((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    const timer = setTimeout(() => {
      this.#waiting
        .get(id)
        ?.reject(new Error(`${this.#name} did not answer ${name} within ${CALL_TIMEOUT_MS / 1000} s`));
      this.#waiting.delete(id);
    }, CALL_TIMEOUT_MS);
    this.#process.send({ id, name, argument } satisfies CallMessage, (error) => {
      if (error) this.#waiting.get(id)?.reject(error);
    });
    try {
      return (await answer) as T;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Asks the child to close what it has opened; kills it if it does not. */
  async end(): Promise<void> {
    const child = this.#process;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    const timer = setTimeout(() => child.kill('SIGKILL'), END_TIMEOUT_MS);
    await this.call('close').catch(() => {});
    if (child.connected) child.disconnect();
    await gone;
    clearTimeout(timer);
  }
}
