import 'server-only'
import { recordEvent } from '#lib/audit/server/record.ts'
import { err, type Err, type Result } from '#lib/core/result.ts'
import type { Trx } from '#lib/db/server/database.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import type { WriteReceipt } from '../receipt.ts'
import { receiptOf } from './join.ts'
import { findKnown, type KnownRefusal } from './known.ts'
import { eventOf, recordUnsent, type Asked } from './record-unsent.ts'
import { attendFailures } from './repository.scheduled.ts'
import { insertOpenOperation, insertSettledOperation, type OperationRow } from './repository.ts'

/** Why no call was made although nothing speaks against it. */
export type UnsentCause = 'no_slot' | 'vendor_pause' | 'too_late' | 'stopping'

/**
 * How an intent becomes an operation, and what is left of one that does not. Everything here but `unprepared` happens in
 * the transaction that found it out, under the certificate's lock.
 */
export type Intent = {
  /** What it is about already; null where it is to be carried out. */
  readonly findKnown: (trx: Trx) => Promise<Result<WriteReceipt, KnownRefusal> | null>
  /** False: the certificate has another open operation. */
  readonly open: (trx: Trx, row: OperationRow) => Promise<boolean>
  readonly deny: <Denial extends { code: string }>(trx: Trx, denial: Denial) => Promise<Err<Denial>>
  /** No call was free for as long as it could wait. `row` is the operation as it would have been. */
  readonly giveUp: (trx: Trx, row: OperationRow, cause: UnsentCause) => Promise<WriteReceipt>
  /** The call could not even be prepared. */
  readonly unprepared: (failure: { kind: string; requestId?: string | undefined }) => Promise<void>
}

/** What somebody asks for now: a row of its own, and an event for whatever becomes of it. */
export function newIntent(ctx: VerbContext, request: Asked): Intent {
  return {
    findKnown: (trx) => findKnown(trx, ctx, request),
    open: async (trx, row) => {
      const isOpen = await insertOpenOperation(trx, row)
      if (isOpen && row.kind === 'delete') await attendFailures(trx, row.identifier, attention(row))
      return isOpen
    },
    deny: async (trx, denial) => {
      await recordEvent(trx, ctx, { ...eventOf(request), outcome: 'denied', details: { code: denial.code } })
      return err(denial)
    },
    giveUp: async (trx, row, cause) => {
      const unsent: OperationRow = {
        ...row,
        state: 'not_sent',
        cause,
        settled_at: row.requested_at,
        settled_by: 'answer',
      }
      await insertSettledOperation(trx, unsent)
      await recordEvent(trx, ctx, { ...eventOf(request), outcome: 'not_sent', details: { cause } })
      return receiptOf(unsent, { joined: false })
    },
    unprepared: ({ kind, requestId }) =>
      recordUnsent(ctx, request, { outcome: 'not_sent', requestId, details: { cause: 'cloud_unavailable', kind } }),
  }
}

/** Whoever deletes anew has seen that the scheduled deletion came to nothing. */
function attention({ requested_by: by, requested_at: at }: OperationRow): { by: string; at: number } {
  return { by, at }
}
