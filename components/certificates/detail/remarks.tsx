'use client'
import { useTranslations } from 'next-intl'
import { Section } from '#components/ui/document.tsx'
import { Icon } from '#components/ui/icon.tsx'
import { remarkSources } from '#lib/certificates/parameter-remarks.ts'
import type { CertificateDetail } from '#lib/certificates/schema.ts'

/**
 * What is weak or unusual about it, each with why and where that is written. Calm: none of it asks for an act. A sound
 * certificate has no such section, so one that could not be checked has to say so.
 */
export function Remarks({ certificate: { remarks } }: { certificate: CertificateDetail }) {
  const t = useTranslations('certificate.remarks')
  if (remarks === null) {
    return (
      <Section id="remarks" title={t('title')}>
        <p className="text-ink-2">{t('unchecked')}</p>
      </Section>
    )
  }
  if (remarks.length === 0) return null
  return (
    <Section id="remarks" title={t('title')} remark={t('remark')}>
      <ul className="grid gap-1">
        {remarks.map((code) => (
          <li key={code} className="grid grid-cols-[1rem_minmax(0,1fr)] gap-x-2">
            <Icon name="info" className="mt-0.5 text-ink-3" />
            <span>
              {t(`code.${code}`)} <span className="text-small text-ink-3">{remarkSources[code]}</span>
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
}
