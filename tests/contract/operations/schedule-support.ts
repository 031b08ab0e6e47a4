import { randomUUID } from 'node:crypto'
import { carryOutDue } from '#lib/certificates/server/carry-out.ts'
import { previewDeletion } from '#lib/certificates/server/preview.ts'
import { scheduleDeletion } from '#lib/certificates/server/schedule-deletion.ts'
import type { CloudCertificate } from '#lib/cloud/server/port.ts'
import { DELETION_MARGIN_MS } from '#lib/operations/schedule.ts'
import { cancelDeletion } from '#lib/operations/server/cancel.ts'
import type { OperationRow } from '#lib/operations/server/repository.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import type { TestStore } from '#tests/support/engines.ts'
import { asAnother, type ContextOptions } from '#tests/support/write-context.ts'
import { writeBench, type WriteBench } from './support.ts'

export const DAY_MS = 86_400_000
const WAIT_MS = 10 * DAY_MS + DELETION_MARGIN_MS

export type ScheduleBench = WriteBench & {
  /** What the dialog sends. */
  wish: (over?: Record<string, unknown>) => Promise<Record<string, unknown>>
  schedule: (input?: Record<string, unknown>, by?: VerbContext) => ReturnType<typeof scheduleDeletion>
  /** Scheduled, or the test ends. Returns the operation's id. */
  scheduled: () => Promise<string>
  cancel: (operationId: string, by?: VerbContext) => ReturnType<typeof cancelDeletion>
  /** To the moment at which what was scheduled at the beginning is due. */
  passToDue: () => void
  /** One turn of the worker's loop. */
  work: (over?: Partial<VerbContext>) => ReturnType<typeof carryOutDue>
  stored: (id: string) => Promise<OperationRow>
  pem: string
}

/** A revoked certificate that ends in ten days, with a bench that schedules its deletion and works it off. */
export async function scheduleBench(
  store: TestStore,
  over: Partial<CloudCertificate> = {},
  options: ContextOptions = {},
): Promise<ScheduleBench> {
  const startedAt = Date.now()
  const notAfter = startedAt + 10 * DAY_MS
  const bench = await writeBench(store, { vendorStatus: 'REVOKE', notAfter, ...over }, options)
  const { ctx, identifier } = bench
  const wish: ScheduleBench['wish'] = async (more = {}) => {
    const preview = await previewDeletion(ctx, { identifier })
    if (!preview.ok) throw new Error(preview.error.code)
    const { shown } = preview.value
    return { operationId: randomUUID(), identifier, shown, reason: 'no_longer_needed', ticket: 'CHG-7', ...more }
  }
  const schedule: ScheduleBench['schedule'] = async (input, by = ctx) => scheduleDeletion(by, input ?? (await wish()))
  return {
    ...bench,
    wish,
    schedule,
    scheduled: async () => {
      const done = await schedule()
      if (!done.ok) throw new Error(done.error.code)
      return done.value.operationId
    },
    cancel: (operationId, by = asAnother(ctx)) => cancelDeletion(by, { operationId }),
    passToDue: () => bench.pass(startedAt + WAIT_MS - ctx.clock.now()),
    work: (more = {}) => carryOutDue({ ...asAnother(ctx, { kind: 'worker', name: 'deletions' }), ...more }),
    stored: (id) => store.db.selectFrom('operations').selectAll().where('id', '=', id).executeTakeFirstOrThrow(),
    pem: bench.cloud.certificates.get(identifier)?.pem ?? '',
  }
}
