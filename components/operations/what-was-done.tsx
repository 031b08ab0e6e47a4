'use client'
import { useTranslations } from 'next-intl'
import { nameOf } from '#components/certificates/name-of.ts'
import { useVendorWords } from '#components/shell/vendor.tsx'
import { Absent } from '#components/ui/absent.tsx'
import { Section } from '#components/ui/document.tsx'
import { Identifier, Serial } from '#components/ui/identifier.tsx'
import { Instant } from '#components/ui/instant.tsx'
import { KeyValue, KeyValues } from '#components/ui/key-values.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'
import { paths } from '#lib/core/paths.ts'
import type { OperationDetail } from '#lib/operations/operation.ts'
import { ReasonKept, ReasonName } from './reason-words.tsx'
import { ShortInstant } from './short-instant.tsx'

/** The certificate as it was read before the call, who asked, and why. */
export function WhatWasDone({ operation, renderedAt }: { operation: OperationDetail; renderedAt: number }) {
  const t = useTranslations('receipt')
  const { vendor } = useVendorWords()
  const { id, certificate, requestedBy, requestedAt, dueAt, joins, reason, ticket, comment, settledComment } = operation
  const { attendedBy, attendedAt } = operation
  return (
    <Section
      id={`what-${id}`}
      title={t(operation.state === 'scheduled' ? 'what.titleAhead' : 'what.title')}
      remark={t('what.remark', { vendor })}
    >
      <KeyValues labels="wide">
        <KeyValue term={t('field.certificate')}>
          <span className="font-semibold">
            <TextLink href={paths.certificate(certificate.identifier)} quiet>
              <UntrustedText text={nameOf(certificate)} />
            </TextLink>
          </span>
        </KeyValue>
        <KeyValue term={t('field.serial')} wide>
          <Serial value={certificate.serialNumber} />
        </KeyValue>
        <KeyValue term={t('field.type')}>{t(`type.${certificate.type}`)}</KeyValue>
        <KeyValue term={t('field.ca')}>
          {certificate.caName === null ? (
            <Identifier value={certificate.caIdentifier} />
          ) : (
            <UntrustedText text={certificate.caName} />
          )}
        </KeyValue>
        <KeyValue term={t('field.expires')}>
          <Instant at={certificate.notAfter} precision="day" />
        </KeyValue>
        <KeyValue term={t('field.requested')}>
          <Instant at={requestedAt} />
        </KeyValue>
        {dueAt === null ? null : (
          <KeyValue term={t('field.due')}>
            <Instant at={dueAt} />
          </KeyValue>
        )}
        <KeyValue term={t('field.by')}>
          <UntrustedText text={requestedBy} />
        </KeyValue>
        {joins.length === 0 ? null : (
          <KeyValue term={t('field.joined')}>
            <Joins joins={joins} renderedAt={renderedAt} />
          </KeyValue>
        )}
        <KeyValue term={t('field.reason')}>
          <ReasonName reason={reason} /> <ReasonKept reason={reason} />
        </KeyValue>
        <KeyValue term={t('field.ticket')}>{ticket === '' ? <Absent /> : <UntrustedText text={ticket} />}</KeyValue>
        <KeyValue term={t('field.comment')}>{comment === '' ? <Absent /> : <Lines text={comment} />}</KeyValue>
        {settledComment === null ? null : (
          <KeyValue term={t('field.settledComment')}>
            <Lines text={settledComment} />
          </KeyValue>
        )}
        {attendedBy === null ? null : (
          <KeyValue term={t('field.attended')}>
            {t.rich('attendedAt', {
              name: () => <UntrustedText text={attendedBy} />,
              at: () => <ShortInstant at={attendedAt} renderedAt={renderedAt} />,
            })}
          </KeyValue>
        )}
      </KeyValues>
    </Section>
  )
}

/** The second operator asked for the same thing: no second call, one outcome, both reasons. */
function Joins({ joins, renderedAt }: { joins: OperationDetail['joins']; renderedAt: number }) {
  const t = useTranslations('receipt')
  return (
    <ul>
      {joins.map((join) => (
        <li key={`${join.by} ${join.at}`}>
          {t.rich('joinedAt', {
            name: () => <UntrustedText text={join.by} />,
            at: () => <ShortInstant at={join.at} renderedAt={renderedAt} />,
            reason: () => <ReasonName reason={join.reason} />,
          })}
          {join.ticket === '' ? null : (
            <>
              {' '}
              <UntrustedText text={join.ticket} />
            </>
          )}
          {join.comment === '' ? null : <Lines text={join.comment} />}
        </li>
      ))}
    </ul>
  )
}

/** Text of several lines: its own line breaks are kept, every other hidden character is spelled out. */
function Lines({ text }: { text: string }) {
  return text.split(/\r?\n/).map((line, index) => (
    <span key={index} className="block">
      <UntrustedText text={line} />
    </span>
  ))
}
