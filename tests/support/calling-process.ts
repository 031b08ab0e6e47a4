import { createCloud } from '#lib/cloud/server/create-cloud.ts'
import { staticCredentials } from '#lib/cloud/server/credentials.ts'
import { createLimiter } from '#lib/cloud/server/limiter/limiter.ts'
import type { LimiterMode } from '#lib/cloud/server/limiter/occupancy.ts'
import { systemClock } from '#lib/core/clock.ts'
import { openDatabase, type OpenOptions } from '#lib/db/server/database.ts'

/** What a process of its own is told: so many calls to that vendor, under the limiter of that store. */
export type CallingOrders = { store: OpenOptions; host: string; calls: number; mode: LimiterMode }

const { store, host, calls, mode } = JSON.parse(process.argv[2] ?? '{}') as CallingOrders
const { db, close } = await openDatabase(store)
const limiter = createLimiter({ db, clock: systemClock, ratePerSecond: 10, mode, owner: String(process.pid) })
const cloud = createCloud({
  endpoint: { host, protocol: 'http:' },
  credentials: staticCredentials({ accessKeyId: 'id', accessKeySecret: 'secret' }),
  limiter,
  clock: systemClock,
  log: () => undefined,
})
let left = calls
async function work(): Promise<void> {
  while (left > 0) {
    left -= 1
    const reading = await cloud.getCertificate('id-1')
    if (!reading.ok) throw new Error(`${reading.error.kind}: ${reading.error.message}`)
  }
}
// More than there are slots, so that no slot waits for a caller.
await Promise.all(Array.from({ length: 12 }, work))
await cloud.close()
await close()
