import { randomBytes } from 'node:crypto';
import { secretKey } from '@sutra/kernel/crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decideRefresh,
  makeRefreshToken,
  readRefreshToken,
  type RefreshState,
  REPEAT_TOLERANCE_MS,
} from './refresh.rules.ts';

const key = secretKey(randomBytes(32));
const claims = fc.record({
  userId: fc.uuid({ version: 7 }),
  sessionId: fc.uuid({ version: 7 }),
  generation: fc.nat(0xffff_ffff),
});

describe('a refresh token', () => {
  test('says what it was made with, and is the same each time', () => {
    fc.assert(
      fc.property(claims, (claim) => {
        expect(readRefreshToken(key, makeRefreshToken(key, claim))).toEqual(claim);
        expect(makeRefreshToken(key, claim)).toBe(makeRefreshToken(key, claim));
      }),
    );
  });

  test('is nothing when a single character differs', () => {
    fc.assert(
      fc.property(claims, fc.nat(), fc.constantFrom(...'AZaz09-_ =+/.'.split('')), (claim, at, character) => {
        const token = makeRefreshToken(key, claim);
        const index = at % token.length;
        const changed = token.slice(0, index) + character + token.slice(index + 1);
        expect(readRefreshToken(key, changed)).toEqual(changed === token ? claim : null);
      }),
    );
  });

  test('is nothing in another spelling, of another length, or under another key', () => {
    fc.assert(
      fc.property(claims, fc.string(), (claim, text) => {
        const token = makeRefreshToken(key, claim);
        for (const other of [
          `${token}=`,
          ` ${token}`,
          `${token} `,
          `${token}A`,
          token.slice(0, -1),
          token.toUpperCase(),
          text,
        ])
          expect(readRefreshToken(key, other)).toBeNull();
        expect(readRefreshToken(secretKey(randomBytes(32)), token)).toBeNull();
      }),
    );
  });
});

describe('a presented generation', () => {
  const now = new Date('2026-11-21T10:00:00Z');
  const state = (change: Partial<RefreshState> = {}): RefreshState => ({
    generation: 5,
    rotatedAt: new Date(now.getTime() - 10_000),
    device: 'Chrome on Android',
    expiresAt: new Date(now.getTime() + 1000),
    revokedAt: null,
    ...change,
  });
  const decide = (generation: number, change: Partial<RefreshState> = {}, device = 'Chrome on Android') =>
    decideRefresh(state(change), generation, device, now);

  test('that is current rotates, from whatever user agent', () => {
    expect(decide(5)).toBe('rotate');
    expect(decide(5, {}, 'Firefox on Linux')).toBe('rotate');
  });
  test('just before the current one is a repeat for 30 s from the same device', () => {
    expect(decide(4)).toBe('repeat');
    expect(decide(4, { rotatedAt: new Date(now.getTime() - REPEAT_TOLERANCE_MS) })).toBe('repeat');
    expect(decide(4, { rotatedAt: new Date(now.getTime() - REPEAT_TOLERANCE_MS - 1) })).toBe('reused');
    expect(decide(4, {}, 'Firefox on Linux')).toBe('reused');
  });
  test('of any other number is reuse', () => {
    fc.assert(
      fc.property(
        fc.nat(1000).filter((generation) => generation !== 5 && generation !== 4),
        (generation) => decide(generation) === 'reused',
      ),
    );
  });
  test('of a session that has ended is no reuse', () => {
    expect(decide(1, { revokedAt: now })).toBe('ended');
    expect(decide(5, { expiresAt: now })).toBe('ended');
  });
});
