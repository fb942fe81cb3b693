// How many attempts, and how long to wait after too many.
import { DAY_MS, HOUR_MS } from '@sutra/kernel/clock';

/** What attempts are counted against. */
export interface AttemptRule {
  /** So many in a row are looked at; the last of them locks. */
  attempts: number;
  /** A row of attempts is over when nobody has tried for so long. */
  forgetMs: number;
  /** By many people: a success takes back only itself. */
  isShared?: true;
}

export const ACCOUNT_RULE: AttemptRule = { attempts: 5, forgetMs: DAY_MS };
export const CODES_RULE: AttemptRule = { attempts: 6, forgetMs: HOUR_MS };
/** Two codes with all their guesses; what a person mistypes is less. */
export const CODE_GUESSES_RULE: AttemptRule = { attempts: 10, forgetMs: DAY_MS };
/** Behind one address of a mobile network are thousands of people, and some of them mistype. */
export const NETWORK_RULE: AttemptRule = { attempts: 100, forgetMs: HOUR_MS, isShared: true };
/** Whoever earns by codes that are sent owns numbers in a row. */
export const CODE_RANGE_RULE: AttemptRule = { attempts: 50, forgetMs: HOUR_MS, isShared: true };
const RANGE_DIGITS = 3;

/** The thousand numbers that differ from this one in their last digits only. */
export function rangeOf(mobile: string): string {
  return mobile.slice(0, -RANGE_DIGITS);
}

/** Seconds of the first wait, the second, and so on; the last one stays. */
export const WAITS_SECONDS: readonly number[] = [30, 60, 120, 240, 480, 900];
