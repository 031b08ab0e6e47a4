import 'server-only'
import { err, ok, type Result } from '#lib/core/result.ts'
import { readFact, writeFact } from '#lib/facts/server/facts.ts'
import type { SyncContext } from './context.ts'
import { askPage, type ListPage, type WalkFailure } from './list-page.ts'

/** The vendor documents no maximum, so what it answers with is what counts. A row has some 4 KB, an answer at most 8 MB. */
const SIZES = [20, 50, 100, 200, 500, 1000] as const
const FIRST_TRIED = 100
/** What the service takes may grow: so long after it was found, more is asked for again. */
const FOUND_FOR_MS = 86_400_000
/** The same where more was not refused but came late or torn, which may have been for another reason. */
const SUPPOSED_FOR_MS = 3_600_000

/** `goodForMs`: how long the page's size may be gone by; null where nothing was learnt of it. */
type Found = { page: ListPage; goodForMs: number | null }

/**
 * Page 1, by the largest size that the service takes: what was found before, less where that is refused now, more where
 * nobody knows better. The size that counts is the answer's.
 */
export async function openList(ctx: SyncContext): Promise<Result<ListPage, WalkFailure>> {
  const now = ctx.clock.now()
  const known = await readFact(ctx.db, 'page_size')
  const isKnown = known !== null && now < known.until && known.until - now <= FOUND_FOR_MS
  const opened = await openDownwards(ctx, known?.size ?? FIRST_TRIED)
  if (!opened.ok) return opened
  const { asked, goodForMs } = opened.value
  const taken = await settledSize(ctx, opened.value.page)
  if (!taken.ok) return taken
  const isCut = taken.value.answer.pageSize < asked
  const settled = { page: taken.value, goodForMs: isCut ? FOUND_FOR_MS : goodForMs }
  const found = isKnown || settled.goodForMs !== null ? settled : await climb(ctx, settled.page)
  const { pageSize, total, items } = found.page.answer
  // A list that fits on a page does not tell what a longer one would be given.
  if (found.goodForMs !== null && total > items.length) await keepSize(ctx, pageSize, found.goodForMs)
  return ok(found.page)
}

/** Notes that pages of this size are too much. False where the failure is about something else, or nothing is less. */
export async function askForLess(ctx: SyncContext, failure: WalkFailure, pageSize: number): Promise<boolean> {
  const less = SIZES.findLast((size) => size < pageSize)
  if (less === undefined || !isAboutSize(failure, pageSize)) return false
  await keepSize(ctx, less, FOUND_FOR_MS)
  return true
}

async function keepSize(ctx: SyncContext, size: number, goodForMs: number): Promise<void> {
  const now = ctx.clock.now()
  await writeFact(ctx.db, 'page_size', { size, until: now + goodForMs }, now)
}

async function openDownwards(ctx: SyncContext, start: number): Promise<Result<Found & { asked: number }, WalkFailure>> {
  let refusal: Result<never, WalkFailure> | null = null
  let goodForMs: number | null = null
  for (const asked of [start, ...SIZES.filter((size) => size < start).reverse()]) {
    const page = await askPage(ctx, 1, asked)
    if (page.ok) return ok({ page: page.value, asked, goodForMs })
    if (!isAboutSize(page.error, asked)) return page
    refusal ??= page
    goodForMs = Math.min(goodForMs ?? Infinity, goodForOf(page.error))
  }
  return refusal ?? err({ kind: 'stopped' })
}

/** A page that is too much may come late or torn instead of being refused; a small one never for that reason. */
function isAboutSize(failure: WalkFailure, asked: number): boolean {
  if (failure.kind === 'stopped') return false
  const { kind } = failure.failure
  return kind === 'refused' || (asked > FIRST_TRIED && (kind === 'malformed' || kind === 'unreachable'))
}

/** For how long a failure that is about the size tells that it is too much. */
function goodForOf(failure: WalkFailure): number {
  return failure.kind === 'vendor' && failure.failure.kind === 'refused' ? FOUND_FOR_MS : SUPPOSED_FOR_MS
}

/** Fewer rows than the answer says that a page has: by that smaller size pages would have no gap between them. */
async function settledSize(ctx: SyncContext, page: ListPage): Promise<Result<ListPage, WalkFailure>> {
  const { items, pageSize, total } = page.answer
  const given = items.length
  if (given === 0 || given >= Math.min(pageSize, total)) return ok(page)
  const again = await askPage(ctx, 1, given)
  if (!again.ok) return again.error.kind === 'stopped' ? again : ok(page)
  return ok(again.value.answer.items.length === given ? again.value : page)
}

/** Nothing is learnt where the climb ended because nobody could be asked, or because the whole list was on a page. */
async function climb(ctx: SyncContext, from: ListPage): Promise<Found> {
  let best = from
  for (const size of SIZES) {
    const { pageSize, total } = best.answer
    if (size <= pageSize) continue
    if (total <= pageSize) return { page: best, goodForMs: null }
    const tried = await askPage(ctx, 1, size)
    if (!tried.ok) return { page: best, goodForMs: isAboutSize(tried.error, size) ? goodForOf(tried.error) : null }
    const { answer } = tried.value
    const isTaken = answer.pageSize === size && answer.items.length === Math.min(size, answer.total)
    if (!isTaken) return { page: best, goodForMs: FOUND_FOR_MS }
    best = tried.value
  }
  return { page: best, goodForMs: FOUND_FOR_MS }
}
