import { useTranslations } from 'next-intl'
import { DocumentPage } from '#components/ui/document.tsx'
import { SkeletonBar } from '#components/ui/skeleton.tsx'

/** The place of a receipt while it is read: headline, RequestId, steps and facts at their heights. */
export function ReceiptSkeleton() {
  const t = useTranslations('receipt')
  return (
    <DocumentPage side={<SkeletonBar width="45%" />}>
      <div aria-busy="true">
        <div className="flex h-6.75 items-center">
          <SkeletonBar width="30%" />
        </div>
        <div className="flex h-12 items-center">
          <SkeletonBar width="72%" />
        </div>
        <div className="mt-4.5 border-y border-line pt-4 pb-4.5">
          <div className="text-small text-ink-3">{t('requestId')}</div>
          <div className="flex h-8 items-center">
            <SkeletonBar width="54%" />
          </div>
        </div>
        {[60, 42, 52, 38].map((width) => (
          <div key={width} className="flex h-9 items-center">
            <SkeletonBar width={`${String(width)}%`} />
          </div>
        ))}
      </div>
    </DocumentPage>
  )
}
