import { useTranslations } from 'next-intl'
import { StatusMark } from '#components/ui/status-mark.tsx'
import { spellText } from '#lib/core/text.ts'
import type { CrlHealth } from '#lib/evidence/health.ts'

/** The CRL of a CA in a word: the number of the good one, or what is wrong with it. */
export function CrlHealthMark({ health }: { health: CrlHealth | null }) {
  const t = useTranslations('authorities.health')
  if (health === null || health.state === 'unread') return <StatusMark mark="neutral">{t('unread')}</StatusMark>
  if (health.state === 'stale') return <StatusMark mark="caution">{t('stale')}</StatusMark>
  if (health.state === 'unusable') return <StatusMark mark="caution">{t('unusable')}</StatusMark>
  const number = health.crl?.number ?? null
  return (
    <StatusMark mark="valid">
      {number === null ? t('unnumbered') : t('numbered', { number: spellText(number) })}
    </StatusMark>
  )
}
