import { beforeAll, describe, expect, it } from 'vitest'
import { encodeCursor, type Cursor } from '#lib/core/cursor.ts'
import type { OperationFilter, OperationPage } from '#lib/operations/operation.ts'
import { listOperations } from '#lib/operations/server/list.ts'
import { previewRevocation } from '#lib/certificates/server/preview.ts'
import { revokeCertificate } from '#lib/certificates/server/revoke.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { describeEachEngine } from '#tests/support/engines.ts'
import { insertOperation } from '#tests/support/inventory.ts'
import { certificateOf, scriptedCloud } from '#tests/support/scripted-cloud.ts'
import { asAnother, contextOn, signedInUser } from '#tests/support/write-context.ts'

const IDENTIFIER = '1ef539a8-1e1f-6b88-8c11-21cf01a203e9'
const SERIAL = '5e1b2c3d4e5f60718293a4b5c6d7e8f90a1b'

async function listed(ctx: VerbContext, filter: Omit<OperationFilter, 'cursor'> & { cursor?: string | undefined }) {
  const result = await listOperations(ctx, filter)
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}
const ids = ({ items }: OperationPage) => items.map(({ id }) => id)

describeEachEngine('the search of operations', (openStore) => {
  let ctx: VerbContext
  let id: string
  let requestId: string
  beforeAll(async () => {
    const store = await openStore()
    const certificate = certificateOf(IDENTIFIER, { commonName: 'Say "hi" \\ Ｗｉ-Fi 支付网关', serialNumber: SERIAL })
    const cloud = scriptedCloud([certificate, certificateOf('another')])
    ctx = contextOn(store, cloud, { actor: await signedInUser(store, 'operator', 'Wang') })
    const confirm = async (as: VerbContext, identifier: string, ticket: string) => {
      const preview = await previewRevocation(as, { identifier })
      if (!preview.ok) throw new Error(preview.error.code)
      const { shown } = preview.value
      const typedSerial = preview.value.certificate.serialNumber.slice(-6)
      const said = { reason: 'keyCompromise', ticket, comment: '', typedSerial, shown }
      const done = await revokeCertificate(as, { operationId: crypto.randomUUID(), identifier, ...said })
      if (!done.ok) throw new Error(done.error.code)
      return done.value
    }
    const receipt = await confirm(ctx, IDENTIFIER, 'SEC-100%_done')
    id = receipt.operationId
    requestId = receipt.requestId ?? ''
    await confirm(asAnother(ctx, await signedInUser(store, 'operator', 'Li')), IDENTIFIER, 'CHG-Joined')
    await confirm(ctx, 'another', 'INC-2')
  })

  it.each([
    ['the Identifier', IDENTIFIER.toUpperCase()],
    ['the serial in upper case', SERIAL.toUpperCase()],
    ['the serial with colons', (SERIAL.toUpperCase().match(/../g) ?? []).join(':')],
    ['the end of the serial, as a tool prints it', '0x00E8F90A1B'],
    ['the name in other letters', 'wi-fi'],
    ['a name with a quotation mark', '"HI"'],
    ['a name with a backslash', '\\ wi'],
    ['Han characters', '网关'],
    ['the ticket, signs meaning themselves', 'sec-100%_D'],
    ['the ticket of whoever joined', 'chg-joined'],
  ])('finds one by %s', async (_what, q) => {
    expect(ids(await listed(ctx, { q }))).toEqual([id])
  })

  it('finds it by its RequestId, by a part of that, and by its own id', async () => {
    for (const q of [requestId, requestId.toLowerCase(), requestId.slice(2), id.toUpperCase()]) {
      expect(ids(await listed(ctx, { q })), q).toEqual([id])
    }
  })

  it.each(['client', 'CERTIFICATE', 'BEGIN', 'null', 'keyCompromise', 'commonName', 'ISSUE'])(
    'finds nothing by %s, which is in every record but in none of these fields',
    async (q) => {
      expect(ids(await listed(ctx, { q }))).toEqual([])
    },
  )
})

