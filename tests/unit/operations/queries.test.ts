import { environmentManager, QueryClient, QueryObserver } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { openOperations } from '#components/operations/list-filters.ts'
import { operationListOptions } from '#lib/operations/queries.ts'

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
