import { expect, it } from 'vitest'
import { applyToMirror } from '#lib/certificates/server/mirror.ts'
import { refreshReplacements } from '#lib/certificates/server/repository.replacement.ts'
import type { CloudCertificate } from '#lib/cloud/server/port.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { describeEachEngine } from '#tests/support/engines.ts'
import { listed, mirrorAll } from '#tests/support/inventory.ts'
import { certificateOf } from '#tests/support/scripted-cloud.ts'
import { seededRandom } from '#tests/support/virtual-time.ts'
import { DAY, identifiers, newContext, now } from './support.ts'

const always = new AbortController().signal

describeEachEngine('a replacement', (openStore) => {
  it('is a later certificate of the same name and type that is valid', async () => {
    const ctx = await newContext(openStore)
    const issued = (name: string, notBefore: number, more: Partial<CloudCertificate> = {}) =>
      certificateOf(name, { commonName: 'gateway', notBefore, notAfter: now + DAY, ...more })
    await mirrorAll(ctx, [
      issued('oldest', now - 9 * DAY),
      issued('newest', now - 2 * DAY),
      issued('of another type', now - DAY, { type: 'server' }),
      issued('of another name', now - DAY, { commonName: 'gateway-2' }),
      issued('revoked', now - DAY, { vendorStatus: 'REVOKE' }),
      issued('expired', now - 9 * DAY, { commonName: 'lapsed' }),
      issued('its replacement, expired too', now - 8 * DAY, { commonName: 'lapsed', notAfter: now - DAY }),
    ])
    await refreshReplacements(ctx.db, always)
    const found = async (q: string) => identifiers((await listed(ctx, { q })).items)
    expect(await found('replacement:yes')).toEqual(['oldest'])
    expect((await found('replacement:none')).length).toBe(6)
    await transaction(ctx.db, (trx) => applyToMirror(trx, ctx, { kind: 'revoke', identifier: 'newest', at: now }))
    await refreshReplacements(ctx.db, always)
    expect(await found('replacement:yes')).toEqual([])
  })

  it('is found for any inventory, however it has changed', async () => {
    const random = seededRandom(11)
    const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(random() * values.length)] as Value
    const ctx = await newContext(openStore)
    const one = (index: number) =>
      certificateOf(`certificate-${String(index)}`, {
        commonName: pick(['', 'gateway', 'gateway', '王芳', 'sensor']),
        type: pick(['client', 'server']),
        vendorStatus: pick(['ISSUE', 'ISSUE', 'REVOKE', 'PENDING']),
        notBefore: pick([null, now - 3 * DAY, now - 2 * DAY, now - DAY]),
        notAfter: pick([null, now - 1, now, now + DAY]),
      })
    await mirrorAll(
      ctx,
      Array.from({ length: 60 }, (_, index) => one(index)),
    )
    for (let round = 0; round < 4; round += 1) {
      await refreshReplacements(ctx.db, always)
      await expectTold(ctx)
      const changed = Array.from({ length: 15 }, (_, at) => one(round * 7 + at))
      await mirrorAll(ctx, changed, { passId: round + 2 })
      for (const { identifier } of changed.slice(0, 3)) {
        await transaction(ctx.db, (trx) => applyToMirror(trx, ctx, { kind: 'delete', identifier, at: now }))
      }
    }
  })
})

/** Against what a loop over everything says. */
async function expectTold(ctx: VerbContext): Promise<void> {
  const rows = await ctx.db
    .selectFrom('certificates')
    .select(['identifier', 'common_name_key', 'type', 'vendor_status', 'not_before', 'not_after', 'deleted_at'])
    .select('replaced_until')
    .execute()
  type Row = (typeof rows)[number]
  const isLater = (other: Row, row: Row) => {
    const [issued, issuedThen] = [other.not_before ?? 0, row.not_before ?? 0]
    return issued > issuedThen || (issued === issuedThen && other.identifier > row.identifier)
  }
  for (const row of rows) {
    const ends = rows
      .filter(
        (other) => other.common_name_key === row.common_name_key && other.type === row.type && isLater(other, row),
      )
      // What has no name is no other's replacement.
      .filter((other) => other.common_name_key !== '' && other.vendor_status === 'ISSUE' && other.deleted_at === null)
      .flatMap(({ not_after: end }) => end ?? [])
    expect(row.replaced_until, row.identifier).toBe(ends.length === 0 ? null : Math.max(...ends))
  }
}