describeEachEngine('the list of operations', (openStore) => {
  const at = (minute: number) => Date.UTC(2026, 10, 24, 12, minute)
  const rows = [
    { id: 'a', kind: 'revoke', state: 'needs_human', requested_by: 'x@example.test', requested_at: at(1) },
    { id: 'b', kind: 'delete', state: 'refused', requested_by: 'x@example.test', requested_at: at(2) },
    { id: 'c', kind: 'revoke', state: 'pending', requested_by: 'y@example.test', requested_at: at(3) },
    { id: 'd', kind: 'revoke', state: 'succeeded', requested_by: 'y@example.test', requested_at: at(3) },
    { id: 'e', kind: 'delete', state: 'unknown', requested_by: 'y@example.test', requested_at: at(4) },
    { id: 'f', kind: 'revoke', state: 'needs_human', requested_by: 'z@example.test', requested_at: at(0) },
  ] as const
  let ctx: VerbContext
  beforeAll(async () => {
    const store = await openStore()
    ctx = contextOn(store, scriptedCloud([]))
    for (const row of rows) await insertOperation(store.db, { ...row, identifier: `certificate ${row.id}` })
  })

  it.each<[OperationFilter, string]>([
    [{}, 'edcbaf'],
    [{ kind: ['delete'] }, 'eb'],
    [{ state: ['needs_human', 'unknown'] }, 'eaf'],
    [{ requestedBy: 'y@example.test' }, 'edc'],
    [{ requestedBy: '\u0000' }, ''],
    [{ from: '2026-11-24T12:03:00Z' }, 'edc'],
    [{ to: '2026-11-24T13:02:00+01:00' }, 'af'],
    [{ kind: ['revoke'], state: ['needs_human'], from: '2026-11-24T12:01:00Z' }, 'a'],
    [{ sort: 'urgency' }, 'afecdb'],
    [{ state: ['needs_human', 'pending'], sort: 'urgency' }, 'afc'],
  ])('gives under %j %s', async (filter, expected) => {
    const page = await listed(ctx, filter)
    expect(ids(page).join('')).toBe(expected)
    expect(page).toMatchObject({ total: expected.length, totalIsLowerBound: false, nextCursor: null })
  })

  it.each(['requested_at', 'urgency'] as const)(
    'turns pages by %s in both directions and says the total',
    async (sort) => {
      const all = ids(await listed(ctx, { sort }))
      const page = (cursor?: string | null) => listed(ctx, { sort, limit: 2, cursor: cursor ?? undefined })
      const first = await page()
      const second = await page(first.nextCursor)
      const third = await page(second.nextCursor)
      expect([first, second, third].flatMap(ids)).toEqual(all)
      expect([first, second, third].map(({ total }) => total)).toEqual([6, 6, 6])
      expect([first.previousCursor, third.nextCursor]).toEqual([null, null])
      const back = await page(third.previousCursor)
      expect(ids(back)).toEqual(ids(second))
      expect(ids(await page(back.previousCursor))).toEqual(ids(first))
    },
  )

  describe('refuses a cursor', () => {
    const cursor = (of: string, ...key: Cursor['key']) => encodeCursor({ direction: 'next', of, key })
    it.each([
      ['that is none', 'x'],
      ['of another order', cursor('urgency', 1, 1, 'a')],
      ['without a key', cursor('requested_at')],
      ['whose time is a text', cursor('requested_at', 'yesterday', 'a')],
      ['whose id is a number', cursor('requested_at', 1, 1)],
      ['whose id is missing', cursor('requested_at', 1)],
      ['with a fraction', cursor('requested_at', 1.5, 'a')],
      ['beyond all integers', cursor('requested_at', 1e300, 'a')],
      ['with a NUL', cursor('requested_at', 1, '\u0000')],
      ['with null', cursor('requested_at', null, 'a')],
      ['with more than a key', cursor('requested_at', 1, 'a', 'b')],
    ])('%s', async (_what, text) => {
      expect(await listOperations(ctx, { cursor: text })).toEqual({ ok: false, error: { code: 'invalid_cursor' } })
    })
  })

  it.each([{ limit: 0 }, { limit: 501 }, { kind: 'issue' }, { state: ['done'] }, { from: 'yesterday' }, { sort: 'x' }])(
    'refuses %j',
    async (raw) => {
      expect(await listOperations(ctx, raw)).toMatchObject({ ok: false, error: { code: 'invalid_input' } })
    },
  )
})
