import { expect, it } from 'vitest'
import { getOverview } from '#lib/overview/server/get.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { describeEachEngine } from '#tests/support/engines.ts'
import { insertOperation, mirrorAll } from '#tests/support/inventory.ts'
import { certificateOf, scriptedCloud } from '#tests/support/scripted-cloud.ts'
import { contextOn, signedInUser } from '#tests/support/write-context.ts'

const now = Date.UTC(2026, 10, 24, 12)
const DAY = 86_400_000

describeEachEngine('the overview', (openStore) => {
  async function overviewOf(ctx: VerbContext) {
    const found = await getOverview(ctx, {})
    if (!found.ok) throw new Error(found.error.code)
    return found.value
  }

  it('shows what asks for a person before what is newer, and how many there are beyond the first eight', async () => {
    const store = await openStore()
    const ctx = contextOn(store, scriptedCloud([]), { clock: { now: () => now } })
    await insertOperation(store.db, { id: 'old', identifier: 'old', kind: 'revoke', state: 'needs_human' })
    for (let number = 1; number <= 10; number += 1) {
      const id = `unknown ${String(number)}`
      await insertOperation(store.db, { id, identifier: id, kind: 'revoke', state: 'unknown', requested_at: number })
    }
    await insertOperation(store.db, { id: 'under way', identifier: 'p', kind: 'revoke', state: 'pending' })
    const { needsHuman, recent } = await overviewOf(ctx)
    expect(needsHuman).toMatchObject({ total: 11, totalIsLowerBound: false })
    expect(needsHuman.items.map(({ id }) => id)).toEqual(['old', ...[10, 9, 8, 7, 6, 5, 4].map((n) => `unknown ${n}`)])
    expect(recent.map(({ id }) => id).slice(0, 2)).toEqual(['unknown 10', 'unknown 9'])
  })

  it('counts the certificates and shows those that end next first, to a viewer too', async () => {
    const store = await openStore()
    const actor = await signedInUser(store, 'viewer', 'viewer')
    const ctx = contextOn(store, scriptedCloud([]), { clock: { now: () => now }, actor })
    await mirrorAll(ctx, [
      certificateOf('later', { notAfter: now + 20 * DAY }),
      certificateOf('soon', { notAfter: now + DAY }),
      certificateOf('far', { notAfter: now + 90 * DAY }),
      certificateOf('gone', { notAfter: now - DAY }),
      certificateOf('revoked', { vendorStatus: 'REVOKE' }),
    ])
    const { counts, expiring, needsHuman } = await overviewOf(ctx)
    expect(counts.status).toMatchObject({
      valid: { client: 3, server: 0 },
      expiring: { client: 2 },
      expired: { client: 1 },
      revoked: { client: 1 },
      deleted: { client: 0 },
    })
    expect(expiring.map(({ identifier }) => identifier)).toEqual(['soon', 'later'])
    expect(needsHuman).toEqual({ items: [], total: 0, totalIsLowerBound: false })
  })
})
