import { type ChildProcess, spawn } from 'node:child_process';
import { freePort } from '@sutra/testkit/postgres';
import { requireProgram } from '@sutra/testkit/programs';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, inject, test, vi } from 'vitest';
import { ManualClock, systemClock } from './clock.ts';
import { StartError } from './config.ts';
import { type Feed, LocalFeed, RedisFeed } from './feed.ts';
import { createLog } from './log.ts';

const log = createLog('silent');
const CHANNEL = 'sutra:feed:test';
const closing: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const waitFor = (check: () => void, timeout = 4000) => vi.waitFor(check, { timeout, interval: 5 });
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function redisFeed(url: string): RedisFeed {
  const feed = new RedisFeed(url, 'test', systemClock, log);
  closing.push(() => feed.close());
  return feed;
}
async function started<F extends Feed>(feed: F): Promise<F> {
  await feed.start();
  await waitFor(() => expect(feed.fresh).toBe(true));
  return feed;
}
/** Collects what arrives on a topic. */
function heardOn(feed: Feed, topic: string): unknown[] {
  const heard: unknown[] = [];
  feed.subscribe(topic, (data) => heard.push(data));
  return heard;
}

/** A Redis of this test's own, which it may stop and kill. */
async function ownRedis(port?: number): Promise<{ url: string; port: number; child: ChildProcess; probe: Redis }> {
  const own = port ?? (await freePort());
  const options = ['--port', String(own), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const child = spawn(requireProgram('redis-server', 'redis-server'), options, { stdio: 'ignore' });
  const url = `redis://127.0.0.1:${own}`;
  const probe = new Redis(url, { retryStrategy: () => 30, maxRetriesPerRequest: null });
  probe.on('error', () => {});
  closing.push(async () => {
    probe.disconnect();
    child.kill('SIGCONT');
    child.kill('SIGKILL');
  });
  await probe.ping();
  return { url, port: own, child, probe };
}

describe.each<[string, () => Feed]>([
  ['in this process', () => new LocalFeed(systemClock, log)],
  ['over Redis', () => redisFeed(inject('redisUrl')!)],
])('a feed %s', (_, make) => {
  test('brings a message to every subscriber of its topic before publish returns, and to no other', async () => {
    const feed = await started(make());
    const first = heardOn(feed, 'a');
    const second = heardOn(feed, 'a');
    const other = heardOn(feed, 'b');
    const sent = feed.publish('a', { ids: ['x'] });
    expect([first, second, other]).toEqual([[{ ids: ['x'] }], [{ ids: ['x'] }], []]);
    expect(await sent).toBe(true);
    await pause(30);
    expect(first).toHaveLength(1); // not a second time through Redis
  });

  test('keeps the order of its messages', async () => {
    const feed = await started(make());
    const heard = heardOn(feed, 'a');
    await Promise.all(Array.from({ length: 200 }, (__, n) => feed.publish('a', n)));
    expect(heard).toEqual(Array.from({ length: 200 }, (__, n) => n));
  });

  test('lets nobody suffer for a subscriber that throws, and forgets one that leaves', async () => {
    const feed = await started(make());
    feed.subscribe('a', () => {
      throw new Error('mine');
    });
    const leave = feed.subscribe('a', () => expect.unreachable());
    leave();
    const heard = heardOn(feed, 'a');
    expect(await feed.publish('a', 1)).toBe(true);
    expect(heard).toEqual([1]);
  });

  test('is not trusted before every catch-up has ended, which reaches back as far as a token lives', async () => {
    const feed = make();
    const since: Date[] = [];
    let finish = () => {};
    const slow = new Promise<void>((resolve) => (finish = resolve));
    feed.onCatchUp(async (from) => void since.push(from));
    feed.onCatchUp(() => slow);
    expect(feed.fresh).toBe(false);
    const start = feed.start();
    await waitFor(() => expect(since).toHaveLength(1));
    expect(feed.fresh).toBe(false);
    expect(Date.now() - since[0]!.getTime()).toBeGreaterThanOrEqual(15 * 60_000);
    finish();
    await start;
    await waitFor(() => expect(feed.fresh).toBe(true));
  });
});

test('a feed in this process does not start without its catch-up', async () => {
  const feed = new LocalFeed(new ManualClock(0), log);
  feed.onCatchUp(() => Promise.reject(new Error('no database')));
  await expect(feed.start()).rejects.toThrow('no database');
  expect(feed.fresh).toBe(false);
});

describe('between instances over Redis', () => {
  test('a message of one reaches the others within milliseconds', async () => {
    const [a, b, c] = await Promise.all(Array.from({ length: 3 }, () => started(redisFeed(inject('redisUrl')!))));
    const heard = [heardOn(a!, 'a'), heardOn(b!, 'a'), heardOn(c!, 'a')];
    await a!.publish('a', { n: 1 });
    await waitFor(() => expect(heard).toEqual([[{ n: 1 }], [{ n: 1 }], [{ n: 1 }]]), 500);
    expect([a!.fresh, b!.fresh, c!.fresh]).toEqual([true, true, true]);
  });

  test('what is no message of ours changes nothing', async () => {
    const feed = await started(redisFeed(inject('redisUrl')!));
    const heard = heardOn(feed, 'a');
    const stranger = new Redis(inject('redisUrl')!);
    closing.push(() => stranger.disconnect());
    for (const text of ['', '{', 'null', '[]', '7', '"x"', '{"from":1}', '{"from":"x","topic":"a"}'])
      await stranger.publish(CHANNEL, text);
    await pause(50);
    expect(heard).toEqual([]);
    expect(feed.fresh).toBe(true);
  });

  test('a gap in the numbers of one means a lost message: the feed is caught up before it is trusted again', async () => {
    const feed = redisFeed(inject('redisUrl')!);
    let catchUps = 0;
    let hold: Promise<void> | undefined;
    feed.onCatchUp(async () => {
      catchUps += 1;
      await hold;
    });
    await started(feed);
    const peer = new Redis(inject('redisUrl')!);
    closing.push(() => peer.disconnect());
    const say = (sequence: number) =>
      peer.publish(CHANNEL, JSON.stringify({ from: 'peer', sequence, topic: 'a', data: sequence }));
    const heard = heardOn(feed, 'a');
    await say(7);
    await say(8);
    await pause(50);
    expect([catchUps, feed.fresh]).toEqual([1, true]);
    let finish = () => {};
    hold = new Promise((resolve) => (finish = resolve));
    await say(10);
    await waitFor(() => expect(feed.fresh).toBe(false), 200);
    await waitFor(() => expect(catchUps).toBe(2), 1000);
    expect(heard).toEqual([7, 8, 10]);
    await say(12); // lost again while it catches up: one catch-up is not enough
    await pause(30);
    finish();
    await waitFor(() => expect(feed.fresh).toBe(true), 2000);
    expect(catchUps).toBeGreaterThanOrEqual(3);
  });

  test('of one that falls silent the store is read at every beat, until it is heard again or says goodbye', async () => {
    const feed = redisFeed(inject('redisUrl')!);
    let catchUps = 0;
    feed.onCatchUp(async () => void (catchUps += 1));
    await started(feed);
    const peer = new Redis(inject('redisUrl')!);
    closing.push(() => peer.disconnect());
    const say = (sequence: number, more: object = {}) =>
      peer.publish(CHANNEL, JSON.stringify({ from: 'silent peer', sequence, ...more }));
    await say(1);
    await waitFor(() => expect(catchUps).toBeGreaterThanOrEqual(3), 2000);
    expect(feed.fresh).toBe(true);
    await say(2, { bye: true });
    await pause(300);
    const atGoodbye = catchUps;
    await pause(800);
    expect(catchUps).toBe(atGoodbye);
  });

  test('a catch-up that fails is tried again, and until then nothing is trusted', async () => {
    const feed = redisFeed(inject('redisUrl')!);
    let attempts = 0;
    feed.onCatchUp(async () => {
      attempts += 1;
      if (attempts < 3) throw new Error('no database');
      expect(feed.fresh).toBe(false);
    });
    await started(feed);
    expect(attempts).toBe(3);
  });
});

describe('when Redis fails', () => {
  test('at the start, the start fails at once and says where Redis should be', async () => {
    const feed = redisFeed(`redis://user:hidden@127.0.0.1:${await freePort()}`);
    const startedAt = performance.now();
    const error = await feed.start().then(
      () => null,
      (reason: Error) => reason,
    );
    expect(error).toBeInstanceOf(StartError);
    expect(error!.message).toMatch(/Redis at 127\.0\.0\.1:\d+ does not answer.*Check REDIS_URL/);
    expect(error!.message).not.toMatch(/hidden/);
    expect(performance.now() - startedAt).toBeLessThan(3000);
  });

  test('by falling silent, that shows within a second, publishing says so quickly, and what was missed is read afterwards', async () => {
    const redis = await ownRedis();
    const [a, b] = [redisFeed(redis.url), redisFeed(redis.url)];
    const since: Date[] = [];
    b.onCatchUp(async (from) => void since.push(from));
    await Promise.all([started(a), started(b)]);
    const stoppedAt = Date.now();
    redis.child.kill('SIGSTOP'); // sockets stay open: only the missing heartbeat tells
    await waitFor(() => expect([a.fresh, b.fresh]).toEqual([false, false]), 1000);
    const startedAt = performance.now();
    expect(await a.publish('a', 'said into silence')).toBe(false);
    expect(performance.now() - startedAt).toBeLessThan(800);
    redis.child.kill('SIGCONT');
    await waitFor(() => expect([a.fresh, b.fresh]).toEqual([true, true]));
    expect(since).toHaveLength(2);
    expect(since[1]!.getTime()).toBeLessThan(stoppedAt);
  });

  test('by dying, that shows at once, publishing says so at once, and all is well once it is back', async () => {
    const redis = await ownRedis();
    const [a, b] = await Promise.all([started(redisFeed(redis.url)), started(redisFeed(redis.url))]);
    let catchUps = 0;
    b.onCatchUp(async () => void (catchUps += 1));
    redis.child.kill('SIGKILL');
    await waitFor(() => expect([a.fresh, b.fresh]).toEqual([false, false]), 500);
    const startedAt = performance.now();
    expect(await a.publish('a', 1)).toBe(false);
    expect(performance.now() - startedAt).toBeLessThan(300);
    await ownRedis(redis.port);
    await waitFor(() => expect([a.fresh, b.fresh]).toEqual([true, true]));
    expect(catchUps).toBeGreaterThanOrEqual(1);
    const heard = heardOn(b, 'a');
    expect(await a.publish('a', 2)).toBe(true);
    await waitFor(() => expect(heard).toEqual([2]), 500);
  });

  test('for one subscriber only, that one knows', async () => {
    const redis = await ownRedis();
    const [a, b] = await Promise.all([started(redisFeed(redis.url)), started(redisFeed(redis.url))]);
    const heard = heardOn(b, 'a');
    const clients = String(await redis.probe.call('CLIENT', 'LIST', 'TYPE', 'pubsub'));
    const [first] = clients.match(/(?<=id=)\d+/g)!;
    await redis.probe.call('CLIENT', 'KILL', 'ID', first);
    await waitFor(() => expect([a.fresh, b.fresh].filter((fresh) => !fresh)).toHaveLength(1), 500);
    await waitFor(() => expect([a.fresh, b.fresh]).toEqual([true, true]));
    await a.publish('a', 1);
    await waitFor(() => expect(heard).toEqual([1]), 500);
  });
});
