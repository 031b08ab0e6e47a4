import 'server-only'
import type { AnonymousActor } from '#lib/auth/actor.ts'
import { onePerProcess } from '#lib/core/one-per-process.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import type { Database } from '#lib/db/server/database.ts'
import { auditActions, type AuditAction, type AuditEvent } from '../event.ts'
import { recordEvent, type RecordContext } from './record.ts'

// What strangers are refused is recorded one by one only so often: whoever reaches the port could else fill the disk
// with records and keep the chain's head busy, and both stop revocations. The rest is counted, and the count recorded.

const WINDOW_MS = 60_000
const PER_ADDRESS = 5
const IN_ALL = 20

type StrangerContext = RecordContext & { readonly db: Database; readonly actor: AnonymousActor }

export type StrangerRecords = {
  /** Records a refusal, or counts it (null). Throws what the store throws. */
  readonly record: (context: StrangerContext, event: AuditEvent) => Promise<number | null>
}

/** `later` runs something once after so many ms; the process need not live for it. */
export function createStrangerRecords(later: (run: () => void, ms: number) => void): StrangerRecords {
  let since = Number.NEGATIVE_INFINITY
  let perAddress = new Map<string, number>()
  let recorded = 0
  let counted: Counts = {}

  function isWithin({ clock, actor: { address } }: StrangerContext): boolean {
    const now = clock.now()
    if (now >= since + WINDOW_MS || now < since) {
      since = now
      perAddress = new Map()
      recorded = 0
    }
    const ofAddress = perAddress.get(address) ?? 0
    if (recorded >= IN_ALL || ofAddress >= PER_ADDRESS) return false
    perAddress.set(address, ofAddress + 1)
    recorded += 1
    return true
  }

  function count(context: StrangerContext, told: Counts): void {
    if (Object.keys(counted).length === 0) later(() => void recordCount(context), WINDOW_MS)
    counted = sumOf(counted, told)
  }

  async function recordCount(context: StrangerContext): Promise<void> {
    const details = { counted }
    counted = {}
    try {
      const event = { action: 'refused_strangers', outcome: 'denied', details } as const
      await transaction(context.db, (trx) => recordEvent(trx, { ...context, actor: severalStrangers }, event))
    } catch {
      // Told the next time, with what came meanwhile.
      count(context, details.counted)
    }
  }

  return {
    record: async (context, event) => {
      if (isWithin(context)) return (await transaction(context.db, (trx) => recordEvent(trx, context, event))).sequence
      count(context, { [event.action]: 1 })
      return null
    },
  }
}

type Counts = Partial<Record<AuditAction, number>>
const severalStrangers: AnonymousActor = { kind: 'anonymous', address: 'several' }

function sumOf(some: Counts, others: Counts): Counts {
  const actions = auditActions.filter((action) => some[action] !== undefined || others[action] !== undefined)
  return Object.fromEntries(actions.map((action) => [action, (some[action] ?? 0) + (others[action] ?? 0)]))
}

/** The process's own. */
export const strangerRecords = onePerProcess('stranger-records', () =>
  createStrangerRecords((run, ms) => {
    setTimeout(run, ms).unref()
  }),
)
