// Whether a password is known from a breach, asked without telling it: k-anonymity of a range of SHA-1.
// The protocol is that of Have I Been Pwned: https://haveibeenpwned.com/API/v3#SearchingPwnedPasswordsByRange
import { createHash } from 'node:crypto';
import { SECOND_MS } from '@sutra/kernel/clock';
import type { Logger } from '@sutra/kernel/log';
import { ask, reasonOf, Unusable } from '@sutra/kernel/outgoing';

export interface Breaches {
  /** False also while nobody can say: an outage never keeps anybody from a better password. */
  isKnown(password: string): Promise<boolean>;
}

const TIMEOUT_MS = 1.5 * SECOND_MS;
// A range has some two thousand lines of some forty characters.
const MAX_ANSWER_BYTES = 512 * 1024;
const PREFIX_CHARACTERS = 5;
const LINE = /^([0-9A-F]{35}):(\d{1,12})$/i;

/** Asks the range API at `baseUrl`: only the first five of forty characters of the hash leave. */
export function rangeBreaches(baseUrl: string, log: Logger): Breaches {
  return {
    isKnown: async (password) => {
      const hash = createHash('sha1').update(password.normalize('NFKC')).digest('hex').toUpperCase();
      try {
        const lines = await readRange(`${baseUrl.replace(/\/+$/, '')}/range/${hash.slice(0, PREFIX_CHARACTERS)}`);
        return lines.some((line) => isHit(line, hash.slice(PREFIX_CHARACTERS)));
      } catch (error) {
        log.warn({ why: reasonOf(error) }, 'passwords are not compared with breaches at the moment');
        return false;
      }
    },
  };
}

async function readRange(address: string): Promise<string[]> {
  const { status, text } = await ask(address, {
    headers: { 'add-padding': 'true' },
    timeoutMs: TIMEOUT_MS,
    maxBytes: MAX_ANSWER_BYTES,
  });
  if (status !== 200) throw new Unusable(`status ${status}`);
  const lines = text.split(/\r?\n/).filter((line) => line !== '');
  if (lines.length === 0 || !lines.every((line) => LINE.test(line))) throw new Unusable('not a range');
  return lines;
}

/** A count of zero is padding, which hides how long the range is. */
function isHit(line: string, suffix: string): boolean {
  const [, found, count] = LINE.exec(line)!;
  return found!.toUpperCase() === suffix && Number(count) > 0;
}
