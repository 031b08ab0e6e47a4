import { describe, expect, it } from 'vitest'
import { launchOrderOf } from '#lib/setup/launch-order.ts'

describe('the launcher’s words', () => {
  it.each([
    [[], { part: 'all', isDevelopment: false, readsEnvFile: true }],
    [['--dev'], { part: 'all', isDevelopment: true, readsEnvFile: true }],
    [['worker', '--no-env-file'], { part: 'worker', isDevelopment: false, readsEnvFile: false }],
    [['migrate'], { part: 'migrate', isDevelopment: false, readsEnvFile: true }],
  ])('%j', (words, value) => {
    expect(launchOrderOf(words)).toEqual({ ok: true, value })
  })

  it.each([['wroker'], ['--devel'], ['console', 'worker']])('are refused when they are not known: %s', (...words) => {
    expect(launchOrderOf(words)).toMatchObject({ ok: false })
    expect(JSON.stringify(launchOrderOf(words))).toContain('console, worker and migrate')
  })
})
