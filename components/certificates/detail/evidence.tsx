'use client'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { CrlFile } from '#components/evidence/crl-file.tsx'
import { useVendorWords } from '#components/shell/vendor.tsx'
import { Absent } from '#components/ui/absent.tsx'
import { Button } from '#components/ui/button.tsx'
import { ButtonLink } from '#components/ui/button-link.tsx'
import { Section } from '#components/ui/document.tsx'
import { ScrollRegion } from '#components/ui/scroll-region.tsx'
import { StatusMark, type StatusMarkName } from '#components/ui/status-mark.tsx'
import { Cell, ColumnHead, Row, Table } from '#components/ui/table.tsx'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'
import type { CertificateDetail } from '#lib/certificates/schema.ts'
import { paths } from '#lib/core/paths.ts'

type Line = {
  key: 'vendor' | 'ca' | 'crl' | 'pointer' | 'ocsp' | 'responder'
  mark: StatusMarkName
  finding: string
  address: ReactNode
}

/** Who would notice a revocation, and who has been seen to be told. */
export function Evidence({ certificate, mayExport }: { certificate: CertificateDetail; mayExport: boolean }) {
  const t = useTranslations('certificate.evidence')
  const lines = useLines(certificate)
  return (
    <Section id="evidence" title={t('title')} remark={t('remark')}>
      <ScrollRegion label={t('title')}>
        <div className="max-rail:min-w-160">
          <Table label={t('title')} density="log" bleed={false}>
            <thead>
              <tr role="row">
                <ColumnHead className="w-42">{t('column.source')}</ColumnHead>
                <ColumnHead className="w-50">{t('column.finding')}</ColumnHead>
                <ColumnHead>{t('column.address')}</ColumnHead>
              </tr>
            </thead>
            <tbody>
              {lines.map(({ key, mark, finding, address }) => (
                <Row key={key}>
                  <Cell>{t(`source.${key}`)}</Cell>
                  <Cell>
                    <StatusMark mark={mark}>{finding}</StatusMark>
                  </Cell>
                  <Cell tone="quiet">{address}</Cell>
                </Row>
              ))}
            </tbody>
          </Table>
        </div>
      </ScrollRegion>
      <div className="mt-2.5">
        {mayExport ? (
          <ButtonLink
            size="small"
            icon="export"
            href={paths.api.evidence({ identifier: certificate.identifier })}
            download
          >
            {t('pack')}
          </ButtonLink>
        ) : (
          <Button size="small" icon="export" unavailable={t('packOff')}>
            {t('pack')}
          </Button>
        )}
      </div>
    </Section>
  )
}

function useLines({
  vendorStatus,
  deletedAt,
  caPublishesCrl,
  pointsToCrl,
  decoded,
  publication,
}: CertificateDetail): Line[] {
  const t = useTranslations('certificate.evidence.finding')
  const words = useVendorWords()
  const seen = useSeenLines(publication)
  const crls = decoded?.crlUrls ?? []
  const responders = decoded?.ocspUrls ?? []
  const vendor: Pick<Line, 'mark' | 'finding'> =
    deletedAt === null
      ? { mark: vendorMarks[vendorStatus], finding: t(`vendor.${vendorStatus}`) }
      : { mark: 'deleted', finding: t('vendor.gone', words) }
  return [
    { key: 'vendor', ...vendor, address: <Absent /> },
    {
      key: 'ca',
      mark: caPublishesCrl === null ? 'neutral' : caPublishesCrl ? 'valid' : 'caution',
      finding: caPublishesCrl === null ? t('unread') : t(caPublishesCrl ? 'publishes' : 'publishesNone'),
      address: <Absent />,
    },
    {
      key: 'pointer',
      mark: pointsToCrl === null ? 'neutral' : pointsToCrl ? 'valid' : 'caution',
      finding: pointsToCrl === null ? t('unreadable') : t(pointsToCrl ? 'points' : 'pointsNowhere'),
      address: addressesOf(crls),
    },
    {
      key: 'ocsp',
      mark: decoded === null ? 'neutral' : responders.length > 0 ? 'valid' : 'neutral',
      finding: decoded === null ? t('unreadable') : t(responders.length > 0 ? 'points' : 'pointsNowhere'),
      address: addressesOf(responders),
    },
    ...seen,
  ]
}

/** What relying parties have been seen to be told. */
function useSeenLines(publication: CertificateDetail['publication']): Line[] {
  const t = useTranslations('certificate.evidence.finding')
  if (publication === null || publication.state === 'not_followed') return []
  const { state, evidence, ocsp } = publication
  const crl: Line = {
    key: 'crl',
    mark: crlMarks[state],
    finding: t(`crl.${state}`),
    address: evidence === null ? <Absent /> : <CrlFile sha256={evidence.sha256} number={evidence.number} />,
  }
  if (ocsp === null || ocsp.status === null) return [crl]
  return [
    crl,
    { key: 'responder', mark: ocspMarks[ocsp.status], finding: t(`ocsp.${ocsp.status}`), address: <Absent /> },
  ]
}

const crlMarks = { awaited: 'pending', published: 'published', overdue: 'caution', nowhere: 'caution' } as const
const ocspMarks = { good: 'caution', revoked: 'revoked', unknown: 'neutral' } as const
const vendorMarks = { ISSUE: 'valid', REVOKE: 'revoked', PENDING: 'pending' } as const

/** Addresses from a certificate are text and never links. */
function addressesOf(addresses: readonly string[]): ReactNode {
  const [first, ...more] = addresses
  if (first === undefined) return <Absent />
  return (
    <span className="mono flex min-w-0">
      <UntrustedText text={first} cut keep={24} />
      {more.length === 0 ? null : <span className="flex-none text-ink-3">{` +${String(more.length)}`}</span>}
    </span>
  )
}
