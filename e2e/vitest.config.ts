/** The end-to-end tests: real browsers and servers, one file after the other. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    name: 'end-to-end',
    include: ['e2e/**/*.test.ts'],
    globalSetup: ['e2e/setup.ts'],
    pool: 'forks',
    maxWorkers: 1,
    fileParallelism: false,
    // Real browsers on a shared machine: one more try, and the report says (retry x1).
    retry: 1,
    testTimeout: 180_000,
    // The first hook that needs InfluxDB 2 may have to build it.
    hookTimeout: 1_800_000,
    teardownTimeout: 30_000,
  },
});
