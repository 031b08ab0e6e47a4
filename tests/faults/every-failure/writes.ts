import { settleOperation } from '#lib/operations/server/settle.ts'
import type { OperationKind } from '#lib/operations/state.ts'
import { writeBench } from '#tests/contract/operations/support.ts'
import { insertOperation } from '#tests/support/inventory.ts'
import { notSent, refused, succeeded, timedOut } from '#tests/support/scripted-cloud.ts'
import { isThorough } from '../seeds.ts'
import { atomic, type Case } from './loop.ts'
import { judgeWrite, oneWrite, snapshotIn, type VendorStep } from './one-write.ts'

const steps = {
  accepted: { outcome: succeeded, applied: true },
  'done, but not answered': { outcome: timedOut, applied: true },
  'not done, nor answered': { outcome: timedOut, applied: false },
  refused: { outcome: refused, applied: false },
  'not sent': { outcome: notSent, applied: false },
} satisfies Record<string, VendorStep>

type Answer = keyof typeof steps

function writeCase(kind: OperationKind, name: Answer): Case {
  return {
    name: `${kind}, ${name}`,
    arrange: async (bench) => {
      const run = await oneWrite(bench, kind, steps[name])
      return {
        act: run.act,
        judge: (end, mode) => judgeWrite(bench, run, end, { isReadable: mode !== 'from_then_on' }),
      }
    },
  }
}

/** A bug, or an error of the store that nobody has a name for. */
function unforeseenCase(kind: OperationKind): Case {
  return {
    ...writeCase(kind, 'accepted'),
    name: `${kind}, an error without a name`,
    modes: ['once'],
    error: unforeseen,
  }
}

function unforeseen(): Error {
  return new Error('nobody has thought of this')
}

const joinCase = atomic('revoke, joined', async (parts) => {
  const { failing, whole, emergency } = parts
  const bench = await writeBench(failing, {}, { emergency, clock: parts.clock, ratePerSecond: 200 })
  const input = await bench.confirmation('revoke')
  const { identifier } = bench
  const deadline_at = parts.clock.now() + 10_000
  const snapshot = snapshotIn(bench.cloud, identifier)
  await insertOperation(whole.db, { identifier, kind: 'revoke', state: 'pending', deadline_at, snapshot })
  return { act: () => bench.confirm('revoke', input) }
})

function settleCase(verdict: 'done' | 'not_done'): Case {
  return atomic(`settle_operation, ${verdict}`, async (parts) => {
    const { failing, whole, emergency, clock } = parts
    const bench = await writeBench(failing, {}, { emergency, clock })
    await bench.confirmation('revoke')
    const { identifier } = bench
    const snapshot = snapshotIn(bench.cloud, identifier)
    const operationId = await insertOperation(whole.db, { identifier, kind: 'revoke', state: 'needs_human', snapshot })
    const act = () => settleOperation(bench.ctx, { operationId, verdict, comment: 'ActionTrail says so' })
    return { act, afterLost: ['not_open_for_settling'] }
  })
}

const always: readonly Answer[] = ['accepted', 'done, but not answered']
const answers = (Object.keys(steps) as Answer[]).filter((name) => isThorough || always.includes(name))

export const writeCases = {
  revoke_certificate: [...answers.map((name) => writeCase('revoke', name)), unforeseenCase('revoke'), joinCase],
  delete_certificate: [...answers.map((name) => writeCase('delete', name)), unforeseenCase('delete')],
  settle_operation: [settleCase('done'), settleCase('not_done')],
} satisfies Record<string, Case[]>
