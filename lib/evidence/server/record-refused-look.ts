import 'server-only'
import { transaction } from '#lib/db/server/transaction.ts'
import type { EvidenceContext } from './context.ts'
import { judgeSilence, nextCheckAt } from './judge.ts'
import { changePoint, recordCheck, type CrlPoint, type CrlPointRow } from './repository.crls.ts'
import { changePublication, type PublicationRow } from './repository.ts'
import { tellFinding } from './tell-finding.ts'

const FIRST_RETRY_MS = 30_000
const SLOWEST_RETRY_MS = 15 * 60_000
const ROWS_A_TRANSACTION = 50

/** A CRL that cannot be had or must not be believed: kept in the history, and waited for in growing steps. */
export async function recordRefusedLook(
  ctx: EvidenceContext,
  look: { point: CrlPoint; held: CrlPointRow; followed: readonly PublicationRow[]; code: string; detail: string },
): Promise<void> {
  const { point, held, followed, code, detail } = look
  const now = ctx.clock.now()
  const failures = held.failures + 1
  const pause = Math.min(SLOWEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(failures - 1, 10))
  await transaction(ctx.db, async (trx) => {
    await changePoint(trx, point, { tried_at: now, outcome: code, detail, failures, next_try_at: now + pause })
    const { caIdentifier, url } = point
    await recordCheck(trx, { ca_identifier: caIdentifier, url, outcome: code, detail, ...nothingRead }, now)
  })
  for (let start = 0; start < followed.length; start += ROWS_A_TRANSACTION) {
    await transaction(ctx.db, async (trx) => {
      for (const row of followed.slice(start, start + ROWS_A_TRANSACTION)) {
        const { change, finding } = judgeSilence(row, code, now)
        const next = nextCheckAt({ ...row, ...change }, now)
        const isChanged = await changePublication(trx, row, { ...change, next_check_at: next })
        if (isChanged && finding !== null) await tellFinding(trx, ctx, { ...row, ...change }, finding)
      }
    })
  }
}

const nothingRead = { sha256: null, number: null, this_update: null, next_update: null, entries: null, size: null }
