import 'server-only'
import { transaction } from '#lib/db/server/transaction.ts'
import type { EvidenceContext } from './context.ts'
import type { CrlReading } from './crl/reading.ts'
import { judgeReading, nextCheckAt, type SeenCrl } from './judge.ts'
import {
  changePoint,
  findCrl,
  insertCrl,
  pruneCrls,
  recordCheck,
  type CrlPoint,
  type CrlPointRow,
} from './repository.crls.ts'
import { changePublication, type PublicationRow } from './repository.ts'
import { tellFinding } from './tell-finding.ts'

/** Between two looks at a CRL that nothing waits for. */
const LOOK_EVERY_MS = 10 * 60_000
/** How soon after its nextUpdate a CRL's successor is looked for. */
const AFTER_NEXT_UPDATE_MS = 60_000
const ROWS_A_TRANSACTION = 50

/** A CRL that its CA has signed and that is in force: keeps it, and judges by it whatever is looked for there. */
export async function recordReading(
  ctx: EvidenceContext,
  read: { point: CrlPoint; held: CrlPointRow; followed: readonly PublicationRow[]; reading: CrlReading },
): Promise<void> {
  const { point, held, followed, reading } = read
  const now = ctx.clock.now()
  const before = held.crl_sha256 === null ? null : await findCrl(ctx.db, held.crl_sha256)
  // A cache on the way may still hand out the CRL before: it is believed for what it lists, and is not the newest.
  const isNewest = before === null || reading.thisUpdate >= before.this_update
  await transaction(ctx.db, async (trx) => {
    await insertCrl(trx, {
      ...factsOf(point.caIdentifier, reading),
      signature_algorithm: reading.signatureAlgorithm,
      der: reading.der,
      fetched_at: now,
    })
    await changePoint(trx, point, {
      tried_at: now,
      read_at: now,
      outcome: 'read',
      detail: '',
      failures: 0,
      next_try_at:
        now + Math.min(LOOK_EVERY_MS, Math.max(AFTER_NEXT_UPDATE_MS, reading.nextUpdate - now + AFTER_NEXT_UPDATE_MS)),
      ...(isNewest ? { crl_sha256: reading.sha256 } : {}),
    })
    const outcome = isNewest ? 'read' : 'older_copy'
    await recordCheck(trx, { ...factsOf(point.caIdentifier, reading), url: point.url, outcome, detail: '' }, now)
  })
  const olderUntil = before !== null && before.sha256 !== reading.sha256 && isNewest ? before.next_update : null
  for (let start = 0; start < followed.length; start += ROWS_A_TRANSACTION) {
    await transaction(ctx.db, async (trx) => {
      for (const row of followed.slice(start, start + ROWS_A_TRANSACTION)) {
        const seen: SeenCrl = { ...reading, entry: reading.found.get(row.serial_number) ?? null, olderUntil }
        const { change, finding } = judgeReading(row, seen, now)
        const judged = { ...row, ...change }
        const isChanged = await changePublication(trx, row, { ...change, next_check_at: nextCheckAt(judged, now) })
        if (isChanged && finding !== null) await tellFinding(trx, ctx, judged, finding)
      }
    })
  }
  await transaction(ctx.db, (trx) => pruneCrls(trx, point.caIdentifier))
}

/** What a kept CRL and the history of its address have in common. */
function factsOf(caIdentifier: string, reading: CrlReading) {
  return {
    sha256: reading.sha256,
    ca_identifier: caIdentifier,
    number: reading.number,
    this_update: reading.thisUpdate,
    next_update: reading.nextUpdate,
    entries: reading.entries,
    size: reading.bytes,
  }
}
