/** Owns the run of the unit tests. */
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    environment: 'node',
    include: ['src/**/*.test.{ts,tsx}', 'tests/**/*.test.ts'],
    // Property tests and tests on a real store share two cores with whatever else runs.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
