import 'server-only'
import { createHash } from 'node:crypto'
import { recordEvent } from '#lib/audit/server/record.ts'
import type { Json } from '#lib/core/canonical-json.ts'
import type { Snapshot } from '#lib/db/server/snapshot.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import type { CertificateSort } from '../../filter.ts'
import { exportRows, numbersInOrder } from '../repository.export.ts'
import type { ListPlan } from '../repository.plan.ts'
import { exportedOf } from './exported.ts'
import type { ExportForm } from './form.ts'
import { signedTrailer } from './statement.ts'

/** Of so many certificates the text is held at once: half a megabyte with their PEMs. */
const PORTION = 200

type Parts = {
  form: ExportForm
  snapshot: Snapshot
  plan: ListPlan
  sort: CertificateSort
  /** What was asked for, as it stands in the record and in the file. */
  asked: { readonly [name: string]: Json }
  /** Of which moment, epoch ms. */
  at: number
  mirror: { asOf: string | null; complete: boolean }
}

/**
 * The file in parts, each made when it is asked for: a slow reader waits for nobody and nobody for him. Whoever stops
 * reading calls `return`, which ends the reading of the store, also before the first part.
 */
export function fileParts(ctx: VerbContext, parts: Parts): AsyncIterableIterator<string> {
  const counted = { rows: 0, isDone: false }
  const texts = textsOf(ctx, parts, counted)
  const end = async () => {
    await parts.snapshot.close()
    if (counted.isDone) return
    counted.isDone = true
    await recordEnd(ctx, 'not_done', { ...parts.asked, rows: counted.rows }).catch(() => {
      ctx.log('error', 'the end of an export could not be recorded', { correlationId: ctx.correlationId })
    })
  }
  // Nobody may ever ask for the next part.
  void parts.snapshot.closed.then(end)
  return {
    [Symbol.asyncIterator]() {
      return this
    },
    next: async () => {
      try {
        const next = await texts.next()
        if (next.done === true) await end()
        return next
      } catch (cause) {
        await end()
        throw cause
      }
    },
    return: async () => {
      await texts.return(undefined)
      await end()
      return { done: true, value: undefined }
    },
  }
}

async function* textsOf(
  ctx: VerbContext,
  { form, snapshot, plan, sort, asked, at, mirror }: Parts,
  counted: { rows: number; isDone: boolean },
): AsyncGenerator<string, undefined> {
  const digest = createHash('sha256')
  const facts = { ...asked, snapshotAt: new Date(at).toISOString(), consistency: 'one read transaction', mirror }
  const said = (text: string) => {
    digest.update(text)
    return text
  }
  try {
    yield said(form.head(facts))
    for await (const numbers of snapshot.portions(numbersInOrder(snapshot.db, plan, sort, at), PORTION)) {
      const rows = await exportRows(
        snapshot.db,
        numbers.map(({ number }) => number),
      )
      yield said(rows.map((row) => form.certificate(exportedOf(row, at))).join(''))
      counted.rows += rows.length
    }
    const whole = { ...facts, ...form.lacks(), rows: counted.rows, sha256: digest.digest('hex') }
    const record = await recordEnd(ctx, 'done', { ...asked, rows: whole.rows, sha256: whole.sha256 })
    counted.isDone = true
    yield form.trailer(signedTrailer(ctx.auditSeal.key, { ...whole, record }))
  } catch (cause) {
    yield form.partial(counted.rows)
    throw cause
  }
}

async function recordEnd(
  ctx: VerbContext,
  outcome: 'done' | 'not_done',
  details: Json,
): Promise<{ sequence: number; hash: string }> {
  return transaction(ctx.db, (trx) => recordEvent(trx, ctx, { action: 'export_certificates', outcome, details }))
}
