import { beforeAll, describe, expect, it } from 'vitest'
import { getCertificate } from '#lib/certificates/server/get.ts'
import { describeEachEngine, type TestStore } from '#tests/support/engines.ts'
import { mirrorAll } from '#tests/support/inventory.ts'
import { certificateOf } from '#tests/support/scripted-cloud.ts'
import { writeBench, type WriteBench } from './support.ts'

// After DeleteClientCertificate the tombstone is the last copy of what the vendor alone can tell.

const chain = '-----BEGIN CERTIFICATE-----\nthe vendor’s own\n-----END CERTIFICATE-----\n'

describeEachEngine('the tombstone', (openStore) => {
  let store: TestStore

  beforeAll(async () => {
    store = await openStore()
  })

  async function snapshots({ identifier }: WriteBench) {
    const rows = await store.db
      .selectFrom('operations')
      .select(['kind', 'snapshot'])
      .where('identifier', '=', identifier)
      .orderBy('requested_at')
      .execute()
    return rows.map(({ kind, snapshot }) => ({ kind, ...(JSON.parse(snapshot) as Record<string, unknown>) }))
  }

  describe('keeps the vendor’s chain', () => {
    /** The list brings no chain. */
    async function listed(bench: WriteBench): Promise<void> {
      const [live] = bench.cloud.certificates.values()
      if (live) await mirrorAll(bench.ctx, [{ ...live, chain: null }])
      expect(await bench.row()).toMatchObject({ chain: null })
    }

    it('also when opening the page was the only reading', async () => {
      const bench = await writeBench(store, { chain })
      await listed(bench)
      await getCertificate(bench.ctx, { identifier: bench.identifier })
      await bench.write('revoke')
      bench.pass(1_000)
      await getCertificate(bench.ctx, { identifier: bench.identifier })
      await bench.write('delete')
      expect(await bench.row()).toMatchObject({ chain })
      expect(await snapshots(bench)).toMatchObject([
        { kind: 'revoke', chain },
        { kind: 'delete', chain },
      ])
    })

    it('but not under another certificate', async () => {
      const bench = await writeBench(store, { chain })
      await bench.confirmation('revoke')
      expect(await bench.row()).toMatchObject({ chain })
      await mirrorAll(bench.ctx, [certificateOf(bench.identifier, { sha256: 'f'.repeat(64) })])
      expect(await bench.row()).toMatchObject({ chain: null })
    })
  })
})
