// Time and identifiers come from here, so that tests set them.
import { randomBytes } from 'node:crypto';

export interface Clock {
  nowMs(): number;
}
export const systemClock: Clock = { nowMs: () => Date.now() };

/** A clock that tests move by hand. */
export class ManualClock implements Clock {
  #nowMs: number;
  constructor(nowMs: number) {
    this.#nowMs = nowMs;
  }
  nowMs(): number {
    return this.#nowMs;
  }
  advance(ms: number): void {
    this.#nowMs += ms;
  }
}

/** Makes UUIDs of version 7 (RFC 9562 section 5.7), strictly increasing within one process. */
export class Ids {
  readonly #clock: Clock;
  #lastMs = 0;
  #counter = 0;
  #pool = Buffer.alloc(0);
  #used = 0;
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  next(): string {
    const nowMs = this.#clock.nowMs();
    if (nowMs > this.#lastMs) {
      this.#lastMs = nowMs;
      this.#counter = this.#random(2).readUInt16BE() & 0x07ff; // room to count up within the millisecond
    } else if (++this.#counter > 0x0fff) {
      this.#lastMs += 1;
      this.#counter = 0;
    }
    const tail = Buffer.from(this.#random(8));
    tail[0] = (tail[0]! & 0x3f) | 0x80;
    const hex =
      this.#lastMs.toString(16).padStart(12, '0') + (0x7000 | this.#counter).toString(16) + tail.toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }

  #random(bytes: number): Buffer {
    if (this.#used + bytes > this.#pool.length) {
      this.#pool = randomBytes(4096);
      this.#used = 0;
    }
    return this.#pool.subarray(this.#used, (this.#used += bytes));
  }
}

/** The smallest version-7 UUID of an instant: a boundary for ranges over ids. Ids reach from 1970 to 10889. */
export function uuidFloor(at: Date): string {
  const ms = Math.min(Math.max(at.getTime(), 0), 2 ** 48 - 1);
  const hex = ms.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7000-8000-000000000000`;
}

export const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
