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

/**
 * Page 1, by the largest size that the service takes: what was found before, less where that is refused now, more where
 * nobody knows better. The size that counts is the answer's.
 */
export async function openList(ctx: SyncContext): Promise<Result<ListPage, WalkFailure>> {
  const now = ctx.clock.now()
  const found = await readFact(ctx.db, 'page_size')
  const isKnown = found !== null && now >= found.at && now - found.at < FOUND_FOR_MS
  const start = found?.size ?? FIRST_TRIED
  const opened = await openDownwards(ctx, start)
  if (!opened.ok) return opened
  const taken = await settledSize(ctx, opened.value.page)
  if (!taken.ok) return taken
  const { pageSize } = taken.value.answer
  // Refused or cut at less than was asked for: that is the largest.
  const isLargest = opened.value.asked < start || pageSize < opened.value.asked
  const best = isKnown && !isLargest ? taken.value : isLargest ? taken.value : await climb(ctx, taken.value)
  if (!isKnown || best.answer.pageSize !== found.size) {
    // A list that fits on a page does not tell what a longer one would be given.
    if (best.answer.total > best.answer.items.length) {
      await writeFact(ctx.db, 'page_size', { size: best.answer.pageSize, at: now }, now)
    }
  }
  return ok(best)
}

async function openDownwards(
  ctx: SyncContext,
  start: number,
): Promise<Result<{ page: ListPage; asked: number }, WalkFailure>> {
  let refusal: Result<never, WalkFailure> | null = null
  for (const asked of [start, ...SIZES.filter((size) => size < start).reverse()]) {
    const page = await askPage(ctx, 1, asked)
    if (page.ok) return ok({ page: page.value, asked })
    if (!isAboutSize(page.error, asked)) return page
    refusal ??= page
  }
  return refusal ?? err({ kind: 'stopped' })
}

/** A page that is too much may come late or torn instead of being refused; a small one never for that reason. */
function isAboutSize(failure: WalkFailure, asked: number): boolean {
  if (failure.kind === 'stopped') return false
  const { kind } = failure.failure
  return kind === 'refused' || (asked > FIRST_TRIED && (kind === 'malformed' || kind === 'unreachable'))
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

async function climb(ctx: SyncContext, from: ListPage): Promise<ListPage> {
  let best = from
  for (const size of SIZES) {
    const { pageSize, total } = best.answer
    if (size <= pageSize) continue
    if (total <= pageSize) break
    const tried = await askPage(ctx, 1, size)
    const isTaken =
      tried.ok &&
      tried.value.answer.pageSize === size &&
      tried.value.answer.items.length === Math.min(size, tried.value.answer.total)
    if (!isTaken) break
    best = tried.value
  }
  return best
}
