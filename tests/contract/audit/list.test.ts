import { beforeAll, expect, it } from 'vitest'
import type { AuditEvent } from '#lib/audit/event.ts'
import { auditFilterOf, type RawAuditFilter } from '#lib/audit/filter.ts'
import { listAudit } from '#lib/audit/server/list.ts'
import { encodeCursor } from '#lib/core/cursor.ts'
import { describeEachEngine, type TestStore } from '#tests/support/engines.ts'
import { contextOf, hostileNames, record, user } from './support.ts'

const REQUEST_ID = '4D5F6A7B-0C1D-5E2F-8A3B-1C2D3E4F5A6B'
const DAY = 86_400_000
const NOON = Date.UTC(2026, 10, 24, 12)

const revoked: AuditEvent = {
  action: 'revoke_certificate',
  outcome: 'succeeded',
  target: { identifier: '190ae6eb538d', serialNumber: '0a3f09c1d2', commonName: 'Zahlungs-Gateway 支付网关' },
  requestId: REQUEST_ID,
  operationId: 'b7a1f0de-93c4-4a15-9d0e-0a1b2c3d4e5f',
  reason: 'superseded',
  ticket: 'SEC-100%_done',
}

describeEachEngine('the audit log', (openStore) => {
  let store: TestStore
  beforeAll(async () => {
    store = await openStore()
    await record(contextOf(store, user('operator', 'Wang.Fang@example.test'), NOON - 2 * DAY), revoked)
    await record(contextOf(store, { kind: 'worker', name: 'sync' }, NOON - DAY), {
      action: 'sync_finding',
      outcome: 'done',
    })
    const stranger = contextOf(store, { kind: 'anonymous', address: '192.0.2.99' }, NOON)
    await record(stranger, { action: 'delete_certificate', outcome: 'denied', details: { permission: 'x' } })
  })

  const asAuditor = (raw: RawAuditFilter) => listAudit(contextOf(store, user('auditor')), raw)
  async function sequences(raw: RawAuditFilter): Promise<number[]> {
    const result = await asAuditor(raw)
    if (!result.ok) throw new Error(result.error.code)
    return result.value.items.map(({ sequence }) => sequence)
  }

  it('gives every field of the contract, newest first', async () => {
    const result = await asAuditor({})
    if (!result.ok) throw new Error(result.error.code)
    expect(result.value.items.map(({ sequence }) => sequence)).toEqual([3, 2, 1])
    const { hash, ...item } = result.value.items[2] ?? { hash: '' }
    expect(hash).toMatch(/^[0-9a-f]{64}$/)
    expect(item).toEqual({
      sequence: 1,
      at: '2026-11-22T12:00:00.000Z',
      actor: 'Wang.Fang@example.test',
      action: 'revoke_certificate',
      identifier: '190ae6eb538d',
      serialNumber: '0a3f09c1d2',
      commonName: 'Zahlungs-Gateway 支付网关',
      outcome: 'succeeded',
      requestId: REQUEST_ID,
      reason: 'superseded',
      ticket: 'SEC-100%_done',
      via: null,
      address: '192.0.2.7',
      correlationId: 'correlation',
    })
    expect(result.value).toMatchObject({ nextCursor: null, previousCursor: null })
  })

  it.each([
    ['the RequestId', REQUEST_ID],
    ['the RequestId in lower case', REQUEST_ID.toLowerCase()],
    ['the operation', 'b7a1f0de-93c4-4a15-9d0e-0a1b2c3d4e5f'],
    ['a piece of the RequestId', '8a3b-1c2d'],
    ['the person', 'wang.fang@example.test'],
    ['the name alone', 'WANG'],
    ['the serial', '0a3f09c1d2'],
    ['the serial as openssl writes it', '0A:3F:09:C1:D2'],
    ['the end of the serial', '09C1 D2'],
    ['the Identifier', '190ae6eb538d'],
    ['the common name', 'zahlungs-gateway'],
    ['two Han characters of it', '网关'],
    ['the ticket, signs meaning themselves', '100%_d'],
    ['the serial with a zero byte before it', 'serial=000A3F09C1D2'],
  ])('finds it by %s', async (_what, q) => {
    expect(await sequences({ q })).toEqual([1])
  })

  it.each(['nobody', '%', '_', '00000000-0000-0000-0000-000000000000', '\\'])('finds nothing by %s', async (q) => {
    expect(await sequences({ q })).toEqual(q === '%' || q === '_' ? [1] : [])
  })

  it('finds a common name and a ticket that have the form of an id', async () => {
    const named = await openStore()
    const context = contextOf(named, user('auditor'))
    const [commonName, ticket] = ['0b6c6d1e-54a1-4d3b-9f5e-0d4a1c7e9b10', '7D1E7B0C-6C9E-4A49-8E43-3D8F5A7C2B11']
    const target = { identifier: 'one', serialNumber: '5e01', commonName }
    await record(context, { action: 'revoke_certificate', outcome: 'succeeded', target, ticket })
    for (const q of [commonName, commonName.toUpperCase(), ticket, ticket.toLowerCase()]) {
      expect(await listAudit(context, { q }), q).toMatchObject({ ok: true, value: { items: [{ sequence: 1 }] } })
    }
  })

  it('filters by action, actor, outcome and time, and by all of them at once', async () => {
    expect(await sequences({ action: ['sync_finding', 'delete_certificate'] })).toEqual([3, 2])
    expect(await sequences({ actor: 'worker:sync' })).toEqual([2])
    expect(await sequences({ outcome: ['denied'] })).toEqual([3])
    expect(await sequences({ from: '2026-11-23' })).toEqual([3, 2])
    expect(await sequences({ to: '2026-11-23' })).toEqual([2, 1])
    expect(await sequences({ from: '2026-11-23T12:00:00Z', to: '2026-11-24T13:00:00+01:00' })).toEqual([2])
    expect(await sequences({ q: 'sync', actor: 'worker:sync', from: '2026-11-23', outcome: ['done'] })).toEqual([2])
    expect(await sequences({ q: 'sync', outcome: ['denied'] })).toEqual([])
  })

  it('takes its filter out of an address', async () => {
    expect(await sequences(auditFilterOf(new URLSearchParams('outcome=denied&outcome=done&limit=2')))).toEqual([3, 2])
  })

  it.each<RawAuditFilter>([
    { limit: '0' },
    { limit: '501' },
    { limit: 'x' },
    { action: ['hack'] },
    { outcome: ['maybe'] },
    { from: 'yesterday' },
  ])('refuses %j', async (raw) => {
    expect(await asAuditor(raw)).toMatchObject({ ok: false, error: { code: 'invalid_input' } })
  })

  const fraction = encodeCursor({ direction: 'next', of: 'sequence', key: [1.5] })
  it.each(['x', 'WyJuIiwib3RoZXIiLDFd', 'WyJuIiwic2VxdWVuY2UiLCIxIl0', fraction])(
    'refuses the cursor %s',
    async (cursor) => {
      expect(await asAuditor({ cursor })).toMatchObject({ ok: false, error: { code: 'invalid_cursor' } })
    },
  )

  it('is open to those who may read it, and a refusal is in it', async () => {
    for (const role of ['operator', 'auditor', 'admin'] as const) {
      expect(await listAudit(contextOf(store, user(role)), {})).toMatchObject({ ok: true })
    }
    const refused = await listAudit(contextOf(store, user('viewer')), {})
    expect(refused).toMatchObject({ ok: false, error: { code: 'forbidden', permission: 'audit.read' } })
    const [denial] = await sequences({ action: ['list_audit'], outcome: ['denied'], actor: 'viewer@example.test' })
    expect(refused).toMatchObject({ error: { auditSequence: denial } })
  })

  it('turns pages in both directions, even while records are added', async () => {
    const paged = await openStore()
    const context = contextOf(paged, user('auditor'))
    const events = Array.from({ length: 7 }, (): AuditEvent => ({ action: 'sign_in', outcome: 'done' }))
    await record(context, ...events)
    const page = async (cursor: string | null) => {
      const result = await listAudit(context, { limit: '3', ...(cursor === null ? {} : { cursor }) })
      if (!result.ok) throw new Error(result.error.code)
      return { ...result.value, seen: result.value.items.map(({ sequence }) => sequence) }
    }
    const first = await page(null)
    expect(first).toMatchObject({ seen: [7, 6, 5], previousCursor: null })
    await record(context, { action: 'sign_out', outcome: 'done' })
    const second = await page(first.nextCursor)
    expect(second.seen).toEqual([4, 3, 2])
    const third = await page(second.nextCursor)
    expect(third).toMatchObject({ seen: [1], nextCursor: null })
    const back = await page(third.previousCursor)
    expect(back.seen).toEqual([4, 3, 2])
    const start = await page(back.previousCursor)
    expect(start.seen).toEqual([7, 6, 5])
    expect((await page(start.previousCursor)).seen).toEqual([8])
  })

  it('gives hostile names back as they are', async () => {
    for (const name of hostileNames) {
      const target = { identifier: name, serialNumber: '', commonName: name }
      await record(contextOf(store, user('admin')), { action: 'get_certificate', outcome: 'denied', target })
    }
    const result = await asAuditor({ action: ['get_certificate'], limit: '500' })
    if (!result.ok) throw new Error(result.error.code)
    expect(result.value.items.map(({ commonName }) => commonName).reverse()).toEqual(hostileNames)
  })
})
