import { beforeAll, describe, expect, it } from 'vitest'
import { getCertificate } from '#lib/certificates/server/get.ts'
import { readBackAccepted } from '#lib/operations/server/vendor-status.ts'
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

  describe('keeps since when it was revoked', () => {
    const revokedElsewhere = { vendorStatus: 'REVOKE' } as const
    const silence = { kind: 'unreachable', message: 'no complete answer came in time' } as const

    it('also when it was revoked elsewhere: the vendor is asked before it forgets', async () => {
      const bench = await writeBench(store, revokedElsewhere)
      await bench.write('delete')
      const { revoke_time: revokeTime } = await bench.row()
      expect(revokeTime).toBe(bench.ctx.clock.now())
      const at = new Date(revokeTime ?? 0).toISOString()
      expect(await snapshots(bench)).toMatchObject([{ kind: 'delete', revokeTime: at, revokeTimeUnread: null }])
      expect((await bench.events())[0]).toMatchObject({ outcome: 'requested', details: { revokeTime: at } })
    })

    it('also when it is deleted before the worker has asked, and nobody is asked again', async () => {
      const bench = await writeBench(store)
      const { operationId } = await bench.write('revoke')
      bench.pass(1_000)
      await bench.write('delete')
      expect((await bench.operation(operationId)).vendorRevokeTime).not.toBeNull()
      expect((await bench.row()).revoke_time).not.toBeNull()
    })

    it('or why nobody knows: a vendor that does not tell keeps nothing from being deleted', async () => {
      const bench = await writeBench(store, revokedElsewhere)
      const asked: unknown[] = []
      bench.cloud.getStatuses = async (_identifiers, options) => {
        asked.push(options)
        return { ok: false, error: silence }
      }
      expect(await bench.write('delete')).toMatchObject({ state: 'succeeded' })
      expect(asked).toEqual([{ interactive: true, onceWithinMs: 5_000 }])
      expect(await snapshots(bench)).toMatchObject([{ revokeTime: null, revokeTimeUnread: 'unreachable' }])
      expect((await bench.events())[0]?.details).toMatchObject({ revokeTime: null, revokeTimeUnread: 'unreachable' })
    })

    it('and the worker stops asking about what is deleted', async () => {
      const bench = await writeBench(store)
      const answer = bench.cloud.getStatuses
      bench.cloud.getStatuses = async () => ({ ok: false, error: silence })
      await bench.write('revoke')
      bench.pass(1_000)
      await bench.write('delete')
      let asked = 0
      bench.cloud.getStatuses = (...of) => {
        asked += 1
        return answer(...of)
      }
      await readBackAccepted(bench.ctx, new Map())
      expect(asked).toBe(0)
    })
  })
})
