'use client'
import { useTranslations } from 'next-intl'
import type { IntervalTone } from '#components/ui/interval-strip.tsx'
import { StatusMark, type StatusMarkName } from '#components/ui/status-mark.tsx'
import { instantOf, wholeDaysBetween } from '#lib/core/format.ts'
import type { CertificateItem } from '#lib/certificates/schema.ts'
import { isExpiring, type CertificateStatus } from '#lib/certificates/status.ts'

type Standing = Pick<CertificateItem, 'status' | 'notAfter'>

/** A certificate's status as it is shown: a valid one that ends soon says so. `now` is epoch ms. */
export function shownStatus({ status, notAfter }: Standing, now: number): CertificateStatus | 'expiring' {
  return isExpiring(status, notAfter === null ? null : instantOf(notAfter), now) ? 'expiring' : status
}

const tones: Record<CertificateStatus | 'expiring', IntervalTone> = {
  valid: 'valid',
  expiring: 'expiring',
  expired: 'expired',
  revoked: 'revoked',
  pending: 'none',
  deleted: 'deleted',
  unknown: 'unknown',
}

/** How its validity is drawn. What is only being revoked is still the certificate that it was. */
export function toneOf(certificate: Standing & Pick<CertificateItem, 'notBefore'>, now: number): IntervalTone {
  const tone = tones[shownStatus(certificate, now)]
  return tone === 'none' && certificate.notBefore !== null ? 'valid' : tone
}

/** The status as shape, word and colour. */
export function CertificateStatusMark({
  certificate,
  now,
  hasRoom = false,
}: {
  /** A revocation that a CRL has been seen to list has a sign of its own; in which one, its page says. */
  certificate: Standing & Partial<Pick<CertificateItem, 'crlEvidence' | 'hasMatchingOperation'>>
  now: number
  /** A row of a list has room for one word; the certificate's own page for all that is to be said. */
  hasRoom?: boolean
}) {
  const t = useTranslations('certificates.status')
  const mark: StatusMarkName = shownStatus(certificate, now)
  const isPublished = mark === 'revoked' && Boolean(certificate.crlEvidence)
  const isElsewhere = certificate.hasMatchingOperation === false && (mark === 'revoked' || mark === 'deleted')
  const endsAt = certificate.notAfter === null ? now : (instantOf(certificate.notAfter) ?? now)
  return (
    <StatusMark mark={isPublished ? 'published' : mark} after={isElsewhere && <Elsewhere inFull={hasRoom} />}>
      {mark === 'expiring' ? t('expiring', { days: wholeDaysBetween(now, endsAt) }) : t(mark)}
    </StatusMark>
  )
}

/** Somebody else did it, or it was done by another way: nothing that was done here matches. */
function Elsewhere({ inFull }: { inFull: boolean }) {
  const t = useTranslations('certificates')
  if (inFull) return <span className="font-normal text-ink-3">· {t('unmatched')}</span>
  return (
    <span className="-ml-0.5 font-normal text-ink-3" title={t('unmatched')}>
      <span aria-hidden>{t('elsewhere')}</span>
      <span className="sr-only">({t('unmatched')})</span>
    </span>
  )
}
