import 'server-only'
import { leaseMs, staleSlackMs } from './occupancy.ts'
import type { SlotRow } from './repository.ts'

/** The slots of one operation as they were at `now` (the store's time), the one that frees first in front. */
export type Slots = {
  readonly now: number
  readonly block: Block
  readonly rows: readonly SlotRow[]
}
/** What the vendor's last throttling asked for: nothing before `until`, said `at`. */
export type Block = { readonly at: number; readonly until: number }
export const noBlock: Block = { at: 0, until: 0 }

/** How often a slot in use is looked at: its holder may be another process, which tells nobody. */
const lookAgainMs = 50

/** The slots that may be held at `now`, a dead holder's among them. */
export function takeableSlots({ now, block, rows }: Slots): SlotRow[] {
  if (block.until > now) return []
  return rows.filter((row) => row.freeAt <= now && !isHeld(row, now))
}

function isHeld(row: SlotRow, now: number): boolean {
  return row.holder !== null && row.leaseUntil > now
}

/** When it is worth looking again, in the store's time. */
export function nextLook({ now, block, rows }: Slots): number {
  const times = rows.map((row) => (isHeld(row, now) ? Math.min(row.leaseUntil, now + lookAgainMs) : row.freeAt))
  return Math.max(block.until, Math.min(...times))
}

/** Beyond this, in the store's time, no call can have left a stamp on a slot: the clock has been set back since. */
export function slotHorizon(now: number): number {
  return now + leaseMs + staleSlackMs
}

/** A block may be long, so it is its beginning that tells: nobody has been throttled in the future. */
export function blockHorizon(now: number): number {
  return now + staleSlackMs
}

export function isStale({ now, block, rows }: Slots): boolean {
  const horizon = slotHorizon(now)
  const isBlockStale = block.until > now && block.at > blockHorizon(now)
  return isBlockStale || rows.some((row) => row.freeAt > horizon || row.leaseUntil > horizon)
}
