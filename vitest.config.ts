// Vitest: unit, conformance and integration tests, on the project's own Node 24.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [svelte({ configFile: false })],
  test: {
    include: ['test/unit/**/*.test.ts', 'test/conformance/**/*.test.ts', 'test/integration/**/*.test.ts'],
    // Native modules and child processes are safest in processes of their own.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // A forgotten `.only` would quietly pass the rest.
    allowOnly: false,
    passWithNoTests: false,
  },
});
