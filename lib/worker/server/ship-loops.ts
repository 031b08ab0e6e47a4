import 'server-only'
import { randomUUID } from 'node:crypto'
import { announceDestinations } from '#lib/audit/server/ship/announce.ts'
import type { Destination } from '#lib/audit/server/ship/destination.ts'
import type { Shipper } from '#lib/audit/server/ship/shipper.ts'
import type { Job, Loop } from './loop.ts'
import type { ContextOf } from './loops.ts'

/** Within what the launcher gives a worker to stop. */
const LAST_SHIPMENT_MS = 3_000
/** The longest that a timer can wait. */
const NEVER_MS = 2 ** 31 - 1

/** Says once where the audit is shipped to. */
export function announceTurn(contextOf: ContextOf, destinations: readonly Destination[]): Loop['turn'] {
  return async () => {
    const ctx = await contextOf('ship', randomUUID())
    await announceDestinations(ctx.db, ctx, destinations)
    return NEVER_MS
  }
}

/** Ships the audit to one destination, so that one that hangs holds up no other. */
export function shipLoop(contextOf: ContextOf, shipper: Shipper): Loop {
  return {
    name: shipName(shipper),
    turn: async (signal) => shipper.turn(await contextOf('ship', randomUUID()), signal),
  }
}

/** What the worker has signed at last leaves the machine too, where that can be done at once. */
export function lastShipment(contextOf: ContextOf, shipper: Shipper): Job {
  return {
    name: shipName(shipper),
    run: async () => {
      const signal = AbortSignal.timeout(LAST_SHIPMENT_MS)
      const ctx = await contextOf('ship', randomUUID())
      while (!signal.aborted && (await shipper.turn(ctx, signal)) === 0);
    },
  }
}

function shipName({ destination }: Shipper): string {
  return `ship:${destination.kind}:${destination.fingerprint.slice(0, 16)}`
}
