'use client'
import { useTranslations } from 'next-intl'
import { useVendorWords } from '#components/shell/vendor.tsx'
import { ButtonLink } from '#components/ui/button-link.tsx'
import { PageState } from '#components/ui/page-state.tsx'
import { RelativeAge } from '#components/ui/relative-age.tsx'
import { instantOf } from '#lib/core/format.ts'
import { paths } from '#lib/core/paths.ts'

/** What stands in the place of figures and plots: the list is empty, or nobody has read it yet. */
export function EmptyAccount({ asOf, renderedAt }: { asOf: string | null; renderedAt: number }) {
  const t = useTranslations('certificates.empty')
  const overview = useTranslations('overview')
  const words = useVendorWords()
  const at = asOf === null ? null : instantOf(asOf)
  return (
    <div className="border-b border-line">
      <PageState
        heading={t(at === null ? 'unread.heading' : 'none.heading')}
        actions={<ButtonLink href={paths.certificates}>{overview('toList')}</ButtonLink>}
      >
        <p>
          {at === null
            ? t('unread.text', words)
            : t.rich('none.text', { ...words, age: () => <RelativeAge at={at} renderedAt={renderedAt} inline /> })}
        </p>
      </PageState>
    </div>
  )
}
