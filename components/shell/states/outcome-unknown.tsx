import { useTranslations } from 'next-intl'
import { Notice } from '#components/ui/notice.tsx'
import { RelativeAge } from '#components/ui/relative-age.tsx'

/** Sent, no answer. Counts down to the next read-back; nothing can be repeated before that has said "not done". */
export function OutcomeUnknown({ nextReadAt, renderedAt }: { nextReadAt: number | null; renderedAt: number }) {
  const t = useTranslations('states.unknown')
  return (
    <Notice live="status" icon="unknown" title={t('title')}>
      {t('text')}
      {nextReadAt === null ? null : (
        <span> {t.rich('next', { age: () => <RelativeAge at={nextReadAt} renderedAt={renderedAt} inline /> })}</span>
      )}
    </Notice>
  )
}
