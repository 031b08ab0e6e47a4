import { expect, it } from 'vitest'
import { openSnapshot } from '#lib/db/server/snapshot.ts'
import { describeEachEngine } from '#tests/support/engines.ts'

describeEachEngine('a snapshot', (openStore) => {
  it('is closed when it has been open for too long, and gives its place back', async () => {
    const { db } = await openStore()
    const asked = { most: 1, mostOfOwner: 1, owner: 'one' }
    const snapshot = await openSnapshot(db, { ...asked, longestMs: 1_500 })
    if (snapshot === null) throw new Error('no place')
    expect(await openSnapshot(db, { ...asked, longestMs: 1_500 })).toBeNull()
    await snapshot.closed
    await expect(snapshot.db.selectFrom('certificates').select('identifier').execute()).rejects.toThrow()
    const next = await openSnapshot(db, { ...asked, longestMs: 30_000 })
    expect(next).not.toBeNull()
    await next?.close()
  })
})
