import { useTranslations } from 'next-intl'

/** A value that there is none of: a dash to see, a word to hear. */
export function Absent() {
  const t = useTranslations('ui')
  return (
    <span className="text-ink-3">
      <span aria-hidden="true">–</span>
      <span className="sr-only">{t('absent')}</span>
    </span>
  )
}
