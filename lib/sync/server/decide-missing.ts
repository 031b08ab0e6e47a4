import 'server-only'
import { z } from 'zod'
import { recordEvent } from '#lib/audit/server/record.ts'
import { actorLabel } from '#lib/auth/actor.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import type { Trx } from '#lib/db/server/database.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { clearFact, readFact, writeFact } from '#lib/facts/server/facts.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { verb } from '#lib/service/server/verb.ts'
import { readMissing } from './missing.ts'
import { closeQuestions, findLastFullPass, findPass } from './repository.ts'

/** `nothing_to_decide`: no such question, or one that has been answered or has become moot meanwhile. */
type DecisionFailure = { code: 'nothing_to_decide' }
type Decision = { passId: number; count: number }

const input = z.strictObject({ passId: z.int().positive() })

/**
 * Bury what a pass did not see. It asks the worker: each certificate is verified by DescribeClientCertificate first,
 * and none becomes a tombstone without NotFound.
 */
export const buryMissing = verb<{ passId: number }, Decision, DecisionFailure>({
  name: 'bury_missing',
  permission: 'sync.bury',
  kind: 'write',
  input,
  run: async (ctx, { passId }) =>
    decide(ctx, passId, async (trx, decision, at) => {
      await writeFact(trx, 'bury_order', { passId, at, by: actorLabel(ctx.actor) }, at)
      await recordEvent(trx, ctx, { action: 'bury_missing', outcome: 'requested', details: decision })
    }),
})

/** Keep what a pass did not see: it stays in the list, with its age, and nobody is asked about it again. */
export const keepMissing = verb<{ passId: number }, Decision, DecisionFailure>({
  name: 'keep_missing',
  permission: 'sync.bury',
  kind: 'write',
  input,
  run: async (ctx, { passId }) =>
    decide(ctx, passId, async (trx, decision, at) => {
      await clearFact(trx, 'bury_order')
      await writeFact(trx, 'missing_kept', { passId, at, by: actorLabel(ctx.actor) }, at)
      await closeQuestions(trx)
      await recordEvent(trx, ctx, { action: 'keep_missing', outcome: 'done', details: decision })
    }),
})

/**
 * The question may have been asked again by a later pass since the page was shown. What `passId` did not see and
 * nobody has seen since can only have become less, so the decision stands for that.
 */
async function decide(
  ctx: VerbContext,
  passId: number,
  carryOut: (trx: Trx, decision: Decision, at: number) => Promise<void>,
): Promise<Result<Decision, DecisionFailure>> {
  return transaction(ctx.db, async (trx) => {
    const pass = await findPass(trx, passId)
    const missing = pass === null ? null : readMissing(pass.missing)
    if (missing === null || !(await isQuestionable(trx, passId))) return err({ code: 'nothing_to_decide' })
    const decision = { passId, count: missing.count }
    await carryOut(trx, decision, ctx.clock.now())
    return ok(decision)
  })
}

async function isQuestionable(trx: Trx, passId: number): Promise<boolean> {
  const last = await findLastFullPass(trx)
  const kept = await readFact(trx, 'missing_kept')
  const order = await readFact(trx, 'bury_order')
  return last?.state === 'asks' || kept?.passId === passId || order?.passId === passId
}
