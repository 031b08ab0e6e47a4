import { randomUUID } from 'node:crypto'
import { beforeAll, expect, it } from 'vitest'
import { reconcileDue } from '#lib/operations/server/reconcile.ts'
import { settleOperation } from '#lib/operations/server/settle.ts'
import { verifyOne } from '#lib/sync/server/verify.ts'
import { describeEachEngine, type TestStore } from '#tests/support/engines.ts'
import { certificateOf, timedOut } from '#tests/support/scripted-cloud.ts'
import { asAnother } from '#tests/support/write-context.ts'
import { writeBench, type WriteBench } from './support.ts'

// A receipt of ours is no proof for ever: whoever asks again gets it only while the vendor still says that it is done.

describeEachEngine('a request for what was done before', (openStore) => {
  let store: TestStore

  beforeAll(async () => {
    store = await openStore()
  })

  /** The call was lost, the certificate could not be read for a while, and somebody said "It was done". It was not. */
  async function settledByMistake(bench: WriteBench, kind: 'revoke' | 'delete'): Promise<string> {
    bench.cloud.script = [{ outcome: timedOut, applied: false }]
    const { operationId } = await bench.write(kind)
    bench.pass(6 * 60_000)
    bench.cloud.readFailure = { kind: 'unreachable', message: 'down' }
    await reconcileDue(bench.ctx)
    bench.cloud.readFailure = null
    const verdict = { operationId, verdict: 'done', comment: 'looked at the wrong account' }
    expect(await settleOperation(bench.ctx, verdict)).toMatchObject({ ok: true, value: { state: 'succeeded' } })
    return operationId
  }

  it('gets the old receipt while the reading agrees', async () => {
    const bench = await writeBench(store)
    const input = await bench.confirmation('revoke')
    await bench.confirm('revoke', input)
    const later = { ...input, operationId: randomUUID() }
    expect(await bench.confirm('revoke', later, asAnother(bench.ctx))).toMatchObject({
      ok: true,
      value: { operationId: input['operationId'], joined: true, state: 'succeeded' },
    })
    expect(bench.cloud.writes).toHaveLength(1)
  })

  it('is sent anew when the vendor says that it is not revoked after all', async () => {
    const bench = await writeBench(store)
    const old = await settledByMistake(bench, 'revoke')
    expect(await bench.row()).toMatchObject({ vendor_status: 'REVOKE' })
    bench.pass(60_000)
    const receipt = await bench.write('revoke')
    expect(receipt).toMatchObject({ joined: false, state: 'succeeded' })
    expect(receipt.operationId).not.toBe(old)
    expect(bench.cloud.writes).toHaveLength(2)
    expect(bench.cloud.certificates.get(bench.identifier)?.vendorStatus).toBe('REVOKE')
  })

  it('is sent anew when the vendor says that it is not deleted after all', async () => {
    const bench = await writeBench(store, { vendorStatus: 'REVOKE' })
    await settledByMistake(bench, 'delete')
    bench.pass(60_000)
    // The next pass lists it, and the live reading raises the tombstone.
    await raised(bench)
    expect(await bench.write('delete')).toMatchObject({ joined: false, state: 'succeeded' })
    expect(bench.cloud.writes).toHaveLength(2)
    expect(bench.cloud.certificates.has(bench.identifier)).toBe(false)
  })

  it('gets the receipt of a deletion while its tombstone stands', async () => {
    const bench = await writeBench(store, { vendorStatus: 'REVOKE' })
    const input = await bench.confirmation('delete')
    await bench.confirm('delete', input)
    bench.cloud.certificates.set(bench.identifier, certificateOf(bench.identifier, { vendorStatus: 'REVOKE' }))
    const later = { ...input, operationId: randomUUID() }
    expect(await bench.confirm('delete', later, asAnother(bench.ctx))).toMatchObject({
      ok: true,
      value: { operationId: input['operationId'], joined: true },
    })
    expect(bench.cloud.writes).toHaveLength(1)
  })
})

async function raised({ cloud, ctx, identifier }: WriteBench): Promise<void> {
  expect(cloud.certificates.has(identifier)).toBe(true)
  expect(await verifyOne({ ...ctx, signal: new AbortController().signal }, identifier)).toEqual({ kind: 'there' })
}
