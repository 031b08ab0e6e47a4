'use client'
import { useLocale, useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { CauseWord } from '#components/operations/cause-word.tsx'
import { ReasonName } from '#components/operations/reason-words.tsx'
import { CrlFile } from '#components/evidence/crl-file.tsx'
import { useVendorWords } from '#components/shell/vendor.tsx'
import type { IconName } from '#components/ui/icon-sprite.tsx'
import { RequestId } from '#components/ui/identifier.tsx'
import { Instant } from '#components/ui/instant.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { Timeline, type TimelineEntry } from '#components/ui/timeline.tsx'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'
import type { CertificateDetail } from '#lib/certificates/schema.ts'
import { formatCount, instantOf, wholeDaysBetween } from '#lib/core/format.ts'
import { paths } from '#lib/core/paths.ts'
import type { OperationSummary } from '#lib/operations/operation.ts'
import type { CertificateRights } from '../rights.ts'
import { shownStatus } from '../status-words.tsx'
import { historyOf, type HistoryEvent } from './history.ts'

/** All that is known to have happened to it, newest first, under the line that says where it stands. */
export function History({
  certificate,
  now,
  rights,
}: {
  certificate: CertificateDetail
  now: number
  rights: CertificateRights
}) {
  const t = useTranslations('certificate.history')
  const tell = useEventWords(rights)
  const events = historyOf(certificate, now)
  return (
    <section aria-labelledby="history">
      <h2 id="history" className="mb-3 text-section">
        {t('title')}
      </h2>
      <Timeline entries={[standing(), ...events.map(tell)]} />
    </section>
  )

  function standing(): TimelineEntry {
    const status = shownStatus(certificate, now)
    const end = instantOf(certificate.notAfter ?? '')
    const days = end === null ? 0 : Math.max(0, wholeDaysBetween(now, end))
    return {
      key: 'now',
      icon: 'dot',
      now: true,
      title: t(`now.${status}`, { days }),
      at: <Instant at={now} precision="minute" />,
    }
  }
}

function useEventWords(rights: CertificateRights): (event: HistoryEvent, index: number) => TimelineEntry {
  const t = useTranslations('certificate.history')
  const words = useVendorWords()
  const operations = useOperationWords()
  const scheduled = useScheduleWords()
  const listWords = useListWords()
  return (event, index) => {
    const key = `${String(index)} ${event.kind}`
    const at = (
      <Instant at={event.at} precision={event.kind === 'begins' || event.kind === 'expired' ? 'second' : 'minute'} />
    )
    switch (event.kind) {
      case 'operation':
        return { key, at, ...operations(event.operation) }
      case 'scheduled':
        return { key, at, ...scheduled(event.operation) }
      case 'finding':
        return { key, at, ...findingWords(event) }
      case 'annotated':
        return { key, at, ...annotationWords(event) }
      case 'published':
      case 'still_listed':
      case 'vanished':
        return {
          key,
          at,
          icon: icons[event.kind],
          title: t(`event.${event.kind}`),
          detail: <CrlFile sha256={event.sha256} number={null} />,
        }
      default:
        return {
          key,
          icon: icons[event.kind],
          title: t(`event.${event.kind}`, words),
          ...((event.kind !== 'revoked_untold' || event.isDated) && { at }),
        }
    }
  }

  function annotationWords({ change: { by, changed, auditSequence } }: HistoryEvent & { kind: 'annotated' }) {
    return {
      icon: 'document' as const,
      title: t('annotated.title', { parts: listWords(changed.map((part) => t(`annotated.${part}`))) }),
      detail: (
        <p>
          <UntrustedText text={by} />, {auditLink(auditSequence)}
        </p>
      ),
    }
  }

  function auditLink(auditSequence: number) {
    const sequence = t('audit', { sequence: formatCount(auditSequence) })
    return rights.mayReadAudit ? <TextLink href={paths.auditRecord(auditSequence)}>{sequence}</TextLink> : sequence
  }

  function findingWords({ finding: { finding, auditSequence } }: HistoryEvent & { kind: 'finding' }) {
    const known = findings.find((name) => name === finding) ?? 'other'
    return {
      icon:
        known === 'revoked_elsewhere'
          ? ('revoked' as const)
          : known === 'deleted_elsewhere'
            ? ('deleted' as const)
            : ('eye' as const),
      title: t(`finding.${known}.title`),
      detail: (
        <p>
          {t(`finding.${known}.text`, words)} {auditLink(auditSequence)}
        </p>
      ),
    }
  }
}

/** `owner, tags and note`, as the language joins them. */
function useListWords(): (words: readonly string[]) => string {
  const locale = useLocale()
  return (words) => new Intl.ListFormat(locale).format(words)
}

const findings = ['revoked_elsewhere', 'deleted_elsewhere', 'not_deleted_after_all', 'not_revoked_after_all'] as const

const icons = {
  published: 'published',
  still_listed: 'published',
  vanished: 'caution',
  publication_overdue: 'caution',
  revoked_before: 'revoked',
  revoked_untold: 'revoked',
  expired: 'expired',
  first_read: 'eye',
  begins: 'plus',
  deleted: 'deleted',
} as const

function useOperationWords(): (operation: OperationSummary) => Pick<TimelineEntry, 'icon' | 'title' | 'detail'> {
  const t = useTranslations('certificate.history')
  return (operation) => ({
    icon: iconOf(operation),
    title: <TextLink href={paths.operation(operation.id)}>{t(titleKey(operation))}</TextLink>,
    // Who wished it, and why, stands with the wish where that was another day.
    detail: (
      <>
        {operation.dueAt === null ? <Wish operation={operation} /> : null}
        <Outcome operation={operation} />
      </>
    ),
  })
}

function useScheduleWords(): (operation: OperationSummary) => Pick<TimelineEntry, 'icon' | 'title' | 'detail'> {
  const t = useTranslations('certificate.history')
  return (operation) => ({
    icon: 'clock',
    title: <TextLink href={paths.operation(operation.id)}>{t('schedule.title')}</TextLink>,
    detail: (
      <>
        <Line>{t.rich('schedule.due', { due: () => <Instant at={operation.dueAt} precision="minute" /> })}</Line>
        <Wish operation={operation} />
      </>
    ),
  })
}

function titleKey({ kind, state }: OperationSummary) {
  if (state === 'scheduled') return 'schedule.title' as const
  if (state === 'cancelled') return 'schedule.cancelled' as const
  return `operation.${kind}.${state}` as const
}

function iconOf({ kind, state }: OperationSummary): IconName {
  switch (state) {
    case 'succeeded':
      return kind === 'revoke' ? 'revoked' : 'deleted'
    case 'pending':
      return 'pending'
    case 'scheduled':
    case 'cancelled':
      return 'clock'
    case 'unknown':
    case 'needs_human':
      return 'unknown'
    case 'refused':
    case 'not_sent':
    case 'not_done':
      return 'refused'
  }
}

/** Who and why, as it was recorded. */
function Wish({ operation }: { operation: OperationSummary }): ReactNode {
  const t = useTranslations('certificate.history')
  const { reason, ticket, comment, requestedBy, joinedBy } = operation
  return (
    <>
      <Line>
        {t.rich('by', {
          name: () => <UntrustedText text={requestedBy} />,
          reason: () => <ReasonName reason={reason} />,
        })}
        {ticket === '' ? null : (
          <>
            {', '}
            <UntrustedText text={ticket} />
          </>
        )}
      </Line>
      {joinedBy.length === 0 ? null : (
        <Line>{t.rich('joined', { names: () => <UntrustedText text={joinedBy.join(', ')} /> })}</Line>
      )}
      {comment === '' ? null : (
        <Line>
          “<UntrustedText text={comment} />”
        </Line>
      )}
    </>
  )
}

/** The vendor's word and its RequestId, or why there is none. */
function Outcome({ operation }: { operation: OperationSummary }): ReactNode {
  const t = useTranslations('certificate.history')
  const { state, requestId, cloudCode, cause } = operation
  const hasCause = state === 'not_sent' || state === 'unknown' || (state === 'cancelled' && cause !== null)
  return (
    <>
      {state === 'refused' && cloudCode !== null ? (
        <Line>
          <UntrustedText text={cloudCode} />
        </Line>
      ) : null}
      {hasCause ? (
        <Line>
          <CauseWord cause={cause} />
        </Line>
      ) : null}
      {requestId === null ? null : (
        <Line>
          {t('requestId')}{' '}
          <TextLink href={paths.request(requestId)}>
            <RequestId value={requestId} look="short" />
          </TextLink>
        </Line>
      )}
    </>
  )
}

function Line({ children }: { children: ReactNode }) {
  return <span className="block">{children}</span>
}
