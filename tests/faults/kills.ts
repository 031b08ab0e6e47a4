import { expect } from 'vitest'
import { cutLine, cuts, type Cut } from '../support/cut-line.ts'
import type { Neighbour } from '../support/emulator-neighbour.ts'
import type { TestStore } from '../support/engines.ts'
import type { Death, Orders, Recover, Write } from './fault-process.ts'
import { startFaultProcess, type Ended, type Started } from './run-process.ts'

// Where a process dies, and how it is made to.

/** Steps of a write, and `statement`: before one of the store's; `call` and `answer`: while one is on the line. */
export const writerPoints = [
  'read',
  'prepared',
  'recorded',
  'sent',
  'call',
  'answer',
  'answered',
  'kept',
  'settled',
  'statement',
] as const
export type WriterPoint = (typeof writerPoints)[number]

export const workerPoints = ['imported', 'read_back', 'reconciled', 'status_read', 'status_kept', 'statement'] as const
type WorkerPoint = (typeof workerPoints)[number]

/** A revocation executes 32 statements, a deletion some more. A turn of the worker executes some for each operation. */
const WRITER_STATEMENTS = 31
const WORKER_STATEMENTS = 60
const WORKER_STEPS = 3

type Where = { store: TestStore; emulator: Neighbour; random: () => number }

/** A process that confirms a write, or carries out what is due, killed at `point`. */
export async function killWriter(
  { store, emulator, random }: Where,
  point: WriterPoint,
  work: { write: Write } | { carryOut: Record<string, never> },
): Promise<Ended> {
  const orders = { store: store.options, host: emulator.host, ...work }
  if (point === 'call' || point === 'answer') {
    const possible = cuts.filter((cut) => cut.startsWith(point))
    return killOnTheLine(orders, possible[Math.floor(random() * possible.length)] ?? 'call_lost')
  }
  const nth = point === 'statement' ? 1 + Math.floor(random() * WRITER_STATEMENTS) : 1
  return killed(startFaultProcess({ ...orders, death: { at: point, nth } }), `${point} ${String(nth)}`)
}

async function killOnTheLine(orders: Orders, cut: Cut): Promise<Ended> {
  const started = Promise.withResolvers<Started>()
  const line = await cutLine(orders.host, cut, async () => (await started.promise).kill())
  try {
    started.resolve(startFaultProcess({ ...orders, host: line.host }))
    return await killed(await started.promise, cut)
  } finally {
    await line.close()
  }
}

async function killed({ ended }: Started, at: string): Promise<Ended> {
  const end = await ended
  expect({ signal: end.signal, errors: end.errors }, at).toEqual({ signal: 'SIGKILL', errors: '' })
  return end
}

/** A worker in its turn; where there was too little to do for it to come to that point, it has ended by itself. */
export async function killWorker(
  { store, emulator, random }: Where,
  point: WorkerPoint,
  recover: Recover,
): Promise<Ended> {
  const within = point === 'statement' ? WORKER_STATEMENTS : WORKER_STEPS
  const death: Death = { at: point, nth: 1 + Math.floor(random() * within) }
  const end = await startFaultProcess({ store: store.options, host: emulator.host, recover, death }).ended
  expect([end.signal, end.code, end.errors]).toEqual(end.signal === null ? [null, 0, ''] : ['SIGKILL', null, ''])
  return end
}

/** Several at once, as many as keep two cores busy. */
export async function inTurns<Task, Value>(
  tasks: readonly Task[],
  atOnce: number,
  run: (task: Task) => Promise<Value>,
): Promise<Value[]> {
  const values: Value[] = []
  const waiting = [...tasks.entries()]
  const hand = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) values[next[0]] = await run(next[1])
  }
  await Promise.all(Array.from({ length: atOnce }, hand))
  return values
}
