import 'server-only'
import { endOfWeeks, WEEK_MS, type Weeks } from '#lib/core/weeks.ts'
import type { Database } from '#lib/db/server/database.ts'
import { certificateTypes, type CertificateType } from '../schema.ts'
import { certificateStatus, EXPIRING_WITHIN_MS, isExpiring, statusFilters, type StatusFilter } from '../status.ts'
import {
  countEnds,
  countIssued,
  countRowsUpTo,
  countStandings,
  countTimedRevocations,
  countTombstones,
  countWithRevokeTime,
  findOpenStandings,
  findUntimedRevocationsOfOurs,
} from './repository.weeks.ts'

/** Numbers of certificates at one time. Lists hold one number a week. */
export type InventoryCounts = {
  status: Record<StatusFilter, Record<CertificateType, number>>
  ends: {
    /** Valid and expired certificates by the Identifier of their CA and the week of their notAfter. */
    byAuthority: ReadonlyMap<string, number[]>
    /** Valid ones that end after those weeks. */
    later: number
  }
  /** Of every certificate that was ever seen, tombstones too, by notBefore. */
  issued: number[]
  revoked: {
    /** Asked for here. */
    here: number[]
    elsewhere: number[]
    /** Revoked certificates of which nobody has told when that was. */
    untimed: number
  }
}

/** `now` is epoch ms; `ends` are the weeks of notAfter, `back` those of issuance and revocation. */
export type CountingTime = { now: number; ends: Weeks; back: Weeks }

/** Whether there are at most so many certificates, tombstones included. */
export async function isInventoryWithin(db: Database, limit: number): Promise<boolean> {
  return (await countRowsUpTo(db, limit + 1)) <= limit
}

/** Everything counted anew, each question by one pass over an index. */
export async function countInventory(db: Database, { now, ends, back }: CountingTime): Promise<InventoryCounts> {
  const soon = now + EXPIRING_WITHIN_MS + 1
  const standings = await countStandings(db, { now, soon, later: endOfWeeks(ends) })
  const tombstones = await countTombstones(db)
  const counts = {
    status: statusOf(standings, tombstones),
    ends: {
      byAuthority: await endsByAuthority(db, ends),
      later: standings.reduce((sum, row) => sum + (row.vendor_status === 'ISSUE' ? row.later : 0), 0),
    },
    issued: inWeeks(back, await countIssued(db, back)),
    revoked: await revocations(db, back, [...standings, ...tombstones]),
  }
  for (const row of await findOpenStandings(db)) moveOpen(counts, row, { now, ends })
  return counts
}

type Standing = Awaited<ReturnType<typeof countStandings>>[number]
type Tombstones = Awaited<ReturnType<typeof countTombstones>>[number]

function statusOf(standings: readonly Standing[], tombstones: readonly Tombstones[]): InventoryCounts['status'] {
  const status = Object.fromEntries(statusFilters.map((name) => [name, noneOfEachType()])) as InventoryCounts['status']
  for (const { type, count } of tombstones) status.deleted[type] += count
  for (const { vendor_status: vendorStatus, type, ...row } of standings) {
    switch (vendorStatus) {
      case 'REVOKE':
        status.revoked[type] += row.count
        break
      case 'PENDING':
        status.pending[type] += row.count
        break
      case 'ISSUE':
        status.expired[type] += row.before_now
        status.valid[type] += row.count - row.before_now
        status.expiring[type] += row.before_soon - row.before_now
    }
  }
  return status
}

function noneOfEachType(): Record<CertificateType, number> {
  return Object.fromEntries(certificateTypes.map((type) => [type, 0])) as Record<CertificateType, number>
}

type Open = Awaited<ReturnType<typeof findOpenStandings>>[number]

/** What an operation is open on was counted by the vendor's status and its end; it is what the operation says. */
function moveOpen(
  { status, ends }: InventoryCounts,
  { vendor_status: vendorStatus, type, ca_identifier: ca, not_after: notAfter, state }: Open,
  { now, ends: weeks }: Pick<CountingTime, 'now' | 'ends'>,
): void {
  const facts = { vendorStatus, notAfter, isDeleted: false }
  const counted = certificateStatus({ ...facts, openState: null }, now)
  status[counted][type] -= 1
  status[certificateStatus({ ...facts, openState: state }, now)][type] += 1
  if (isExpiring(counted, notAfter, now)) status.expiring[type] -= 1
  if (vendorStatus !== 'ISSUE' || notAfter === null) return
  if (notAfter >= endOfWeeks(weeks)) ends.later -= 1
  else addTo(ends.byAuthority.get(ca) ?? [], weekIn(notAfter, weeks), -1)
}

async function endsByAuthority(db: Database, weeks: Weeks): Promise<Map<string, number[]>> {
  const rows = Map.groupBy(await countEnds(db, weeks), (row) => row.ca_identifier)
  return new Map([...rows].map(([identifier, own]) => [identifier, inWeeks(weeks, own)]))
}

/** `kinds`: all that there is. */
async function revocations(
  db: Database,
  weeks: Weeks,
  kinds: readonly { vendor_status: string; count: number }[],
): Promise<InventoryCounts['revoked']> {
  const timed = Map.groupBy(await countTimedRevocations(db, weeks), (row) => row.asked_here)
  const here = inWeeks(weeks, timed.get(1) ?? [])
  const ours = await findUntimedRevocationsOfOurs(db)
  for (const at of ours) addTo(here, weekIn(at, weeks), 1)
  const all = kinds.reduce((sum, kind) => sum + (kind.vendor_status === 'REVOKE' ? kind.count : 0), 0)
  // Where few are counted while somebody waits, a certificate may be revoked between two questions.
  const untimed = Math.max(0, all - (await countWithRevokeTime(db)) - ours.length)
  return { here, elsewhere: inWeeks(weeks, timed.get(0) ?? []), untimed }
}

function weekIn(at: number, { from }: Weeks): number {
  return Math.floor((at - from) / WEEK_MS)
}

function inWeeks({ count }: Weeks, rows: readonly { week: number; count: number }[]): number[] {
  const counts = Array.from({ length: count }, () => 0)
  for (const row of rows) addTo(counts, row.week, row.count)
  return counts
}

/** What falls before the first or after the last week is in none. */
function addTo(counts: number[], week: number, count: number): void {
  const before = counts[week]
  if (before !== undefined) counts[week] = before + count
}
