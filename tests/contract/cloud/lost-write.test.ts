import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { previewRevocation } from '#lib/certificates/server/preview.ts'
import { revokeCertificate } from '#lib/certificates/server/revoke.ts'
import { describeEachEngine } from '#tests/support/engines.ts'
import { certificateOf, scriptedCloud } from '#tests/support/scripted-cloud.ts'
import { contextOn, signedInUser } from '#tests/support/write-context.ts'

const connectionLost = () =>
  ({ kind: 'unknown', requestId: null, httpStatus: null, cause: 'connection_lost', message: 'reset' }) as const

describeEachEngine('the slot of a write whose connection was lost', (openStore, engine) => {
  it('stays taken as if the call ran until its deadline', async () => {
    const store = await openStore()
    const now = Date.now()
    const clock = { now: () => now }
    const cloud = scriptedCloud([certificateOf('alpha')], clock.now)
    cloud.script = [{ outcome: connectionLost, applied: false }]
    const actor = await signedInUser(store, 'operator', 'operator')
    const ctx = contextOn(store, cloud, { clock, actor, ratePerSecond: 1 })
    const preview = await previewRevocation(ctx, { identifier: 'alpha' })
    if (!preview.ok) throw new Error(preview.error.code)
    const receipt = await revokeCertificate(ctx, {
      operationId: randomUUID(),
      identifier: 'alpha',
      shown: preview.value.shown,
      typedSerial: preview.value.certificate.serialNumber.slice(-6),
      reason: 'keyCompromise',
      ticket: '',
      comment: '',
    })
    expect(receipt).toMatchObject({ ok: true, value: { state: 'unknown' } })
    const freeIn = (await ctx.writes.limiter.earliestFree('CreateRevokeClientCertificate')) - now
    // The deadline is 10 s after the intent; on PostgreSQL the server's clock has gone on meanwhile.
    expect(freeIn).toBeGreaterThan(engine === 'sqlite' ? 11_999 : 8_000)
    expect(freeIn).toBeLessThanOrEqual(12_000)
  })
})
