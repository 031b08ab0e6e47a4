import 'server-only'
import { preparePage } from '#lib/certificates/server/mirror.ts'
import { ok, type Result } from '#lib/core/result.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { writeFact } from '#lib/facts/server/facts.ts'
import type { SyncContext } from './context.ts'
import { askPage, type ListPage, type WalkFailure } from './list-page.ts'
import { openList } from './page-size.ts'
import { updateProgress } from './repository.ts'
import { beginWalk, lastPageOf, notePage, type Walk, type WalkState } from './walk-state.ts'

/** Enough to keep ten calls a second busy when an answer takes 400 ms. */
const CALLS_AT_ONCE = 4
/** So many pages in a row without a certificate not seen before end a walk, whatever the total claims. */
const BARREN_PAGES = 3
/** A list that shifts more than this under the reader is left to the next pass. */
const MOST_LOOKED_AT_AGAIN = 20

export type WalkedPass = {
  readonly id: number
  readonly startedAt: number
  /** Where another process left it; null: from the first page on. */
  readonly left: WalkState | null
}

/**
 * Reads every page of ListClientCertificate into the mirror, and one beyond the last, since a total can be wrong.
 * The list has no order and no snapshot: pages shift while certificates are issued or deleted, so what it shows is
 * checked against what it claims, page by page, and where it shifted is looked at again. A second look proves nothing:
 * it finds sooner what the next pass would find.
 */
export async function walkList(ctx: SyncContext, pass: WalkedPass): Promise<Result<Walk, WalkFailure>> {
  const begun = pass.left === null ? await begin(ctx, pass) : ok(pass.left)
  if (!begun.ok) return begun
  const state = begun.value
  const walked = await goOn(ctx, pass, state)
  if (!walked.ok) return walked
  const looked = await lookAgain(ctx, pass, state)
  return looked.ok ? ok(state) : looked
}

async function begin(ctx: SyncContext, pass: WalkedPass): Promise<Result<WalkState, WalkFailure>> {
  const opened = await openList(ctx)
  if (!opened.ok) return opened
  const state = beginWalk(opened.value)
  await takePage(ctx, pass, state, opened.value)
  return ok(state)
}

/** Several pages are on their way at any time, and taken in their order. */
async function goOn(ctx: SyncContext, pass: WalkedPass, state: WalkState): Promise<Result<null, WalkFailure>> {
  const asked: ReturnType<typeof askPage>[] = []
  let next = state.nextPage
  while (!isAtEnd(state)) {
    // The pages that the total promises are asked for ahead, the one beyond them alone.
    while (asked.length === 0 || (asked.length < CALLS_AT_ONCE && next <= lastPageOf(state))) {
      asked.push(askPage(ctx, next, state.pageSize))
      next += 1
    }
    const answer = await asked.shift()
    if (answer === undefined) break
    if (!answer.ok) {
      await Promise.all(asked)
      return isBeyondTheEnd(answer.error, state) ? ok(null) : answer
    }
    await takePage(ctx, pass, state, answer.value)
  }
  await Promise.all(asked)
  return ok(null)
}

/** Beyond the last page, once a page brought nothing; or anywhere, once several did. */
function isAtEnd(state: WalkState): boolean {
  if (state.barren >= BARREN_PAGES) return true
  return state.nextPage - 1 > lastPageOf(state) && state.barren > 0
}

/** What a page out of range is answered with is not documented: a refusal there is no failure. */
function isBeyondTheEnd(failure: WalkFailure, state: WalkState): boolean {
  const isRefused = failure.kind === 'vendor' && ['refused', 'not_found'].includes(failure.failure.kind)
  return isRefused && state.nextPage > lastPageOf(state)
}

async function takePage(ctx: SyncContext, pass: WalkedPass, state: WalkState, page: ListPage): Promise<void> {
  const prepared = await prepare(ctx, pass, page)
  notePage(state, page, prepared)
  const { pages, seen } = state
  const at = ctx.clock.now()
  await transaction(ctx.db, async (trx) => {
    await updateProgress(trx, pass.id, { pages, rows: seen, vendorTotal: page.answer.total })
    await writeFact(trx, 'sync_walk', { passId: pass.id, at, state }, at)
    await prepared.write(trx, ctx)
  })
}

async function lookAgain(ctx: SyncContext, pass: WalkedPass, state: WalkState): Promise<Result<null, WalkFailure>> {
  for (const number of state.lookAgain.slice(0, MOST_LOOKED_AT_AGAIN)) {
    const page = await askPage(ctx, number, state.pageSize)
    if (!page.ok) return isBeyondTheEnd(page.error, state) ? ok(null) : page
    const prepared = await prepare(ctx, pass, page.value)
    state.seen += prepared.fresh
    state.unknown += prepared.unknown
    const { pages, seen } = state
    await transaction(ctx.db, async (trx) => {
      await updateProgress(trx, pass.id, { pages, rows: seen, vendorTotal: page.value.answer.total })
      await prepared.write(trx, ctx)
    })
  }
  return ok(null)
}

function prepare(ctx: SyncContext, pass: WalkedPass, { readAt, answer }: ListPage) {
  return preparePage(ctx.db, {
    certificates: answer.items,
    passId: pass.id,
    passStartedAt: pass.startedAt,
    readAt,
  })
}
