import type { Publication } from '#lib/evidence/publication.ts'
import type { OperationDetail } from '#lib/operations/operation.ts'

// The way of one operation as far as it is known. Steps that belong to later work, or that nobody can take any more,
// are left out, not greyed.

export type StepKey =
  | 'recorded'
  | 'scheduled'
  | 'waiting'
  | 'cancelled'
  | 'moot'
  | 'sending'
  | 'sent'
  | 'interrupted'
  | 'accepted'
  | 'status'
  | 'status_awaited'
  | 'publication_awaited'
  | 'published'
  | 'publication_overdue'
  | 'crl_watched'
  | 'still_listed'
  | 'vanished'
  | 'no_answer'
  | 'unclear_answer'
  | 'reading_back'
  | 'asking'
  | 'found'
  | 'unchanged'
  | 'by_hand'
  | 'refused'
  | 'not_sent'

export type ReceiptStep = {
  readonly key: StepKey
  readonly state: 'done' | 'now'
  /** RFC 3339; null where nobody noted the time. */
  readonly at: string | null
}

export function receiptSteps(operation: OperationDetail): ReceiptStep[] {
  const recorded = done(operation.dueAt === null ? 'recorded' : 'scheduled', operation.requestedAt)
  switch (operation.state) {
    case 'scheduled':
      return [recorded, now('waiting')]
    case 'cancelled':
      return [recorded, done(operation.settledBy === 'human' ? 'cancelled' : 'moot', operation.settledAt)]
    case 'pending':
      return [recorded, now('sending')]
    case 'not_sent':
      return [recorded, done('not_sent', operation.settledAt)]
    case 'refused':
      return [recorded, sent(operation), done('refused', answeredAt(operation))]
    case 'unknown':
      return [recorded, ...silence(operation), now('reading_back')]
    case 'needs_human':
      return [recorded, ...silence(operation), now('asking')]
    case 'succeeded':
    case 'not_done':
      return [recorded, ...settled(operation)]
  }
}

function settled(operation: OperationDetail): ReceiptStep[] {
  const { settledBy, settledAt, state } = operation
  if (state === 'not_done') {
    return [...silence(operation), settledBy === 'human' ? done('by_hand', settledAt) : done('unchanged', settledAt)]
  }
  return onlyFirstOpen([...outcome(operation), ...publicationSteps(operation)])
}

function outcome(operation: OperationDetail): ReceiptStep[] {
  const { settledBy, settledAt } = operation
  if (settledBy === 'human') return [...silence(operation), done('by_hand', settledAt)]
  if (settledBy === 'read_back') return [...silence(operation), done('found', settledAt), ...statusStep(operation)]
  const accepted = [sent(operation), done('accepted', answeredAt(operation))]
  const isAwaited = operation.kind === 'revoke' && operation.vendorStatusReadAt === null
  return [...accepted, ...(isAwaited ? [now('status_awaited')] : statusStep(operation))]
}

/** What relying parties can see of it. */
function publicationSteps({ kind, publication }: OperationDetail): ReceiptStep[] {
  if (publication === null) return []
  if (kind === 'delete') return watchSteps(publication.watch)
  switch (publication.state) {
    case 'awaited':
      return [now('publication_awaited')]
    case 'overdue':
      return [now('publication_overdue')]
    case 'published':
      return [done('published', publication.evidence?.publishedAt ?? null)]
    case 'nowhere':
    case 'not_followed':
      return []
  }
}

function watchSteps(watch: Publication['watch']): ReceiptStep[] {
  switch (watch?.state) {
    case 'watched':
      return [now('crl_watched')]
    case 'listed':
      return [done('still_listed', watch.at)]
    case 'vanished':
      return [now('vanished')]
    case 'ended':
    case undefined:
      return []
  }
}

/** The now line stands in one place: of two that are waited for it is the first. */
function onlyFirstOpen(steps: ReceiptStep[]): ReceiptStep[] {
  const first = steps.findIndex(({ state }) => state === 'now')
  return steps.filter(({ state }, index) => state !== 'now' || index === first)
}

function statusStep({ kind, vendorStatusReadAt }: OperationDetail): ReceiptStep[] {
  return kind === 'revoke' && vendorStatusReadAt !== null ? [done('status', vendorStatusReadAt)] : []
}

/**
 * Nothing came that tells the effect. A process that died between its two records cannot say whether the call left; all
 * else began with a call, and may have been answered: with an error of the server, by something in between, or in part.
 */
function silence({ cause, ...operation }: OperationDetail): ReceiptStep[] {
  if (cause === 'process_lost') return [done('interrupted', null)]
  // What proved it later came too late to be waited for.
  const isAnswered = operation.httpStatus !== null && !operation.causeProven
  return [sent(operation), done(isAnswered ? 'unclear_answer' : 'no_answer', operation.exchange?.endedAt ?? null)]
}

function sent({ exchange }: Pick<OperationDetail, 'exchange'>): ReceiptStep {
  return done('sent', exchange?.startedAt ?? null)
}

function answeredAt({ exchange, settledAt }: OperationDetail): string | null {
  return exchange === null || exchange.answer === null ? settledAt : exchange.endedAt
}

function done(key: StepKey, at: string | null): ReceiptStep {
  return { key, state: 'done', at }
}

function now(key: StepKey): ReceiptStep {
  return { key, state: 'now', at: null }
}
