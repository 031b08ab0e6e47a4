import { useTranslations } from 'next-intl'
import { nameOf } from '#components/certificates/name-of.ts'
import { Breadcrumb } from '#components/ui/breadcrumb.tsx'
import { DocumentPage, Section } from '#components/ui/document.tsx'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'
import { paths } from '#lib/core/paths.ts'
import type { CrlReport } from '#lib/evidence/health.ts'
import { CrlHistory } from './crl-history.tsx'
import { CrlPointFacts } from './crl-point-facts.tsx'
import { PublicationDelays } from './publication-delays.tsx'

/** The CRLs of one CA: what is there now, how soon a revocation comes to be in it, and what has been there. */
export function CrlReportScreen({ report }: { report: CrlReport }) {
  const t = useTranslations('authorities.report')
  const { commonName, identifier, points, checks } = report
  const name = nameOf({ commonName, identifier })
  return (
    <DocumentPage>
      <Breadcrumb
        crumbs={[
          { key: 'authorities', label: t('crumb'), href: paths.authorities },
          { key: 'ca', label: <UntrustedText text={name} /> },
        ]}
      />
      <p className="text-small text-ink-3">{t('title')}</p>
      <h1 className="mt-0.5 text-headline text-pretty">
        <UntrustedText text={name} />
      </h1>
      <Section id="crl-now" title={t('now')}>
        {points.length === 0 ? (
          <p className="text-ink-2">{t('noPoint')}</p>
        ) : (
          <div className="grid gap-5">
            {points.map((point) => (
              <CrlPointFacts key={point.url} point={point} />
            ))}
          </div>
        )}
      </Section>
      <Section id="crl-delays" title={t('delay.title')} remark={t('delay.remark')}>
        <PublicationDelays report={report} />
      </Section>
      <Section id="crl-history" title={t('history.title')} remark={t('history.remark')}>
        {checks.length === 0 ? <p className="text-ink-2">{t('history.none')}</p> : <CrlHistory checks={checks} />}
      </Section>
    </DocumentPage>
  )
}
