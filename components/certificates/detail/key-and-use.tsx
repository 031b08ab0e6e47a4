'use client'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Absent } from '#components/ui/absent.tsx'
import { Section } from '#components/ui/document.tsx'
import { Instant } from '#components/ui/instant.tsx'
import { KeyValue, KeyValues } from '#components/ui/key-values.tsx'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'
import type { CertificateDetail } from '#lib/certificates/schema.ts'

/** Its key, what it was signed with, and what it may be used for: decoded here from the PEM. */
export function KeyAndUse({ certificate }: { certificate: CertificateDetail }) {
  const t = useTranslations('certificate.key')
  const { algorithm, keySize, signAlgorithm, decoded, notBefore, notAfter } = certificate
  return (
    <Section id="key" title={t('title')}>
      <KeyValues>
        <KeyValue term={t('key')}>
          <UntrustedText text={`${algorithm} ${String(keySize)}`} />
        </KeyValue>
        <KeyValue term={t('signature')}>
          <UntrustedText text={signAlgorithm} />
        </KeyValue>
        <KeyValue term={t('keyUsage')}>{wordsOf(decoded?.keyUsage)}</KeyValue>
        <KeyValue term={t('extended')}>{wordsOf(decoded?.extendedKeyUsage)}</KeyValue>
        <KeyValue term={t('notBefore')}>
          <Instant at={notBefore} />
        </KeyValue>
        <KeyValue term={t('notAfter')}>
          <Instant at={notAfter} />
        </KeyValue>
      </KeyValues>
    </Section>
  )
}

function wordsOf(values: readonly string[] | undefined): ReactNode {
  return values === undefined || values.length === 0 ? <Absent /> : <UntrustedText text={values.join(', ')} />
}
