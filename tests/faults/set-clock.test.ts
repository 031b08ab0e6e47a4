import { randomUUID } from 'node:crypto'
import { beforeAll, expect, it } from 'vitest'
import type { Clock } from '#lib/core/clock.ts'
import { importEmergencyRecords } from '#lib/operations/server/import-emergency.ts'
import type { WriteStep } from '#lib/operations/server/machinery.ts'
import { isOpen, operationKinds, type OperationKind } from '#lib/operations/state.ts'
import { reconcileLoop } from '#lib/worker/server/loops.ts'
import { writeBench, type WriteBench } from '#tests/contract/operations/support.ts'
import { describeEachEngine, type TestStore } from '#tests/support/engines.ts'
import { succeeded, timedOut } from '#tests/support/scripted-cloud.ts'

// Somebody sets the clock back, or forward, by an hour between two steps of a write, and the process goes on, or dies.
// What is true stays what is told, and nothing waits for the hour to pass.

const HOUR_MS = 3_600_000
const steps = ['read', 'prepared', 'recorded', 'sent', 'answered', 'settled'] as const satisfies readonly WriteStep[]
/** From whatever happened last: as long as reading back may take (G3). */
const SETTLED_WITHIN_MS = 65_000

type Setting = { kind: OperationKind; step: (typeof steps)[number]; byMs: number; isAnswered: boolean; dies: boolean }

const settings: Setting[] = operationKinds.flatMap((kind) =>
  steps.flatMap((step) =>
    [HOUR_MS, -HOUR_MS].flatMap((byMs) =>
      [true, false].flatMap((isAnswered) => [true, false].map((dies) => ({ kind, step, byMs, isAnswered, dies }))),
    ),
  ),
)

describeEachEngine('a clock that is set', (openStore) => {
  let store: TestStore

  beforeAll(async () => {
    store = await openStore()
  })

  it.each(settings.filter(({ byMs }) => byMs < 0))(
    'back at "$step" of a $kind (answered: $isAnswered, dies: $dies)',
    judged,
  )
  it.each(settings.filter(({ byMs }) => byMs > 0))(
    'forward at "$step" of a $kind (answered: $isAnswered, dies: $dies)',
    judged,
  )

  it('forward is no ground to call a call not done that is under way', async () => {
    const time = { now: Date.now(), elapsed: 0 }
    const bench = await writeBench(store, {}, { clock: { now: () => time.now } })
    const loop = reconcileLoop(async () => bench.ctx, { elapsedMs: () => time.elapsed })
    const turnsFor = async (seconds: number) => {
      for (let second = 0; second < seconds; second += 1) {
        await loop.turn(new AbortController().signal)
        time.now += 1_000
        time.elapsed += 1_000
      }
    }
    bench.cloud.script = [{ outcome: timedOut, applied: true }]
    bench.cloud.onWrite = async () => {
      await turnsFor(1)
      time.now += HOUR_MS
      // Longer than the call is waited for: the vendor acts on it late.
      await turnsFor(15)
    }
    const { operationId } = await bench.write('revoke')
    expect(await bench.operation(operationId)).toMatchObject({ state: 'unknown', readings: [] })
    await turnsFor(30)
    expect(await bench.operation(operationId)).toMatchObject({ state: 'succeeded', settledBy: 'read_back' })
  })

  async function judged(setting: Setting): Promise<void> {
    const { kind, isAnswered, dies, step } = setting
    const time = { now: Date.now(), elapsed: 0 }
    const pass = (ms: number) => {
      time.now += ms
      time.elapsed += ms
    }
    const bench = await oneWrite(setting, time)
    const { cloud, identifier, ctx } = bench
    const input = await bench.confirmation(kind)
    pass(31_000)
    const operationId = String(input['operationId'])
    const answer = await bench.confirm(kind, input).catch(() => 'died')
    expect(answer === 'died').toBe(dies)
    expect(cloud.writes.length).toBeLessThanOrEqual(1)

    await importEmergencyRecords(ctx)
    const loop = reconcileLoop(async () => ctx, { elapsedMs: () => time.elapsed })
    const until = time.elapsed + SETTLED_WITHIN_MS
    while (time.elapsed < until) {
      await loop.turn(new AbortController().signal)
      pass(1_000)
    }
    const row = await store.db.selectFrom('operations').selectAll().where('id', '=', operationId).executeTakeFirst()
    const certificate = cloud.certificates.get(identifier)
    const isDone = kind === 'delete' ? certificate === undefined : certificate?.vendorStatus === 'REVOKE'
    if (row === undefined) expect(cloud.writes).toEqual([])
    else {
      expect({ state: row.state, isOpen: isOpen(row.state) }).toMatchObject({ isOpen: false })
      expect(row.state === 'succeeded').toBe(isDone)
      const isReceived = isAnswered && cloud.writes.length === 1 && !(dies && (step === 'sent' || step === 'answered'))
      expect(row.request_id).toBe(isReceived ? (cloud.writes[0]?.requestId ?? '') : null)
    }
    await expectNextTry(bench, kind, input, { isDone, operationId })
  }

  async function oneWrite({ kind, step, byMs, isAnswered, dies }: Setting, time: { now: number }): Promise<WriteBench> {
    const clock: Clock = { now: () => time.now }
    const status = kind === 'delete' ? ({ vendorStatus: 'REVOKE' } as const) : {}
    let isSet = false
    const reached = (at: WriteStep) => {
      if (at !== step || isSet) return
      isSet = true
      time.now += byMs
      if (dies) throw new Error('killed')
    }
    const bench = await writeBench(store, status, { clock, reached, ratePerSecond: 300 })
    bench.cloud.script = [{ outcome: isAnswered ? succeeded : timedOut, applied: true }]
    return bench
  }
})

/** The receipt of what was done, or a call of his own. */
async function expectNextTry(
  bench: WriteBench,
  kind: OperationKind,
  input: Record<string, unknown>,
  { isDone, operationId }: { isDone: boolean; operationId: string },
): Promise<void> {
  const calls = bench.cloud.writes.length
  bench.cloud.script = []
  if (isDone) {
    const again = await bench.confirm(kind, { ...input, operationId: randomUUID() })
    expect(again).toMatchObject({ ok: true, value: { operationId, joined: true, state: 'succeeded' } })
  } else {
    expect(await bench.write(kind)).toMatchObject({ state: 'succeeded', joined: false })
  }
  expect(bench.cloud.writes).toHaveLength(isDone ? calls : calls + 1)
}
