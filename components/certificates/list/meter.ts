import type { SyncStatus } from '#lib/sync/schema.ts'

export type Meter = {
  readonly state: 'never' | 'reading' | 'complete' | 'incomplete' | 'asking' | 'stopped'
  readonly seen: number
  readonly total: number
  /** From 0 to 1. */
  readonly share: number
  /** RFC 3339. */
  readonly asOf: string | null
  /** Something may be missing from the list, or its age is not what it should be. */
  readonly isDoubtful: boolean
}

/** The worker says every 15 s that it lives; after so long without a word nobody keeps the mirror. */
const WORKER_SILENT_MS = 90_000

/** What the meter says of the mirror at `now` (epoch ms). A first pass under way counts up; a later one does not hide the last. */
export function meterOf(sync: SyncStatus | null, now: number): Meter {
  if (sync === null) return { state: 'never', seen: 0, total: 0, share: 0, asOf: null, isDoubtful: false }
  const { asOf, running } = sync
  if (asOf === null) {
    if (running === null) return { state: 'never', seen: 0, total: 0, share: 0, asOf, isDoubtful: isSilent(sync, now) }
    const { seen, vendorTotal } = running
    return { ...figures(seen, vendorTotal ?? seen), state: 'reading', asOf, isDoubtful: false }
  }
  const state = stateOf(sync, now)
  const seen = sync.seen ?? 0
  return { ...figures(seen, sync.vendorTotal ?? seen), state, asOf, isDoubtful: state !== 'complete' }
}

function stateOf(sync: SyncStatus, now: number): 'complete' | 'incomplete' | 'asking' | 'stopped' {
  if (isSilent(sync, now)) return 'stopped'
  if (sync.missing?.state === 'open') return 'asking'
  return sync.complete ? 'complete' : 'incomplete'
}

function isSilent({ workerSeenAt }: SyncStatus, now: number): boolean {
  return workerSeenAt === null || Date.parse(workerSeenAt) + WORKER_SILENT_MS < now
}

function figures(seen: number, total: number): { seen: number; total: number; share: number } {
  return { seen, total, share: total === 0 ? 1 : Math.min(1, seen / total) }
}
