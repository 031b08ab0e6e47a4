import { availableParallelism } from 'node:os'
import path from 'node:path'
import { defineConfig } from 'vitest/config'

const alias = { 'server-only': path.resolve(import.meta.dirname, 'tests/support/empty.ts') }
const setupFiles = ['tests/support/isolation.ts']

export default defineConfig({
  test: {
    // Most of the time is spent waiting for processes and disks: two files at once, also on two cores.
    maxWorkers: Math.max(3, availableParallelism() - 1),
    // The files of a worker share its process and what it has loaded: to load all anew for each was half of the work.
    isolate: false,
    projects: [
      {
        resolve: { alias },
        test: { name: 'unit', include: ['tests/unit/**/*.test.{ts,tsx}'], setupFiles },
      },
      {
        resolve: { alias },
        test: {
          name: 'contract',
          include: ['tests/contract/**/*.test.ts'],
          setupFiles,
          globalSetup: ['tests/contract/global-setup.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'faults',
          include: ['tests/faults/**/*.test.ts'],
          setupFiles,
          globalSetup: ['tests/contract/global-setup.ts', 'tests/faults/global-setup.ts'],
          testTimeout: 30 * 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
