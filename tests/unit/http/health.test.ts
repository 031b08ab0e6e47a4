import { expect, it, vi } from 'vitest'
import { isAlive, isReady } from '#lib/http/server/health.ts'

it('is alive as long as it answers', async () => {
  expect(isAlive().status).toBe(200)
  expect(isAlive().headers.get('cache-control')).toBe('no-store')
})

it('is ready when the store is', async () => {
  expect((await isReady(async () => undefined)).status).toBe(200)
})

it('is not ready when the store fails, and does not say how', async () => {
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const response = await isReady(() => Promise.reject(new Error('password=hunter2')))
  expect(response.status).toBe(503)
  expect(await response.text()).not.toContain('hunter2')
  expect(stderr.mock.calls.join('')).not.toContain('hunter2')
  stderr.mockRestore()
})

it('does not wait for a store that hangs', async () => {
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  expect((await isReady(() => new Promise(() => undefined), 1)).status).toBe(503)
  stderr.mockRestore()
})
