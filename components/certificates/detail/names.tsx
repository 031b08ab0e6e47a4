'use client'
import { useTranslations } from 'next-intl'
import { Section } from '#components/ui/document.tsx'
import { KeyValue, KeyValues } from '#components/ui/key-values.tsx'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'
import type { CertificateDetail } from '#lib/certificates/schema.ts'

/** Every name that it answers to, each on its own line and whole. */
export function Names({ certificate: { commonName, sans } }: { certificate: CertificateDetail }) {
  const t = useTranslations('certificate.names')
  return (
    <Section id="names" title={t('title')}>
      <KeyValues>
        <KeyValue term={t('commonName')}>
          {commonName === '' ? <span className="text-ink-3">{t('empty')}</span> : <UntrustedText text={commonName} />}
        </KeyValue>
        {sans.map(({ type, value }, index) => (
          <KeyValue key={`${String(index)} ${value}`} term={t(`type.${type}`)}>
            <span className={type === 'uri' || type === 'ip' ? 'mono' : undefined}>
              <UntrustedText text={value} />
            </span>
          </KeyValue>
        ))}
      </KeyValues>
      {sans.length === 0 ? <p className="mt-1 text-ink-3">{t('none')}</p> : null}
    </Section>
  )
}
