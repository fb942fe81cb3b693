// The real application under test: real PostgreSQL, real HTTP, nothing replaced but the clock if a test asks.
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import type { Clock } from '@sutra/kernel/clock';
import { readConfig } from '@sutra/kernel/config';
import { createLog } from '@sutra/kernel/log';
import { type App, createApp } from '@sutra/server/app';
import { TOTP } from 'otpauth';
import { type TestDatabase, testDatabase } from './database.ts';

export interface Answer {
  status: number;
  headers: Headers;
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look at answers of every shape
  body: any;
}

export interface TestApp {
  app: App;
  origin: string;
  database: TestDatabase;
  /** A caller without a token. */
  anonymous: Caller;
  /** Signs in with a code that the demo captured. */
  signIn(mobile: string, options?: { userAgent?: string; device?: object }): Promise<SignedInCaller>;
  /** Signs in with the demo password. */
  signInWithPassword(identifier: string): Promise<SignedInCaller>;
  /** Waits until the audit log has sealed what was written. */
  sequencer: () => Promise<void>;
  /** Lines that were logged. */
  logged: string[];
  close(): Promise<void>;
}

export interface TestAppOptions {
  env?: Record<string, string>;
  clock?: Clock;
  database?: TestDatabase;
}

/** Starts an application with demo data on a database of its own. */
export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const database = options.database ?? (await testDatabase());
  const dataDir = mkdtempSync(join(tmpdir(), 'sutra-test-'));
  const config = readConfig({
    DATABASE_URL: database.url,
    SUTRA_DATA_DIR: dataDir,
    SUTRA_SECRET: 'dGVzdC1zZWNyZXQtdGVzdC1zZWNyZXQtdGVzdC1zZWNyZXQ',
    SUTRA_LOG_LEVEL: 'info',
    PORT: '0',
    SUTRA_SMS_RUPEES_A_DAY: '1000000', // a proof has more codes sent in a minute than a shop in a year
    ...options.env,
  });
  const logged: string[] = [];
  const app = await createApp(config, createLog(config.logLevel, { write: (line) => void logged.push(line) }), {
    checkAnswers: true,
    schedules: false, // the clock on the wall does nothing to a test
    ...(options.clock && { clock: options.clock }),
  });
  await app.start();
  await app.http.listen({ host: '127.0.0.1', port: 0 });
  const origin = `http://127.0.0.1:${(app.http.server.address() as AddressInfo).port}`;
  const anonymous = new Caller(origin, null);
  const secondStep = new SecondStep(() => options.clock?.nowMs() ?? Date.now());
  return {
    app,
    origin,
    database,
    anonymous,
    logged,
    sequencer: () => app.sequencer.settle(),
    signIn: async (mobile, { userAgent, device } = {}) => {
      const caller = new Caller(origin, null, userAgent);
      const askedAtMs = options.clock?.nowMs() ?? Date.now();
      const challenge = await caller.post('/api/v1/auth/otp', { mobile });
      const code = await readCode(anonymous, mobile, askedAtMs);
      const body = { challengeId: challenge.body.challengeId, code, ...(device && { device }) };
      return secondStep.complete(caller, mobile, await caller.post('/api/v1/auth/otp/verify', body));
    },
    signInWithPassword: async (identifier) =>
      secondStep.complete(
        anonymous,
        identifier,
        await anonymous.post('/api/v1/auth/login', { identifier, password: 'sutra-demo-2035' }),
      ),
    close: async () => {
      await app.close();
      rmSync(dataDir, { recursive: true, force: true });
      if (!options.database) await database.close();
    },
  };
}

/** The newest code. Where one from before may be seen, `sinceMs` says from when on: the job may be sending the new one still. */
export async function readCode(caller: Caller, mobile: string, sinceMs = 0): Promise<string> {
  for (let tries = 0; tries < 100; tries++) {
    const { body } = await caller.get(`/api/v1/dev/messages?to=${encodeURIComponent(mobile)}`);
    const [newest] = body.messages as { code: string; sentAt: string }[];
    if (newest !== undefined && Date.parse(newest.sentAt) >= sinceMs) return newest.code;
    await after(50);
  }
  throw new Error(`no code was sent to ${mobile}`);
}

/** Sets up and uses the second factor of those who must have one, as they would. */
class SecondStep {
  readonly #nowMs: () => number;
  readonly #recoveryCodes = new Map<string, string[]>();
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  async complete(caller: Caller, identifier: string, first: Answer): Promise<SignedInCaller> {
    const { mfaToken } = first.body;
    const proof = this.#proof(identifier, first.body.methods ?? []);
    const answer = mfaToken === undefined ? first : await caller.post('/api/v1/auth/mfa/verify', { mfaToken, proof });
    if (answer.status !== 200) throw new Error(`sign-in answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    const signedIn = new SignedInCaller(caller.origin, answer.body, caller.userAgent);
    return answer.body.secondFactorRequired ? this.#setUp(signedIn, identifier) : signedIn;
  }

  #proof(identifier: string, methods: readonly string[]): object {
    // Asked for after a code where the number was not used for long.
    if (methods[0] === 'pwd') return { method: 'pwd', password: 'sutra-demo-2035' };
    return { method: 'recovery', code: this.#recoveryCodes.get(identifier)?.pop() };
  }

  async #setUp(caller: SignedInCaller, identifier: string): Promise<SignedInCaller> {
    const { body: begun } = await caller.post('/api/v1/auth/mfa/totp');
    const code = new TOTP({ secret: begun.secret }).generate({ timestamp: this.#nowMs() });
    const { body: confirmed } = await caller.send('PUT', '/api/v1/auth/mfa/totp', { code });
    this.#recoveryCodes.set(identifier, confirmed.recoveryCodes);
    const { refreshToken } = caller.signedIn;
    const { body } = await caller.post('/api/v1/auth/refresh', { refreshToken });
    return new SignedInCaller(caller.origin, body, caller.userAgent);
  }
}

export class Caller {
  readonly origin: string;
  readonly token: string | null;
  readonly userAgent: string;
  constructor(origin: string, token: string | null, userAgent = 'sutra-tests/1') {
    this.origin = origin;
    this.token = token;
    this.userAgent = userAgent;
  }
  get(path: string, headers?: Record<string, string>): Promise<Answer> {
    return this.send('GET', path, undefined, headers);
  }
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer> {
    return this.send('POST', path, body, headers);
  }
  delete(path: string, headers?: Record<string, string>): Promise<Answer> {
    return this.send('DELETE', path, undefined, headers);
  }
  async send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(this.origin + path, {
      method,
      headers: {
        'user-agent': this.userAgent,
        ...(this.token !== null && { authorization: `Bearer ${this.token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = /[/+]json$/.test((response.headers.get('content-type') ?? '').split(';')[0]!);
    return {
      status: response.status,
      headers: response.headers,
      body: isJson && text !== '' ? JSON.parse(text) : text,
    };
  }
}

export class SignedInCaller extends Caller {
  readonly signedIn: {
    accessToken: string;
    refreshToken: string;
    sessionId: string;
    user: { id: string };
    organisation: { id: string };
    organisations: { id: string }[];
    permissions: string[];
  };
  constructor(origin: string, signedIn: SignedInCaller['signedIn'], userAgent?: string) {
    super(origin, signedIn.accessToken, userAgent);
    this.signedIn = signedIn;
  }
}
