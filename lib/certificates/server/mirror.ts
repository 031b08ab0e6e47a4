import 'server-only'
import { setImmediate as eventLoopTurn } from 'node:timers/promises'
import type { CloudCertificate, CloudReading, CloudSummary } from '#lib/cloud/server/port.ts'
import { recordEvent, type RecordContext } from '#lib/audit/server/record.ts'
import type { Database, Trx } from '#lib/db/server/database.ts'
import { storableText } from '#lib/db/server/text.ts'
import { endScheduledOn } from '#lib/operations/server/end-scheduled.ts'
import { sha1Of } from './decode.ts'
import {
  factColumns,
  idColumns,
  keyColumns,
  mirrorFacts,
  mirrorIds,
  mirrorKeys,
  mirrorNames,
  mirrorRow,
  nameColumns,
} from './mirror-row.ts'
import {
  lockRow,
  revokedByUs,
  setDeleted,
  setRevoked,
  turnIssued,
  turnRevoked,
  unsetDeleted,
  type Target,
} from './repository.lifecycle.ts'
import {
  findKnown,
  touchLive,
  touchRows,
  upsertRows,
  type KnownCertificate,
  type MirrorRow,
} from './repository.mirror.ts'

// What other rooms may do to the mirror: write down what the vendor said, and what one of our own calls did. What
// contradicts the mirror is recorded in the audit as a finding, in the same transaction.

export type { Target } from './repository.lifecycle.ts'
export { refreshReplacements } from './repository.replacement.ts'
export { countHeld, countHeldByAuthority, countUnseen, listUnseen, type UnseenQuery } from './repository.unseen.ts'

/** A list may lag behind a write of ours by as much as a call may take; only then does its word count against ours. */
const LONGEST_CALL_MS = 10_000

export type SeenPage = {
  certificates: readonly CloudCertificate[]
  passId: number
  passStartedAt: number
  /** When the page was asked for, epoch ms: never later than what it shows. */
  readAt: number
}

/** A page, compared with the mirror and ready to be written. */
export type PreparedPage = {
  /** Certificates that this pass sees for the first time: the page's rows less its repetitions. */
  fresh: number
  /** Of these, such as nobody had seen before the pass began. */
  unknown: number
  /** Tombstones and revoked certificates that the list shows as alive: only a live reading decides about those. */
  doubtful: string[]
  write: (trx: Trx, context: RecordContext) => Promise<void>
}

/**
 * Compares a page of ListClientCertificate with the mirror outside any transaction (only what is new or has changed is
 * parsed) and answers how to write it. Writing also records what was revoked elsewhere, once each.
 */
export async function preparePage(db: Database, page: SeenPage): Promise<PreparedPage> {
  const listed = [...new Map(page.certificates.map((certificate) => [certificate.identifier, certificate])).values()]
  const known = await findKnown(db, identifiersOf(listed))
  const before = (certificate: CloudCertificate) => known.get(certificate.identifier)
  const fresh = listed.filter((certificate) => before(certificate)?.last_seen_pass !== page.passId)
  const isDoubted = (certificate: CloudCertificate) => isDoubtful(before(certificate), certificate, page.readAt)
  // What is doubtful is not touched: recordReading compares with its age.
  const believed = listed.filter((certificate) => !isDoubted(certificate))
  const [unchanged, changed] = parted(believed, (certificate) => isSame(before(certificate), certificate))
  const rows = await parsed(changed, page)
  const revoked = believed.filter(({ vendorStatus }) => vendorStatus === 'REVOKE')
  return {
    fresh: fresh.length,
    unknown: fresh.filter((certificate) => !wasHeld(before(certificate), page.passStartedAt)).length,
    doubtful: listed.filter(isDoubted).map(({ identifier }) => identifier),
    write: async (trx, context) => {
      const found = await turnRevoked(trx, identifiersOf(revoked))
      await upsertRows(trx, rows)
      await touchRows(trx, identifiersOf(unchanged), { at: page.readAt, passId: page.passId })
      await recordRevokedElsewhere(trx, context, found)
    },
  }
}

