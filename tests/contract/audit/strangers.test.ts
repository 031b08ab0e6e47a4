import { beforeEach, expect, it } from 'vitest'
import { createStrangerRecords } from '#lib/audit/server/strangers.ts'
import type { AuditEvent } from '#lib/audit/event.ts'
import { describeEachEngine, type TestStore } from '#tests/support/engines.ts'
import { contextOf } from './support.ts'

const NOON = Date.UTC(2026, 10, 24, 12)
const refused: AuditEvent = { action: 'revoke_certificate', outcome: 'denied', details: { permission: 'x' } }
const failed: AuditEvent = { action: 'sign_in', outcome: 'denied', details: { cause: 'wrong_password' } }

describeEachEngine('what strangers are refused', (openStore) => {
  let store: TestStore
  let later: (() => void)[]
  let records: ReturnType<typeof createStrangerRecords>

  beforeEach(async () => {
    store = await openStore()
    later = []
    records = createStrangerRecords((run, ms) => {
      expect(ms).toBe(60_000)
      later.push(run)
    })
  })

  function from(address: string, at = NOON) {
    const context = contextOf(store, { kind: 'anonymous', address }, at)
    return { ...context, actor: { kind: 'anonymous', address } as const }
  }

  async function stored() {
    const rows = await store.db.selectFrom('audit_events').select(['action', 'record']).orderBy('sequence').execute()
    return rows.map(({ action, record }) => {
      const { outcome, address, details } = JSON.parse(record) as Record<string, unknown>
      return { action, outcome, address, details }
    })
  }

  async function untilStored(count: number) {
    await expect.poll(async () => (await stored()).length).toBe(count)
  }

  it('is recorded one by one up to five of an address in a minute, and then counted', async () => {
    const sequences = []
    for (let number = 0; number < 9; number += 1) sequences.push(await records.record(from('192.0.2.1'), refused))
    expect(sequences).toEqual([1, 2, 3, 4, 5, null, null, null, null])
    expect(await records.record(from('192.0.2.2'), failed)).toBe(6)
    expect(await records.record(from('192.0.2.1', NOON + 59_999), failed)).toBeNull()
    expect(await records.record(from('192.0.2.1', NOON + 60_000), refused)).toBe(7)
    expect(later).toHaveLength(1)
    later[0]?.()
    await untilStored(8)
    expect((await stored()).at(-1)).toEqual({
      action: 'refused_strangers',
      outcome: 'denied',
      address: 'several',
      details: { counted: { revoke_certificate: 4, sign_in: 1 } },
    })
  })

  it('is bounded over all addresses', async () => {
    for (let number = 0; number < 1_000; number += 1) await records.record(from(`2001:db8::${String(number)}`), refused)
    expect(await stored()).toHaveLength(20)
    expect(later).toHaveLength(1)
    later[0]?.()
    await untilStored(21)
    expect((await stored()).at(-1)?.details).toEqual({ counted: { revoke_certificate: 980 } })
  })

  it('is told the next time when the count could not be recorded', async () => {
    const broken = { ...from('192.0.2.1'), clock: { now: () => (later.length === 1 ? Number.NaN : NOON) } }
    for (let number = 0; number < 6; number += 1) await records.record(broken, refused)
    later[0]?.()
    await expect.poll(() => later.length).toBe(2)
    expect(await stored()).toHaveLength(5)
    later[1]?.()
    await untilStored(6)
    expect((await stored()).at(-1)?.details).toEqual({ counted: { revoke_certificate: 1 } })
  })
})
