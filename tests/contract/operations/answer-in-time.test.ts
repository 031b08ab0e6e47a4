import { randomUUID } from 'node:crypto'
import { beforeAll, expect, it, vi } from 'vitest'
import type { ReadFailure } from '#lib/cloud/server/port.ts'
import { ANSWER_WITHIN_MS, READING_WITHIN_MS } from '#lib/operations/bounds.ts'
import { createAttempts } from '#lib/operations/server/attempts.ts'
import { getOperation } from '#lib/operations/server/get.ts'
import { importEmergencyRecords } from '#lib/operations/server/import-emergency.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { describeEachEngine, type TestStore } from '#tests/support/engines.ts'
import { asAnother } from '#tests/support/write-context.ts'
import { writeBench, type WriteBench } from './support.ts'

// A dialog is answered after 5 s whatever takes long, and what it is not told then it learns by following.

const down: ReadFailure = { kind: 'unreachable', message: 'no complete answer came in time', requestId: 'R-READ' }

/** A moment that the test decides upon. */
function moment<Value = undefined>() {
  let come: (value: Value) => void = () => undefined
  const comes = new Promise<Value>((resolve) => (come = resolve))
  return { comes, come: (value: Value) => come(value) }
}

describeEachEngine('an answer in time', (openStore) => {
  let store: TestStore

  beforeAll(async () => {
    store = await openStore()
  })

  /** Waits of this length are over at once, all others never. */
  function patience(over: number) {
    return (ms: number) => (ms === over ? Promise.resolve() : new Promise<void>(() => undefined))
  }

  async function slowReading(over: number) {
    const bench = await writeBench(store, {}, { wait: patience(over) })
    const input = await bench.confirmation('revoke')
    bench.pass(31_000)
    const reading = moment<ReadFailure | null>()
    const asked = moment()
    const read = bench.cloud.getCertificate
    bench.cloud.getCertificate = async (identifier) => {
      asked.come(undefined)
      const failure = await reading.comes
      return failure === null ? read(identifier) : { ok: false, error: failure }
    }
    return { bench, input, id: String(input['operationId']), reading, asked: asked.comes }
  }

  const ended = (bench: WriteBench, id: string) => bench.ctx.writes.attempts.underWay(id)?.end

  it('comes before the reading does; the operation is there later', async () => {
    const { bench, input, id, reading } = await slowReading(ANSWER_WITHIN_MS)
    expect(await bench.confirm('revoke', input)).toMatchObject({ ok: true, value: { state: 'pending' } })
    expect(await getOperation(bench.ctx, { id })).toEqual({ ok: false, error: { code: 'not_found' } })
    const end = ended(bench, id)
    reading.come(null)
    await end
    expect(await bench.operation(id)).toMatchObject({ state: 'succeeded' })
    expect(bench.cloud.writes).toHaveLength(1)
  })

  it('is followed by the reason when the reading fails after it', async () => {
    const { bench, input, id, reading } = await slowReading(ANSWER_WITHIN_MS)
    const answer = await bench.confirm('revoke', input)
    const end = ended(bench, id)
    reading.come(down)
    await end
    expect(await getOperation(bench.ctx, { id })).toMatchObject({
      ok: false,
      error: {
        code: 'not_found',
        attempt: answer.ok && answer.value.attempt,
        refusal: { code: 'reading_failed', failure: { kind: 'unreachable' } },
      },
    })
    expect(await bench.events()).toMatchObject([
      { action: 'revoke_certificate', outcome: 'not_sent', details: { cause: 'reading_failed', kind: 'unreachable' } },
    ])
  })

  it('does not wait for a reading longer than the dialog can know of', async () => {
    const { bench, input } = await slowReading(READING_WITHIN_MS)
    expect(await bench.confirm('revoke', input)).toMatchObject({
      ok: false,
      error: { code: 'reading_failed', failure: { kind: 'too_slow' } },
    })
    expect(bench.cloud.writes).toEqual([])
  })

  it('records nothing once the dialog may say that nothing was sent', async () => {
    const bench = await writeBench(store)
    const input = await bench.confirmation('revoke')
    const prepare = bench.cloud.prepareWrite
    bench.cloud.prepareWrite = (...of) => {
      bench.pass(60_000)
      return prepare(...of)
    }
    expect(await bench.confirm('revoke', input)).toMatchObject({
      ok: true,
      value: { state: 'not_sent', cause: 'too_late' },
    })
    expect(bench.cloud.writes).toEqual([])
  })

  it('records nothing either when the clock is set back meanwhile', async () => {
    const bench = await writeBench(store)
    const input = await bench.confirmation('revoke')
    const prepare = bench.cloud.prepareWrite
    const elapsed = vi.spyOn(performance, 'now')
    bench.cloud.prepareWrite = (...of) => {
      bench.pass(-3_600_000)
      elapsed.mockReturnValue(performance.timeOrigin + 1e9)
      return prepare(...of)
    }
    const answer = await bench.confirm('revoke', input).finally(() => elapsed.mockRestore())
    expect(answer).toMatchObject({ ok: true, value: { state: 'not_sent', cause: 'too_late' } })
    expect(bench.cloud.writes).toEqual([])
  })

  it('is the same for both copies of a request that was sent twice', async () => {
    const { bench, input, reading } = await slowReading(-1)
    const first = bench.confirm('revoke', input)
    const second = bench.confirm('revoke', input, asAnother(bench.ctx))
    reading.come(null)
    const [one, other] = await Promise.all([first, second])
    expect(one).toMatchObject({ ok: true, value: { state: 'succeeded', joined: false } })
    expect(other).toEqual(one)
    expect(bench.cloud.writes).toHaveLength(1)
  })

  it('is not "nothing was sent" for the second copy while the first, in another process, sends', async () => {
    const { bench, input, id, reading, asked } = await slowReading(-1)
    const elsewhere: VerbContext = {
      ...asAnother(bench.ctx),
      writes: { ...bench.ctx.writes, attempts: createAttempts() },
    }
    const second = bench.confirm('revoke', input, elsewhere)
    // It has looked for its operation by then, and found none.
    await asked
    // The first copy had its reading already.
    await store.db
      .updateTable('certificates')
      .set({ live_read_at: bench.ctx.clock.now() })
      .where('identifier', '=', bench.identifier)
      .execute()
    await bench.confirm('revoke', input)
    reading.come(down)
    expect(await second).toMatchObject({ ok: true, value: { operationId: id, state: 'succeeded', joined: false } })
    expect(bench.cloud.writes).toHaveLength(1)
  })

  it('refuses a copy that means another certificate, and says so in the audit', async () => {
    const bench = await writeBench(store)
    const { operationId } = await bench.write('revoke')
    const other = await writeBench(store)
    expect(await other.confirm('revoke', await other.confirmation('revoke', { operationId }))).toEqual({
      ok: false,
      error: { code: 'operation_id_taken' },
    })
    expect(await other.events()).toMatchObject([{ outcome: 'denied', details: { code: 'operation_id_taken' } }])
  })

  it('is followed by the RequestId that the store would not take', async () => {
    const bench = await writeBench(store, {}, { wait: patience(ANSWER_WITHIN_MS) })
    const release = () => Promise.reject(Object.assign(new Error('disk full'), { code: 'SQLITE_FULL' }))
    const limiter = { ...bench.ctx.writes.limiter, releaseInTransaction: release }
    const breaking = { ...bench.ctx, writes: { ...bench.ctx.writes, limiter } }
    const answered = moment()
    bench.cloud.onWrite = () => answered.comes
    const input = await bench.confirmation('revoke')
    const id = String(input['operationId'])
    expect(await bench.confirm('revoke', input, breaking)).toMatchObject({ ok: true, value: { state: 'pending' } })
    const end = ended(bench, id)
    answered.come(undefined)
    await end
    expect(await bench.operation(id)).toMatchObject({
      state: 'pending',
      requestId: null,
      unstored: { state: 'succeeded', requestId: bench.cloud.writes[0]?.requestId, stored: false },
    })
    await importEmergencyRecords(bench.ctx)
    expect(await bench.operation(id)).toMatchObject({
      requestId: bench.cloud.writes[0]?.requestId,
      unstored: null,
    })
  })

  it('leaves a record when no call could be prepared', async () => {
    const bench = await writeBench(store)
    const input = await bench.confirmation('revoke')
    bench.cloud.prepareWrite = async () => ({ ok: false, error: { kind: 'no_credentials', message: 'none' } })
    expect(await bench.confirm('revoke', input)).toMatchObject({ ok: false, error: { code: 'cloud_unavailable' } })
    expect(await bench.events()).toMatchObject([
      { outcome: 'not_sent', details: { cause: 'cloud_unavailable', kind: 'no_credentials' } },
    ])
    expect(await getOperation(bench.ctx, { id: randomUUID() })).toEqual({ ok: false, error: { code: 'not_found' } })
  })
})
