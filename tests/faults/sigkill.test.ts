import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { carryOutDue } from '#lib/certificates/server/carry-out.ts'
import { verifyChain } from '#lib/audit/server/verify.ts'
import { emergencyFilesIn } from '#lib/db/server/emergency-file.ts'
import { importEmergencyRecords } from '#lib/operations/server/import-emergency.ts'
import { reconcileDue } from '#lib/operations/server/reconcile.ts'
import { readBackAccepted } from '#lib/operations/server/vendor-status.ts'
import { operationKinds } from '#lib/operations/state.ts'
import { endOfDue, scheduleDue } from '../support/due-deletion.ts'
import { startNeighbour, type Neighbour } from '../support/emulator-neighbour.ts'
import { describeEachEngine, type TestStore } from '../support/engines.ts'
import { signedContext } from '../support/signed-context.ts'
import { seededRandom } from '../support/virtual-time.ts'
import { signedInUser } from '../support/write-context.ts'
import { compare, requestIdsOf, type Killed } from './compare.ts'
import { inTurns, killWorker, killWriter, workerPoints, writerPoints, type WriterPoint } from './kills.ts'
import { replayable, seedsOf, tellFigures } from './seeds.ts'

// SIGKILL between any two steps of a revocation, of a deletion and of one that was scheduled and is due, while a call or its
// answer is on the line, and before any statement of the store; then between any two steps of what the worker makes of that. In the end nothing that was
// recorded or told may be lost, nothing may have been called twice, and every intent has one end, which is the truth.

/** Past the deadline and its grace: the worker's turn, in which it is killed. */
const TURN_MS = 26_000
/** The same and past the second reading; and once more for what that worker has begun itself and not ended. */
const RECOVERY_MS = [TURN_MS, 37_000, TURN_MS + 26_000, TURN_MS + 37_000]

describeEachEngine('SIGKILL', (openStore) => {
  let emulator: Neighbour
  let store: TestStore
  const figures = { seeds: 0, kills: 0, operations: 0, requestIds: 0, lost: 0, doubled: 0 }

  beforeAll(async () => {
    emulator = await startNeighbour({ unthrottled: true })
    store = await openStore()
  })

  afterAll(async () => {
    await emulator.stop()
    tellFigures('SIGKILL', figures)
  })

  it.each(seedsOf(2))('at every step loses nothing and doubles nothing (seed %i)', (seed) =>
    replayable(seed, 'sigkill', () => killAtEveryStep(seed)),
  )

  it('leaves a whole audit', async () => {
    expect(await verifyChain(store.db)).toMatchObject({ firstBad: null })
  })

  async function killAtEveryStep(seed: number): Promise<void> {
    const random = seededRandom(seed)
    const where = { store, emulator, random }
    const before = (await emulator.ledger()).at(-1)?.sequence ?? 0
    const targets = await newTargets(seed, random)
    const actor = await signedInUser(store, 'operator', randomUUID())
    const asked = inTurns(targets, 2, async ({ kind, point, identifier, operationId }) => {
      if (kind === 'scheduled') return []
      const write = { kind, actor, tasks: [{ identifier, operationId }], isLongOpen: true }
      return [await killWriter(where, point, { write })]
    })
    // One after the other: whoever carries out takes whatever is due.
    const due = inTurns(targets, 1, async ({ kind, point, identifier, operationId }) => {
      if (kind !== 'scheduled') return []
      await scheduleDue(store, emulator.host, { actor, identifier, operationId })
      return [await killWriter(where, point, { carryOut: {} })]
    })
    const writers = [...(await asked), ...(await due)].flat()
    const heard = {
      stored: await requestIdsOf(store.db, targets),
      kept: emergencyFilesIn(store.options.dataDir).readAll(),
      told: writers.flatMap(({ reports }) => reports),
    }
    const turn = { laters: [TURN_MS] }
    const workers = await inTurns(workerPoints, 2, (point) => killWorker(where, point, turn))
    await recover()
    const found = await compare(store.db, targets, { calls: await emulator.ledger(before), heard })
    figures.seeds += 1
    figures.kills += [...writers, ...workers].filter(({ signal }) => signal === 'SIGKILL').length
    for (const key of ['operations', 'requestIds', 'lost', 'doubled'] as const) figures[key] += found[key]
    await freeSlots()
  }

  /** One certificate and one operation for each point of each kind; of what is scheduled a third of them, in turns. */
  async function newTargets(seed: number, random: () => number): Promise<(Killed & { point: WriterPoint })[]> {
    const targets = []
    for (const kind of [...operationKinds, 'scheduled'] as const) {
      const type = random() < 0.5 ? 'CLIENT' : 'SERVER'
      const status = kind === 'revoke' ? 'ISSUE' : 'REVOKE'
      const ended = kind === 'scheduled' ? { notAfter: endOfDue() } : {}
      const points = writerPoints.filter((_point, index) => kind !== 'scheduled' || (index + seed) % 3 === 0)
      const identifiers = await emulator.issue({ count: points.length, type, status, ...ended })
      for (const [at, point] of points.entries()) {
        targets.push({ kind, point, identifier: identifiers[at] ?? '', operationId: randomUUID() })
      }
    }
    return targets
  }

  /** The next start, and the worker's turns at the times when they are due. */
  async function recover(): Promise<void> {
    for (const later of RECOVERY_MS) {
      const ctx = signedContext({
        db: store.db,
        dataDir: store.options.dataDir,
        host: emulator.host,
        actor: { kind: 'worker', name: 'reconcile' },
        clock: { now: () => Date.now() + later },
        ratePerSecond: 100,
      })
      await importEmergencyRecords(ctx)
      await reconcileDue(ctx)
      await readBackAccepted(ctx, new Map())
      await carryOutDue(ctx)
      await ctx.cloud.close()
    }
  }

  /** What a dead process holds is lent for half a minute: checked, and not waited for. */
  async function freeSlots(): Promise<void> {
    const lent = await store.db
      .selectFrom('limiter_slots')
      .select('lease_until')
      .where('holder', 'is not', null)
      .execute()
    const longest = Date.now() + Math.max(...RECOVERY_MS) + 31_000
    for (const { lease_until: until } of lent) expect(until).toBeLessThan(longest)
    await store.db.updateTable('limiter_slots').set({ holder: null, lease_until: 0, free_at: 0 }).execute()
  }
})
