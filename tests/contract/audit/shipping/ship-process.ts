import { createShipper, type ShipStep } from '#lib/audit/server/ship/shipper.ts'
import { fileDestination } from '#lib/audit/server/ship/file-destination.ts'
import { openDatabase, type OpenOptions } from '#lib/db/server/database.ts'
import { createLog } from '#lib/log/server/log.ts'
import { runLoop } from '#lib/worker/server/loop.ts'
import type { ContextOf } from '#lib/worker/server/loops.ts'
import { shipLoop } from '#lib/worker/server/ship-loops.ts'
import { contextOn } from './support.ts'

// What a worker is, without its other loops: ships to a file, and may be killed at any step of any turn.

export type ShipOrders = {
  store: OpenOptions
  file: string
  /** How many records are in a batch; few, so that there are many steps to die at. */
  records?: number
  dieAt?: { step: ShipStep; turn: number }
}

const { store, file, records = 20, dieAt } = JSON.parse(process.argv[2] ?? '{}') as ShipOrders
const { db } = await openDatabase(store)
let turns = 0
const toFile = fileDestination(file)
const destination = { ...toFile, limits: { ...toFile.limits, records } }
const shipper = createShipper(destination, (step) => {
  if (step === 'read') turns += 1
  if (step === dieAt?.step && turns === dieAt.turn) process.kill(process.pid, 'SIGKILL')
})
const context = { ...contextOn({ db }), clock: { now: () => Date.now() }, log: createLog('info') }
const contextOf = (async () => context) as unknown as ContextOf
const stopping = new AbortController()
process.on('SIGTERM', () => stopping.abort())
process.stdout.write('ready\n')
await runLoop(
  { db, clock: context.clock, log: context.log, owner: String(process.pid) },
  shipLoop(contextOf, shipper),
  stopping.signal,
)
process.exit(0)