/** So many at a stretch, some milliseconds: the worker also signs, reconciles and says that it lives. */
const PARSED_AT_ONCE = 20

async function parsed(certificates: readonly CloudCertificate[], { readAt, passId }: SeenPage): Promise<MirrorRow[]> {
  const rows: MirrorRow[] = []
  for (const [index, certificate] of certificates.entries()) {
    if (index > 0 && index % PARSED_AT_ONCE === 0) await eventLoopTurn()
    rows.push(mirrorRow(certificate, { at: readAt, passId, isLive: false }))
  }
  return rows
}

function identifiersOf(certificates: readonly { identifier: string }[]): string[] {
  return certificates.map(({ identifier }) => identifier)
}

function parted<Value>(values: readonly Value[], isFirst: (value: Value) => boolean): [Value[], Value[]] {
  return [values.filter(isFirst), values.filter((value) => !isFirst(value))]
}

function wasHeld(row: KnownCertificate | undefined, passStartedAt: number): boolean {
  return row !== undefined && row.deleted_at === null && row.first_seen_at < passStartedAt
}

function isSame(before: KnownCertificate | undefined, now: CloudCertificate): boolean {
  if (before === undefined) return false
  const told = { ...mirrorNames(now), ...mirrorKeys(now), ...mirrorIds(now), ...mirrorFacts(now) }
  return (
    // A row of an older release has none yet.
    (before.sha1 !== null || sha1Of(now.pem) === null) &&
    before.vendor_status === now.vendorStatus &&
    [...nameColumns, ...keyColumns, ...idColumns, ...factColumns].every((column) => before[column] === told[column])
  )
}

function isDoubtful(before: KnownCertificate | undefined, now: CloudCertificate, readAt: number): boolean {
  if (before === undefined) return false
  if (before.deleted_at !== null) return readAt > before.deleted_at + LONGEST_CALL_MS
  const isContradicted = before.vendor_status === 'REVOKE' && now.vendorStatus !== 'REVOKE'
  return isContradicted && readAt > before.last_seen_at + LONGEST_CALL_MS
}

/** Those of which ListCert tells otherwise than the mirror, or that it does not hold: one live reading each would tell. */
export async function findStale(db: Database, summaries: readonly CloudSummary[]): Promise<string[]> {
  const known = await findKnown(db, identifiersOf(summaries))
  const isStale = ({ identifier, vendorStatus }: CloudSummary) => {
    const held = known.get(identifier)
    return held === undefined || held.deleted_at !== null || held.vendor_status !== vendorStatus
  }
  return [...new Set(identifiersOf(summaries.filter(isStale)))]
}

/**
 * Writes a live reading (DescribeClientCertificate) into the mirror. Unlike a list it may take back what we hold: that
 * a certificate is revoked, or gone. A reading that may be older than what we hold changes nothing of the kind.
 */
export async function recordReading(
  trx: Trx,
  context: RecordContext,
  reading: Pick<CloudReading<CloudCertificate>, 'value' | 'readAt'>,
): Promise<void> {
  const { value, readAt } = reading
  const certain = readAt - LONGEST_CALL_MS
  const target = { identifier: value.identifier, serialNumber: value.serialNumber, commonName: value.commonName }
  const isRaised = await unsetDeleted(trx, value.identifier, certain)
  const isRestored = value.vendorStatus === 'ISSUE' && (await turnIssued(trx, value.identifier, certain))
  const found = value.vendorStatus === 'REVOKE' ? await turnRevoked(trx, [value.identifier]) : []
  await upsertRows(trx, [mirrorRow(value, { at: readAt, passId: 0, isLive: true })])
  if (isRaised) await recordFinding(trx, context, target, 'not_deleted_after_all')
  if (isRestored) await recordFinding(trx, context, target, 'not_revoked_after_all')
  await recordRevokedElsewhere(trx, context, found)
}

