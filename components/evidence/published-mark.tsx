'use client'
import { useTranslations } from 'next-intl'
import { StatusMark } from '#components/ui/status-mark.tsx'
import { spellText } from '#lib/core/text.ts'
import type { CrlMark } from '#lib/evidence/publication.ts'

/** A revocation that relying parties can see, by the CRL that is kept as evidence. */
export function PublishedMark({ evidence: { number } }: { evidence: CrlMark }) {
  const t = useTranslations('ui.published')
  return (
    <StatusMark mark="published">
      {number === null ? t('unnumbered') : t('numbered', { number: spellText(number) })}
    </StatusMark>
  )
}
