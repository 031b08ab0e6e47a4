'use client'
import { useTranslations } from 'next-intl'
import { ButtonLink } from '#components/ui/button-link.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { Section } from '#components/ui/document.tsx'
import { Icon } from '#components/ui/icon.tsx'
import { Serial } from '#components/ui/identifier.tsx'
import { KeyValue, KeyValues } from '#components/ui/key-values.tsx'
import { ScrollRegion } from '#components/ui/scroll-region.tsx'
import { StatusMark } from '#components/ui/status-mark.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'
import type { CertificateDetail, ChainLink } from '#lib/certificates/schema.ts'
import { paths } from '#lib/core/paths.ts'
import { Copied } from './copied.tsx'

/** Fingerprints, the path up to the root, and the certificate itself to read, copy or take away. */
export function Encodings({ certificate }: { certificate: CertificateDetail }) {
  const t = useTranslations('certificate.encodings')
  const { sha256, sha1, md5, publicKeySha256, path, pem } = certificate
  return (
    <Section id="encodings" title={t('title')}>
      <KeyValues>
        <Fingerprint term={t('sha256')} value={sha256} copy={t('copySha256')} />
        <Fingerprint term={t('sha1')} value={sha1 ?? ''} copy={t('copySha1')} />
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

/** From the root down to this one: how each CA stands, and whether each has signed the next. */
function Path({ path }: { path: readonly ChainLink[] }) {
  const t = useTranslations('certificate.encodings')
  return (
    <ol className="grid gap-0.5">
      {[...path].reverse().map((link, place, all) => {
        const isThis = place === all.length - 1
        const name = <UntrustedText text={link.commonName === '' ? link.subject : link.commonName} />
        return (
          <li key={link.sha256} className="flex flex-wrap items-center gap-x-2">
            {place === 0 ? null : <Icon name="right" size="caret" className="text-ink-3" />}
            {isThis ? t('this') : null}
            {isThis || link.identifier !== null ? null : name}
            {isThis || link.identifier === null ? null : (
              <TextLink href={paths.authority(link.identifier)}>{name}</TextLink>
            )}
            {isThis ? null : <StatusMark mark={stateMarks[link.state]}>{t(`state.${link.state}`)}</StatusMark>}
            {link.signature === 'verified' ? null : (
              <StatusMark mark={link.signature === 'unchecked' ? 'neutral' : 'caution'}>
                {t(`signature.${link.signature}`)}
              </StatusMark>
            )}
          </li>
        )
      })}
    </ol>
  )
}

const stateMarks = {
  valid: 'valid',
  not_yet_valid: 'caution',
  expired: 'expired',
  revoked: 'revoked',
  unknown: 'neutral',
} as const

function Pem({ certificate: { pem, chain, identifier } }: { certificate: CertificateDetail }) {
  const t = useTranslations('certificate.encodings')
  const lines = pem.trim().split('\n').length
  return (
    <>
      <div className="flex flex-wrap gap-1.5 max-rail:mt-1">
        <CopyButton size="small" value={pem} label={t('copyPem')} />
        {chain === null ? null : <CopyButton size="small" value={chain} label={t('copyChain')} />}
        {(['pem', 'chain', 'der'] as const).map((form) =>
          form === 'chain' && chain === null ? null : (
            <ButtonLink
              key={form}
              size="small"
              icon="export"
              href={paths.api.certificateFile(identifier, form)}
              download
            >
              {t(`download.${form}`)}
            </ButtonLink>
          ),
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
