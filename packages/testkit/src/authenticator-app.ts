// An authenticator app of somebody who tests.
import { TOTP } from 'otpauth';

const PERIOD_MS = 30_000;

export class TestAuthenticatorApp {
  readonly secret: string;
  #lastStep: number;

  constructor(secret: string, lastStep = 0) {
    this.secret = secret;
    this.#lastStep = lastStep;
  }

  get lastStep(): number {
    return this.#lastStep;
  }

  /** A code that was not used before: each is accepted once, and one of the next half minute is accepted already. */
  async code(): Promise<string> {
    const step = Math.max(Math.floor(Date.now() / PERIOD_MS), this.#lastStep + 1);
    const earlyMs = (step - 1) * PERIOD_MS - Date.now();
    if (earlyMs > 0) await new Promise((resolve) => setTimeout(resolve, earlyMs));
    this.#lastStep = step;
    return new TOTP({ secret: this.secret }).generate({ timestamp: step * PERIOD_MS });
  }
}
