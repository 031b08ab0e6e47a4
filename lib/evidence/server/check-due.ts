import 'server-only'
import { knownAuthorities } from '#lib/authorities/server/find.ts'
import type { Database } from '#lib/db/server/database.ts'
import { askResponder } from './ask-responder.ts'
import { checkPoint } from './check-point.ts'
import type { EvidenceContext } from './context.ts'
import { locate } from './locate.ts'
import { ensurePoint, listDuePoints, listPoints, nextDueAt, type CrlPoint } from './repository.crls.ts'
import { listDue } from './repository.ts'

const ROWS_A_TURN = 200
const POINTS_A_TURN = 50
/** One server that answers nothing must not keep the others waiting. */
const AT_ONCE = 4

/**
 * One turn: looks at every CRL that is due, by itself or for the sake of a revocation or a deletion that waits for it,
 * and asks the OCSP responders of what waits. Answers when the next is due, epoch ms; null when nothing is.
 */
export async function checkDue(ctx: EvidenceContext, signal: AbortSignal): Promise<{ nextDueAt: number | null }> {
  const now = ctx.clock.now()
  await ensurePointsOfAuthorities(ctx.db, now)
  const due = []
  for (const row of await listDue(ctx.db, now, ROWS_A_TURN)) due.push(await locate(ctx, row))
  const points = await listDuePoints(ctx.db, now, POINTS_A_TURN)
  const wanted = [
    ...points.map((point) => ({ caIdentifier: point.ca_identifier, url: point.url })),
    ...due.flatMap((row) => (row.url === null ? [] : [{ caIdentifier: row.ca_identifier, url: row.url }])),
  ]
  await inLanes(distinct(wanted), signal, (point) => checkPoint(ctx, point))
  await inLanes(due, signal, (row) => askResponder(ctx, row))
  return { nextDueAt: await nextDueAt(ctx.db) }
}

/** Reads before it writes: nearly always there is nothing to add, and a turn comes every second. */
async function ensurePointsOfAuthorities(db: Database, now: number): Promise<void> {
  const held = new Set(
    (await listPoints(db)).map((point) => nameOf({ caIdentifier: point.ca_identifier, url: point.url })),
  )
  for (const { identifier, crlUrl } of await knownAuthorities(db)) {
    if (crlUrl === null) continue
    const point = { caIdentifier: identifier, url: crlUrl }
    if (!held.has(nameOf(point))) await ensurePoint(db, point, now)
  }
}

function nameOf({ caIdentifier, url }: CrlPoint): string {
  return `${caIdentifier} ${url}`
}

function distinct(points: readonly CrlPoint[]): CrlPoint[] {
  return [...new Map(points.map((point) => [nameOf(point), point])).values()]
}

async function inLanes<Item>(
  items: readonly Item[],
  signal: AbortSignal,
  run: (item: Item) => Promise<void>,
): Promise<void> {
  const rest = items.values()
  const lane = async () => {
    for (const item of rest) {
      if (signal.aborted) return
      await run(item)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))
}
