// Keys that sign access tokens are replaced every 90 days, on every instance, and nobody is signed out by it.
import { DAY_MS, ManualClock, MINUTE_MS } from '@sutra/kernel/clock';
import { Caller, startTestApp, type TestApp } from '@sutra/testkit/app';
import { afterAll, beforeAll, expect, test } from 'vitest';

const PHARMACIST = '+919800000002';
const clock = new ManualClock(Date.now());
let first: TestApp;
let second: TestApp;
beforeAll(async () => {
  first = await startTestApp({ clock });
  second = await startTestApp({ clock, database: first.database });
});
afterAll(async () => {
  await second.close();
  await first.close();
});

const tokenBy = async (app: TestApp) => (await app.signInWithPassword(PHARMACIST)).token!;
const keyOf = (token: string) =>
  (JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()) as { kid: string }).kid;
const published = async (app: TestApp) =>
  (await app.anonymous.get('/.well-known/jwks.json')).body.keys.map(({ kid }: { kid: string }) => kid);
const isTaken = async (app: TestApp, token: string) =>
  (await new Caller(app.origin, token).get('/api/v1/auth/me')).status === 200;

test('a key is replaced after 90 days on every instance, whichever does it; what it signed is taken until it runs out', async () => {
  clock.advance(90 * DAY_MS - MINUTE_MS);
  const before = await tokenBy(second);
  const old = keyOf(before);
  expect([keyOf(await tokenBy(first)), await published(first)]).toEqual([old, [old]]);
  clock.advance(2 * MINUTE_MS);
  await first.app.jobs.run('identity.rotate-signing-keys');
  // The other instance heard nothing of it, and was shown no token by the new key.
  const after = await Promise.all(Array.from({ length: 5 }, () => tokenBy(second)));
  clock.advance(2000);
  const now = keyOf(await tokenBy(second));
  expect(now).not.toBe(old);
  expect(await published(first)).toEqual([now, old]);
  for (const token of [before, ...after])
    expect([await isTaken(first, token), await isTaken(second, token)]).toEqual([true, true]);
});

test('an old key is gone a day after it was replaced', async () => {
  const [now, old] = await published(first);
  clock.advance(DAY_MS);
  await first.app.jobs.run('identity.rotate-signing-keys');
  expect(await published(first)).toEqual([now]);
  expect(now).not.toBe(old);
  expect(await isTaken(second, await tokenBy(first))).toBe(true);
});

test('also on an instance that has heard nothing of it', async () => {
  const [old] = await published(second);
  clock.advance(88 * DAY_MS);
  expect(await published(second)).toEqual([old]);
  clock.advance(2 * DAY_MS);
  await first.app.jobs.run('identity.rotate-signing-keys');
  const now = keyOf(await tokenBy(first));
  clock.advance(DAY_MS);
  expect(await published(second)).toEqual([now]);
  expect(now).not.toBe(old);
});

test('where no job runs whoever signs first replaces it, and all who sign at that moment agree', async () => {
  const before = keyOf(await tokenBy(first));
  clock.advance(91 * DAY_MS);
  const tokens = await Promise.all([first, second, first, second].map(tokenBy));
  const keys = new Set(tokens.map(keyOf));
  expect(keys.size).toBe(1);
  expect(keys.has(before)).toBe(false);
  for (const token of tokens) expect([await isTaken(first, token), await isTaken(second, token)]).toEqual([true, true]);
});
