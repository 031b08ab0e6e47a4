'use client'
import { useLocale, useTranslations } from 'next-intl'
import { Ruler } from '#components/ui/ruler.tsx'
import type { CertificateDetail } from '#lib/certificates/schema.ts'
import { formatUtcDate, instantOf, wholeDaysBetween } from '#lib/core/format.ts'
import { shownStatus } from '../status-words.tsx'
import { rulerMarks, type RulerMark } from './ruler-ticks.ts'

/** The certificate's life and where now stands in it. One that has not been issued has none yet. */
export function ValidityRuler({ certificate, now }: { certificate: CertificateDetail; now: number }) {
  const t = useTranslations('certificate.ruler')
  const words = useTranslations('certificates')
  const label = useMarkLabel()
  const from = instantOf(certificate.notBefore ?? '')
  const to = instantOf(certificate.notAfter ?? '')
  if (from === null || to === null) return null
  const dates = { from: formatUtcDate(from), to: formatUtcDate(to) }
  const hasEnded = to < now
  const days = Math.abs(wholeDaysBetween(now, to))
  return (
    <Ruler
      from={from}
      to={to}
      now={now}
      tone={toneOf(certificate, now)}
      cutAt={certificate.revokeTime === null ? null : instantOf(certificate.revokeTime)}
      label={t(hasEnded ? 'ended' : 'label', { ...dates, days })}
      nowWord={words('now')}
      fromLabel={t('from', dates)}
      toLabel={t(hasEnded ? 'expired' : 'to', dates)}
      ticks={rulerMarks(from, to).map((mark) => ({
        at: mark.at,
        ...(mark.label !== null && { label: label(mark.label, mark.at) }),
      }))}
    />
  )
}

/** A tombstone's certificate went on as it was: revoked, or by its dates. */
function toneOf(certificate: CertificateDetail, now: number): 'valid' | 'expiring' | 'expired' | 'revoked' {
  if (certificate.vendorStatus === 'REVOKE') return 'revoked'
  const end = instantOf(certificate.notAfter ?? '')
  if (end !== null && end < now) return 'expired'
  return shownStatus({ ...certificate, status: 'valid' }, now) === 'expiring' ? 'expiring' : 'valid'
}

const shapes = {
  year: { year: 'numeric' },
  month: { month: 'short' },
  day: { month: 'short', day: 'numeric' },
} as const

function useMarkLabel(): (unit: NonNullable<RulerMark['label']>, at: number) => string {
  const locale = useLocale()
  return (unit, at) => new Intl.DateTimeFormat(locale, { ...shapes[unit], timeZone: 'UTC' }).format(at)
}
