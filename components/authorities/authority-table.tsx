import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { CaName } from '#components/certificates/ca-name.tsx'
import { listHref } from '#components/certificates/list/address.ts'
import { nameOf } from '#components/certificates/name-of.ts'
import { CrlHealthMark } from '#components/evidence/crl-health-mark.tsx'
import { Absent } from '#components/ui/absent.tsx'
import { Instant } from '#components/ui/instant.tsx'
import type { SkeletonColumn } from '#components/ui/skeleton.tsx'
import { StatusMark } from '#components/ui/status-mark.tsx'
import { Cell, ColumnHead, Row, Table } from '#components/ui/table.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'
import type { Authority } from '#lib/authorities/schema.ts'
import { paths } from '#lib/core/paths.ts'
import { formatCount } from '#lib/core/format.ts'
import { spellText } from '#lib/core/text.ts'

/** The columns as a skeleton draws them. */
export const authorityColumns: readonly SkeletonColumn[] = [
  { share: 0.5, phone: 'name' },
  { share: 0.8, phone: 'start', from: 780 },
  { share: 0.7, from: 1100 },
  { share: 0.8, from: 980 },
  { share: 0.9, phone: 'middle' },
  { share: 0.7, phone: 'status' },
  { share: 0.8, phone: 'strip' },
  { share: 0.6, align: 'right', from: 900 },
  { share: 0.5, phone: 'end', align: 'right' },
]

/** The frame of the table with its heads, for rows or for their skeleton. */
export function AuthorityTableFrame({ busy = false, children }: { busy?: boolean; children: ReactNode }) {
  const t = useTranslations('authorities')
  return (
    <Table label={t('label')} busy={busy} stacks="tall">
      <thead>
        <tr>
          <ColumnHead>{t('column.name')}</ColumnHead>
          <ColumnHead from={780} className="w-24">
            {t('column.type')}
          </ColumnHead>
          <ColumnHead from={1100} className="w-30">
            {t('column.parent')}
          </ColumnHead>
          <ColumnHead from={980} className="w-24">
            {t('column.algorithm')}
          </ColumnHead>
          <ColumnHead className="w-26">{t('column.notAfter')}</ColumnHead>
          <ColumnHead className="w-24">{t('column.status')}</ColumnHead>
          <ColumnHead className="w-48">{t('column.crl')}</ColumnHead>
          <ColumnHead from={900} align="right" className="w-30">
            {t('column.issued')}
          </ColumnHead>
          <ColumnHead align="right" className="w-25">
            {t('column.certificates')}
          </ColumnHead>
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </Table>
  )
}

/** One CA a row; its count leads to its certificates. */
export function AuthorityRow({ authority }: { authority: Authority }) {
  const t = useTranslations('authorities')
  const { identifier, type, parentName, algorithm, keySize, notAfter, certificates } = authority
  const name = nameOf(authority)
  return (
    <Row>
      <Cell phone="name">
        <span className="flex min-w-0 font-medium">
          <UntrustedText text={name} cut />
        </span>
      </Cell>
      <Cell phone="start" from={780} tone="quiet">
        {t(`type.${type}`)}
      </Cell>
      <Cell from={1100} tone="quiet">
        {parentName === null ? <Absent /> : <CaName name={parentName} />}
      </Cell>
      <Cell from={980} tone="quiet">
        <UntrustedText text={`${algorithm} ${String(keySize)}`} cut keep={0} />
      </Cell>
      <Cell phone="middle" tone="quiet">
        <Instant at={notAfter} precision="day" />
      </Cell>
      <Cell phone="status">
        <AuthorityStatus authority={authority} />
      </Cell>
      <Cell phone="strip">
        <Crl authority={authority} />
      </Cell>
      <Cell from={900} align="right" tone="quiet">
        <Quota authority={authority} />
      </Cell>
      <Cell phone="end" align="right">
        <TextLink href={listHref({ ca: [identifier] })}>
          <span aria-hidden="true">{formatCount(certificates)}</span>
          <span className="sr-only">{t('held', { count: formatCount(certificates), name: spellText(name) })}</span>
        </TextLink>
      </Cell>
    </Row>
  )
}

/** The vendor's word, where it is one that it documents; a CA that has ended says that first. */
function AuthorityStatus({ authority: { vendorStatus, isExpired } }: { authority: Authority }) {
  const t = useTranslations('authorities.status')
  if (vendorStatus === 'REVOKE') return <StatusMark mark="revoked">{t('revoked')}</StatusMark>
  if (isExpired) return <StatusMark mark="expired">{t('expired')}</StatusMark>
  if (vendorStatus === 'ISSUE') return <StatusMark mark="valid">{t('issued')}</StatusMark>
  return (
    <StatusMark mark="neutral">
      <UntrustedText text={vendorStatus} />
    </StatusMark>
  )
}

/** Whether anybody can notice a revocation, and what was found at the address. The address is text: it is the vendor's, and nothing to click on. */
function Crl({
  authority: { identifier, commonName, publishesCrl, crlUrl, crlDays, crlStatus, crlHealth },
}: {
  authority: Authority
}) {
  const t = useTranslations('authorities.crl')
  if (!publishesCrl) {
    const isOff = crlUrl !== null && crlUrl !== '' && crlStatus !== null
    return <StatusMark mark="caution">{isOff ? t('off', { status: spellText(crlStatus) }) : t('none')}</StatusMark>
  }
  return (
    <span className="flex min-w-0 items-center gap-2" title={crlUrl === null ? undefined : spellText(crlUrl)}>
      <TextLink href={paths.authority(identifier)} quiet>
        <CrlHealthMark health={crlHealth} />{' '}
        <span className="sr-only">{t('of', { name: spellText(nameOf({ identifier, commonName })) })}</span>
      </TextLink>
      {crlDays === null ? null : (
        <span className="truncate text-small leading-5 text-ink-3">{t('days', { days: crlDays })}</span>
      )}
    </span>
  )
}

function Quota({ authority: { issuedCount, totalCount } }: { authority: Authority }) {
  if (issuedCount === null && totalCount === null) return <Absent />
  const word = (count: number | null) => (count === null ? '–' : formatCount(count))
  return `${word(issuedCount)} / ${word(totalCount)}`
}
