import { defineConfig } from 'vitest/config';

// What measures time has the machine to itself.
const ALONE = ['e2e/speed.test.ts', 'e2e/story.test.ts', 'e2e/device-key.test.ts'];
const test = {
  globalSetup: 'e2e/setup.ts',
  pool: 'forks',
  testTimeout: 60_000,
  hookTimeout: 60_000,
  // A page that loads on a busy machine is no failure; what must happen within a second says so.
  expect: { poll: { timeout: 15_000 } },
} as const;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...test,
          name: 'together',
          include: ['e2e/**/*.test.ts'],
          exclude: ALONE,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      { test: { ...test, name: 'alone', include: ALONE, maxWorkers: 1, sequence: { groupOrder: 1 } } },
    ],
  },
});
