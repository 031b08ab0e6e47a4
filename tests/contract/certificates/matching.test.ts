import { expect, it } from 'vitest'
import { applyToMirror, recordDeletedElsewhere } from '#lib/certificates/server/mirror.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { describeEachEngine } from '#tests/support/engines.ts'
import { insertOperation, listed, mirrorAll } from '#tests/support/inventory.ts'
import { certificateOf } from '#tests/support/scripted-cloud.ts'
import { DAY, identifiers, newContext, now } from './support.ts'

describeEachEngine('the operation that matches what a certificate has become', (openStore) => {
  it('is looked for among those of this console, whatever else is known of the certificate', async () => {
    const ctx = await newContext(openStore)
    const revoked = (name: string) => certificateOf(name, { vendorStatus: 'REVOKE', notAfter: now + DAY })
    const valid = (name: string) => certificateOf(name, { notAfter: now + DAY })
    await mirrorAll(ctx, [
      ...['revoked elsewhere', 'revoked here', 'refused here, revoked elsewhere', 'deleted here only'].map(revoked),
      ...['valid', 'deleted elsewhere', 'deleted here', 'refused here'].map(valid),
    ])
    const { db } = ctx
    await insertOperation(db, { identifier: 'revoked here', kind: 'revoke', state: 'succeeded' })
    await insertOperation(db, { identifier: 'revoked here', kind: 'revoke', state: 'refused' })
    for (const identifier of ['refused here, revoked elsewhere', 'refused here'])
      await insertOperation(db, { identifier, kind: 'revoke', state: 'refused' })
    for (const identifier of ['deleted here', 'deleted here only']) {
      await insertOperation(db, { identifier, kind: 'delete', state: 'succeeded' })
      await transaction(db, (trx) => applyToMirror(trx, ctx, { kind: 'delete', identifier, at: now }))
    }
    const target = { identifier: 'deleted elsewhere', serialNumber: '', commonName: '' }
    const evidence = { at: now, requestId: 'A', orderedBy: null }
    await transaction(db, (trx) => recordDeletedElsewhere(trx, ctx, target, evidence))

    const { items } = await listed(ctx, { facets: true })
    const told = (is: boolean | null) =>
      items.filter(({ hasMatchingOperation }) => hasMatchingOperation === is).map(({ identifier }) => identifier)
    expect(told(false).toSorted()).toEqual([
      'deleted elsewhere',
      'refused here, revoked elsewhere',
      'revoked elsewhere',
    ])
    expect(told(true).toSorted()).toEqual(['deleted here', 'deleted here only', 'revoked here'])
    expect(told(null).toSorted()).toEqual(['refused here', 'valid'])
    const found = async (q: string) => identifiers((await listed(ctx, { q })).items).toSorted()
    expect(await found('operation:none')).toEqual(told(false).toSorted())
    expect(await found('operation:yes')).toEqual(told(true).toSorted())
    expect(await found('-operation:none')).toEqual([...told(true), ...told(null)].toSorted())
    expect(await found('operation:none status:deleted OR operation:yes status:revoked')).toEqual([
      'deleted elsewhere',
      'revoked here',
    ])
  })

  it('may be one of which nobody knows yet whether it took effect', async () => {
    const ctx = await newContext(openStore)
    const states = ['pending', 'unknown', 'needs_human'] as const
    await mirrorAll(
      ctx,
      states.map((state) => certificateOf(state, { vendorStatus: 'REVOKE', notAfter: now + DAY })),
    )
    for (const state of states) await insertOperation(ctx.db, { identifier: state, kind: 'revoke', state })
    expect((await listed(ctx)).items.map((item) => item.hasMatchingOperation)).toEqual([true, true, true])
    expect((await listed(ctx, { q: 'operation:none' })).total).toBe(0)
  })
})
