import { useTranslations } from 'next-intl'
import { DocumentPage } from '#components/ui/document.tsx'
import { KeyValue, KeyValues } from '#components/ui/key-values.tsx'
import { SkeletonBar } from '#components/ui/skeleton.tsx'

/** While the vendor is being asked: the frame of the page with its labels real. */
export function DetailSkeleton() {
  const t = useTranslations('certificate')
  const fields = ['serial', 'type', 'identifier', 'ca', 'subject'] as const
  return (
    <DocumentPage
      side={
        <>
          <h2 className="mb-3 text-section">{t('history.title')}</h2>
          <Bars widths={['62%', '48%', '70%']} />
        </>
      }
    >
      <div aria-busy="true">
        <div className="flex h-4.25 items-center pb-2.5 box-content">
          <SkeletonBar width="30%" />
        </div>
        <div className="flex h-8 items-center">
          <SkeletonBar width="46%" />
        </div>
        <div className="mt-0.5 mb-3 flex h-6 items-center text-small text-ink-3">{t('reading.asking')}</div>
        <KeyValues labels="paired">
          {fields.map((field) => (
            <KeyValue key={field} term={t(`field.${field}`)}>
              <span className="flex h-5 items-center">
                <SkeletonBar width="64%" />
              </span>
            </KeyValue>
          ))}
        </KeyValues>
        <div className="mt-14 border-b border-line-2" />
        <Bars widths={['54%', '38%', '61%', '47%', '58%']} />
      </div>
    </DocumentPage>
  )
}

function Bars({ widths }: { widths: readonly string[] }) {
  return widths.map((width) => (
    <span key={width} className="flex h-6 items-center">
      <SkeletonBar width={width} />
    </span>
  ))
}
