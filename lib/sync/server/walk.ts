import 'server-only'
import { preparePage } from '#lib/certificates/server/mirror.ts'
import type { CloudCertificate, CloudPage, ReadFailure } from '#lib/cloud/server/port.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import type { SyncContext } from './context.ts'
import { updateProgress } from './repository.ts'

/** Asked for first; the vendor documents no maximum, so what it answers with is what counts. */
const PAGE_SIZES = [100, 50, 20] as const
/** Enough to keep ten calls a second busy when an answer takes 400 ms. */
const CALLS_AT_ONCE = 4
/** So many pages in a row without a certificate not seen before end a walk, whatever the total claims. */
const BARREN_PAGES = 3

export type Walk = {
  pages: number
  /** Different certificates. */
  seen: number
  /** Of these, such as nobody had seen before the pass began. */
  unknown: number
  /** The vendor's TotalCount, when every answer gave the same. */
  total: number | null
  lastTotal: number
  /** Where the list contradicted itself: a repeated row, a short page, a total that moved. Empty: none. */
  contradictions: string[]
  /** Certificates about which only a live reading decides. */
  doubtful: string[]
}
export type WalkFailure = { kind: 'stopped' } | { kind: 'vendor'; failure: ReadFailure }

type AskedPage = { number: number; readAt: number; answer: CloudPage<CloudCertificate> }
type State = Walk & { pageSize: number; first: number; barren: number }

/**
 * Reads every page of ListClientCertificate into the mirror, and one beyond the last, since a total can be wrong.
 * The list has no order and no snapshot: pages shift while certificates are issued or deleted, so what it shows is
 * checked against what it claims, page by page.
 */
export async function walkList(
  ctx: SyncContext,
  pass: { id: number; startedAt: number },
): Promise<Result<Walk, WalkFailure>> {
  const opened = await openList(ctx)
  if (!opened.ok) return opened
  const first = opened.value
  const state: State = {
    pages: 0,
    seen: 0,
    unknown: 0,
    total: first.answer.total,
    lastTotal: first.answer.total,
    contradictions: [],
    doubtful: [],
    pageSize: Math.max(1, first.answer.pageSize),
    first: first.answer.total,
    barren: 0,
  }
  await takePage(ctx, pass, state, first)
  for (let next = 2; !isAtEnd(state, next - 1);) {
    const numbers = pagesAtOnce(state, next)
    const answers = await Promise.all(numbers.map((number) => ask(ctx, number, state.pageSize)))
    for (const answer of answers) {
      if (!answer.ok) return isBeyondTheEnd(answer.error, state, next) ? ok(resultOf(state)) : answer
      await takePage(ctx, pass, state, answer.value)
      next += 1
      if (isAtEnd(state, next - 1)) break
    }
  }
  return ok(resultOf(state))
}

/** Page 1, by the largest size that is not refused. */
async function openList(ctx: SyncContext): Promise<Result<AskedPage, WalkFailure>> {
  let refusal: Result<AskedPage, WalkFailure> | null = null
  for (const size of PAGE_SIZES) {
    const answer = await ask(ctx, 1, size)
    const isRefused = !answer.ok && answer.error.kind === 'vendor' && answer.error.failure.kind === 'refused'
    if (!isRefused) return answer
    refusal ??= answer
  }
  return refusal ?? err({ kind: 'stopped' })
}

async function ask(ctx: SyncContext, number: number, pageSize: number): Promise<Result<AskedPage, WalkFailure>> {
  if (ctx.signal.aborted) return err({ kind: 'stopped' })
  const readAt = ctx.clock.now()
  const answer = await ctx.cloud.listCertificates({ page: number, pageSize })
  return answer.ok ? ok({ number, readAt, answer: answer.value }) : err({ kind: 'vendor', failure: answer.error })
}

function lastPage({ lastTotal, pageSize }: State): number {
  return Math.ceil(lastTotal / pageSize)
}

/** The pages that the total promises are asked for several at once, the one beyond them alone. */
function pagesAtOnce(state: State, next: number): number[] {
  const promised = lastPage(state) - next + 1
  const count = Math.min(CALLS_AT_ONCE, Math.max(1, promised))
  return Array.from({ length: count }, (_, index) => next + index)
}

/** Beyond the last page, once a page brought nothing; or anywhere, once several did. */
function isAtEnd(state: State, page: number): boolean {
  if (state.barren >= BARREN_PAGES) return true
  return page > lastPage(state) && state.barren > 0
}

/** What a page out of range is answered with is not documented: a refusal there is no failure. */
function isBeyondTheEnd(failure: WalkFailure, state: State, page: number): boolean {
  return page > lastPage(state) && failure.kind === 'vendor' && ['refused', 'not_found'].includes(failure.failure.kind)
}

async function takePage(
  ctx: SyncContext,
  pass: { id: number; startedAt: number },
  state: State,
  { number, readAt, answer }: AskedPage,
): Promise<void> {
  const prepared = await preparePage(ctx.db, {
    certificates: answer.items,
    passId: pass.id,
    passStartedAt: pass.startedAt,
    readAt,
  })
  noteContradictions(state, number, answer, prepared.fresh)
  state.pages += 1
  state.seen += prepared.fresh
  state.unknown += prepared.unknown
  state.lastTotal = answer.total
  state.barren = prepared.fresh === 0 ? state.barren + 1 : 0
  state.doubtful.push(...prepared.doubtful)
  const { pages, seen } = state
  await transaction(ctx.db, async (trx) => {
    await updateProgress(trx, pass.id, { pages, rows: seen, vendorTotal: answer.total })
    await prepared.write(trx, ctx)
  })
}

function noteContradictions(state: State, number: number, answer: CloudPage<CloudCertificate>, fresh: number): void {
  const note = (what: string) => state.contradictions.push(`page ${String(number)}: ${what}`)
  if (answer.total !== state.first) {
    state.total = null
    note(`total ${String(answer.total)} after ${String(state.first)}`)
  }
  const promised = Math.min(state.pageSize, Math.max(0, state.first - (number - 1) * state.pageSize))
  const isBeyond = number > Math.ceil(state.first / state.pageSize)
  // Beyond the end, an empty page and a repetition of what was seen are both plain.
  if (isBeyond ? fresh > 0 : answer.items.length !== promised) {
    note(`${String(answer.items.length)} rows instead of ${String(promised)}`)
  }
  if (!isBeyond && fresh !== answer.items.length) note('rows repeated')
  if (answer.page !== number || answer.pageSize !== state.pageSize) note('another page than asked for')
  if (answer.oddities?.some(({ identifier }) => identifier === null) === true) note('a row without identifier')
}

function resultOf({ pages, seen, unknown, total, lastTotal, contradictions, doubtful }: State): Walk {
  return { pages, seen, unknown, total, lastTotal, contradictions, doubtful: [...new Set(doubtful)] }
}
