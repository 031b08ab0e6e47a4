import { afterEach, expect, it, vi } from 'vitest'
import { assertEnvironmentKept, config } from '#lib/config/server/env.ts'
import { changedVariables, keepStartEnvironment } from '#lib/config/start-environment.ts'

afterEach(() => vi.unstubAllEnvs())

it('is what the console is configured by, whatever is written into the environment later', () => {
  vi.stubEnv('RESCIND_ACCOUNT_LABEL', 'at the start')
  keepStartEnvironment(process.env)
  expect(() => assertEnvironmentKept()).not.toThrow()
  vi.stubEnv('RESCIND_ACCOUNT_LABEL', 'from .env.local')
  keepStartEnvironment(process.env)
  expect(config().cloud.accountLabel).toBe('at the start')
  expect(() => assertEnvironmentKept()).toThrow(/^RESCIND_ACCOUNT_LABEL was changed after the start/)
})

it('is told from later ones by the variables that count', () => {
  const start = { DATABASE_URL: 'a', PORT: undefined, ALIBABA_CLOUD_ACCESS_KEY_ID: 'k' }
  const now = { DATABASE_URL: 'b', PORT: '3000', RESCIND_CLOUD: 'alibaba', NEXT_RUNTIME: 'nodejs' }
  expect(changedVariables(start, now)).toEqual(['ALIBABA_CLOUD_ACCESS_KEY_ID', 'DATABASE_URL', 'RESCIND_CLOUD'])
  expect(changedVariables(start, start)).toEqual([])
})
