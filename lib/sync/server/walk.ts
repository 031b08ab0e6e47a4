import 'server-only'
import { preparePage, type PreparedPage } from '#lib/certificates/server/mirror.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { clearFact, writeFact } from '#lib/facts/server/facts.ts'
import type { SyncContext } from './context.ts'
import { askPage, type ListPage, type WalkFailure } from './list-page.ts'
import { askForLess, openList } from './page-size.ts'
import { updateProgress } from './repository.ts'
import { isHeld, type WalkedPass } from './resume.ts'
import { beginWalk, lastPageOf, notePage, noteSecondLook, type WalkState } from './walk-state.ts'

/** Enough to keep ten calls a second busy when an answer takes 400 ms. */
const CALLS_AT_ONCE = 4
/** So many pages in a row without a certificate not seen before end a walk, whatever the total claims. */
const BARREN_PAGES = 3
/** A list that shifts more than this under the reader is left to the next pass. */
const MOST_LOOKED_AT_AGAIN = 20

/**
 * Reads every page of ListClientCertificate into the mirror, and one beyond the last, since a total can be wrong.
 * The list has no order and no snapshot: pages shift while certificates are issued or deleted, so what it shows is
 * checked against what it claims, page by page, and where it shifted is looked at again. A second look proves nothing:
 * it finds sooner what the next pass would find.
 */
export async function walkList(ctx: SyncContext, pass: WalkedPass): Promise<Result<WalkState, WalkFailure>> {
  const begun = pass.left === null ? await begin(ctx, pass) : ok(pass.left)
  if (!begun.ok) return begun
  const state = begun.value
  const { pages } = state
  const walked = await goOn(ctx, pass, state)
  const looked = walked.ok ? await lookAgain(ctx, pass, state) : walked
  if (looked.ok) return ok(state)
  if (pass.left !== null && state.pages === pages) await beginSmaller(ctx, looked.error, state)
  return looked
}

async function begin(ctx: SyncContext, pass: WalkedPass): Promise<Result<WalkState, WalkFailure>> {
  const opened = await openList(ctx)
  if (!opened.ok) return opened
  const state = beginWalk(opened.value)
  const taken = await takePage(ctx, pass, state, opened.value)
  return taken.ok ? ok(state) : taken
}

/**
 * A page deep in the list may be too much where the first was not. One that fails again where the walk was taken up for
 * it, though the authorities have just been read, is: the next pass begins with smaller ones.
 */
async function beginSmaller(ctx: SyncContext, failure: WalkFailure, { pageSize }: WalkState): Promise<void> {
  if (await askForLess(ctx, failure, pageSize)) await clearFact(ctx.db, 'sync_walk')
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
    const taken = await takePage(ctx, pass, state, answer.value)
    if (!taken.ok) {
      await Promise.all(asked)
      return taken
    }
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

async function takePage(
  ctx: SyncContext,
  pass: WalkedPass,
  state: WalkState,
  page: ListPage,
): Promise<Result<null, WalkFailure>> {
  const prepared = await prepare(ctx, pass, page)
  notePage(state, page, prepared)
  return keepPage(ctx, pass, state, prepared)
}

async function lookAgain(ctx: SyncContext, pass: WalkedPass, state: WalkState): Promise<Result<null, WalkFailure>> {
  for (const number of state.lookAgain.slice(0, MOST_LOOKED_AT_AGAIN)) {
    const looked = await lookOnceMore(ctx, pass, state, number)
    if (!looked.ok) return isBeyondTheEnd(looked.error, state) ? ok(null) : looked
  }
  // Lists tend to begin with what is newest: what was added meanwhile is then where the walk has long been.
  const added = Math.ceil((state.lastTotal - state.first) / state.pageSize)
  for (let number = Math.min(added, MOST_LOOKED_AT_AGAIN); number > 0 && state.seen < state.lastTotal; number -= 1) {
    const looked = await lookOnceMore(ctx, pass, state, number)
    if (!looked.ok) return looked
  }
  return ok(null)
}

async function lookOnceMore(
  ctx: SyncContext,
  pass: WalkedPass,
  state: WalkState,
  number: number,
): Promise<Result<null, WalkFailure>> {
  const page = await askPage(ctx, number, state.pageSize)
  if (!page.ok) return page
  const prepared = await prepare(ctx, pass, page.value)
  noteSecondLook(state, page.value, prepared)
  return keepPage(ctx, pass, state, prepared)
}

/** Page and place in one transaction, while the pass is ours. */
async function keepPage(
  ctx: SyncContext,
  pass: WalkedPass,
  state: WalkState,
  prepared: PreparedPage,
): Promise<Result<null, WalkFailure>> {
  const { id: passId, holder } = pass
  const { pages, seen, lastTotal } = state
  const at = ctx.clock.now()
  const isKept = await transaction(ctx.db, async (trx) => {
    if (!(await isHeld(trx, pass))) return false
    await updateProgress(trx, passId, { pages, rows: seen, vendorTotal: lastTotal })
    await writeFact(trx, 'sync_walk', { passId, holder, at, state }, at)
    await prepared.write(trx, ctx)
    return true
  })
  return isKept ? ok(null) : err({ kind: 'stopped' })
}

function prepare(ctx: SyncContext, pass: WalkedPass, { readAt, answer }: ListPage) {
  return preparePage(ctx.db, {
    certificates: answer.items,
    passId: pass.id,
    passStartedAt: pass.startedAt,
    readAt,
  })
}
