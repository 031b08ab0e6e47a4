import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { nameOf } from '#components/certificates/name-of.ts'
import { ReasonName } from '#components/operations/reason-words.tsx'
import { Absent } from '#components/ui/absent.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { Identifier, RequestId, Serial } from '#components/ui/identifier.tsx'
import { Instant } from '#components/ui/instant.tsx'
import { KeyValue, KeyValues } from '#components/ui/key-values.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'
import type { AuditRecordDetail } from '#lib/audit/entry.ts'
import { roles } from '#lib/auth/roles.ts'
import { paths } from '#lib/core/paths.ts'

/** The open record, under its row and as wide as the table: who, what, and what proves it. */
export function AuditDetailRow({ record, columns }: { record: AuditRecordDetail; columns: number }) {
  return (
    <tr role="row" className="bg-well">
      <td
        role="cell"
        colSpan={columns}
        data-phone="strip"
        className="overflow-visible border-b border-line px-5 pt-1 pb-4 align-top whitespace-normal"
      >
        <div className="grid grid-cols-1 gap-x-7 gap-y-4 side:grid-cols-3">
          <Who record={record} />
          <What record={record} />
          <Proof record={record} />
        </div>
        <StoredBytes record={record} />
      </td>
    </tr>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <h2 className="mb-1.75 border-b border-line-2 pb-1 text-small text-ink-3">{title}</h2>
      <KeyValues>{children}</KeyValues>
    </div>
  )
}

function Who({ record: { actor, via, role, address, session, at, correlationId } }: { record: AuditRecordDetail }) {
  const t = useTranslations('audit.detail')
  const tRole = useTranslations('shell.role')
  const known = roles.find((name) => name === role)
  return (
    <Part title={t('who')}>
      <KeyValue term={t('actor')}>
        <UntrustedText text={actor} />
      </KeyValue>
      {via === null ? null : (
        <KeyValue term={t('via')}>
          <UntrustedText text={via} />
        </KeyValue>
      )}
      {role === null ? null : (
        <KeyValue term={t('role')}>{known === undefined ? <UntrustedText text={role} /> : tRole(known)}</KeyValue>
      )}
      <KeyValue term={t('address')}>{address === null ? <Absent /> : <UntrustedText text={address} />}</KeyValue>
      <KeyValue term={t('at')}>
        <Instant at={at} precision="millisecond" />
      </KeyValue>
      {session === null ? null : (
        <KeyValue term={t('session')}>
          <Serial value={session} short />
        </KeyValue>
      )}
      <KeyValue term={t('correlationId')} wide>
        <Wrapped>
          <Identifier value={correlationId} />
        </Wrapped>
      </KeyValue>
    </Part>
  )
}

function What({ record }: { record: AuditRecordDetail }) {
  const t = useTranslations('audit.detail')
  const { commonName, identifier, serialNumber, reason, ticket, comment, operationId } = record
  return (
    <Part title={t('what')}>
      <KeyValue term={t('certificate')}>
        {identifier === null ? (
          <Absent />
        ) : (
          <TextLink href={paths.certificate(identifier)}>
            <UntrustedText text={nameOf({ commonName: commonName ?? '', identifier })} />
          </TextLink>
        )}
      </KeyValue>
      {serialNumber === null || serialNumber === '' ? null : (
        <KeyValue term={t('serial')} wide>
          <Serial value={serialNumber} />
        </KeyValue>
      )}
      <KeyValue term={t('reason')}>
        {reason === null || reason === '' ? <Absent /> : <ReasonName reason={reason} />}
      </KeyValue>
      <KeyValue term={t('ticket')}>
        <Text text={ticket} />
      </KeyValue>
      <KeyValue term={t('comment')}>
        <Text text={comment} />
      </KeyValue>
      {operationId === null ? null : (
        <KeyValue term={t('operation')}>
          <TextLink href={paths.operation(operationId)}>{t('openOperation')}</TextLink>
        </KeyValue>
      )}
    </Part>
  )
}

function Proof({ record: { requestId, previousHash, recordHash, hash } }: { record: AuditRecordDetail }) {
  const t = useTranslations('audit.detail')
  return (
    <Part title={t('proof')}>
      <KeyValue term={t('requestId')} wide>
        {requestId === null ? (
          <Absent />
        ) : (
          <TextLink href={paths.request(requestId)}>
            <RequestId value={requestId} />
          </TextLink>
        )}
      </KeyValue>
      <KeyValue term={t('previous')}>
        <Serial value={previousHash} short />
      </KeyValue>
      <KeyValue term={t('record')}>
        <Serial value={recordHash} short />
      </KeyValue>
      <KeyValue term={t('hash')} wide>
        <Serial value={hash} />
      </KeyValue>
    </Part>
  )
}

/** What was hashed, letter by letter: whoever doubts a hash computes it from this. */
function StoredBytes({ record: { bytes } }: { record: AuditRecordDetail }) {
  const t = useTranslations('audit.detail')
  return (
    <details className="mt-3.5">
      <summary className="w-max cursor-pointer text-small text-accent">{t('bytes')}</summary>
      <p className="mono mt-2 mb-2.5 break-all text-ink-2">
        <UntrustedText text={bytes} />
      </p>
      <CopyButton size="small" value={bytes} label={t('copyBytes')} />
    </details>
  )
}

function Text({ text }: { text: string | null }) {
  return text === null || text === '' ? <Absent /> : <UntrustedText text={text} />
}

function Wrapped({ children }: { children: ReactNode }) {
  return <span className="break-all">{children}</span>
}
