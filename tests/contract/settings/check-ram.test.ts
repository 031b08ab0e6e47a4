import { afterAll, beforeAll, expect, it } from 'vitest'
import { systemClock } from '#lib/core/clock.ts'
import { checkRam } from '#lib/settings/server/check-ram.ts'
import { startNeighbour, type Neighbour } from '#tests/support/emulator-neighbour.ts'
import { describeEachEngine, type TestStore } from '#tests/support/engines.ts'
import { insertOperation } from '#tests/support/inventory.ts'
import { signedContext } from '#tests/support/signed-context.ts'
import { signedInUser } from '#tests/support/write-context.ts'

const REVOKE = 'CreateRevokeClientCertificate'
const DELETE = 'DeleteClientCertificate'

describeEachEngine('which RAM actions the credentials lack', (openStore) => {
  let emulator: Neighbour
  beforeAll(async () => {
    emulator = await startNeighbour({ certificates: 3, unthrottled: true })
  })
  afterAll(() => emulator.stop())

  async function verdicts(store: TestStore): Promise<Record<string, string>> {
    const ctx = signedContext({
      db: store.db,
      dataDir: store.options.dataDir,
      host: emulator.host,
      actor: await signedInUser(store, 'admin', 'ram'),
      clock: systemClock,
      ratePerSecond: 10,
    })
    const report = await checkRam(ctx, {})
    await ctx.cloud.close()
    if (!report.ok) throw new Error(report.error.code)
    return Object.fromEntries(report.value.findings.map(({ operation, verdict }) => [operation, verdict]))
  }

  it('is tried by one read each, and by no write', async () => {
    const before = (await emulator.ledger()).at(-1)?.sequence ?? 0
    const found = await verdicts(await openStore())
    expect(found).toMatchObject({ ListClientCertificate: 'allowed', [REVOKE]: 'not_tried', [DELETE]: 'not_tried' })
    const reads = Object.keys(found).filter((operation) => found[operation] !== 'not_tried')
    expect(reads.map((operation) => found[operation])).toEqual(reads.map(() => 'allowed'))
    const calls = (await emulator.ledger(before)).map(({ operation }) => operation)
    expect(calls.toSorted()).toEqual(reads.toSorted())
  })

  it('is told of a read that is denied, and of it alone', async () => {
    await emulator.set({ deniedActions: ['DescribeCACertificate'] })
    const found = await verdicts(await openStore())
    await emulator.set({ deniedActions: [] })
    expect(Object.keys(found).filter((operation) => found[operation] === 'denied')).toEqual(['DescribeCACertificate'])
  })

  it.each([
    [200, null, 'allowed'],
    [403, 'Forbidden', 'denied'],
    // The service looked for the certificate: the caller had been let in.
    [404, 'NotFound', 'allowed'],
    [404, 'InvalidAccessKeyId.NotFound', 'unclear'],
    [400, 'SignatureDoesNotMatch', 'unclear'],
    [500, 'InternalError', 'unclear'],
  ])('is told by the last call of a write: HTTP %i %s is %s', async (httpStatus, code, verdict) => {
    const store = await openStore()
    const state = httpStatus === 200 ? 'succeeded' : 'refused'
    const last = { identifier: 'c', kind: 'revoke', state, requested_at: 2, request_id: 'R' } as const
    await insertOperation(store.db, { ...last, id: 'earlier', requested_at: 1, http_status: 403 })
    await insertOperation(store.db, { ...last, http_status: httpStatus, cloud_code: code })
    expect(await verdicts(store)).toMatchObject({ [REVOKE]: verdict, [DELETE]: 'not_tried' })
  })
})
