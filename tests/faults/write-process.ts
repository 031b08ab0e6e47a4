import { setTimeout as delay } from 'node:timers/promises'
import type { UserActor, WorkerActor } from '#lib/auth/actor.ts'
import { carryOutDue } from '#lib/certificates/server/carry-out.ts'
import { previewDeletion, previewRevocation } from '#lib/certificates/server/preview.ts'
import { removeCertificate } from '#lib/certificates/server/remove.ts'
import { revokeCertificate } from '#lib/certificates/server/revoke.ts'
import { openDatabase } from '#lib/db/server/database.ts'
import type { WriteStep } from '#lib/operations/server/machinery.ts'
import { getOperation } from '#lib/operations/server/get.ts'
import { isOpen, type OperationKind } from '#lib/operations/state.ts'
import { signedContext } from '../support/signed-context.ts'

// A process of its own that runs the verb of a write and may be killed at any of its steps: what a console is, without its
// pages. It is told what to do on its command line and answers with one JSON line a task.

export type Task = { identifier: string; operationId: string; startAt: number }
export type Orders = {
  dataDir: string
  url?: string
  host: string
  actor: UserActor | WorkerActor
  /** `scheduled`: what is due is carried out, as the worker does it; the tasks are not asked for. */
  kind: OperationKind | 'scheduled'
  tasks: Task[]
  dieAt?: WriteStep | 'in_flight'
}
export type Report = { operationId: string; answeredId: string | null; requestId: string | null; error: string | null }

const verbs = {
  revoke: { preview: previewRevocation, write: revokeCertificate, reason: 'keyCompromise' },
  delete: { preview: previewDeletion, write: removeCertificate, reason: 'no_longer_needed' },
} as const
const orders = JSON.parse(process.argv[2] ?? '{}') as Orders
const store = await openDatabase({ dataDir: orders.dataDir, ...(orders.url === undefined ? {} : { url: orders.url }) })
const ctx = signedContext({
  db: store.db,
  dataDir: orders.dataDir,
  host: orders.host,
  actor: orders.actor,
  clock: { now: () => Date.now() },
  ratePerSecond: 100,
  reached: (step) => {
    if (step === orders.dieAt) process.kill(process.pid, 'SIGKILL')
    // The emulator is told to hold the answer back, so the call is under way by then.
    if (step === 'recorded' && orders.dieAt === 'in_flight') setTimeout(() => process.kill(process.pid, 'SIGKILL'), 60)
  },
})

if (orders.kind === 'scheduled') await carryOutDue(ctx)
else await confirmAll(verbs[orders.kind])
await ctx.cloud.close()
await store.close()

async function confirmAll({ preview: previewOf, write, reason }: (typeof verbs)[OperationKind]): Promise<void> {
  for (const task of orders.tasks) {
    const preview = await previewOf(ctx, { identifier: task.identifier })
    if (!preview.ok) throw new Error(preview.error.code)
    await delay(Math.max(0, task.startAt - Date.now()))
    const receipt = await write(
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
    process.stdout.write(`${JSON.stringify(await reportOf(task, receipt))}\n`)
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
