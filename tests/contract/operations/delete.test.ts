import { beforeAll, expect, it } from 'vitest'
import { reconcileDue } from '#lib/operations/server/reconcile.ts'
import { describeEachEngine, type TestStore } from '#tests/support/engines.ts'
import { refused, timedOut } from '#tests/support/scripted-cloud.ts'
import { asAnother, signedInUser } from '#tests/support/write-context.ts'
import { writeBench } from './support.ts'

describeEachEngine('a deletion', (openStore) => {
  let store: TestStore

  beforeAll(async () => {
    store = await openStore()
  })

  const revoked = { vendorStatus: 'REVOKE' } as const

  async function tombstoneOf(identifier: string) {
    return store.db
      .selectFrom('certificates')
      .select(['deleted_how', 'pem'])
      .where('identifier', '=', identifier)
      .executeTakeFirstOrThrow()
  }

  it('is made only of what a fresh reading shows as revoked, with an acknowledgement, and leaves a tombstone', async () => {
    const bench = await writeBench(store)
    const { pem } = bench.cloud.certificates.get(bench.identifier) ?? {}
    const early = await bench.confirmation('delete')
    expect(await bench.confirm('delete', early)).toMatchObject({ ok: false, error: { code: 'not_revoked' } })
    await bench.write('revoke')
    const input = await bench.confirmation('delete', { hasAcknowledged: false })
    expect(await bench.confirm('delete', input)).toMatchObject({ ok: false, error: { code: 'not_acknowledged' } })
    const done = await bench.confirm('delete', { ...input, hasAcknowledged: true })
    expect(done).toMatchObject({ ok: true, value: { kind: 'delete', state: 'succeeded' } })
    expect(await tombstoneOf(bench.identifier)).toEqual({ deleted_how: 'here', pem })
  })

  it('without an answer is unknown, and is settled by NotFound without a second call', async () => {
    const bench = await writeBench(store, revoked)
    bench.cloud.script = [{ outcome: timedOut, applied: true }]
    const { pem } = bench.cloud.certificates.get(bench.identifier) ?? {}
    const receipt = await bench.write('delete')
    expect(receipt).toMatchObject({ kind: 'delete', state: 'unknown' })
    expect(await tombstoneOf(bench.identifier)).toMatchObject({ deleted_how: null })
    bench.pass(25_001)
    expect(await reconcileDue(bench.ctx)).toMatchObject({ settled: 1 })
    expect(await bench.operation(receipt.operationId)).toMatchObject({ state: 'succeeded', settledBy: 'read_back' })
    expect(await tombstoneOf(bench.identifier)).toEqual({ deleted_how: 'here', pem })
    expect(bench.cloud.writes).toHaveLength(1)
  })

  it('that the vendor did not do is "not done" after two readings, and may be tried again', async () => {
    const bench = await writeBench(store, revoked)
    bench.cloud.script = [{ outcome: timedOut, applied: false }]
    const { operationId } = await bench.write('delete')
    bench.pass(25_001)
    await reconcileDue(bench.ctx)
    expect(await bench.operation(operationId)).toMatchObject({ state: 'unknown' })
    bench.pass(10_000)
    await reconcileDue(bench.ctx)
    expect(await bench.operation(operationId)).toMatchObject({ state: 'not_done' })
    expect(await tombstoneOf(bench.identifier)).toMatchObject({ deleted_how: null })
    expect(await bench.write('delete')).toMatchObject({ state: 'succeeded', joined: false })
    expect(await tombstoneOf(bench.identifier)).toMatchObject({ deleted_how: 'here' })
    expect(bench.cloud.writes).toHaveLength(2)
  })

  it('that the vendor refuses leaves no tombstone', async () => {
    const bench = await writeBench(store, revoked)
    bench.cloud.script = [{ outcome: refused, applied: false }]
    expect(await bench.write('delete')).toMatchObject({ state: 'refused', cloudCode: 'NoPermission' })
    expect(await tombstoneOf(bench.identifier)).toMatchObject({ deleted_how: null })
    expect((await bench.events()).map(({ outcome }) => outcome)).toEqual(['requested', 'refused'])
  })

  it('that is unknown is not settled by a vendor that cannot be read', async () => {
    const bench = await writeBench(store, revoked)
    bench.cloud.script = [{ outcome: timedOut, applied: true }]
    const { operationId } = await bench.write('delete')
    bench.cloud.readFailure = { kind: 'unreachable', message: 'down' }
    bench.pass(25_001)
    await reconcileDue(bench.ctx)
    expect(await bench.operation(operationId)).toMatchObject({ state: 'unknown' })
    expect(await tombstoneOf(bench.identifier)).toMatchObject({ deleted_how: null })
  })

  it('is one call, which a colleague joins', async () => {
    const bench = await writeBench(store, revoked)
    const [first, second] = [await bench.confirmation('delete'), await bench.confirmation('delete')]
    const colleague = asAnother(bench.ctx, await signedInUser(store, 'operator', `colleague-${bench.identifier}`))
    let joined: unknown = null
    bench.cloud.onWrite = async () => {
      joined = await bench.confirm('delete', second, colleague)
    }
    const receipt = await bench.confirm('delete', first)
    expect(receipt).toMatchObject({ ok: true, value: { state: 'succeeded', joined: false } })
    expect(joined).toMatchObject({ ok: true, value: { operationId: first['operationId'], joined: true } })
    expect(bench.cloud.writes).toHaveLength(1)
  })
})
