import { describe, expect, it, vi } from 'vitest'
import { countedOnce } from '#lib/certificates/server/counts-under-way.ts'
import type { CertificateFacets } from '#lib/certificates/schema.ts'
import type { Database } from '#lib/db/server/database.ts'

/** Which store it is, is all that counts. */
const store = () => ({}) as unknown as Database
const facets = () => ({}) as CertificateFacets

describe('counting', () => {
  it('is done once for all who ask the same meanwhile, and anew for who asks later', async () => {
    const db = store()
    const counting = Promise.withResolvers<CertificateFacets>()
    const count = vi.fn(async () => counting.promise)
    const answers = [countedOnce(db, 'one', count), countedOnce(db, 'one', count)]
    counting.resolve(facets())
    expect(new Set(await Promise.all(answers)).size).toBe(1)
    expect(count).toHaveBeenCalledOnce()
    await countedOnce(db, 'one', count)
    expect(count).toHaveBeenCalledTimes(2)
  })

  it('is not shared by another question or another store', async () => {
    const db = store()
    const count = vi.fn(async () => Promise.resolve(facets()))
    await Promise.all([
      countedOnce(db, 'one', count),
      countedOnce(db, 'other', count),
      countedOnce(store(), 'one', count),
    ])
    expect(count).toHaveBeenCalledTimes(3)
  })

  it('that failed fails for all who waited, and is tried again', async () => {
    const db = store()
    const lost = async () => Promise.reject(new Error('lost'))
    const answers = await Promise.allSettled([countedOnce(db, 'one', lost), countedOnce(db, 'one', lost)])
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    await expect(countedOnce(db, 'one', async () => Promise.resolve(facets()))).resolves.toEqual({})
  })
})
