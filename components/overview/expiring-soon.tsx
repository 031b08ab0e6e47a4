import { useTranslations } from 'next-intl'
import { nameOf } from '#components/certificates/name-of.ts'
import { CaName } from '#components/certificates/ca-name.tsx'
import { CertificateStatusMark } from '#components/certificates/status-words.tsx'
import { NameLink } from '#components/ui/name-link.tsx'
import { Cell, ColumnHead, Row, Table } from '#components/ui/table.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { formatUtcDate, instantOf } from '#lib/core/format.ts'
import { paths } from '#lib/core/paths.ts'
import type { CertificateItem } from '#lib/certificates/schema.ts'

/** Valid certificates that end within 30 days, the next one first. */
export function ExpiringSoon({ items, total, now }: { items: readonly CertificateItem[]; total: number; now: number }) {
  const t = useTranslations('overview.expiring')
  return (
    <section aria-labelledby="expiring" className="pt-4">
      <div className="flex items-baseline px-5 pb-1.75 max-rail:px-4">
        <h2 id="expiring" className="text-section">
          {t('title')}
        </h2>
        <div className="ml-auto text-small">
          {total > items.length ? (
            <TextLink href={`${paths.certificates}?status=expiring&sort=not_after`}>
              {t('all', { count: total })}
            </TextLink>
          ) : null}
        </div>
      </div>
      {items.length === 0 ? (
        <p className="border-t border-line px-5 py-3 text-ink-2 max-rail:px-4">{t('none')}</p>
      ) : (
        <Table label={t('title')} density="log" stacks>
          <thead>
            <tr>
              <ColumnHead>{t('name')}</ColumnHead>
              <ColumnHead className="w-40" from={620}>
                {t('ca')}
              </ColumnHead>
              <ColumnHead className="w-46">{t('status')}</ColumnHead>
              <ColumnHead className="w-28" align="right">
                {t('expires')}
              </ColumnHead>
            </tr>
          </thead>
          <tbody>
            {items.map((item) => (
              <Row key={item.identifier}>
                <Cell phone="name">
                  <NameLink href={paths.certificate(item.identifier)} name={nameOf(item)} />
                </Cell>
                <Cell from={620} tone="quiet" phone="start">
                  <CaName name={item.caName ?? item.caIdentifier} />
                </Cell>
                <Cell phone="status">
                  <CertificateStatusMark certificate={item} now={now} />
                </Cell>
                <Cell phone="end" align="right" tone="quiet">
                  <span className="mono">{endOf(item)}</span>
                </Cell>
              </Row>
            ))}
          </tbody>
        </Table>
      )}
    </section>
  )
}

function endOf({ notAfter }: CertificateItem): string {
  const at = notAfter === null ? null : instantOf(notAfter)
  return at === null ? '–' : formatUtcDate(at)
}
