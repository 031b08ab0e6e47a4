import type { Neighbours, WritePreview } from '#lib/certificates/preview.ts'
import type { Course } from './course.ts'

// What the dialogs point out, as facts without words. Worst first, at most four: a list that is always long is a list
// that nobody reads.

export type FindingFact =
  | { readonly key: 'joins'; readonly weight: 'hesitate' }
  | { readonly key: 'nothing_replaces'; readonly weight: 'hesitate' }
  | { readonly key: 'same_key'; readonly weight: 'hesitate' | 'note'; readonly neighbours: Neighbours }
  | { readonly key: 'no_crl' | 'not_pointed' | 'crl_stale' | 'crl_unusable'; readonly weight: 'hesitate' }
  | { readonly key: 'crl_unknown' | 'expired'; readonly weight: 'note' }
  | { readonly key: 'replaced'; readonly weight: 'note'; readonly neighbours: Neighbours }
  | { readonly key: 'noticeable'; readonly weight: 'good' }
  | { readonly key: 'trust_again'; readonly weight: 'hesitate' }
  | { readonly key: 'waiting'; readonly weight: 'note'; readonly from: string }
  | {
      readonly key: 'scheduled'
      readonly weight: 'note'
      readonly from: string | null
      readonly by: string
      readonly id: string
    }
  | { readonly key: 'stays_listed' | 'checked_again'; readonly weight: 'good' | 'note' }
  | { readonly key: 'tombstone'; readonly weight: 'good' }

const MOST = 4

export function revocationFindings(preview: WritePreview): FindingFact[] {
  return worstFirst([
    ...joining(preview),
    ...replacement(preview),
    ...sharedKey(preview),
    // Past its date nobody has to learn of the revocation any more.
    ...(preview.isExpired ? ([{ key: 'expired', weight: 'note' }] as const) : publication(preview)),
  ])
}

export function deletionFindings(course: Course, preview: WritePreview): FindingFact[] {
  const tombstone: FindingFact = { key: 'tombstone', weight: 'good' }
  if (course === 'schedule') {
    const waits: FindingFact[] = [
      { key: 'stays_listed', weight: 'good' },
      { key: 'checked_again', weight: 'note' },
    ]
    return worstFirst([...joining(preview), ...scheduledAlready(preview), ...waits, tombstone])
  }
  const { notAfter } = preview.certificate
  const risk: FindingFact[] = preview.isExpired
    ? [{ key: 'expired', weight: 'note' }]
    : [
        { key: 'trust_again', weight: 'hesitate' },
        ...(notAfter === null ? [] : [{ key: 'waiting', weight: 'note', from: notAfter } as const]),
      ]
  return worstFirst([...joining(preview), ...risk, tombstone])
}

function scheduledAlready({ scheduled }: WritePreview): FindingFact[] {
  if (scheduled === null) return []
  return [{ key: 'scheduled', weight: 'note', from: scheduled.dueAt, by: scheduled.requestedBy, id: scheduled.id }]
}

function joining({ open, kind }: WritePreview): FindingFact[] {
  return open?.kind === kind ? [{ key: 'joins', weight: 'hesitate' }] : []
}

function replacement({ sameName }: WritePreview): FindingFact[] {
  return sameName.total === 0
    ? [{ key: 'nothing_replaces', weight: 'hesitate' }]
    : [{ key: 'replaced', weight: 'note', neighbours: sameName }]
}

function sharedKey({ sameKey }: WritePreview): FindingFact[] {
  if (sameKey.total === 0) return []
  const isTrustedStill = sameKey.items.some(({ status }) => status === 'valid')
  return [{ key: 'same_key', weight: isTrustedStill ? 'hesitate' : 'note', neighbours: sameKey }]
}

function publication({ caPublishesCrl, pointsToCrl, crlHealth }: WritePreview): FindingFact[] {
  if (caPublishesCrl === false) return [{ key: 'no_crl', weight: 'hesitate' }]
  if (pointsToCrl === false) return [{ key: 'not_pointed', weight: 'hesitate' }]
  if (caPublishesCrl === null || pointsToCrl === null) return [{ key: 'crl_unknown', weight: 'note' }]
  if (crlHealth === 'stale') return [{ key: 'crl_stale', weight: 'hesitate' }]
  if (crlHealth === 'unusable') return [{ key: 'crl_unusable', weight: 'hesitate' }]
  return [{ key: 'noticeable', weight: 'good' }]
}

const order = { hesitate: 0, note: 1, good: 2 } as const

function worstFirst(findings: readonly FindingFact[]): FindingFact[] {
  return [...findings].sort((one, other) => order[one.weight] - order[other.weight]).slice(0, MOST)
}
