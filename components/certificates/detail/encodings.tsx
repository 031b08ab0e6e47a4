'use client'
import { useTranslations } from 'next-intl'
import { Fragment } from 'react'
import { buttonLook } from '#components/ui/button-look.ts'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { Section } from '#components/ui/document.tsx'
import { Icon } from '#components/ui/icon.tsx'
import { Serial } from '#components/ui/identifier.tsx'
import { KeyValue, KeyValues } from '#components/ui/key-values.tsx'
import { ScrollRegion } from '#components/ui/scroll-region.tsx'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'
import type { CertificateDetail, ChainLink } from '#lib/certificates/schema.ts'
import { Copied } from './copied.tsx'

/** Fingerprints, the path up to the root, and the certificate itself to read, copy or take away. */
export function Encodings({ certificate }: { certificate: CertificateDetail }) {
  const t = useTranslations('certificate.encodings')
  const { sha256, md5, publicKeySha256, path, pem } = certificate
  return (
    <Section id="encodings" title={t('title')}>
      <KeyValues>
        <Fingerprint term={t('sha256')} value={sha256} copy={t('copySha256')} />
        <Fingerprint term={t('md5')} value={md5} copy={t('copyMd5')} />
        <Fingerprint term={t('publicKey')} value={publicKeySha256 ?? ''} copy={t('copyPublicKey')} />
        <KeyValue term={t('chain')}>
          {path.length === 0 ? <span className="text-ink-3">{t('noChain')}</span> : <Path path={path} />}
        </KeyValue>
        <KeyValue term={t('pem')} wide>
          {pem === '' ? <span className="text-ink-3">{t('noPem')}</span> : <Pem certificate={certificate} />}
        </KeyValue>
      </KeyValues>
    </Section>
  )
}

function Fingerprint({ term, value, copy }: { term: string; value: string; copy: string }) {
  if (value === '') return null
  return (
    <KeyValue term={term} wide>
      <Copied value={value} label={copy}>
        <Serial value={value} />
      </Copied>
    </KeyValue>
  )
}

/** From the root down to this one. */
function Path({ path }: { path: readonly ChainLink[] }) {
  const t = useTranslations('certificate.encodings')
  const above = path.slice(1).reverse()
  return (
    <>
      {above.map((link) => (
        <Fragment key={link.sha256}>
          <UntrustedText text={link.commonName === '' ? link.subject : link.commonName} />
          <Icon name="right" size="caret" className="mx-1 text-ink-3" />
        </Fragment>
      ))}
      {t('this')}
    </>
  )
}

function Pem({ certificate: { pem, chain, identifier } }: { certificate: CertificateDetail }) {
  const t = useTranslations('certificate.encodings')
  const lines = pem.trim().split('\n').length
  return (
    <>
      <div className="flex flex-wrap gap-1.5 max-rail:mt-1">
        <CopyButton size="small" value={pem} label={t('copyPem')} />
        <Download pem={pem} name={`${fileNameOf(identifier)}.pem`}>
          {t('downloadPem')}
        </Download>
        {chain === null ? null : (
          <Download pem={chain} name={`${fileNameOf(identifier)}-chain.pem`}>
            {t('downloadChain')}
          </Download>
        )}
      </div>
      <details className="mt-1.5">
        <summary className="w-max text-accent">{t('show', { count: lines })}</summary>
        <ScrollRegion label={t('pem')}>
          <pre className="mono mt-1.5 leading-4.5 text-ink-2">{pem.trim()}</pre>
        </ScrollRegion>
      </details>
    </>
  )
}

/** The file is in the link itself: nothing is asked for, and it works for a tombstone while the store is away. */
function Download({ pem, name, children }: { pem: string; name: string; children: string }) {
  return (
    <a
      href={`data:application/x-pem-file;charset=utf-8,${encodeURIComponent(pem)}`}
      download={name}
      className={buttonLook('outline', 'small')}
    >
      <Icon name="export" />
      {children}
    </a>
  )
}

/** Identifiers are opaque: what a file system would read as something else is left out. */
function fileNameOf(identifier: string): string {
  return identifier.replaceAll(/[^\w-]+/g, '_').slice(0, 80)
}
