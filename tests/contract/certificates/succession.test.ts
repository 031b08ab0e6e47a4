import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { getCertificate } from '#lib/certificates/server/get.ts'
import { describeEachEngine, describeEngine } from '#tests/support/engines.ts'
import { mirrorAll } from '#tests/support/inventory.ts'
import { certificateOf, scriptedCloud } from '#tests/support/scripted-cloud.ts'
import { contextOn } from '#tests/support/write-context.ts'

const DAY = 86_400_000
const start = Date.UTC(2026, 0, 1)
const of = (name: string, day: number, more: object = {}) =>
  certificateOf(name, {
    commonName: 'one.example',
    notBefore: start + day * DAY,
    notAfter: start + 4000 * DAY,
    ...more,
  })

describeEachEngine('the succession of one name', (openStore) => {
  it('is told nearest first on both sides, whatever the status, and of no other name or type', async () => {
    const certificates = [
      ...Array.from({ length: 15 }, (_, day) => of(`d${String(day).padStart(2, '0')}`, day)),
      of('revoked', 7, { vendorStatus: 'REVOKE' }),
      of('other-type', 8, { type: 'server' }),
      of('other-name', 8, { commonName: 'two.example' }),
    ]
    const ctx = contextOn(await openStore(), scriptedCloud(certificates))
    await mirrorAll(ctx, certificates)
    const result = await getCertificate(ctx, { identifier: 'd07' })
    if (!result.ok) throw new Error(result.error.code)
    const { later, earlier } = result.value.succession
    const names = (side: typeof later) => side.items.map(({ identifier }) => identifier)
    expect([names(later), later.hasMore]).toEqual([['revoked', 'd08', 'd09', 'd10', 'd11'], true])
    expect([names(earlier), earlier.hasMore]).toEqual([['d06', 'd05', 'd04', 'd03', 'd02'], true])
    expect(later.items[0]).toMatchObject({ status: 'revoked', notBefore: '2026-01-08T00:00:00.000Z' })
    const first = await getCertificate(ctx, { identifier: 'd00' })
    expect(first).toMatchObject({ value: { succession: { earlier: { items: [], hasMore: false } } } })
  })
})

// The planner of PostgreSQL reads an empty table through.
describeEngine('sqlite', 'the succession of one name', (openStore) => {
  it('is found by its index', async () => {
    const { db } = await openStore()
    const { rows } = await sql<{ detail: string }>`explain query plan select identifier from certificates
      where common_name_key = 'a' and type = 'client' and (not_before, identifier) > (1, 'x')
      order by not_before, identifier limit 6`.execute(db)
    expect(rows.map(({ detail }) => detail).join()).toMatch(/ix_certificates_succession/)
    expect(rows.map(({ detail }) => detail).join()).not.toMatch(/TEMP B-TREE/)
  })
})
