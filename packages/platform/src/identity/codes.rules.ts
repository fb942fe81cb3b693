// What holds for every code that is sent to prove a number or an address.
import { randomInt } from 'node:crypto';
import { MINUTE_MS, SECOND_MS } from '@sutra/kernel/clock';

export const CODE_LIFE_MS = 5 * MINUTE_MS;
export const CODE_RESEND_MS = 30 * SECOND_MS;
export const CODE_GUESSES = 5;

export function newCode(): string {
  return randomInt(1_000_000).toString().padStart(6, '0');
}
