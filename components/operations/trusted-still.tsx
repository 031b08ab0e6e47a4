'use client'
import { useTranslations } from 'next-intl'
import { Instant } from '#components/ui/instant.tsx'
import { Notice } from '#components/ui/notice.tsx'
import type { OperationDetail } from '#lib/operations/operation.ts'

/** Before everything else: the vendor has done it, and clients that go by the CRL trust the certificate all the same. */
export function TrustedStill({ operation: { publication, certificate, kind } }: { operation: OperationDetail }) {
  const t = useTranslations('receipt.open')
  const key =
    kind === 'revoke' && publication?.state === 'overdue'
      ? 'overdue'
      : kind === 'delete' && publication?.watch?.state === 'vanished'
        ? 'trusted_again'
        : null
  if (key === null) return null
  return (
    <div className="mt-4">
      <Notice title={t(`claim.${key}`)}>
        {t.rich(`fact.${key}`, { day: () => <Instant at={certificate.notAfter} precision="day" /> })}
      </Notice>
    </div>
  )
}
