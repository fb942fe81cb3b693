import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['e2e/**/*.test.ts'],
    globalSetup: ['e2e/setup.ts'],
    pool: 'forks',
    maxWorkers: 1, // the browser takes both cores
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
