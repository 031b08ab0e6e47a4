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

/** Time is up at once for those who wait so long. */
function patienceEnds(...afterMs: number[]): void {
  vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) =>
    afterMs.includes(ms) ? AbortSignal.abort(new DOMException('late', 'TimeoutError')) : new AbortController().signal,
  )
}

const answered = async (_path: string, { signal }: RequestInit) => {
  signal?.throwIfAborted()
  return Response.json({})
}

it('gives up a look of its own after 10 s, and what somebody waits for after 60', async () => {
  vi.stubGlobal('fetch', answered)
  patienceEnds(10_000)
  await expect(fetchJson('/api/x', { isBackground: true })).rejects.toMatchObject({ code: 'unanswered', status: 0 })
  await expect(fetchJson('/api/x')).resolves.toEqual({})
  patienceEnds(60_000)
  await expect(fetchJson('/api/x')).rejects.toMatchObject({ code: 'unanswered', status: 0 })
})

it('tells of a look that was not answered before it looks again', async () => {
  patienceEnds(10_000)
  const asked = vi.fn(answered)
  vi.stubGlobal('fetch', asked)
  const look = () => fetchJson('/api/x', { isBackground: true })
  const client = makeQueryClient()
  await expect(client.query({ queryKey: ['q'], queryFn: look })).rejects.toMatchObject({ code: 'unanswered' })
  expect(asked).toHaveBeenCalledOnce()
})

it('calls a body that stops coming no answer, and one that was called off by its reason', async () => {
  const late = new AbortController()
  vi.spyOn(AbortSignal, 'timeout').mockReturnValue(late.signal)
  const called = new AbortController()
  const stopsBy = (stop: AbortController) => async () => ({
    ok: true,
    headers: new Headers({ 'content-type': 'application/json' }),
    json: async () => {
      stop.abort(new Error('stopped'))
      throw new Error('stopped')
    },
  })
  vi.stubGlobal('fetch', stopsBy(called))
  await expect(fetchJson('/api/x', { signal: called.signal })).rejects.toThrow('stopped')
  vi.stubGlobal('fetch', stopsBy(late))
  await expect(fetchJson('/api/x')).rejects.toMatchObject({ code: 'unanswered' })
})
