import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { LimiterMode } from '#lib/cloud/server/limiter/occupancy.ts'
import { openDatabase, type OpenOptions } from '#lib/db/server/database.ts'
import { migrateToLatest } from '#lib/db/server/migrate.ts'
import type { CallingOrders } from '#tests/support/calling-process.ts'
import { runProcess } from '#tests/support/node-process.ts'
import { createDatabase, startPostgres } from '#tests/support/postgres.ts'
import { strictVendor } from '#tests/support/strict-vendor.ts'
import type { Row } from './row.ts'

const calls = 300
const limit = 10

type Setting = { engine: 'SQLite' | 'PostgreSQL'; mode: LimiterMode; processes: number }
const settings: Setting[] = [
  { engine: 'SQLite', mode: 'fast', processes: 1 },
  { engine: 'SQLite', mode: 'fast', processes: 2 },
  { engine: 'SQLite', mode: 'provable', processes: 2 },
  { engine: 'PostgreSQL', mode: 'fast', processes: 2 },
]

/**
 * How much of the vendor's limit the limiter uses over a restless line (40 ms of jitter, 2 % spikes of 300 ms), and how
 * many calls were refused. The floor is the limit itself: nobody can be accepted more often. Two settings run side by
 * side, each with a vendor of its own: most of the time is waiting.
 */
export async function benchLimiter(): Promise<Row[]> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'rescind-bench-'))
  const server = await startPostgres()
  try {
    const rows: Row[] = []
    for (let index = 0; index < settings.length; index += 2) {
      const pair = settings.slice(index, index + 2).map(async (setting, half) => {
        const dataDir = mkdtempSync(path.join(folder, 'store-'))
        const isSqlite = setting.engine === 'SQLite'
        const store = isSqlite ? { dataDir } : { dataDir, url: (await createDatabase(server.url)).url }
        return measure(setting, store, index + half + 1)
      })
      rows.push(...(await Promise.all(pair)).flat())
    }
    return rows
  } finally {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measure({ engine, mode, processes }: Setting, store: OpenOptions, seed: number): Promise<Row[]> {
  const opened = await openDatabase(store)
  await migrateToLatest(opened)
  await opened.close()
  const vendor = await strictVendor(undefined, seed)
  const orders: CallingOrders = { store, host: vendor.host, calls: calls / processes, mode }
  await Promise.all(Array.from({ length: processes }, () => runProcess('tests/support/calling-process.ts', orders)))
  await vendor.close()
  const { accepted, refused } = vendor.window
  const seconds = ((accepted.at(-1) ?? NaN) - (accepted[0] ?? NaN)) / 1_000
  // The first ten come at once; from then on the limit allows ten a second.
  const perSecond = (accepted.length - limit) / seconds
  const name = `limiter, ${mode}, ${engine}, ${processes} ${processes === 1 ? 'process' : 'processes'}`
  return [
    { name, figure: perSecond, floor: limit, ratio: perSecond / limit, unit: 'calls/s', target: { atLeast: 0.92 } },
    {
      name: `${name}: refused (ratio: accepted of all)`,
      figure: refused,
      floor: 0,
      ratio: accepted.length / (accepted.length + refused),
      unit: `of ${accepted.length + refused} calls`,
      target: { atLeast: 1 },
    },
  ]
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const { name, figure, floor, ratio, unit } of await benchLimiter()) {
    console.log(`${name}: ${figure.toFixed(2)} ${unit}, floor ${floor}, ratio ${ratio.toFixed(3)}`)
  }
}
