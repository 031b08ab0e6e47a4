'use client'
import { useTranslations } from 'next-intl'
import { useVendorWords } from '#components/shell/vendor.tsx'
import { Findings } from '#components/ui/findings.tsx'
import { RequestId } from '#components/ui/identifier.tsx'
import { Instant } from '#components/ui/instant.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'
import { can, type Role } from '#lib/auth/roles.ts'
import { paths } from '#lib/core/paths.ts'
import type { OperationDetail } from '#lib/operations/operation.ts'
import { stillOpen } from './still-open.ts'

/** Beside the receipt: what it leaves open, and where to look further. */
export function ReceiptSide({
  operation,
  role,
  renderedAt,
}: {
  operation: OperationDetail
  role: Role
  renderedAt: number
}) {
  const t = useTranslations('receipt')
  const words = useVendorWords()
  const { id, requestId, identifier, certificate, publication } = operation
  const open = stillOpen(operation, renderedAt).map(({ key, weight }) => ({
    key,
    weight,
    claim: t(`open.claim.${key}`),
    fact: t.rich(`open.fact.${key}`, {
      ...words,
      day: () => <Instant at={certificate.notAfter} precision="day" />,
      who: () => <UntrustedText text={operation.requestedBy} />,
      until: () => <Instant at={publication?.olderUntil ?? null} precision="minute" />,
    }),
  }))
  return (
    <>
      {open.length === 0 ? null : (
        <section aria-labelledby={`open-${id}`} className="mb-6.5">
          <h2 id={`open-${id}`} className="mb-2.5 text-section">
            {t('open.title')}
          </h2>
          <Findings findings={open} />
        </section>
      )}
      <section aria-labelledby={`follow-${id}`}>
        <h2 id={`follow-${id}`} className="mb-2 text-section">
          {t('follow.title')}
        </h2>
        <ul className="grid gap-1.25">
          {can(role, 'audit.read') ? (
            <li>
              <TextLink href={paths.auditOfRequest(requestId ?? identifier)}>{t('follow.audit')}</TextLink>
            </li>
          ) : null}
          {requestId === null ? null : (
            <li>
              <TextLink href={paths.request(requestId)}>
                {t('follow.permalink')}{' '}
                <span className="text-ink-3">
                  /r/
                  <RequestId value={requestId} look="short" />
                </span>
              </TextLink>
            </li>
          )}
          <li>
            <TextLink href={paths.certificate(identifier)}>{t('follow.certificate')}</TextLink>
          </li>
          <li>
            {can(role, 'audit.export') ? (
              <TextLink
                href={paths.api.evidence(requestId === null ? { identifier } : { request_id: requestId })}
                download
              >
                {t('follow.pack')}
              </TextLink>
            ) : (
              <span className="text-ink-3">{t('follow.packOff')}</span>
            )}
          </li>
        </ul>
      </section>
    </>
  )
}
