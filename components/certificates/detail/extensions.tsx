'use client'
import { useTranslations } from 'next-intl'
import { Section } from '#components/ui/document.tsx'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'
import type { CertificateDetail } from '#lib/certificates/schema.ts'

/** Every extension as relying parties read it, decoded here from the PEM; unknown ones as hex. */
export function Extensions({ certificate: { extensions, decoded } }: { certificate: CertificateDetail }) {
  const t = useTranslations('certificate.extensions')
  return (
    <Section id="extensions" title={t('title')} remark={t('remark')}>
      {decoded === null ? <p className="text-ink-2">{t('unreadable')}</p> : null}
      {decoded !== null && extensions.length === 0 ? <p className="text-ink-2">{t('none')}</p> : null}
      <dl className="grid grid-cols-[13rem_minmax(0,1fr)] gap-x-4 gap-y-1.5 max-rail:grid-cols-1 max-rail:gap-y-0">
        {extensions.map(({ oid, name, critical, values }) => (
          <div key={oid} className="contents">
            <dt>
              <span title={oid}>{name ?? <span className="mono">{oid}</span>}</span>
              {critical ? <span className="ml-2 text-small text-ink-3">{t('critical')}</span> : null}
            </dt>
            <dd className="min-w-0 text-ink-2 max-rail:mb-2">
              {values.map((value, index) => (
                <span key={index} className="mono block">
                  <UntrustedText text={value} />
                </span>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  )
}
