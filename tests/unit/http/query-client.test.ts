import { onlineManager } from '@tanstack/react-query'
import { afterEach, expect, it, vi } from 'vitest'
import { fetchJson } from '#lib/http/fetch-json.ts'
import { makeQueryClient } from '#lib/http/query-client.ts'

afterEach(() => {
  onlineManager.setOnline(true)
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

it('asks also where the browser thinks that it is offline, so that silence is told', async () => {
  onlineManager.setOnline(false)
  const asked = vi.fn(() => Promise.reject(new Error('offline')))
  await makeQueryClient()
    .query({ queryKey: ['q'], queryFn: asked, retry: false })
    .catch(() => undefined)
  expect(asked).toHaveBeenCalledOnce()
})

it('keeps no write until the browser is online again', async () => {
  onlineManager.setOnline(false)
  const write = vi.fn(() => Promise.reject(new Error('offline')))
  const client = makeQueryClient()
  const ended = client.getMutationCache().build(client, { mutationFn: write }).execute(undefined)
  await expect(ended).rejects.toThrow('offline')
  expect(write).toHaveBeenCalledOnce()
})

it('gives up a look of its own that is not answered', async () => {
  vi.spyOn(AbortSignal, 'timeout').mockReturnValue(AbortSignal.abort(new DOMException('late', 'TimeoutError')))
  vi.stubGlobal('fetch', async (_path: string, { signal }: RequestInit) => {
    signal?.throwIfAborted()
    return Response.json({})
  })
  await expect(fetchJson('/api/x', { isBackground: true })).rejects.toMatchObject({ code: 'unreachable', status: 0 })
  await expect(fetchJson('/api/x')).resolves.toEqual({})
})
