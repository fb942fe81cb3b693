// Where an address is, as far as somebody says so. Without an answer the place is unknown, which is no signal at all.
import { BlockList, isIP } from 'node:net';
import { type Clock, HOUR_MS, SECOND_MS } from '@sutra/kernel/clock';
import type { Logger } from '@sutra/kernel/log';
import { ask, reasonOf, Unusable } from '@sutra/kernel/outgoing';
import { z } from 'zod';
import { plainAddress } from '../addresses.ts';

export interface Position {
  /** ISO 3166-1 alpha-2. */
  country: string;
  latitude: number | null;
  longitude: number | null;
}

export interface Positions {
  /** Null also while nobody can say: an outage keeps nobody from signing in. */
  find(ip: string): Promise<Position | null>;
}

export const nowhere: Positions = { find: () => Promise.resolve(null) };

const TIMEOUT_MS = 800;
/** After an outage nobody waits for a while. */
const PAUSE_MS = 30 * SECOND_MS;
const KEPT_MS = HOUR_MS;
const MAX_KEPT = 10_000;
const MAX_ANSWER_BYTES = 16 * 1024;

const Answer = z.object({
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .nullable(),
  latitude: z.number().min(-90).max(90).nullish(),
  longitude: z.number().min(-180).max(180).nullish(),
});

/** Asks `GET <baseUrl>/<ip>` → `{"country": "IN", "latitude": 22.3, "longitude": 70.8}`; nulls where nothing is known. */
export function httpPositions(baseUrl: string, clock: Clock, log: Logger): Positions {
  const base = baseUrl.replace(/\/+$/, '');
  // A Map keeps insertion order, so the oldest goes first. Calls at the same moment share one question.
  const kept = new Map<string, { answer: Promise<Position | null>; untilMs: number }>();
  let pausedUntilMs = 0;
  const ask = async (ip: string): Promise<Position | null> => {
    try {
      return await read(`${base}/${encodeURIComponent(ip)}`);
    } catch (error) {
      kept.delete(ip);
      pausedUntilMs = clock.nowMs() + PAUSE_MS;
      log.warn({ why: reasonOf(error) }, 'places of sign-ins are not known at the moment');
      return null;
    }
  };
  return {
    find: (given) => {
      const ip = plainAddress(given);
      if (!isPublic(ip)) return Promise.resolve(null);
      const nowMs = clock.nowMs();
      const known = kept.get(ip);
      if (known !== undefined && known.untilMs > nowMs) return known.answer;
      if (nowMs < pausedUntilMs) return Promise.resolve(null);
      kept.delete(ip);
      if (kept.size >= MAX_KEPT) kept.delete(kept.keys().next().value!);
      const answer = ask(ip);
      kept.set(ip, { answer, untilMs: nowMs + KEPT_MS });
      return answer;
    },
  };
}

async function read(address: string): Promise<Position | null> {
  const { status, text } = await ask(address, {
    headers: { accept: 'application/json' },
    timeoutMs: TIMEOUT_MS,
    maxBytes: MAX_ANSWER_BYTES,
  });
  if (status !== 200) throw new Unusable(`status ${status}`);
  const parsed = Answer.safeParse(parseJson(text));
  if (!parsed.success) throw new Unusable('not a position');
  const { country, latitude = null, longitude = null } = parsed.data;
  if (country === null) return null;
  const isWhole = latitude !== null && longitude !== null;
  return { country, latitude: isWhole ? latitude : null, longitude: isWhole ? longitude : null };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Unusable('not a position');
  }
}

// IANA's special-purpose address registries: what is in nobody's network but one's own.
const PRIVATE = new BlockList();
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['224.0.0.0', 3],
] as const)
  PRIVATE.addSubnet(net, prefix, 'ipv4');
for (const [net, prefix] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  PRIVATE.addSubnet(net, prefix, 'ipv6');

/** Private addresses are never sent to anybody. */
function isPublic(ip: string): boolean {
  const family = isIP(ip);
  return family !== 0 && !PRIVATE.check(ip, family === 4 ? 'ipv4' : 'ipv6');
}
