import { afterAll, beforeAll, expect, it } from 'vitest'
import { listAuthorities } from '#lib/authorities/server/list.ts'
import { getCertificate } from '#lib/certificates/server/get.ts'
import { createCloud, type OpenCloud } from '#lib/cloud/server/create-cloud.ts'
import { staticCredentials } from '#lib/cloud/server/credentials.ts'
import { createLimiter } from '#lib/cloud/server/limiter/limiter.ts'
import { systemClock } from '#lib/core/clock.ts'
import { demoKeyPair } from '#lib/emulator/demo-key-pair.ts'
import { readSyncStatus } from '#lib/sync/server/status.ts'
import { syncTurn } from '#lib/sync/server/turn.ts'
import { emulatorUnderTest, type EmulatorUnderTest } from '#tests/contract/emulator/support/emulator-under-test.ts'
import { describeEachEngine } from '#tests/support/engines.ts'
import { listed } from '#tests/support/inventory.ts'
import { contextOn } from '#tests/support/write-context.ts'

// The passes over the real wire: signed client, limiter, emulator. What the vendor's ledger says is the judge.

const plan = { intervalMs: 60_000 }
const COUNT = 230

describeEachEngine('sync against the emulator', (openStore) => {
  let emulator: EmulatorUnderTest
  const open: OpenCloud[] = []

  beforeAll(async () => {
    emulator = await emulatorUnderTest({ certificates: COUNT })
  })
  afterAll(async () => {
    for (const cloud of open) await cloud.close()
    await emulator.remove()
  })

  async function newBench() {
    const store = await openStore()
    const limiter = createLimiter({ db: store.db, clock: systemClock, ratePerSecond: 100, mode: 'fast', owner: 'test' })
    const cloud = createCloud({
      endpoint: { host: `127.0.0.1:${String(emulator.port)}`, protocol: 'http:' },
      credentials: staticCredentials(demoKeyPair),
      limiter,
      clock: systemClock,
      log: () => undefined,
    })
    open.push(cloud)
    const ctx = contextOn(store, cloud, { actor: { kind: 'worker', name: 'sync' } })
    return { ctx, turn: () => syncTurn({ ...ctx, signal: new AbortController().signal }, plan) }
  }

  it('mirrors every certificate and every authority', async () => {
    const { ctx, turn } = await newBench()
    const from = (await emulator.control.ledger()).length
    await turn()
    expect(await readSyncStatus(ctx.db)).toMatchObject({ complete: true, seen: COUNT, vendorTotal: COUNT })
    expect((await listed(ctx, { limit: 1 })).total).toBe(COUNT)
    const calls = (await emulator.control.ledger()).slice(from)
    const pages = calls.filter(({ operation }) => operation === 'ListClientCertificate')
    // Two looks of three pages and one beyond; the first found out that more than a hundred rows are not given.
    expect(pages.map(({ parameters }) => parameters['CurrentPage'])).toHaveLength(9)
    expect(pages.map(({ parameters }) => parameters['ShowSize'])).toEqual([
      '100',
      '200',
      ...Array<string>(7).fill('100'),
    ])
    const authorities = await listAuthorities(ctx, {})
    const publishing = authorities.ok
      ? authorities.value.items.filter((one) => one.type === 'sub' && one.publishesCrl)
      : []
    expect(publishing).toHaveLength(2)
    expect(authorities.ok && authorities.value.items.every(({ pem }) => pem.includes('BEGIN CERTIFICATE'))).toBe(true)
  })

  it('reads the public key, CRL pointer and names of what the emulator issues', async () => {
    const { ctx, turn } = await newBench()
    await turn()
    const rows = await ctx.db
      .selectFrom('certificates')
      .select(['public_key_sha256', 'points_to_crl', 'sha256', 'vendor_status'])
      .execute()
    expect(rows.every((row) => row.public_key_sha256 !== null || row.vendor_status === 'PENDING')).toBe(true)
    expect(new Set(rows.map((row) => row.points_to_crl))).toEqual(new Set([0, 1]))
    const item = (await listed(ctx, { status: ['valid'], limit: 1 })).items[0]
    expect(item?.vendorId).toMatch(/^\d+$/)
    expect(item?.resourceGroupId).toBe('rg-emulator')
    const detail = await getCertificate(ctx, { identifier: item?.identifier })
    expect(detail).toMatchObject({
      ok: true,
      value: { source: 'live', sha256: item?.sha256, serialNumber: item?.serialNumber },
    })
    expect(detail.ok && detail.value.path.length).toBe(3)
    expect(detail.ok && detail.value.path[0]?.sha256).toBe(item?.sha256)
    expect(detail.ok && detail.value.extensions.length).toBeGreaterThan(4)
  })

  it('is never complete while the list lies, and mends itself afterwards', async () => {
    const { ctx, turn } = await newBench()
    for (const kind of ['repeat_page', 'wrong_total', 'empty_page']) {
      await emulator.control.faults([{ operation: 'ListClientCertificate', kind, probability: 1 }])
      await turn()
      expect((await readSyncStatus(ctx.db)).complete, kind).toBe(false)
      await emulator.control.send('DELETE', 'faults')
    }
    await turn()
    expect(await readSyncStatus(ctx.db)).toMatchObject({ complete: true, seen: COUNT })
    expect((await listed(ctx, { status: ['deleted'] })).total).toBe(0)
  })

  it('sees what was revoked and deleted elsewhere, by the official client', async () => {
    const { ctx, turn } = await newBench()
    await turn()
    const [gone = '', revoked = ''] = await emulator.control.add({ count: 2 })
    await turn()
    await emulator.client.call('CreateRevokeClientCertificate', { Identifier: gone })
    await emulator.client.call('CreateRevokeClientCertificate', { Identifier: revoked })
    await emulator.client.call('DeleteClientCertificate', { Identifier: gone })
    await turn()
    expect((await listed(ctx, { q: gone })).items).toMatchObject([{ status: 'deleted' }])
    expect((await listed(ctx, { q: revoked })).items).toMatchObject([{ status: 'revoked' }])
    const events = await ctx.db.selectFrom('audit_events').select(['action', 'identifier', 'record']).execute()
    const ledger = await emulator.control.ledger()
    const notFound = ledger.findLast(
      ({ operation, code }) => operation === 'DescribeClientCertificate' && code === 'NotFound',
    )
    const burial = events.find(({ identifier }) => identifier === gone)
    expect(burial?.record).toContain('deleted_elsewhere')
    expect(burial?.record).toContain(notFound?.requestId)
    expect(events.find(({ identifier }) => identifier === revoked)?.record).toContain('revoked_elsewhere')
    await emulator.client.call('DeleteClientCertificate', { Identifier: revoked })
  })
})
