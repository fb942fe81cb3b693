// How many attempts, and how long to wait after too many.
import { isIPv4 } from 'node:net';
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

/** An address as it is kept: without a zone, and IPv4 that came mapped into IPv6 (RFC 4291 section 2.5.5.2) as IPv4. */
export function plainAddress(ip: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1];
  return mapped !== undefined && isIPv4(mapped) ? mapped : ip.split('%')[0]!;
}

/** The part of an address that one customer of a provider holds: IPv4 /24, IPv6 /48, in CIDR notation. */
export function networkOf(ip: string): string {
  const plain = plainAddress(ip);
  if (isIPv4(plain)) return `${plain.split('.').slice(0, 3).join('.')}.0/24`;
  const [head = '', tail] = plain.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0');
  const groups = tail === undefined ? before : [...before, ...zeros, ...after];
  return `${groups
    .slice(0, 3)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/48`;
}
