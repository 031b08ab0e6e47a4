import { useTranslations } from 'next-intl'
import { Icon } from '#components/ui/icon.tsx'
import { PageHead } from '#components/ui/page-head.tsx'
import { SkeletonBar } from '#components/ui/skeleton.tsx'
import { WaitingTable } from './waiting-table.tsx'

/** The page before anything of it is known: every region in its place and of its size, the heads real. `now` is epoch ms. */
export function CertificateListSkeleton({ now }: { now: number }) {
  const t = useTranslations('certificates')
  return (
    <div className="flex flex-1 flex-col" aria-busy="true">
      <PageHead title={t('title')}>
        <span className="h-7.5 max-rail:h-10" />
        {/* On a phone the buttons take a line of their own. */}
        <span className="hidden h-10 w-full max-[26.5rem]:block" />
      </PageHead>
      <div className="mx-5 flex h-9 items-center gap-2 rounded-control border border-control bg-sheet pl-2.5 text-ink-3 max-rail:mx-4 max-rail:h-11">
        <Icon name="search" />
        {t('search.placeholder')}
      </div>
      <div className="flex h-9.5 items-center px-5 max-rail:h-16 max-rail:px-4">
        <span className="w-72 max-rail:w-48">
          <SkeletonBar width="100%" />
        </span>
      </div>
      <div className="flex-1 border-t border-line side:grid side:grid-cols-[12.25rem_minmax(0,1fr)]">
        <div className="grid content-start gap-4 px-5 py-4 max-side:hidden">
          {Array.from({ length: 16 }, (_, index) => (
            <SkeletonBar key={index} width={index % 5 === 0 ? '40%' : '85%'} />
          ))}
        </div>
        <div className="min-w-0 border-line side:border-l">
          <WaitingTable now={now} />
        </div>
      </div>
    </div>
  )
}
