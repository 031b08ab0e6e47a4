import { expect, it } from 'vitest'
import { preparePage, recordReading } from '#lib/certificates/server/mirror.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { describeEachEngine } from '#tests/support/engines.ts'
import { listed, mirrorAll } from '#tests/support/inventory.ts'
import { certificateOf } from '#tests/support/scripted-cloud.ts'
import { newContext, now } from './support.ts'

// What two readings say of the same certificate, whichever of them comes first.

describeEachEngine('a page of the list', (openStore) => {
  const issued = certificateOf('a', { alias: 'new' })
  const pending = {
    ...certificateOf('a', { alias: 'old', vendorStatus: 'PENDING', serialNumber: '', sha256: '', pem: '' }),
    notBefore: null,
    notAfter: null,
  }

  it('that was asked for before a live reading replaces nothing of it', async () => {
    const ctx = await newContext(openStore)
    await mirrorAll(ctx, [pending], { readAt: now - 60_000 })
    await transaction(ctx.db, (trx) => recordReading(trx, ctx, { value: issued, readAt: now }))
    const page = { certificates: [pending], passId: 2, passStartedAt: now - 20_000, readAt: now - 5_000 }
    const late = await preparePage(ctx.db, page)
    await transaction(ctx.db, (trx) => late.write(trx, ctx))
    expect((await listed(ctx)).items).toMatchObject([
      { status: 'valid', alias: 'new', serialNumber: issued.serialNumber },
    ])
    const row = ctx.db.selectFrom('certificates').select(['last_seen_pass', 'last_seen_at', 'live_read_at'])
    expect(await row.execute()).toEqual([{ last_seen_pass: 2, last_seen_at: now, live_read_at: now }])
  })

  it('that tells of a revocation is believed, whenever it was asked for', async () => {
    const ctx = await newContext(openStore)
    await mirrorAll(ctx, [issued], { readAt: now })
    const revoked = certificateOf('a', { alias: 'old', vendorStatus: 'REVOKE' })
    await mirrorAll(ctx, [revoked], { passId: 2, readAt: now - 5_000 })
    expect((await listed(ctx)).items).toMatchObject([{ status: 'revoked', alias: 'new' }])
  })

  it('mends whatever was told oddly before', async () => {
    const ctx = await newContext(openStore)
    const nothing = { serialNumber: '', algorithm: '', keySize: 0, signAlgorithm: '', md5: '' }
    await mirrorAll(ctx, [{ ...issued, ...nothing, notBefore: null }])
    await mirrorAll(ctx, [issued], { passId: 2, readAt: now + 1_000 })
    const { serialNumber, algorithm, keySize, signAlgorithm, md5 } = issued
    expect((await listed(ctx)).items).toMatchObject([{ serialNumber, algorithm, keySize, signAlgorithm, md5 }])
    expect((await listed(ctx)).items[0]?.notBefore).not.toBeNull()
  })

  it('tells of one that waits to be issued what it did not know', async () => {
    const ctx = await newContext(openStore)
    await mirrorAll(ctx, [{ ...pending, algorithm: '', keySize: 0 }])
    await mirrorAll(ctx, [{ ...pending, algorithm: 'ECC', keySize: 256 }], { passId: 2, readAt: now + 1_000 })
    expect((await listed(ctx, { q: 'algorithm:ECC' })).total).toBe(1)
  })
})
