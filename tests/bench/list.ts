import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { openDatabase, type OpenOptions } from '#lib/db/server/database.ts'
import { migrateToLatest } from '#lib/db/server/migrate.ts'
import { createDatabase, startPostgres } from '../support/postgres.ts'
import { bareStatements, type BareStatements } from './inventory/bare-statements.ts'
import { fillMirror } from './inventory/fill-mirror.ts'
import { benchPages, getPage, type BenchPage } from './inventory/pages.ts'
import { facetQueries, representativeQueries, type Query } from './inventory/queries.ts'
import { startWatchedConsole, type WatchedConsole } from './inventory/watched-console.ts'
import { percentile } from './print.ts'
import type { Row } from './row.ts'

const SIZES = [100_000, 1_000_000]
const TIMES = 20
const WARM_UP = 2
const P95_MS = 50
const LONGEST_BLOCK_MS = 50
const MOST_MEMORY_MB = 300
const MOST_TIMES = 5

/**
 * P2: GET `/api/certificates` over HTTP, signed in, beside the statements of the same answer sent by the engine's own
 * driver. Thirty questions one after the other, each many times.
 */
export async function* benchList(): AsyncGenerator<Row> {
  for (const size of SIZES) {
    yield* await onFilledStore({ size }, (store) => measureList(`SQLite ${named(size)}`, store))
    const server = await startPostgres({ isLarge: true })
    const { url, drop } = await createDatabase(server.url)
    try {
      yield* await onFilledStore({ size, url }, (store) => measureList(`PostgreSQL ${named(size)}`, store))
    } finally {
      await drop()
      await server.stop()
    }
  }
}

function named(size: number): string {
  return size.toLocaleString('en')
}

type Filled = { options: OpenOptions; pages: readonly BenchPage[] }

async function onFilledStore(
  { size, url }: { size: number; url?: string },
  measure: (store: Filled) => Promise<Row[]>,
): Promise<Row[]> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'rescind-list-'))
  const options = { dataDir, ...(url !== undefined && { url }) }
  try {
    const store = await openDatabase(options)
    await migrateToLatest(store)
    const now = Date.now()
    await fillMirror(store, size, now)
    const pages = await benchPages(store.db, now)
    await store.close()
    return await measure({ options, pages })
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function measureList(what: string, { options, pages }: Filled): Promise<Row[]> {
  const { url, dataDir } = options
  const watched = await startWatchedConsole({ dataDir, ...(url !== undefined && { url }) })
  const bare = await bareStatements(options)
  try {
    const startedAt = Date.now()
    const idle = await timed(() => askForNothing(watched))
    const answers = await measured(what, representativeQueries(startedAt), { bare, watched })
    const counts = await measured(what, facetQueries, { bare, watched })
    const { block, memory } = watched.seenSince(startedAt)
    const least = percentile(idle, 0.95)
    const shown = await measuredPages(what, pages, watched)
    const times = answers.map(({ figure, floor }) => figure / (floor + least))
    return [
      { name: `${what}: no question at all`, figure: least, floor: least, ratio: 1, unit: 'ms p95' },
      ...answers,
      ...counts,
      ...shown,
      within(`${what}: the slowest answer`, Math.max(...answers.map(({ figure }) => figure)), P95_MS, 'ms p95'),
      within(`${what}: the most times the bare SQL and no question`, Math.max(...times), MOST_TIMES, 'times'),
      within(`${what}: longest block of an event loop`, block, LONGEST_BLOCK_MS, 'ms'),
      within(`${what}: memory of the largest process`, memory / 1024 / 1024, MOST_MEMORY_MB, 'MB'),
    ]
  } finally {
    await bare.close()
    await watched.stop()
  }
}

/** The floor is the goal itself. */
function within(name: string, figure: number, goal: number, unit: string): Row {
  return { name, figure, floor: goal, ratio: figure / goal, unit, target: { atMost: 1 } }
}

type Measuring = { bare: BareStatements; watched: WatchedConsole }

/** p95 over HTTP and by SQL alone; the medians stand in the name, and how long the first answer took: later counts may be kept. */
async function measured(what: string, queries: readonly Query[], { bare, watched }: Measuring): Promise<Row[]> {
  const rows: Row[] = []
  for (const asked of queries) {
    const startedAt = performance.now()
    const query = await addressOf(watched, asked)
    const first = performance.now() - startedAt
    const answer = await timed(() => ask(watched, query))
    const statements = await timed(() => bare.run(query))
    const medians = `p50 ${percentile(answer, 0.5).toFixed(1)} / ${percentile(statements, 0.5).toFixed(1)}, first ${first.toFixed(0)}`
    const [figure, floor] = [percentile(answer, 0.95), percentile(statements, 0.95)]
    rows.push({ name: `${what}: ${asked.name} (${medians})`, figure, floor, ratio: figure / floor, unit: 'ms p95' })
  }
  return rows
}

/** Each beside what was promised of it; of the others nothing was. */
async function measuredPages(what: string, pages: readonly BenchPage[], watched: WatchedConsole): Promise<Row[]> {
  const rows: Row[] = []
  for (const page of pages) {
    const times = await timed(() => getPage(watched, page))
    const name = `${what}: page ${page.name} (p50 ${percentile(times, 0.5).toFixed(1)})`
    const figure = percentile(times, 0.95)
    if (page.atMost !== undefined) rows.push(within(name, figure, page.atMost, 'ms p95'))
    else rows.push({ name, figure, floor: figure, ratio: 1, unit: 'ms p95' })
  }
  return rows
}

/** Asks once, so that a question that finds nothing by mistake is not measured. */
async function addressOf(watched: WatchedConsole, { query, isVain = false, isSecondPage }: Query): Promise<string> {
  const { total, nextCursor } = await ask(watched, query)
  if ((total === 0) !== isVain) throw new Error(`${query} finds ${String(total)}`)
  return isSecondPage === true ? `${query}&cursor=${encodeURIComponent(nextCursor ?? '')}` : query
}

async function timed(run: () => Promise<unknown>): Promise<number[]> {
  // What was timed before may have blocked this process for seconds: it has to hear first that a connection was closed.
  await delay(100)
  const times: number[] = []
  for (let time = -WARM_UP; time < TIMES; time += 1) {
    const startedAt = performance.now()
    await run()
    if (time >= 0) times.push(performance.now() - startedAt)
  }
  return times
}

async function ask(
  { origin, cookie }: WatchedConsole,
  query: string,
): Promise<{ total: number; nextCursor: string | null }> {
  const answer = await fetch(`${origin}/api/certificates?${query}`, { headers: { cookie } })
  const text = await answer.text()
  if (answer.status !== 200) throw new Error(`${query}: ${String(answer.status)} ${text.slice(0, 200)}`)
  return JSON.parse(text) as { total: number; nextCursor: string | null }
}

/** What the same server takes to know who asks and to refuse an address that no list has. */
async function askForNothing({ origin, cookie }: WatchedConsole): Promise<void> {
  const answer = await fetch(`${origin}/api/certificates?limit=0`, { headers: { cookie } })
  await answer.text()
  if (answer.status !== 400) throw new Error(`limit=0: ${String(answer.status)}`)
}
