import 'server-only'
import type { Database } from '#lib/db/server/database.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { GENESIS_HASH } from '../chain.ts'
import { recordEvent, type RecordContext } from '../record.ts'
import { lockHead } from '../repository.ts'
import type { Destination } from './destination.ts'
import { beginPosition, currentPositions, retirePosition } from './repository.ts'

type Named = Pick<Destination, 'kind' | 'fingerprint' | 'address'>

/**
 * Makes the destinations of this process those of the store. A new one begins at the first record; one that is gone
 * keeps its place. A change is one record of the audit: whoever takes a destination away is told of wherever the audit
 * still goes. Throws what the store throws.
 */
export async function announceDestinations(
  db: Database,
  context: RecordContext,
  destinations: readonly Named[],
): Promise<void> {
  if (areSame(await currentPositions(db), destinations)) return
  await transaction(db, async (trx) => {
    // Of several starts at once the first one tells it.
    await lockHead(trx)
    const current = await currentPositions(trx)
    if (areSame(current, destinations)) return
    const at = context.clock.now()
    const gone = current.filter((one) => !destinations.some((other) => isSame(one, other)))
    const from = { sequence: 0, hash: GENESIS_HASH, checkpoint: 0, since: at }
    for (const one of gone) await retirePosition(trx, one, at)
    for (const one of destinations) await beginPosition(trx, one, from)
    const details = { destinations: destinations.map(shown), gone: gone.map(shown) }
    await recordEvent(trx, context, { action: 'change_audit_shipping', outcome: 'done', details })
  })
}

function areSame(current: readonly Named[], destinations: readonly Named[]): boolean {
  return current.length === destinations.length && destinations.every((one) => current.some((two) => isSame(one, two)))
}

function isSame(one: Named, other: Named): boolean {
  return one.kind === other.kind && one.fingerprint === other.fingerprint && one.address === other.address
}

function shown({ kind, address }: Named): { kind: string; address: string } {
  return { kind, address }
}
