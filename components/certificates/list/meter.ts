import type { SyncStatus } from '#lib/sync/schema.ts'

export type Meter = {
  readonly state: 'never' | 'reading' | 'complete' | 'incomplete' | 'asking' | 'stopped' | 'old' | 'oldUnread'
  readonly seen: number
  readonly total: number
  /** From 0 to 1. */
  readonly share: number
  /** RFC 3339. */
  readonly asOf: string | null
  /** Something may be missing from the list, or its age is not what it should be. */
  readonly isDoubtful: boolean
}

/**
 * The worker says every 15 s that it lives; after so long without a word nobody keeps the mirror. A page that has heard
 * nothing for so long knows that of itself alone: the silence may be its own.
 */
const SILENT_MS = 90_000

/** When the mirror was looked up, and the time now: epoch ms by the server's clock. */
export type Looked = { readonly readAt: number; readonly now: number }

/** What the meter says of the mirror. A first pass under way counts up; a later one does not hide the last. */
export function meterOf(sync: SyncStatus | null, looked: Looked): Meter {
  if (sync === null) return { state: 'never', seen: 0, total: 0, share: 0, asOf: null, isDoubtful: false }
  const { asOf, running } = sync
  if (asOf === null) {
    const { seen, vendorTotal } = running ?? { seen: 0, vendorTotal: null }
    const shown = { ...figures(seen, vendorTotal ?? seen), asOf }
    if (isOld(looked)) return { ...shown, state: 'oldUnread', isDoubtful: true }
    if (running === null) return { ...shown, share: 0, state: 'never', isDoubtful: isSilent(sync, looked) }
    return { ...shown, state: 'reading', isDoubtful: false }
  }
  const state = stateOf(sync, looked)
  const seen = sync.seen ?? 0
  return { ...figures(seen, sync.vendorTotal ?? seen), state, asOf, isDoubtful: state !== 'complete' }
}

function stateOf(sync: SyncStatus, looked: Looked): 'complete' | 'incomplete' | 'asking' | 'stopped' | 'old' {
  if (isOld(looked)) return 'old'
  if (isSilent(sync, looked)) return 'stopped'
  if (sync.missing?.state === 'open') return 'asking'
  return sync.complete ? 'complete' : 'incomplete'
}

function isOld({ readAt, now }: Looked): boolean {
  return readAt + SILENT_MS < now
}

function isSilent({ workerSeenAt }: SyncStatus, { readAt }: Looked): boolean {
  return workerSeenAt === null || Date.parse(workerSeenAt) + SILENT_MS < readAt
}

function figures(seen: number, total: number): { seen: number; total: number; share: number } {
  return { seen, total, share: total === 0 ? 1 : Math.min(1, seen / total) }
}
