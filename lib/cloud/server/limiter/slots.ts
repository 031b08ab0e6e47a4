import 'server-only'
import { leaseMs, maxBlockMs, staleSlackMs } from './occupancy.ts'
import type { SlotRow } from './repository.ts'

/** The slots of one operation as they were at `now` (the store's time), the one that frees first in front. */
export type Slots = { readonly now: number; readonly blockedUntil: number; readonly rows: readonly SlotRow[] }

/** How often a slot in use is looked at: its holder may be another process, which tells nobody. */
const lookAgainMs = 50

/** The slots that may be held at `now`, a dead holder's among them. */
export function takeableSlots({ now, blockedUntil, rows }: Slots): SlotRow[] {
  if (blockedUntil > now) return []
  return rows.filter((row) => row.freeAt <= now && !isHeld(row, now))
}

function isHeld(row: SlotRow, now: number): boolean {
  return row.holder !== null && row.leaseUntil > now
}

/** When it is worth looking again, in the store's time. */
export function nextLook({ now, blockedUntil, rows }: Slots): number {
  const times = rows.map((row) => (isHeld(row, now) ? Math.min(row.leaseUntil, now + lookAgainMs) : row.freeAt))
  return Math.max(blockedUntil, Math.min(...times))
}

/** Beyond these, in the store's time, no call can have left a stamp: the clock has been set back since. */
export function horizons(now: number): { readonly slot: number; readonly block: number } {
  return { slot: now + leaseMs + staleSlackMs, block: now + maxBlockMs + staleSlackMs }
}

export function isStale({ now, blockedUntil, rows }: Slots): boolean {
  const { slot, block } = horizons(now)
  return blockedUntil > block || rows.some((row) => row.freeAt > slot || row.leaseUntil > slot)
}