/**
 * Notes that a certificate was read live and is as the mirror has it, so that a dialog need not read it again; the
 * chain is kept with it, since the dialog's own reading would have brought it. A reading that differs is left to
 * whoever may write: this is called while answering a GET, which changes nothing that anybody decides upon.
 */
export async function noteReadLive(
  db: Database,
  reading: Pick<CloudReading<CloudCertificate>, 'value' | 'readAt'>,
): Promise<void> {
  const { value, readAt } = reading
  const held = (await findKnown(db, [value.identifier])).get(value.identifier)
  if (!isSame(held, value)) return
  const { identifier, vendorStatus, chain } = value
  await touchLive(db, identifier, {
    at: readAt,
    vendorStatus,
    chain: chain === null ? null : storableText(chain),
  })
}

/** Certificates that turned out revoked without an operation of ours: somebody did it elsewhere. */
async function recordRevokedElsewhere(trx: Trx, context: RecordContext, found: readonly Target[]): Promise<void> {
  const ours = await revokedByUs(trx, identifiersOf(found))
  for (const target of found) {
    if (!ours.has(target.identifier)) await recordFinding(trx, context, target, 'revoked_elsewhere')
  }
}

type MirrorFinding = 'revoked_elsewhere' | 'deleted_elsewhere' | 'not_deleted_after_all' | 'not_revoked_after_all'

async function recordFinding(trx: Trx, context: RecordContext, target: Target, finding: MirrorFinding): Promise<void> {
  await recordEvent(trx, context, { action: 'sync_finding', outcome: 'done', target, details: { finding } })
}

/**
 * What an operation of ours did to its certificate, once it was accepted, proven by reading back, or settled by hand.
 * A deletion leaves the tombstone: PEM, chain and all else stay, and what was scheduled has nothing left to do. `at`
 * (epoch ms) is when we learned of it. False when the mirror does not hold the certificate, or holds its tombstone
 * already.
 */
export async function applyToMirror(
  trx: Trx,
  context: RecordContext,
  done: { kind: 'revoke' | 'delete'; identifier: string; at: number; revokeTime?: number | null },
): Promise<boolean> {
  const { kind, identifier, at } = done
  if (kind === 'revoke') return setRevoked(trx, { identifier, revokeTime: done.revokeTime ?? null, at })
  const isNew = await setDeleted(trx, { identifier, how: 'here', at })
  await endScheduledOn(trx, context, identifier, 'deleted_here')
  return isNew
}

/** Whether the certificate is, as it was read last, what such a write would make of it. */
export async function isInEffect(trx: Trx, kind: 'revoke' | 'delete', identifier: string): Promise<boolean> {
  const held = (await findKnown(trx, [identifier])).get(identifier)
  if (held === undefined) return false
  return held.deleted_at !== null || (kind === 'revoke' && held.vendor_status === 'REVOKE')
}

/**
 * The tombstone of what somebody deleted elsewhere, with its finding: only after DescribeClientCertificate has said
 * NotFound, whose RequestId is the evidence. False when it was a tombstone already.
 */
export async function recordDeletedElsewhere(
  trx: Trx,
  context: RecordContext,
  target: Target,
  evidence: { at: number; requestId: string | null; orderedBy: string | null },
): Promise<boolean> {
  const isNew = await setDeleted(trx, { identifier: target.identifier, how: 'elsewhere', at: evidence.at })
  if (!isNew) return false
  await recordEvent(trx, context, {
    action: 'sync_finding',
    outcome: 'done',
    target,
    details: { finding: 'deleted_elsewhere', notFoundRequestId: evidence.requestId, orderedBy: evidence.orderedBy },
  })
  await endScheduledOn(trx, context, target.identifier, 'deleted_elsewhere')
  return true
}

/**
 * Every transaction about a write to this certificate begins with this lock, and so they happen one after the other.
 * Without it an operation could open and settle between two statements of a colleague's transaction (READ COMMITTED),
 * who would then find nothing open, nothing done, and call a second time.
 */
export async function lockCertificate(trx: Trx, identifier: string): Promise<void> {
  await lockRow(trx, identifier)
}
