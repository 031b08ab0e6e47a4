import { environmentManager, QueryClient, QueryObserver } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { openOperations } from '#components/operations/list-filters.ts'
import { operationListOptions, operationOptions } from '#lib/operations/queries.ts'

beforeEach(() => {
  environmentManager.setIsServer(() => false)
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  environmentManager.setIsServer(() => true)
})

it('looks again when nothing was open: an operation may begin later', async () => {
  const answers = [[], [], [{ id: 'begun', state: 'pending' }]]
  vi.stubGlobal('fetch', async () =>
    Response.json({ items: answers.shift() ?? [], total: 0, totalIsLowerBound: false, nextCursor: null }),
  )
  const observer = new QueryObserver(new QueryClient(), operationListOptions(openOperations))
  const leave = observer.subscribe(() => undefined)
  await vi.advanceTimersByTimeAsync(30_000)
  leave()
  expect(answers).toEqual([])
})

it('looks again after the first look at an operation has failed', async () => {
  const answers = [Response.json({}, { status: 404 }), Response.json({ id: 'begun', state: 'refused' })]
  vi.stubGlobal('fetch', async () => answers.shift())
  const observer = new QueryObserver(
    new QueryClient({ defaultOptions: { queries: { retry: false } } }),
    operationOptions('begun'),
  )
  const leave = observer.subscribe(() => undefined)
  await vi.advanceTimersByTimeAsync(30_000)
  expect(observer.getCurrentResult().data).toMatchObject({ state: 'refused' })
  leave()
})
