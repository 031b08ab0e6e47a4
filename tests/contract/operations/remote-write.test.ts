import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, expect, it } from 'vitest'
import { previewRevocation } from '#lib/certificates/server/preview.ts'
import { revokeCertificate } from '#lib/certificates/server/revoke.ts'
import { getOperation } from '#lib/operations/server/get.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { describeEachEngine, type TestStore } from '#tests/support/engines.ts'
import {
  brokenAnswer,
  certificateOf,
  notSent,
  refused,
  scriptedCloud,
  timedOut,
  type ScriptedCloud,
} from '#tests/support/scripted-cloud.ts'
import { asAnother, contextOn, signedInUser } from '#tests/support/write-context.ts'

describeEachEngine('remote write', (openStore) => {
  let store: TestStore
  let cloud: ScriptedCloud
  let ctx: VerbContext
  let now: number
  let alpha: string
  let beta: string
  let eventsBefore: number

  beforeAll(async () => {
    store = await openStore()
  })

  beforeEach(async () => {
    const tag = randomUUID().slice(0, 8)
    alpha = `alpha-${tag}`
    beta = `beta-${tag}`
    now = Date.now()
    cloud = scriptedCloud([certificateOf(alpha), certificateOf(beta)], () => now)
    const head = await store.db.selectFrom('audit_head').select('sequence').executeTakeFirstOrThrow()
    eventsBefore = head.sequence
    const actor = await signedInUser(store, 'operator', `operator-${tag}`)
    ctx = contextOn(store, cloud, { clock: { now: () => now }, actor, wait: () => new Promise(() => undefined) })
  })

  async function confirmed(identifier: string, over: Record<string, unknown> = {}) {
    const preview = await previewRevocation(ctx, { identifier })
    if (!preview.ok) throw new Error(preview.error.code)
    return {
      operationId: randomUUID(),
      identifier,
      shown: preview.value.shown,
      typedSerial: preview.value.certificate.serialNumber.slice(-6),
      reason: 'keyCompromise',
      ticket: 'INC-1',
      comment: '',
      ...over,
    }
  }

  async function revoke(identifier = alpha) {
    const result = await revokeCertificate(ctx, await confirmed(identifier))
    if (!result.ok) throw new Error(result.error.code)
    return result.value
  }

  async function operation(id: string) {
    const result = await getOperation(ctx, { id })
    if (!result.ok) throw new Error(result.error.code)
    return result.value
  }

  async function events() {
    return store.db
      .selectFrom('audit_events')
      .select(['action', 'outcome', 'request_id', 'operation_id'])
      .where('sequence', '>', eventsBefore)
      .orderBy('sequence')
      .execute()
  }

  it('records the intent before the call and the RequestId after it', async () => {
    let seen: { state: string }[] = []
    cloud.onWrite = async () => {
      seen = await store.db.selectFrom('operations').select('state').where('identifier', '=', alpha).execute()
    }
    const receipt = await revoke()
    expect(seen).toEqual([{ state: 'pending' }])
    expect(receipt).toMatchObject({ state: 'succeeded', requestId: cloud.writes[0]?.requestId, stored: true })
    expect(await events()).toMatchObject([
      { action: 'revoke_certificate', outcome: 'requested', request_id: null },
      { action: 'revoke_certificate', outcome: 'succeeded', request_id: receipt.requestId },
    ])
    const mirror = await store.db
      .selectFrom('certificates')
      .select('vendor_status')
      .where('identifier', '=', alpha)
      .executeTakeFirstOrThrow()
    expect(mirror.vendor_status).toBe('REVOKE')
  })

  it('sends nothing when the intent cannot be made durable', async () => {
    const input = await confirmed(alpha)
    await renameHead(store, 'audit_head', 'audit_head_gone')
    await expect(revokeCertificate(ctx, input)).rejects.toThrow()
    await renameHead(store, 'audit_head_gone', 'audit_head')
    expect(cloud.writes).toEqual([])
    expect(await getOperation(ctx, { id: input.operationId })).toMatchObject({ ok: false })
  })

  it.each([
    ['refused', refused, false, { state: 'refused', cloudCode: 'NoPermission' }],
    ['not sent', notSent, false, { state: 'not_sent', requestId: null }],
    ['timed out', timedOut, true, { state: 'unknown', requestId: null }],
    ['broken', brokenAnswer, true, { state: 'unknown', requestId: 'REQUEST-' }],
  ] as const)('keeps what a %s answer says', async (_name, outcome, applied, expected) => {
    cloud.script = [{ outcome, applied }]
    const receipt = await revoke()
    const { requestId, ...rest } = expected as { requestId?: string | null }
    expect(receipt).toMatchObject(rest)
    if (requestId === null) expect(receipt.requestId).toBeNull()
    if (typeof requestId === 'string') expect(receipt.requestId).toContain(requestId)
    expect((await events()).at(-1)).toMatchObject({ outcome: receipt.state, request_id: receipt.requestId })
  })

  it('makes one call for one certificate, and the second operator joins it', async () => {
    const first = await confirmed(alpha)
    const second = await confirmed(alpha, { reason: 'superseded' })
    const colleague = asAnother(ctx, await signedInUser(store, 'operator', `colleague-${alpha}`))
    let joined: Awaited<ReturnType<typeof revokeCertificate>> | null = null
    cloud.onWrite = async () => {
      joined = await revokeCertificate(colleague, second)
    }
    const receipt = await revokeCertificate(ctx, first)
    expect(cloud.writes).toHaveLength(1)
    expect(joined).toMatchObject({
      ok: true,
      value: { joined: true, operationId: first.operationId, state: 'pending' },
    })
    expect(receipt).toMatchObject({ ok: true, value: { state: 'succeeded', joined: false } })
    expect(await operation(first.operationId)).toMatchObject({
      joinedBy: [`colleague-${alpha}@example.test`],
      joins: [{ reason: 'superseded' }],
    })
  })

  it('gives the same receipt to the same request sent twice, and to a later one', async () => {
    const input = await confirmed(alpha)
    const first = await revokeCertificate(ctx, input)
    const again = await revokeCertificate(asAnother(ctx), input)
    const later = await revokeCertificate(asAnother(ctx), { ...input, operationId: randomUUID() })
    expect(cloud.writes).toHaveLength(1)
    expect(first).toMatchObject({ ok: true, value: { joined: false } })
    expect(again).toMatchObject({ ok: true, value: { operationId: input.operationId, joined: false } })
    expect(later).toMatchObject({ ok: true, value: { operationId: input.operationId, joined: true } })
  })

  it('refuses an operation id that belongs to another certificate', async () => {
    const { operationId } = await revoke(alpha)
    const result = await revokeCertificate(ctx, await confirmed(beta, { operationId }))
    expect(result).toEqual({ ok: false, error: { code: 'operation_id_taken' } })
    expect(cloud.writes).toHaveLength(1)
  })

  it('sends nothing when the certificate is not as it was shown', async () => {
    const input = await confirmed(alpha)
    cloud.certificates.set(alpha, certificateOf(alpha, { vendorStatus: 'REVOKE' }))
    now += 60_000
    expect(await revokeCertificate(ctx, input)).toMatchObject({ ok: false, error: { code: 'already_revoked' } })
    cloud.certificates.set(beta, certificateOf(beta))
    const other = await confirmed(beta)
    cloud.certificates.set(beta, certificateOf(beta, { sha256: 'f'.repeat(64) }))
    now += 60_000
    expect(await revokeCertificate(ctx, other)).toMatchObject({ ok: false, error: { code: 'changed_since_shown' } })
    expect(cloud.writes).toEqual([])
    expect((await events()).map(({ outcome }) => outcome)).toContain('denied')
  })

  it('sends nothing when no fresh reading can be had', async () => {
    const input = await confirmed(alpha)
    now += 31_000
    cloud.readFailure = { kind: 'unreachable', message: 'down' }
    expect(await revokeCertificate(ctx, input)).toMatchObject({
      ok: false,
      error: { code: 'reading_failed', failure: { kind: 'unreachable' } },
    })
    expect(cloud.writes).toEqual([])
  })

  it('asks for the gate again on the server', async () => {
    const input = await confirmed(alpha, { typedSerial: 'ffffff' })
    expect(await revokeCertificate(ctx, input)).toMatchObject({ ok: false, error: { code: 'gate_not_met' } })
    expect(cloud.writes).toEqual([])
  })

  it('lets a user who was disabled meanwhile revoke nothing', async () => {
    const input = await confirmed(alpha)
    await store.db.updateTable('users').set({ disabled_at: now }).execute()
    expect(await revokeCertificate(ctx, input)).toMatchObject({ ok: false, error: { code: 'no_longer_permitted' } })
    expect(cloud.writes).toEqual([])
  })

  it('stores what people type, whatever it holds', async () => {
    const input = await confirmed(alpha, { ticket: 'INC\u00001', comment: 'a\u0000b' })
    expect(await revokeCertificate(ctx, input)).toMatchObject({ ok: true, value: { state: 'succeeded' } })
    const broken = await confirmed(beta)
    const refused = await revokeCertificate(ctx, { ...broken, identifier: 'be\u0000ta' })
    expect(refused).toMatchObject({ ok: false, error: { code: 'invalid_input' } })
  })

  it('lets only those revoke who may', async () => {
    const viewer = asAnother(ctx, await signedInUser(store, 'viewer', `viewer-${alpha}`))
    const result = await revokeCertificate(viewer, await confirmed(alpha))
    expect(result).toMatchObject({ ok: false, error: { code: 'forbidden', heldBy: ['operator', 'admin'] } })
    expect(cloud.writes).toEqual([])
    expect((await events()).at(-1)).toMatchObject({ action: 'revoke_certificate', outcome: 'denied' })
  })
})

/** Takes the audit's head away, so that nothing can be recorded, or brings it back. */
async function renameHead(store: TestStore, from: string, to: string): Promise<void> {
  await store.db.schema.alterTable(from).renameTo(to).execute()
}
