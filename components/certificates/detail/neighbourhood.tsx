'use client'
import { useTranslations } from 'next-intl'
import { Absent } from '#components/ui/absent.tsx'
import { Section } from '#components/ui/document.tsx'
import { Icon } from '#components/ui/icon.tsx'
import { Identifier, Serial } from '#components/ui/identifier.tsx'
import { Instant } from '#components/ui/instant.tsx'
import { NameLink } from '#components/ui/name-link.tsx'
import { ScrollRegion } from '#components/ui/scroll-region.tsx'
import { Cell, ColumnHead, Row, Table } from '#components/ui/table.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import type { Neighbour, Neighbours } from '#lib/certificates/preview.ts'
import type { CertificateDetail } from '#lib/certificates/schema.ts'
import { quoted } from '#lib/certificates/query/quoted.ts'
import { paths } from '#lib/core/paths.ts'
import { listHref } from '../list/address.ts'
import { nameOf } from '../name-of.ts'
import { CertificateStatusMark } from '../status-words.tsx'

/** What stands beside it: others with its key (a compromised one is compromised in all of them), others with its name. */
export function Neighbourhood({ certificate, now }: { certificate: CertificateDetail; now: number }) {
  const t = useTranslations('certificate.beside')
  const { sameKey, sameName, publicKeySha256 } = certificate
  return (
    <Section id="beside" title={t('title')} remark={t('remark')}>
      {sameKey.total === 0 ? (
        <p className="text-ink-2">{t(publicKeySha256 === null ? 'keyUnread' : 'keyAlone')}</p>
      ) : (
        <>
          <h3 className="flex items-center gap-1.5 font-semibold">
            <Icon name="caution" className="text-caution" />
            {t('sameKey', { count: sameKey.total })}
            {publicKeySha256 === null ? null : (
              <span className="font-normal">
                <TextLink href={listHref({ q: `spki:${publicKeySha256}` })}>{t('listKeyed')}</TextLink>
              </span>
            )}
          </h3>
          <NeighbourTable neighbours={sameKey} label={t('sameKey', { count: sameKey.total })} now={now} />
        </>
      )}
      <p className="mt-1 text-ink-2">
        {sameName.total === 0 ? t('nameAlone') : <Namesakes certificate={certificate} />}
      </p>
      <SuccessionTable certificate={certificate} now={now} />
    </Section>
  )
}

/** How many stand ready in its place: more than are shown, and perhaps none of those. */
function Namesakes({ certificate: { commonName, type, sameName } }: { certificate: CertificateDetail }) {
  const t = useTranslations('certificate.beside')
  const href = listHref({ q: `cn:${quoted(commonName)}`, status: ['valid'], type: [type] })
  return (
    <>
      {t('named', { count: sameName.total })} <TextLink href={href}>{t('listNamed')}</TextLink>
    </>
  )
}

function NeighbourTable({ neighbours, label, now }: { neighbours: Neighbours; label: string; now: number }) {
  const t = useTranslations('certificate')
  const heads = useTranslations('certificates.column')
  const hidden = neighbours.total - neighbours.items.length
  return (
    <ScrollRegion label={label}>
      <div className="max-rail:min-w-130">
        <Table label={label} density="log" bleed={false}>
          <thead>
            <tr role="row">
              <ColumnHead>{heads('name')}</ColumnHead>
              <ColumnHead className="w-33">{heads('serial')}</ColumnHead>
              <ColumnHead className="w-42">{heads('status')}</ColumnHead>
              <ColumnHead align="right" className="w-24">
                {heads('expires')}
              </ColumnHead>
            </tr>
          </thead>
          <tbody>
            {neighbours.items.map((neighbour) => (
              <NeighbourRow key={neighbour.identifier} neighbour={neighbour} now={now} />
            ))}
          </tbody>
        </Table>
        {hidden > 0 ? <p className="mt-1 text-small text-ink-3">{t('beside.more', { count: hidden })}</p> : null}
      </div>
    </ScrollRegion>
  )
}

/** Latest first, with this one in its place among them. */
function SuccessionTable({ certificate, now }: { certificate: CertificateDetail; now: number }) {
  const t = useTranslations('certificate.beside')
  const heads = useTranslations('certificates.column')
  const { later, earlier } = certificate.succession
  // What is revoked, expired or deleted replaces nothing, whenever it began.
  const replacement = later.items.find(({ status }) => status === 'valid')
  const replaced = certificate.status === 'valid' ? earlier.items[0] : undefined
  const rows = [
    ...later.items
      .map((one) => ({ one, relation: one === replacement ? ('replacedBy' as const) : ('later' as const) }))
      .reverse(),
    { one: certificate, relation: 'this' as const },
    ...earlier.items.map((one) => ({
      one,
      relation: one === replaced ? ('replaces' as const) : ('earlier' as const),
    })),
  ]
  if (rows.length === 1) return null
  const label = t('succession.title')
  return (
    <>
      <h3 className="mt-3.5 font-semibold">{label}</h3>
      <ScrollRegion label={label}>
        <div className="max-rail:min-w-130">
          <Table label={label} density="log" bleed={false}>
            <thead>
              <tr role="row">
                <ColumnHead className="w-28">{t('succession.relation')}</ColumnHead>
                <ColumnHead>{heads('serial')}</ColumnHead>
                <ColumnHead className="w-42">{heads('status')}</ColumnHead>
                <ColumnHead align="right" className="w-24">
                  {t('succession.begins')}
                </ColumnHead>
                <ColumnHead align="right" className="w-24">
                  {heads('expires')}
                </ColumnHead>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ one, relation }) => (
                <Row key={one.identifier}>
                  <Cell tone={relation === 'this' ? 'ink' : 'quiet'}>{t(`succession.${relation}`)}</Cell>
                  <Cell>
                    {relation === 'this' ? (
                      <ShownSerial of={one} />
                    ) : (
                      <TextLink href={paths.certificate(one.identifier)}>
                        <ShownSerial of={one} />
                      </TextLink>
                    )}
                  </Cell>
                  <Cell>
                    <CertificateStatusMark certificate={one} now={now} />
                  </Cell>
                  <Cell align="right">
                    <Instant at={one.notBefore} precision="day" />
                  </Cell>
                  <Cell align="right">
                    <Instant at={one.notAfter} precision="day" />
                  </Cell>
                </Row>
              ))}
            </tbody>
          </Table>
        </div>
      </ScrollRegion>
      {later.hasMore || earlier.hasMore ? <p className="mt-1 text-small text-ink-3">{t('succession.more')}</p> : null}
    </>
  )
}

/** The name is the same in every row: what tells them apart is the serial, else the Identifier. */
function ShownSerial({ of: { serialNumber, identifier } }: { of: Pick<Neighbour, 'serialNumber' | 'identifier'> }) {
  return serialNumber === '' ? <Identifier value={identifier} /> : <Serial value={serialNumber} short />
}

function NeighbourRow({ neighbour, now }: { neighbour: Neighbour; now: number }) {
  return (
    <Row>
      <Cell>
        <NameLink href={paths.certificate(neighbour.identifier)} name={nameOf(neighbour)} />
      </Cell>
      <Cell>{neighbour.serialNumber === '' ? <Absent /> : <Serial value={neighbour.serialNumber} short />}</Cell>
      <Cell>
        <CertificateStatusMark certificate={neighbour} now={now} />
      </Cell>
      <Cell align="right">
        <Instant at={neighbour.notAfter} precision="day" />
      </Cell>
    </Row>
  )
}
