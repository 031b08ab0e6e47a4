import { expect, it } from 'vitest'
import { getCertificate } from '#lib/certificates/server/get.ts'
import { recordDeletedElsewhere } from '#lib/certificates/server/mirror.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { describeEachEngine } from '#tests/support/engines.ts'
import { insertOperation, mirrorAll } from '#tests/support/inventory.ts'
import { certificateOf, scriptedCloud } from '#tests/support/scripted-cloud.ts'
import { contextOn } from '#tests/support/write-context.ts'

const now = Date.UTC(2026, 10, 24, 12)

describeEachEngine('what stands beside a certificate', (openStore) => {
  async function benchWith(names: Record<string, string>) {
    const certificates = Object.entries(names).map(([identifier, commonName]) =>
      certificateOf(identifier, { commonName, notAfter: now + 1e9 }),
    )
    const clock = { now: () => now }
    const ctx = contextOn(await openStore(), scriptedCloud(certificates, clock.now), { clock })
    await mirrorAll(ctx, certificates)
    return ctx
  }

  async function detail(ctx: VerbContext, identifier: string) {
    const result = await getCertificate(ctx, { identifier })
    if (!result.ok) throw new Error(result.error.code)
    return result.value
  }

  it('names its namesakes, and not itself', async () => {
    const ctx = await benchWith({ old: 'pay.example', new: 'PAY.example', other: 'else.example' })
    const { sameName, sameKey } = await detail(ctx, 'old')
    expect(sameName).toMatchObject({ total: 1, items: [{ identifier: 'new', status: 'valid' }] })
    expect(sameKey).toEqual({ total: 0, items: [] })
  })

  it('tells its own operations and findings, and nobody else’s', async () => {
    const ctx = await benchWith({ one: 'one.example', two: 'two.example' })
    const id = await insertOperation(ctx.db, { identifier: 'one', kind: 'revoke', state: 'succeeded' })
    await insertOperation(ctx.db, { identifier: 'two', kind: 'revoke', state: 'succeeded' })
    await transaction(ctx.db, (trx) =>
      recordDeletedElsewhere(
        trx,
        ctx,
        { identifier: 'one', serialNumber: '5e', commonName: 'one.example' },
        { at: now, requestId: 'REQUEST', orderedBy: null },
      ),
    )
    const one = await detail(ctx, 'one')
    expect(one.operations.map((operation) => operation.id)).toEqual([id])
    expect(one.findings).toMatchObject([{ finding: 'deleted_elsewhere', at: new Date(now).toISOString() }])
    expect((await detail(ctx, 'two')).findings).toEqual([])
  })
})
