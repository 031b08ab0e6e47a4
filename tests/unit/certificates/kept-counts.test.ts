import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { countedOnce } from '#lib/certificates/server/kept-counts.ts'
import type { CertificateFacets } from '#lib/certificates/schema.ts'
import type { Database } from '#lib/db/server/database.ts'

/** Which store it is, is all that counts. */
const store = () => ({}) as unknown as Database
const facets = () => ({}) as CertificateFacets

/** Counts for so long, each time something new. */
function counting(ms: number) {
  return vi.fn(async () => {
    await new Promise((resolve) => setTimeout(resolve, ms))
    return facets()
  })
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('counting', () => {
  it('is done once for all who ask the same meanwhile', async () => {
    const db = store()
    const count = counting(500)
    const answers = Promise.all([countedOnce(db, 'one', count), countedOnce(db, 'one', count)])
    await vi.advanceTimersByTimeAsync(500)
    expect(new Set(await answers).size).toBe(1)
    expect(count).toHaveBeenCalledOnce()
  })

  it.each([
    ['twenty times as long as it took', 500, 10_000],
    ['a minute at most, from when it began', 5_000, 55_000],
    ['less where it took long to count', 20_000, 40_000],
    ['no time where it took hardly any', 49, 0],
  ])('is kept for %s', async (_, takes, kept) => {
    const db = store()
    const count = counting(takes)
    const ask = async () => {
      const answer = countedOnce(db, 'one', count)
      await vi.advanceTimersByTimeAsync(takes)
      await answer
    }
    await ask()
    if (kept > 0) {
      // Being asked for does not make it younger.
      await vi.advanceTimersByTimeAsync(kept - takes - 1)
      await countedOnce(db, 'one', count)
      expect(count).toHaveBeenCalledOnce()
      await vi.advanceTimersByTimeAsync(takes + 1)
    }
    await ask()
    expect(count).toHaveBeenCalledTimes(2)
  })

  it('is not shared by another question or another store', async () => {
    const db = store()
    const count = counting(0)
    const answers = Promise.all([
      countedOnce(db, 'one', count),
      countedOnce(db, 'other', count),
      countedOnce(store(), 'one', count),
    ])
    await vi.advanceTimersByTimeAsync(0)
    await answers
    expect(count).toHaveBeenCalledTimes(3)
  })

  it('forgets the oldest of very many', async () => {
    const db = store()
    const count = counting(1_000)
    const questions = Array.from({ length: 101 }, (_, index) => String(index))
    const answers = Promise.all(questions.map(async (question) => countedOnce(db, question, count)))
    await vi.advanceTimersByTimeAsync(1_000)
    await answers
    await countedOnce(db, '100', count)
    await countedOnce(db, '1', count)
    expect(count).toHaveBeenCalledTimes(101)
    const again = countedOnce(db, '0', count)
    await vi.advanceTimersByTimeAsync(1_000)
    await again
    expect(count).toHaveBeenCalledTimes(102)
  })

  it('that failed fails for all who waited, and is tried again', async () => {
    const db = store()
    const lost = async () => Promise.reject(new Error('lost'))
    const answers = await Promise.allSettled([countedOnce(db, 'one', lost), countedOnce(db, 'one', lost)])
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    const answer = countedOnce(db, 'one', counting(0))
    await vi.advanceTimersByTimeAsync(0)
    await expect(answer).resolves.toEqual({})
  })
})
