'use client'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { PublishedMark } from '#components/evidence/published-mark.tsx'
import { Breadcrumb } from '#components/ui/breadcrumb.tsx'
import { Identifier, Serial } from '#components/ui/identifier.tsx'
import { KeyValue, KeyValues } from '#components/ui/key-values.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'
import type { CertificateDetail } from '#lib/certificates/schema.ts'
import { listHref } from '../list/address.ts'
import { useLastList } from '../last-list.ts'
import { nameOf } from '../name-of.ts'
import { CertificateStatusMark } from '../status-words.tsx'
import { Copied } from './copied.tsx'

/** Who it is, before anything else. Nothing here is cut: this is where a name or a serial is compared letter by letter. */
export function Identity({
  certificate,
  now,
  children,
}: {
  certificate: CertificateDetail
  now: number
  /** The reading that all of this stands on. */
  children: ReactNode
}) {
  const t = useTranslations('certificate')
  const list = useLastList()
  const name = nameOf(certificate)
  return (
    <>
      <Breadcrumb
        crumbs={[
          { key: 'list', label: t('crumb'), href: list },
          { key: 'here', label: <UntrustedText text={name} cut keep={14} /> },
        ]}
      />
      <div className="flex flex-wrap items-center gap-x-3.5 gap-y-1">
        <h1 className="min-w-0 text-name max-rail:text-title">
          <UntrustedText text={name} />
        </h1>
        <CertificateStatusMark certificate={certificate} now={now} hasRoom />
        {certificate.crlEvidence === null ? null : <PublishedMark evidence={certificate.crlEvidence} />}
      </div>
      <div className="mt-0.5 mb-3 text-small text-ink-3">{children}</div>
      <Facts certificate={certificate} />
    </>
  )
}

function Facts({ certificate }: { certificate: CertificateDetail }) {
  const t = useTranslations('certificate')
  const { serialNumber, identifier, subject, type, caName, caIdentifier, alias, customIdentifier, resourceGroupId } =
    certificate
  return (
    <>
      <KeyValues labels="paired">
        <KeyValue term={t('field.serial')} wide>
          {serialNumber === '' ? (
            <span className="text-ink-3">{t('notIssued')}</span>
          ) : (
            <Copied value={serialNumber} label={t('copySerial')}>
              <Serial value={serialNumber} />
            </Copied>
          )}
        </KeyValue>
        <KeyValue term={t('field.type')}>{t(`type.${type}`)}</KeyValue>
        <KeyValue term={t('field.identifier')} wide>
          <Copied value={identifier} label={t('copyIdentifier')}>
            <Identifier value={identifier} />
          </Copied>
        </KeyValue>
        <KeyValue term={t('field.ca')}>
          <TextLink href={listHref({ ca: [caIdentifier] })}>
            <UntrustedText text={caName ?? caIdentifier} />
          </TextLink>
        </KeyValue>
        {alias === null || alias === '' ? null : (
          <KeyValue term={t('field.alias')}>
            <UntrustedText text={alias} />
          </KeyValue>
        )}
        {customIdentifier === null || customIdentifier === '' ? null : (
          <KeyValue term={t('field.customIdentifier')}>
            <UntrustedText text={customIdentifier} />
          </KeyValue>
        )}
        {resourceGroupId === null ? null : (
          <KeyValue term={t('field.resourceGroup')}>
            <UntrustedText text={resourceGroupId} />
          </KeyValue>
        )}
      </KeyValues>
      <div className="mt-1">
        <KeyValues>
          <KeyValue term={t('field.subject')} wide>
            <UntrustedText text={subject} />
          </KeyValue>
        </KeyValues>
      </div>
    </>
  )
}
