import type { AnnotationChange } from '#lib/annotations/annotation.ts'
import type { FindingRecord } from '#lib/audit/finding.ts'
import type { CertificateDetail } from '#lib/certificates/schema.ts'
import type { OperationSummary } from '#lib/operations/operation.ts'
import { isOpen } from '#lib/operations/state.ts'

// What is known to have happened to one certificate. Nothing is made up: what nobody recorded is not in it.

export type HistoryEvent =
  | { readonly kind: 'operation' | 'scheduled'; readonly at: string; readonly operation: OperationSummary }
  | { readonly kind: 'finding'; readonly at: string; readonly finding: FindingRecord }
  | { readonly kind: 'annotated'; readonly at: string; readonly change: AnnotationChange }
  /** By the vendor's own RevokeTime. */
  | { readonly kind: 'revoked_before'; readonly at: string }
  /** Neither an operation nor a finding tells of it. */
  | { readonly kind: 'revoked_untold'; readonly at: string; readonly isDated: boolean }
  | { readonly kind: 'expired' | 'first_read' | 'begins' | 'deleted'; readonly at: string }
  /** What CRLs showed of a revocation or a deletion of ours. */
  | { readonly kind: 'published' | 'still_listed' | 'vanished'; readonly at: string; readonly sha256: string }
  | { readonly kind: 'publication_overdue'; readonly at: string }

/** Newest first. `now` is epoch ms: what is still ahead has not happened. */
export function historyOf(certificate: CertificateDetail, now: number): HistoryEvent[] {
  const { operations, findings, annotationChanges, firstSeenAt } = certificate
  const events: HistoryEvent[] = [
    ...operations.flatMap(eventsOf),
    ...findings.map((finding) => ({ kind: 'finding' as const, at: finding.at, finding })),
    ...annotationChanges.map((change) => ({ kind: 'annotated' as const, at: change.at, change })),
    { kind: 'first_read', at: firstSeenAt },
    ...seenInCrls(certificate),
    ...dated('begins', certificate.notBefore, now),
    ...dated('expired', certificate.notAfter, now),
  ]
  const { deletedAt, revokeTime } = certificate
  if (certificate.vendorStatus === 'REVOKE' && !tellsOfRevocation(certificate)) {
    const isBefore = revokeTime !== null && Date.parse(revokeTime) < Date.parse(firstSeenAt)
    events.push(
      isBefore
        ? { kind: 'revoked_before', at: revokeTime }
        : { kind: 'revoked_untold', at: revokeTime ?? firstSeenAt, isDated: revokeTime !== null },
    )
  }
  if (deletedAt !== null && !tellsOfDeletion(certificate)) events.push({ kind: 'deleted', at: deletedAt })
  return events.sort((one, other) => Date.parse(other.at) - Date.parse(one.at))
}

function seenInCrls({ publication }: CertificateDetail): HistoryEvent[] {
  if (publication === null) return []
  const { state, evidence, expectedBy, watch } = publication
  return [
    ...(evidence === null ? [] : [{ kind: 'published' as const, at: evidence.publishedAt, sha256: evidence.sha256 }]),
    ...(state === 'overdue' && expectedBy !== null ? [{ kind: 'publication_overdue' as const, at: expectedBy }] : []),
    ...(watch === null ||
    watch.at === null ||
    watch.sha256 === null ||
    (watch.state !== 'listed' && watch.state !== 'vanished')
      ? []
      : [
          {
            kind: watch.state === 'listed' ? ('still_listed' as const) : ('vanished' as const),
            at: watch.at,
            sha256: watch.sha256,
          },
        ]),
  ]
}

/** What was scheduled is two things: the wish, and on another day what became of it. */
function eventsOf(operation: OperationSummary): HistoryEvent[] {
  const { state, requestedAt, dueAt, settledAt, deadlineAt } = operation
  if (dueAt === null) return [{ kind: 'operation', at: requestedAt, operation }]
  const wish: HistoryEvent = { kind: 'scheduled', at: requestedAt, operation }
  return state === 'scheduled' ? [wish] : [wish, { kind: 'operation', at: settledAt ?? deadlineAt, operation }]
}

function dated(kind: 'begins' | 'expired', at: string | null, now: number): HistoryEvent[] {
  return at === null || Date.parse(at) > now ? [] : [{ kind, at }]
}

/** An operation of which the outcome is not known may have done it: nobody else is named meanwhile. */
function tellsOfRevocation({ operations, findings }: CertificateDetail): boolean {
  return (
    operations.some(({ kind, state }) => kind === 'revoke' && (state === 'succeeded' || isOpen(state))) ||
    findings.some(({ finding }) => finding === 'revoked_elsewhere')
  )
}

function tellsOfDeletion({ operations, findings }: CertificateDetail): boolean {
  return (
    operations.some(({ kind, state }) => kind === 'delete' && state === 'succeeded') ||
    findings.some(({ finding }) => finding === 'deleted_elsewhere')
  )
}
