import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Pulse } from './pulse.ts';

let answer: () => Promise<string | null>;
let pulse: Pulse;
let stop: () => void;
let asked: number;

beforeEach(() => {
  asked = 0;
  answer = () => Promise.resolve('one');
  pulse = new Pulse({
    askBuild: () => {
      asked += 1;
      return answer();
    },
    ownBuild: 'one',
    tryAgainMs: 10,
    lookEveryMs: 60_000,
  });
  stop = pulse.start();
});
afterEach(() => stop());

const away = () => Promise.reject(new Error('connection refused'));

it('takes one failed call for nothing while the server answers', async () => {
  pulse.reached(false);
  await vi.waitFor(() => expect(asked).toBe(1));
  expect(pulse.snapshot()).toEqual({ isOffline: false, hasNewBuild: false });
});

it('is offline while the server is away, tries again, and comes back by itself', async () => {
  answer = away;
  pulse.reached(false);
  await vi.waitFor(() => expect(pulse.snapshot().isOffline).toBe(true));
  await vi.waitFor(() => expect(asked).toBeGreaterThan(2));
  answer = () => Promise.resolve('one');
  await vi.waitFor(() => expect(pulse.snapshot().isOffline).toBe(false));
});

it('comes back with any call that is answered', async () => {
  answer = away;
  pulse.live(false);
  await vi.waitFor(() => expect(pulse.snapshot().isOffline).toBe(true));
  pulse.reached(true);
  expect(pulse.snapshot().isOffline).toBe(false);
});

it('asks once at a time, whatever happens meanwhile', async () => {
  let done: (build: string) => void = () => undefined;
  answer = () =>
    new Promise((resolve) => {
      done = resolve;
    });
  for (let times = 0; times < 10; times += 1) pulse.reached(false);
  await vi.waitFor(() => expect(asked).toBe(1));
  done('one');
  await vi.waitFor(() => expect(pulse.snapshot().isOffline).toBe(false));
  expect(asked).toBe(1);
});

it('tells of another build, and not of one that cannot be compared', async () => {
  answer = () => Promise.resolve(null);
  pulse.live(false);
  await vi.waitFor(() => expect(asked).toBe(1));
  expect(pulse.snapshot().hasNewBuild).toBe(false);
  answer = () => Promise.resolve('two');
  await vi.waitFor(() => {
    pulse.live(false);
    expect(pulse.snapshot().hasNewBuild).toBe(true);
  });
});

it('asks when the live connection is lost and when it is back, and not when it is first made', async () => {
  pulse.live(true);
  expect(asked).toBe(0);
  pulse.live(false);
  await vi.waitFor(() => expect(asked).toBe(1));
  await new Promise((resolve) => setTimeout(resolve, 5));
  pulse.live(true);
  await vi.waitFor(() => expect(asked).toBe(2));
});

it('is one snapshot as long as nothing changes', async () => {
  const before = pulse.snapshot();
  pulse.reached(true);
  pulse.live(false);
  await vi.waitFor(() => expect(asked).toBe(1));
  await Promise.resolve();
  expect(pulse.snapshot()).toBe(before);
});
