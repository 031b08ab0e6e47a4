import { beforeAll, beforeEach, expect, it } from 'vitest'
import type { VerbContext } from '#lib/service/server/context.ts'
import { describeEachEngine, type TestStore } from '#tests/support/engines.ts'
import { writeBench, type WriteBench } from './support.ts'

// The console is told to stop while a write is under way: it begins no call any more, every attempt leaves a record,
// and an answer outlives the process even where the store is slower than the stop.

const never = () => new Promise<never>(() => undefined)

describeEachEngine('a write that meets the stop', (openStore) => {
  let store: TestStore
  let stop: AbortController
  let bench: WriteBench

  beforeAll(async () => {
    store = await openStore()
  })

  beforeEach(async () => {
    stop = new AbortController()
    bench = await writeBench(store, {}, { stopping: stop.signal })
  })

  const row = (id: unknown) =>
    store.db.selectFrom('operations').selectAll().where('id', '=', String(id)).executeTakeFirst()

  it.each(['revoke', 'delete'] as const)('is not sent when the stop comes during its reading: %s', async (kind) => {
    if (kind === 'delete') await bench.write('revoke')
    const before = (await bench.events()).length
    const sent = bench.cloud.writes.length
    const input = await bench.confirmation(kind)
    bench.pass(31_000)
    bench.cloud.getCertificate = async () => {
      stop.abort()
      return never()
    }
    expect(await bench.confirm(kind, input)).toMatchObject({
      ok: false,
      error: { code: 'reading_failed', failure: { kind: 'stopping' } },
    })
    expect(bench.cloud.writes).toHaveLength(sent)
    expect((await bench.events()).slice(before)).toMatchObject([
      { outcome: 'not_sent', details: { cause: 'reading_failed', kind: 'stopping' } },
    ])
  })

  it('is not sent either when the stop was there before it', async () => {
    const input = await bench.confirmation('revoke')
    stop.abort()
    expect(await bench.confirm('revoke', input)).toMatchObject({ ok: false, error: { failure: { kind: 'stopping' } } })
    expect(bench.cloud.writes).toEqual([])
    expect(await bench.events()).toMatchObject([{ outcome: 'not_sent', details: { kind: 'stopping' } }])
  })

  it('does not wait for the RevokeTime of what is to be deleted', async () => {
    await bench.write('revoke')
    const input = await bench.confirmation('delete')
    await store.db
      .updateTable('certificates')
      .set({ revoke_time: null })
      .where('identifier', '=', bench.identifier)
      .execute()
    bench.cloud.getStatuses = async () => {
      stop.abort()
      return never()
    }
    expect(await bench.confirm('delete', input)).toMatchObject({ value: { state: 'not_sent', cause: 'stopping' } })
    expect(stop.signal.aborted).toBe(true)
    expect(bench.cloud.writes).toHaveLength(1)
  })

  it('is not sent when the stop comes while its call is prepared', async () => {
    const input = await bench.confirmation('revoke')
    bench.cloud.prepareWrite = async () => {
      stop.abort()
      return never()
    }
    expect(await bench.confirm('revoke', input)).toMatchObject({
      ok: false,
      error: { code: 'cloud_unavailable', failure: 'stopping' },
    })
    expect(await bench.events()).toMatchObject([
      { outcome: 'not_sent', details: { cause: 'cloud_unavailable', kind: 'stopping' } },
    ])
  })

  it('is not sent when the stop comes while it is recorded', async () => {
    const input = await bench.confirmation('revoke')
    const reached: VerbContext['writes']['reached'] = (step) => {
      if (step === 'recorded') stop.abort()
    }
    const stopped = { ...bench.ctx, writes: { ...bench.ctx.writes, reached } }
    expect(await bench.confirm('revoke', input, stopped)).toMatchObject({
      ok: true,
      value: { state: 'not_sent', cause: 'stopping' },
    })
    expect(bench.cloud.writes).toEqual([])
    expect(await row(input['operationId'])).toMatchObject({ state: 'not_sent', cause: 'stopping' })
    expect((await bench.events()).map(({ outcome }) => outcome)).toEqual(['requested', 'not_sent'])
  })

  it.each(['before its answer', 'while its answer is stored'])(
    'has its answer in the emergency file when the stop comes %s, until it is stored',
    async (moment) => {
      const input = await bench.confirmation('revoke')
      const file = bench.ctx.writes.emergency
      const held: string[][] = []
      if (moment === 'before its answer') bench.cloud.onWrite = async () => stop.abort()
      const { limiter } = bench.ctx.writes
      const releaseInTransaction: typeof limiter.releaseInTransaction = async (...of) => {
        stop.abort()
        held.push(file.readAll())
        return limiter.releaseInTransaction(...of)
      }
      const writes = { ...bench.ctx.writes, limiter: { ...limiter, releaseInTransaction } }
      expect(await bench.confirm('revoke', input, { ...bench.ctx, writes })).toMatchObject({
        value: { state: 'succeeded', stored: true },
      })
      const requestId = bench.cloud.writes[0]?.requestId
      expect(held).toHaveLength(1)
      expect(held[0]?.join()).toContain(requestId)
      expect(file.readAll().join()).not.toContain(requestId)
      expect(await row(input['operationId'])).toMatchObject({ state: 'succeeded', request_id: requestId })
    },
  )

  it('has it there once when the store does not take it', async () => {
    const input = await bench.confirmation('revoke')
    bench.cloud.onWrite = async () => stop.abort()
    const logged: string[] = []
    const releaseInTransaction = () => Promise.reject(new Error('disk full'))
    const writes = { ...bench.ctx.writes, limiter: { ...bench.ctx.writes.limiter, releaseInTransaction } }
    const log: VerbContext['log'] = (_level, message) => logged.push(message)
    expect(await bench.confirm('revoke', input, { ...bench.ctx, log, writes })).toMatchObject({
      value: { state: 'succeeded', stored: false },
    })
    const requestId = String(bench.cloud.writes[0]?.requestId)
    expect(bench.ctx.writes.emergency.readAll().filter((line) => line.includes(requestId))).toHaveLength(1)
    expect(logged.join()).toContain('could not be stored')
  })
})
