import { createHash } from 'node:crypto'
import { beforeAll, expect, it } from 'vitest'
import { getAuditRecord } from '#lib/audit/server/get-record.ts'
import { describeEachEngine, type TestStore } from '#tests/support/engines.ts'
import { contextOf, record, user } from './support.ts'

const NOON = Date.UTC(2026, 10, 24, 12)
const operationId = 'b7a1f0de-93c4-4a15-9d0e-0a1b2c3d4e5f'

describeEachEngine('one audit record', (openStore) => {
  let store: TestStore
  beforeAll(async () => {
    store = await openStore()
    await record(contextOf(store, { kind: 'worker', name: 'sync' }, NOON), { action: 'sync_finding', outcome: 'done' })
    await record(contextOf(store, user('operator', 'wang@example.test'), NOON), {
      action: 'revoke_certificate',
      outcome: 'requested',
      operationId,
      comment: 'found in a build cache',
    })
  })

  it('comes with who stood behind it and with the bytes that its hashes are made of', async () => {
    const result = await getAuditRecord(contextOf(store, user('auditor'), NOON), { sequence: 2 })
    if (!result.ok) throw new Error(result.error.code)
    const { bytes, recordHash, previousHash, hash, ...rest } = result.value
    expect(rest).toMatchObject({
      sequence: 2,
      actor: 'wang@example.test',
      role: 'operator',
      operationId,
      comment: 'found in a build cache',
    })
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(recordHash)
    const link = Buffer.from(previousHash + recordHash, 'hex')
    expect(createHash('sha256').update(link).digest('hex')).toBe(hash)
  })

  it('is not there past the end', async () => {
    const result = await getAuditRecord(contextOf(store, user('auditor'), NOON), { sequence: 999 })
    expect(result).toEqual({ ok: false, error: { code: 'not_found' } })
  })

  it('is closed to a viewer', async () => {
    const result = await getAuditRecord(contextOf(store, user('viewer'), NOON), { sequence: 1 })
    expect(result.ok ? null : result.error.code).toBe('forbidden')
  })
})
