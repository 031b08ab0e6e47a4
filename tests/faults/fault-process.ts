import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import type { UserActor } from '#lib/auth/actor.ts'
import { carryOutDue } from '#lib/certificates/server/carry-out.ts'
import { previewDeletion, previewRevocation } from '#lib/certificates/server/preview.ts'
import { removeCertificate } from '#lib/certificates/server/remove.ts'
import { revokeCertificate } from '#lib/certificates/server/revoke.ts'
import { openDatabase, type OpenOptions } from '#lib/db/server/database.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { getOperation } from '#lib/operations/server/get.ts'
import { importEmergencyRecords } from '#lib/operations/server/import-emergency.ts'
import type { WriteStep } from '#lib/operations/server/machinery.ts'
import { reconcileDue } from '#lib/operations/server/reconcile.ts'
import { readBackAccepted } from '#lib/operations/server/vendor-status.ts'
import { isOpen, type OperationKind } from '#lib/operations/state.ts'
import { fillStore } from './fill-store.ts'
import { failingStore, storeErrorOf } from '../support/failing-store.ts'
import { signedContext } from '../support/signed-context.ts'

// A process of its own that does what a console or a worker does, without the pages and the loops, and may be killed
// at any step. The first line of its standard input tells it what to do; it answers with one JSON line a task.

export type Task = { identifier: string; operationId: string }
/** Preview and confirmation of one task after the other; where the dialog was open for long, the reading is repeated. */
export type Write = { kind: OperationKind; actor: UserActor; tasks: Task[]; isLongOpen?: boolean }
/** Holds what every write needs, from one line of its standard input to the next. */
export type Hold = { on: 'certificate'; identifier: string } | { on: 'audit' }
/** What is scheduled and due is carried out. */
type CarryOut = Record<string, never>
/** One turn of the worker for each of these moments, so many ms from now. */
export type Recover = { laters: number[] }
/** SIGKILL when a step is reached for the nth time, or before the nth statement after the work has begun. */
export type Death = { at: WriteStep | 'statement'; nth: number }
export type Orders = {
  store: OpenOptions
  host: string
  death?: Death
  /** The disk of the store is filled when this step is reached. */
  fillAt?: WriteStep
  /** Before each task it says that it is ready, and waits for a line: after how many ms to begin. */
  isGated?: boolean
} & ({ write: Write } | { carryOut: CarryOut } | { recover: Recover } | { hold: Hold })
/** What a gated process says. */
export type Ready = { isReady: true }
export type Report = { operationId: string; answeredId: string | null; requestId: string | null; error: string | null }

const verbs = {
  revoke: { preview: previewRevocation, write: revokeCertificate, reason: 'keyCompromise' },
  delete: { preview: previewDeletion, write: removeCertificate, reason: 'no_longer_needed' },
} as const

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
const orders = JSON.parse(await nextLine()) as Orders
const { death } = orders
const failures = failingStore()
const store = await openDatabase({ ...orders.store, through: failures.through })
const reached = new Map<string, number>()
/** How far the clock is ahead. */
let ahead = 0
const ctx = signedContext({
  db: store.db,
  dataDir: orders.store.dataDir,
  host: orders.host,
  actor: 'write' in orders ? orders.write.actor : { kind: 'worker', name: 'reconcile' },
  clock: { now: () => Date.now() + ahead },
  ratePerSecond: 100,
  reached: (step) => {
    const nth = (reached.get(step) ?? 0) + 1
    reached.set(step, nth)
    // What is to be kept in the emergency file must be refused by the store.
    if (step === 'answered' && death?.at === 'kept' && orders.fillAt === undefined) {
      failures.plan({ mode: 'from_then_on', nth: 1, error: () => storeErrorOf(store.engine, 'once') })
    }
    if (step === orders.fillAt) fillStore(orders.store.dataDir)
    if (step === death?.at && nth === death.nth) die()
  },
})

if ('write' in orders) await write(orders.write)
else if ('recover' in orders) await recover(orders.recover)
else if ('hold' in orders) await hold(orders.hold)
else await carryOut()
await ctx.cloud.close()
await store.close()
process.stdin.destroy()

async function nextLine(): Promise<string> {
  const { value } = await lines.next()
  return value ?? ''
}

function say(line: Report | Ready): void {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

async function throughGate(): Promise<void> {
  if (orders.isGated !== true) return
  say({ isReady: true })
  await delay(Number(await nextLine()))
}

function die(): void {
  process.kill(process.pid, 'SIGKILL')
}

/** From here on the statements are counted. */
function begin(): void {
  let nth = 0
  failures.onStatement = () => {
    nth += 1
    if (death?.at === 'statement' && nth === death.nth) die()
  }
}

async function write({ kind, tasks, isLongOpen = false }: Write): Promise<void> {
  const { preview: previewOf, write: run, reason } = verbs[kind]
  for (const task of tasks) {
    const preview = await previewOf(ctx, { identifier: task.identifier })
    if (!preview.ok) throw new Error(preview.error.code)
    if (isLongOpen) await age(task.identifier)
    await throughGate()
    begin()
    const receipt = await run(
      { ...ctx, correlationId: task.operationId },
      {
        operationId: task.operationId,
        identifier: task.identifier,
        shown: preview.value.shown,
        typedSerial: preview.value.certificate.serialNumber.slice(-6),
        reason,
        hasAcknowledged: true,
      },
    )
    say(await reportOf(task, receipt))
  }
}

async function age(identifier: string): Promise<void> {
  await store.db.updateTable('certificates').set({ live_read_at: 0 }).where('identifier', '=', identifier).execute()
}

async function carryOut(): Promise<void> {
  begin()
  await carryOutDue(ctx)
}

/** On SQLite BEGIN IMMEDIATE has locked all there is. */
async function hold(on: Hold): Promise<void> {
  await throughGate()
  await transaction(store.db, async (trx) => {
    // A process of ours would be cut off after half a minute of this; somebody else may hold it for longer.
    if (store.engine === 'postgres') await sql`set local idle_in_transaction_session_timeout = 0`.execute(trx)
    const locked =
      on.on === 'audit'
        ? trx.selectFrom('audit_head').select('sequence')
        : trx.selectFrom('certificates').select('sha256').where('identifier', '=', on.identifier)
    if (store.engine === 'postgres') await locked.forUpdate().execute()
    await throughGate()
  })
}

async function recover({ laters }: Recover): Promise<void> {
  await throughGate()
  begin()
  for (const later of laters) {
    ahead = later
    await importEmergencyRecords(ctx)
    while ((await reconcileDue(ctx)).settled > 0);
    await readBackAccepted(ctx, new Map())
    await carryOutDue(ctx)
  }
}

async function reportOf(task: Task, receipt: Awaited<ReturnType<typeof revokeCertificate>>): Promise<Report> {
  const { operationId } = task
  if (!receipt.ok) return { operationId, answeredId: null, requestId: null, error: receipt.error.code }
  const answeredId = receipt.value.operationId
  for (;;) {
    const operation = await getOperation(ctx, { id: answeredId })
    if (!operation.ok) return { operationId, answeredId, requestId: null, error: operation.error.code }
    if (!isOpen(operation.value.state)) {
      return { operationId, answeredId, requestId: operation.value.requestId, error: null }
    }
    await delay(5)
  }
}
