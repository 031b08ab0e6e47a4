import { beforeAll, beforeEach, expect, it } from 'vitest'
import { openDatabase } from '#lib/db/server/database.ts'
import { importEmergencyRecords } from '#lib/operations/server/import-emergency.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { describeEachEngine, type TestStore } from '#tests/support/engines.ts'
import { writeBench, type WriteBench } from './support.ts'

// An answer that the store would not take is nowhere else: it must come home, once, and stop no other.

describeEachEngine('the emergency file', (openStore) => {
  let store: TestStore
  let bench: WriteBench
  let ctx: VerbContext

  beforeAll(async () => {
    store = await openStore()
  })

  beforeEach(async () => {
    bench = await writeBench(store)
    ctx = bench.ctx
  })

  /** A revocation whose answer could not be stored. */
  async function unstored(log: VerbContext['log'] = () => undefined) {
    const input = await bench.confirmation('revoke')
    const breaking = { ...ctx, log, writes: { ...ctx.writes, limiter: brokenRelease(ctx) } }
    const receipt = await bench.confirm('revoke', input, breaking)
    expect(receipt).toMatchObject({ ok: true, value: { stored: false, state: 'succeeded' } })
    return { operationId: String(input['operationId']), requestId: bench.cloud.writes[0]?.requestId }
  }

  async function imports(): Promise<string[]> {
    const rows = await store.db
      .selectFrom('audit_events')
      .select('outcome')
      .where('action', '=', 'import_emergency')
      .orderBy('sequence')
      .execute()
    return rows.map(({ outcome }) => outcome)
  }

  it('takes an answer that cannot be stored, and gives it back once', async () => {
    const before = await imports()
    const logged: string[] = []
    const { operationId, requestId } = await unstored((_level, message) => logged.push(message))
    expect(logged.join()).toContain('could not be stored')
    expect(await bench.operation(operationId)).toMatchObject({ state: 'pending', requestId: null })
    const left = ctx.writes.emergency.readAll()
    expect(await importEmergencyRecords(ctx)).toBe(1)
    expect(await bench.operation(operationId)).toMatchObject({ state: 'succeeded', requestId })
    expect(await importEmergencyRecords(ctx)).toBe(0)
    // A process that died before it could forget the line leaves it for the next one, which does nothing.
    ctx.writes.emergency.append(left[0] ?? '')
    expect(await importEmergencyRecords(ctx)).toBe(1)
    expect((await imports()).slice(before.length)).toEqual(['done'])
  })

  it('does not record an answer twice whose commit only seemed lost', async () => {
    const { operationId, requestId } = await bench.write('revoke')
    const settlement = { state: 'succeeded', request_id: requestId, cause_proven: 1, cause: null }
    ctx.writes.emergency.append(JSON.stringify({ operationId, settlement }))
    expect(await importEmergencyRecords(ctx)).toBe(1)
    const told = (await bench.events()).filter(({ action }) => action === 'revoke_certificate')
    expect(told.map(({ outcome }) => outcome)).toEqual(['requested', 'succeeded'])
  })

  it('keeps a line aside that cannot be imported, tells of it, and imports the others', async () => {
    const before = await imports()
    const { operationId, requestId } = await unstored()
    const [left = ''] = ctx.writes.emergency.readAll()
    ctx.writes.emergency.forget(left)
    // One that can be read and not stored: its operation is known, its columns are none of this build's.
    const strange = JSON.stringify({ operationId, settlement: { state: 'succeeded', no_such_column: 1 } })
    for (const line of ['{"requestId":"to', '{"operationId":1}', strange, left]) ctx.writes.emergency.append(line)
    const logged: unknown[] = []
    const importing: VerbContext = { ...ctx, log: (_level, message, fields) => logged.push([message, fields]) }
    expect(await importEmergencyRecords(importing)).toBe(1)
    expect(await bench.operation(operationId)).toMatchObject({ state: 'succeeded', requestId })
    expect(ctx.writes.emergency.readAll()).toEqual([])
    expect(logged).toHaveLength(3)
    expect(JSON.stringify(logged)).toContain('it may hold a RequestId')
    expect((await imports()).slice(before.length)).toEqual(['needs_human', 'needs_human', 'needs_human', 'done'])
  })

  it('leaves every line where it is while the store takes nothing', async () => {
    await unstored()
    const lines = ctx.writes.emergency.readAll()
    const away = await openDatabase({ ...store.options })
    await away.close()
    await expect(importEmergencyRecords({ ...ctx, db: away.db })).rejects.toThrow()
    expect(ctx.writes.emergency.readAll()).toEqual(lines)
    expect(await importEmergencyRecords(ctx)).toBe(1)
  })
})

function brokenRelease(ctx: VerbContext): VerbContext['writes']['limiter'] {
  return {
    ...ctx.writes.limiter,
    releaseInTransaction: () => Promise.reject(Object.assign(new Error('disk full'), { code: 'SQLITE_FULL' })),
  }
}
