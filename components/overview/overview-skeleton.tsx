import { useTranslations } from 'next-intl'
import { PageHead } from '#components/ui/page-head.tsx'
import { SkeletonBar } from '#components/ui/skeleton.tsx'
import { StatusIcon } from '#components/ui/status-mark.tsx'
import { OverviewRegions } from './overview-regions.tsx'
import { FIGURE_ROOM, FIGURES, shownFigures } from './status-counts.tsx'

/** The overview before anything of it is known: heads real, every figure and plot of its final size. */
export function OverviewSkeleton() {
  const t = useTranslations('overview')
  return (
    <div className="flex flex-1 flex-col" aria-busy="true">
      <PageHead title={t('title')}>
        <span className="h-6 max-side:h-9 max-side:w-full" />
      </PageHead>
      <OverviewRegions
        aside={
          <section className="border-b border-line px-5 pt-4 pb-4.5 max-rail:px-4">
            <h2 className="mb-2 text-section">{t('attention.title')}</h2>
            <span className="flex h-5 items-center">
              <SkeletonBar width="40%" />
            </span>
          </section>
        }
      >
        <section className="border-b border-line px-5 pt-4 pb-4.5 max-rail:px-4">
          <div className="mb-2.5 flex items-baseline">
            <h2 className="mr-auto text-section">{t('counts.title')}</h2>
          </div>
          <span className="skeleton block h-3.5 bg-line" />
          <Figures />
        </section>
        <section className="border-b border-line px-5 pt-4 pb-4.5 max-rail:px-4">
          <div className="flex min-h-7.5 items-center max-rail:min-h-9.5">
            <h2 className="mr-auto text-section">{t('timeline.title')}</h2>
          </div>
          <p className="mt-0.5 min-h-[1lh] text-small max-rail:min-h-[3lh]" />
          <div className="mt-2 min-h-[2lh] text-small max-rail:min-h-[3lh]" />
          <Plot />
          <div className="mt-1 min-h-[1lh] text-small" />
          <p className="mt-1 min-h-[1lh] text-small" />
        </section>
        <div className="border-b border-line pair:grid pair:grid-cols-2">
          {(['issued', 'revoked'] as const).map((rate) => (
            <section
              key={rate}
              className="min-w-0 border-line px-5 pt-4 pb-4.5 max-rail:px-4 max-pair:first:border-b pair:first:border-r"
            >
              <h2 className="text-section">{t(`rates.${rate}`)}</h2>
              <p className="mt-0.5 min-h-[2lh] text-small max-rail:min-h-[3lh]" />
              <div className="mt-1 min-h-[1lh] text-small" />
              <Plot />
              <div className="h-5" />
            </section>
          ))}
        </div>
        <section className="pt-4">
          <div className="flex items-baseline px-5 pb-1.75 max-rail:px-4">
            <h2 className="text-section">{t('expiring.title')}</h2>
          </div>
        </section>
      </OverviewRegions>
    </div>
  )
}

function Figures() {
  const t = useTranslations('overview.counts')
  return (
    <ul className={FIGURES}>
      {shownFigures.map((name) => (
        <li key={name} className={FIGURE_ROOM}>
          <span className="flex items-center gap-1.5 text-small text-ink-2">
            <StatusIcon mark={name} />
            {t(name)}
          </span>
          <span className="flex h-7.5 items-center">
            <SkeletonBar width="60%" />
          </span>
          <span className="block h-8.5" />
        </li>
      ))}
    </ul>
  )
}

/** As high as a plot with its scale and its months. */
function Plot() {
  return (
    <div className="pt-5 pr-1 pb-5 pl-10">
      <div className="h-38 border-b border-line" />
    </div>
  )
}
