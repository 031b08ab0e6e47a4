import { expect, it } from 'vitest'
import {
  anyNeighbours,
  findCertificate,
  findOthersWithKey,
  findOthersWithName,
} from '#lib/certificates/server/repository.ts'
import { describeEachEngine } from '#tests/support/engines.ts'
import { insertOperation, listed, mirrorAll } from '#tests/support/inventory.ts'
import { certificateOf, scriptedCloud } from '#tests/support/scripted-cloud.ts'
import { contextOn } from '#tests/support/write-context.ts'

const now = Date.UTC(2026, 10, 24, 12)

describeEachEngine('the neighbours of a certificate', (openStore) => {
  it('are found where they decide about the gate whenever they are shown', async () => {
    const store = await openStore()
    const valid = { notAfter: now + 1e9 }
    const certificates = [
      certificateOf('one', { commonName: 'pay.example', ...valid }),
      certificateOf('valid', { commonName: 'PAY.example', ...valid }),
      certificateOf('revoked', { commonName: 'pay.example', ...valid, vendorStatus: 'REVOKE' }),
      certificateOf('expired', { commonName: 'pay.example', notAfter: now - 1 }),
      certificateOf('being revoked', { commonName: 'pay.example', ...valid }),
      certificateOf('nameless', { commonName: '', ...valid }),
      certificateOf('nameless too', { commonName: '', ...valid }),
      certificateOf('else', { commonName: 'else.example', ...valid }),
    ]
    const ctx = contextOn(
      store,
      scriptedCloud(certificates, () => now),
      { clock: { now: () => now } },
    )
    await mirrorAll(ctx, certificates)
    await insertOperation(ctx.db, { identifier: 'being revoked', kind: 'revoke', state: 'pending' })
    const key = 'a1b2'.repeat(16)
    const ofOneKey = ['one', 'else', 'revoked', 'expired', 'nameless']
    await store.db
      .updateTable('certificates')
      .set({ public_key_sha256: key })
      .where('identifier', 'in', ofOneKey)
      .execute()
    const counted: Record<string, { sameName: number; sameKey: number }> = {}
    for (const { identifier } of certificates) {
      const row = await findCertificate(ctx.db, identifier)
      if (row === null) throw new Error('not mirrored')
      const of = { identifier, commonName: row.common_name, type: row.type, publicKeySha256: row.public_key_sha256 }
      const [names, keys] = [await findOthersWithName(ctx.db, of, now), await findOthersWithKey(ctx.db, of, now)]
      counted[identifier] = await anyNeighbours(ctx.db, of, now)
      expect(counted[identifier]).toEqual({ sameName: Math.min(names.total, 1), sameKey: Math.min(keys.total, 1) })
      if (identifier === 'one') expect([names.total, keys.total]).toEqual([1, 3])
    }
    expect(counted['one']).toEqual({ sameName: 1, sameKey: 1 })
    // However many there are, all that a leaked key touches can be listed.
    const { items } = await listed(ctx, { q: `spki:${key.toUpperCase()}` })
    expect(items.map(({ identifier }) => identifier).toSorted()).toEqual(ofOneKey.toSorted())
    expect((await listed(ctx, { q: `-spki:${key}` })).total).toBe(certificates.length - ofOneKey.length)
    expect(counted['nameless']).toEqual({ sameName: 0, sameKey: 1 })
    expect(counted['nameless too']).toEqual({ sameName: 0, sameKey: 0 })
  })
})
