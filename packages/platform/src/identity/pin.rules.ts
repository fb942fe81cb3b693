// What a PIN must not be, how often it may be wrong, and how long it is good for. Pure.
import { DAY_MS } from '@sutra/kernel/clock';

/** So many are looked at in a row; the last wrong one locks it. */
export const PIN_TRIES = 5;
/** And so many between two full sign-ins: its own person types it right many times a day, which forgets those in a row. */
export const PIN_WRONG = 15;
/** After a full sign-in on the device. */
export const PIN_LIFE_MS = 7 * DAY_MS;

/** Whether it is one of those that somebody tries first: a pattern, a year, or the end of the person's own number. */
export function isSimplePin(pin: string, mobile: string | null): boolean {
  return isRun(pin) || isRepeatOfTwo(pin) || isYear(pin) || (mobile !== null && mobile.endsWith(pin));
}

/** 1111, 1234, 7890, 987654: each digit the same step from the one before. */
function isRun(pin: string): boolean {
  const digits = Array.from(pin, Number);
  const steps = digits.slice(1).map((digit, index) => (digit - digits[index]! + 10) % 10);
  return [0, 1, 9].includes(steps[0]!) && steps.every((step) => step === steps[0]);
}

function isRepeatOfTwo(pin: string): boolean {
  return pin.length % 2 === 0 && pin === pin.slice(0, 2).repeat(pin.length / 2);
}

function isYear(pin: string): boolean {
  return /^(?:19|20)\d\d$/.test(pin);
}

/** How many more may be wrong before it is locked. */
export function triesLeft({ failed, wrong }: { failed: number; wrong: number }): number {
  return Math.min(PIN_TRIES - failed, PIN_WRONG - wrong);
}

/** The last moment at which it opens anything. */
export function usableUntil(provedAt: Date): Date {
  return new Date(provedAt.getTime() + PIN_LIFE_MS);
}
