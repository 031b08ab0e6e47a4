import { createCheckpointSigner } from '#lib/audit/server/checkpoint-signer.ts'
import { configuredDestinations } from '#lib/audit/server/ship/destinations.ts'
import { createShipper } from '#lib/audit/server/ship/shipper.ts'
import { config, ConfigError } from '#lib/config/server/env.ts'
import { StoreError } from '#lib/db/server/store-error.ts'
import { contextFor } from '#lib/http/server/context.ts'
import { runtime } from '#lib/http/server/runtime.ts'
import { beginStop } from '#lib/http/stopping.ts'
import { outliveTerminal } from '#lib/setup/outlive-terminal.ts'
import { reachFor } from '#lib/evidence/server/reach.ts'
import { keepTurning, runLoop, runOnce } from './server/loop.ts'
import {
  checkpointLoop,
  countsLoop,
  deletionsLoop,
  emergencyTurn,
  evidenceLoop,
  lastCheckpoint,
  reconcileLoop,
  signOfLife,
  statusLoop,
  syncLoop,
  type ContextOf,
} from './server/loops.ts'
import { announceTurn, lastShipment, shipLoop } from './server/ship-loops.ts'

// The process of the loops: it reads the vendor's list into the mirror, settles what no answer has settled, carries out
// the deletions that were scheduled and are due, signs where the audit stands, ships it, looks for revocations where
// relying parties look, and brings home what an earlier process could not store. Each loop runs in one process of all at
// a time, under a lease. It calls the same verbs and functions as the console. It sends a write only where a person has
// asked for it, in that person's name, and refuses every other: all else is reading.

const MINUTE_MS = 60_000
/** Demo certificates change while somebody looks on; a real account's list costs calls that others share. */
const interval = { emulator: MINUTE_MS, alibaba: 5 * MINUTE_MS }

async function main(stopping: AbortSignal): Promise<void> {
  const { db, clock, log, auditSeal, writes, close } = await runtime()
  const contextOf: ContextOf = (name, correlationId) => contextFor({ kind: 'worker', name }, correlationId)
  const startedAt = clock.now()
  const parts = { db, clock, log, owner: writes.owner }
  const signer = createCheckpointSigner(auditSeal)
  const destinations = configuredDestinations(config(), clock)
  const shippers = destinations.map((destination) => createShipper(destination))
  await Promise.all([
    keepTurning(log, { name: 'sign of life', turn: signOfLife(contextOf, writes.owner, startedAt) }, stopping),
    keepTurning(log, { name: 'emergency file', turn: emergencyTurn(contextOf) }, stopping),
    runLoop(parts, syncLoop(contextOf, { intervalMs: interval[config().cloud.mode] }), stopping),
    runLoop(parts, reconcileLoop(contextOf), stopping),
    runLoop(parts, statusLoop(contextOf), stopping),
    runLoop(parts, evidenceLoop(contextOf, reachFor(config())), stopping),
    runLoop(parts, checkpointLoop(contextOf, signer), stopping),
    runLoop(parts, deletionsLoop(contextOf), stopping),
    runLoop(parts, countsLoop(contextOf), stopping),
    keepTurning(log, { name: 'destinations', turn: announceTurn(contextOf, destinations) }, stopping),
    ...shippers.map((shipper) => runLoop(parts, shipLoop(contextOf, shipper), stopping)),
  ])
  // The loops may have recorded something until their end.
  await runOnce(parts, lastCheckpoint(contextOf, signer))
  await Promise.all(shippers.map((shipper) => runOnce(parts, lastShipment(contextOf, shipper))))
  await close()
}

outliveTerminal()
const stopping = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const) {
  process.on(signal, () => {
    // No call begins any more; one that is under way has its answer stored.
    beginStop()
    stopping.abort()
  })
}

try {
  await main(stopping.signal)
  process.exit(0)
} catch (cause) {
  const isForOperator = cause instanceof ConfigError || cause instanceof StoreError
  const text = cause instanceof Error ? (isForOperator ? cause.message : (cause.stack ?? cause.name)) : 'unknown'
  process.stderr.write(`rescind worker: ${text}\n`)
  process.exit(1)
}
