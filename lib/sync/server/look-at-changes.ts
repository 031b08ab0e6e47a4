import 'server-only'
import { findStale } from '#lib/certificates/server/mirror.ts'
import type { CloudSlice, CloudSummary, ReadFailure } from '#lib/cloud/server/port.ts'
import { readFact, writeFact, type Facts } from '#lib/facts/server/facts.ts'
import type { SyncContext } from './context.ts'
import { isOfOneCertificate, isOfStore, isOfVendor } from './read-failures.ts'
import { verifyOne } from './verify.ts'

/** Zones are up to 14 hours apart, and which one AfterDate is in is not documented. */
const LOOKED_BACK_MS = 86_400_000
const ROWS_A_CALL = 100
/** A filter that means something else than we think gives the whole list: a pass is what reads that. */
const MOST_CALLS = 20
const MOST_READ = 100
/** What a live reading did not bear out is not asked about again for so long: it may have been ListCert that was ahead. */
const SETTLED_FOR_MS = 3_600_000
/** As many as one look can be told of. */
const MOST_SETTLED = MOST_CALLS * ROWS_A_CALL

type Settled = Facts['changes_looked_at']['settled'][number]

/**
 * Asks ListCert what has changed lately and reads live what is not so in the mirror. What it names is a hint to look,
 * what it does not name is evidence of nothing: what AfterDate means is not confirmed. Answers with a failure only where
 * nothing at all can be read: that ListCert is refused is no failure of the loop, since the passes read everything all
 * the same.
 */
export async function lookAtChanges(ctx: SyncContext): Promise<ReadFailure | null> {
  const at = ctx.clock.now()
  const before = await readFact(ctx.db, 'changes_looked_at')
  const modifiedSince = Math.min(at, before?.at ?? at) - LOOKED_BACK_MS
  const settled = (before?.settled ?? []).filter((one) => at >= one.at && at - one.at < SETTLED_FOR_MS)
  await writeFact(ctx.db, 'changes_looked_at', { at, settled }, at)
  const failure = await followHints(ctx, modifiedSince, settled)
  await writeFact(ctx.db, 'changes_looked_at', { at, settled: settled.slice(-MOST_SETTLED) }, at)
  if (failure === null || isOfVendor(failure) || isOfStore(failure)) return failure
  const { kind, code, requestId } = failure
  ctx.log('info', 'what changed lately could not be read', { kind, code, requestId })
  return null
}

/** Adds to `settled` what it need not ask about again. */
async function followHints(ctx: SyncContext, modifiedSince: number, settled: Settled[]): Promise<ReadFailure | null> {
  const tokens = new Set<string>()
  let next: string | null = null
  let left = MOST_READ
  for (let call = 0; call < MOST_CALLS && left > 0 && !ctx.signal.aborted; call += 1) {
    const answer = await ctx.cloud.listSummaries({ modifiedSince, size: ROWS_A_CALL, ...(next !== null && { next }) })
    if (!answer.ok) return answer.error
    const hints = believable(answer.value).filter((hint) => !settled.some((one) => isSameHint(one, hint)))
    const stale = new Set((await findStale(ctx.db, hints)).slice(0, left))
    left -= stale.size
    const failure = await readLive(ctx, [...stale])
    if (failure !== null) return failure
    const followed = hints.filter(({ identifier }) => stale.has(identifier))
    settled.push(...(await withoutEffect(ctx, followed)))
    next = answer.value.next
    if (next === null || tokens.has(next)) return null
    tokens.add(next)
  }
  return null
}

/** A status that is none of those we know reads as PENDING, which is no hint at all. */
function believable({ items, oddities }: CloudSlice<CloudSummary>): CloudSummary[] {
  const odd = new Set(oddities?.filter(({ field }) => field === 'Status').map(({ identifier }) => identifier))
  return items.filter(({ identifier }) => !odd.has(identifier))
}

function isSameHint(settled: Settled, { identifier, vendorStatus }: CloudSummary): boolean {
  return settled.identifier === identifier && settled.status === vendorStatus
}

/** A certificate that is gone again is left to the pass, which buries by its own rules. */
async function readLive(ctx: SyncContext, identifiers: readonly string[]): Promise<ReadFailure | null> {
  for (const identifier of identifiers) {
    if (ctx.signal.aborted) return null
    const found = await verifyOne(ctx, identifier)
    if (found.kind === 'unreadable' && !isOfOneCertificate(found.failure)) return found.failure
  }
  return null
}

async function withoutEffect(ctx: SyncContext, followed: readonly CloudSummary[]): Promise<Settled[]> {
  if (ctx.signal.aborted) return []
  const at = ctx.clock.now()
  const stale = new Set(await findStale(ctx.db, followed))
  return followed
    .filter(({ identifier }) => stale.has(identifier))
    .map(({ identifier, vendorStatus }) => ({ identifier, status: vendorStatus, at }))
}
