// A browser as the server sees it: its address, its user agent, and the cookies that it keeps.
import { type Answer, type Caller, readCode } from './app.ts';

export class TestBrowser {
  readonly #caller: Caller;
  readonly #cookies = new Map<string, string>();
  ip: string;
  userAgent: string;
  /** What the last sign-in or refresh gave. */
  token: string | null = null;
  constructor(
    caller: Caller,
    ip: string,
    userAgent = 'Mozilla/5.0 (Linux; Android 15) Chrome/142.0 Mobile Safari/537',
  ) {
    this.#caller = caller;
    this.ip = ip;
    this.userAgent = userAgent;
  }

  async send(method: string, path: string, body?: unknown): Promise<Answer> {
    const answer = await this.#caller.send(method, `/api/v1${path}`, body, {
      'x-forwarded-for': this.ip,
      'user-agent': this.userAgent,
      cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      ...(this.token !== null && { authorization: `Bearer ${this.token}` }),
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';');
      const split = pair.indexOf('=');
      this.#cookies.set(pair.slice(0, split), pair.slice(split + 1));
    }
    if (typeof answer.body?.accessToken === 'string') this.token = answer.body.accessToken;
    return answer;
  }

  get(path: string): Promise<Answer> {
    return this.send('GET', path);
  }
  post(path: string, body?: unknown): Promise<Answer> {
    return this.send('POST', path, body);
  }

  async withPassword(identifier: string, password = 'sutra-demo-2035'): Promise<Answer> {
    this.token = null;
    return this.post('/auth/login', { identifier, password, tokenDelivery: 'cookie' });
  }

  async withCode(mobile: string): Promise<Answer> {
    this.token = null;
    const { body } = await this.post('/auth/otp', { mobile });
    const code = await readCode(this.#caller, mobile);
    return this.post('/auth/otp/verify', { challengeId: body.challengeId, code, tokenDelivery: 'cookie' });
  }

  /** One that it keeps, as it sends it. */
  cookie(name: string): string {
    return `${name}=${this.#cookies.get(name) ?? ''}`;
  }

  /** As if it had been cleared: its session goes on without it. */
  forget(name: string): void {
    this.#cookies.delete(name);
  }

  refresh(): Promise<Answer> {
    return this.post('/auth/refresh', {});
  }

  /** Another browser that has a copy of everything this one keeps. */
  stolen(ip: string, userAgent = this.userAgent): TestBrowser {
    const copy = new TestBrowser(this.#caller, ip, userAgent);
    for (const [name, value] of this.#cookies) copy.#cookies.set(name, value);
    return copy;
  }
}
